"""Files of reference stars: kept once, sorted by the sky, read with all bands of their survey."""

from pathlib import Path

import numpy as np
import pytest

from ingest.photometry.reference_files import ReferenceFiles, no_stars, split_cells, with_all_bands
from ingest.photometry.sky_cells import cells_near
from ingest.photometry.survey_columns import SURVEYS
from schemas.photometry import ReferenceStars

STARS = ReferenceStars(
    survey="APASS",
    source_id=np.array(["1", "2", "3"]),
    ra=np.array([10.3, 10.1, 10.2]),
    dec=np.array([20.0, 20.0, -5.0]),
    bands=("V",),
    mag=np.array([[12.0, 13.0, 14.0]]),
    mag_err=np.array([[0.01, 0.02, np.nan]]),
)


def test_stars_come_back_in_the_order_of_the_sky_with_all_bands(tmp_path: Path) -> None:
    files = ReferenceFiles(tmp_path / "references")
    assert files.keys() == []
    key = files.add_bulk(STARS, "3f9c")
    assert key == "APASS/bulk-3f9c"
    assert files.has_bulk("APASS", "3f9c")
    assert not files.has_bulk("SDSS", "3f9c")
    stars = files.read(key)
    assert stars.source_id.tolist() == ["3", "2", "1"]
    assert stars.bands == tuple(SURVEYS["APASS"].bands)
    row = stars.bands.index("V")
    assert stars.mag[row].tolist() == [14.0, 13.0, 12.0]
    assert np.isnan(stars.mag_err[row, 0])
    assert np.isnan(np.delete(stars.mag, row, axis=0)).all()


def test_bands_are_in_the_order_of_the_survey() -> None:
    turned = ReferenceStars(
        survey="APASS",
        source_id=STARS.source_id,
        ra=STARS.ra,
        dec=STARS.dec,
        bands=("V", "B"),
        mag=np.array([[1.0] * 3, [2.0] * 3]),
        mag_err=np.zeros((2, 3)),
    )
    stars = with_all_bands(turned)
    assert stars.mag[[stars.bands.index("B"), stars.bands.index("V")], 0].tolist() == [2.0, 1.0]


def test_a_survey_without_a_star_has_its_bands() -> None:
    empty = no_stars("SDSS")
    assert (len(empty), empty.mag.shape) == (0, (5, 0))


@pytest.mark.parametrize("radius_deg", [0.2])
def test_every_star_is_in_one_cell(tmp_path: Path, radius_deg: float) -> None:
    files, cells = ReferenceFiles(tmp_path), list(cells_near(10.2, 20.0, radius_deg))
    parts = list(split_cells(STARS, cells))
    found = [name for _, stars in parts for name in stars.source_id.tolist()]
    assert sorted(found) == ["1", "2"]
    for cell, stars in parts:
        assert not files.has_cell("APASS", cell)
        files.add_cell("APASS", cell, stars if len(stars) else None)
        assert files.has_cell("APASS", cell)
    assert len(files.keys()) == len(cells)
