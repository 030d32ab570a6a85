"""Pictures of zero points, drawn on request."""

import os
from pathlib import Path

from export.calibration_plot import draw_calibration
from ingest.photometry.fit_files import FILE_NAME, read_fit
from ingest.photometry.photometry_archive import PhotometryArchive
from service.ground.layout import Layout
from service.serving.holding import AbsentError


def draw_zero_point(checksum: str, catalogue_id: str, wanted: str) -> bytes:
    """Return the picture of a catalogue's zero point as PNG.

    Parameters
    ----------
    checksum
        SHA-256 of the catalogue's file, hexadecimal.
    catalogue_id
        The catalogue.
    wanted
        Survey and band with a slash between them; empty where the catalogue has no zero point.

    Raises
    ------
    AbsentError
        There is no zero point in this band.
    """
    survey, _, band = wanted.partition("/")
    with PhotometryArchive(Layout(Path(os.environ["UMBRA_VAR"])).photometry) as archive:
        path = archive.place(checksum) / catalogue_id / FILE_NAME
    fit = read_fit(path, survey, band) if path.exists() else None
    if fit is None:
        raise AbsentError(f"There is no zero point in {wanted or 'any band'} of this catalogue.")
    return draw_calibration(fit, title=catalogue_id)
