"""Pictures of zero points, drawn when somebody asks for one."""

import os
from pathlib import Path

from gavo import svcs

from export.calibration_plot import draw_calibration
from ingest.photometry.fit_files import FILE_NAME, read_fit
from ingest.photometry.photometry_archive import PhotometryArchive
from service.ground.layout import Layout
from service.serving.standard_curves import Delivery


def draw_zero_point(delivery: Delivery) -> tuple[str, bytes]:
    """Return media type and picture of a catalogue's zero point, of the chosen one by default."""
    subject = delivery.subject
    catalogue = subject.catalogue or {}
    wanted = delivery.arguments.get("BAND")
    survey, _, band = (wanted or "/".join(subject.zero_points[0] if subject.zero_points else ("", ""))).partition("/")
    with PhotometryArchive(Layout(Path(os.environ["UMBRA_VAR"])).photometry) as archive:
        path = archive.place(catalogue["checksum"]) / catalogue["catalogue_id"] / FILE_NAME
    fit = read_fit(path, survey, band) if path.exists() else None
    if fit is None:
        raise svcs.UnknownURI(f"There is no zero point in {wanted or 'any band'} of this catalogue.")
    return "image/png", draw_calibration(fit, title=catalogue["catalogue_id"])
