"""A picture of one band's calibration: zero point against magnitude, star by star."""

import warnings

import numpy as np

from export.figure_file import figure_bytes
from export.palette import PALETTE
from reduction.photometry.band_choice import BandFit

with warnings.catch_warnings():
    # See `export.figure_file`.
    warnings.filterwarnings("ignore", message="Unable to import Axes3D", category=UserWarning)
    from matplotlib.figure import Figure

#: Size of the picture [inch] and its resolution [dots/inch]: 800 x 500 pixels.
_SIZE = (8.0, 5.0)
_DPI = 100
#: Stars further from the zero point than this many times the scatter are drawn at the edge.
_WIDEST = 12.0


def draw_calibration(fit: BandFit, *, title: str = "", kind: str = "png") -> bytes:
    """Draw the zero point of each star against its reference magnitude, outliers as crosses.

    Parameters
    ----------
    fit
        The zero point of a band and its stars.
    title
        Beginning of the picture's title, before survey and band, such as the name of the upload.
    kind
        One of `export.figure_file.FIGURES`.

    Returns
    -------
    bytes
        The picture: 800 x 500 pixels, or 8 x 5 inches.
    """
    zero_point = fit.zero_point
    # Where there is a colour term stars are shown as if all had the middle colour of the calibrators.
    single = zero_point.residual + zero_point.center
    edge = _WIDEST * zero_point.scatter
    shown = np.clip(single, zero_point.center - edge, zero_point.center + edge)
    figure = Figure(figsize=_SIZE, dpi=_DPI, layout="constrained")
    axes = figure.add_subplot()
    used, outlier = zero_point.used, ~zero_point.used & np.isfinite(single)
    axes.plot(
        fit.mag_reference[outlier],
        shown[outlier],
        "x",
        color=PALETTE["star-outlier"],
        markersize=4,
        label=f"{outlier.sum()} outliers",
    )
    axes.plot(
        fit.mag_reference[used], shown[used], ".", color=PALETTE["star-used"], markersize=4, label=f"{used.sum()} stars"
    )
    axes.axhline(zero_point.center, color="black", linewidth=1)
    axes.axhspan(
        zero_point.center - zero_point.scatter, zero_point.center + zero_point.scatter, color="black", alpha=0.08
    )
    axes.set_xlabel(f"{fit.survey} {fit.band} [mag]")
    axes.set_ylabel("zero point [mag]")
    axes.set_ylim(zero_point.center - 1.05 * edge, zero_point.center + 1.05 * edge)
    axes.legend(loc="upper left", fontsize="small")
    axes.set_title(" ".join(part for part in (title, _summary(fit)) if part), fontsize="medium", parse_math=False)
    return figure_bytes(figure, kind)


def _summary(fit: BandFit) -> str:
    zero_point = fit.zero_point
    colour = "" if zero_point.colour_term is None else f", colour term {zero_point.colour_term:+.3f}"
    return (
        f"{fit.survey}/{fit.band}: {zero_point.center:.3f} ± {zero_point.center_err:.3f} mag, "
        f"scatter {zero_point.scatter:.3f}, {zero_point.n_used} of {zero_point.n_matched} stars{colour}"
    )
