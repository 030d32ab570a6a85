"""Zero points star by star, as the archive keeps them beside an upload: what a picture of them is drawn from."""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np

from reduction.photometry.band_choice import BandFit
from reduction.photometry.zero_point import ZeroPoint

#: Name of the file beside a record.
FILE_NAME = "zero_points.npz"
_SCALARS = (
    "zero_point",
    "zero_point_err",
    "scatter",
    "colour_term",
    "colour_term_err",
    "colour_center",
    "colour_scatter",
    "center",
    "center_err",
    "n_matched",
    "n_used",
)


def pack_fits(fits: Sequence[BandFit]) -> bytes:
    """Return the zero points of all bands as the content of a file."""
    arrays = {}
    heads = []
    for number, fit in enumerate(fits):
        scalars = {name: getattr(fit.zero_point, name) for name in _SCALARS}
        heads.append({"survey": fit.survey, "band": fit.band, "plain_scatter": fit.plain_scatter, **scalars})
        arrays[f"numbers{number}"] = np.array([fit.mag, fit.mag_reference, fit.zero_point.residual], dtype=np.float32)
        arrays[f"stars{number}"] = np.array([fit.star, fit.zero_point.used], dtype=np.int32)
    buffer = BytesIO()
    np.savez_compressed(buffer, heads=np.array(json.dumps(heads)), **arrays)  # type: ignore[arg-type, unused-ignore]
    return buffer.getvalue()


def read_fit(path: Path, survey: str, band: str) -> BandFit | None:
    """Return the zero point of one band, None if the file does not have it."""
    with np.load(path, allow_pickle=False) as arrays:
        for number, head in enumerate(json.loads(str(arrays["heads"]))):
            if (head["survey"], head["band"]) == (survey, band):
                mag, mag_reference, residual = arrays[f"numbers{number}"].astype(np.float64)
                star, used = arrays[f"stars{number}"]
                scalars = {name: head[name] for name in _SCALARS}
                return BandFit(
                    survey=survey,
                    band=band,
                    zero_point=ZeroPoint(residual=residual, used=used.astype(np.bool_), **scalars),
                    plain_scatter=head["plain_scatter"],
                    star=star.astype(np.intp),
                    mag=mag,
                    mag_reference=mag_reference,
                )
    return None
