"""A picture of a light curve, with the disappearance and the reappearance that were reported."""

import io
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from export.palette import PALETTE
from schemas.instant import iso_text

with warnings.catch_warnings():
    # Where Debian's matplotlib lies beside the newer one, the latter says that its 3-D axes cannot be imported.
    warnings.filterwarnings("ignore", message="Unable to import Axes3D", category=UserWarning)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """Size of a picture [pixel]."""

    width: int
    height: int
    is_thumbnail: bool = False


PREVIEW = Size(width=800, height=400)
THUMBNAIL = Size(width=200, height=150, is_thumbnail=True)
_DAY_S = 86400.0
#: More readings than this are drawn as a line without dots.
_MANY = 1500
#: A picture shows no more readings than this; of more, the lowest and highest of each stretch.
_MOST = 20_000


def draw_lightcurve(
    mjd: FloatArray,
    flux: FloatArray,
    *,
    title: str,
    d_time: float | None = None,
    r_time: float | None = None,
    size: Size = PREVIEW,
) -> bytes:
    """Draw a light curve as PNG.

    Parameters
    ----------
    mjd
        UTC [MJD], shape (n,); NaN where there is no time.
    flux
        Readings, shape (n,); NaN where dropped.
    title
        Title of the picture.
    d_time, r_time
        Disappearance and reappearance, UTC [MJD].
    size
        Size of the picture.
    """
    known = np.isfinite(mjd) & np.isfinite(flux)
    times, values = mjd[known], flux[known]
    start = float(times.min()) if times.size else 0.0
    seconds, shown = thin((times - start) * _DAY_S, values, _MOST)
    dpi = 100
    figure = Figure(figsize=(size.width / dpi, size.height / dpi), dpi=dpi, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    style = "-" if shown.size > _MANY or size.is_thumbnail else "-o"
    axes.plot(seconds, shown, style, color=PALETTE["curve"], linewidth=0.8, markersize=2.5)
    for instant, color, letter in ((d_time, PALETTE["curve-d"], "D"), (r_time, PALETTE["curve-r"], "R")):
        if instant is None or not times.size:
            continue
        place = (instant - start) * _DAY_S
        axes.axvline(place, color=color, linewidth=1.2)
        if not size.is_thumbnail:
            axes.annotate(
                letter, (place, 1.0), xycoords=("data", "axes fraction"), color=color, ha="center", va="bottom"
            )
    if size.is_thumbnail:
        axes.set_xticks([])
        axes.set_yticks([])
    else:
        axes.set_title(title, fontsize=10, pad=14, parse_math=False)
        axes.set_xlabel(f"seconds after {iso_text(start, decimals=3)} UTC" if times.size else "no times")
        axes.set_ylabel("flux")
        axes.grid(alpha=0.25)
    stream = io.BytesIO()
    # Without the program's name the same data give the same bytes whatever its version.
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def thin(seconds: FloatArray, values: FloatArray, n_most: int) -> tuple[FloatArray, FloatArray]:
    """Return a curve of at most ``n_most`` points that looks the same: the lowest and highest of each stretch."""
    if values.size <= n_most:
        return seconds, values
    n_parts = n_most // 2
    length = -(-values.size // n_parts)
    padded = np.pad(values, (0, -values.size % length), mode="edge").reshape(-1, length)
    base = np.arange(padded.shape[0]) * length
    picks = np.stack([base + padded.argmin(axis=1), base + padded.argmax(axis=1)], axis=1)
    picks = np.minimum(np.sort(picks, axis=1).ravel(), values.size - 1)
    return seconds[picks], values[picks]
