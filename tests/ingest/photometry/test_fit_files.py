"""Zero points star by star survive the archive well enough to be drawn."""

from pathlib import Path

import numpy as np

from export.calibration_plot import draw_calibration
from ingest.photometry.fit_files import pack_fits, read_fit
from ingest.photometry.photometry import take_upload
from schemas.upload import Upload
from tests.photometry_field import make_field


def test_a_fit_comes_back(tmp_path: Path) -> None:
    field = make_field()
    data = field.write_catalogue(tmp_path / "a.cat").read_bytes()
    point = take_upload(data, "a.cat", Upload(target_id="t1", mjd=60500.0), field.desk()).point
    assert point is not None
    path = tmp_path / "zero_points.npz"
    path.write_bytes(pack_fits(point.fits))
    fit = read_fit(path, "APASS", "V")
    assert fit is not None
    assert point.chosen is not None
    assert fit.zero_point.zero_point == point.chosen.zero_point.zero_point
    np.testing.assert_array_equal(fit.zero_point.used, point.chosen.zero_point.used)
    np.testing.assert_allclose(fit.mag_reference, point.chosen.mag_reference, rtol=1e-6)
    assert draw_calibration(fit).startswith(b"\x89PNG")
    assert read_fit(path, "APASS", "Q") is None
