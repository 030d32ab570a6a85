"""Cells of the sky: they cover it, once, and a circle finds all it touches."""

import numpy as np
import pytest

from ingest.photometry.reference_files import ReferenceFiles, no_stars, split_cells
from ingest.photometry.sky_cells import CELL_SIZE_DEG, Cell, cells_in_zone, cells_near
from reduction.photometry.sky_position import distances
from schemas.photometry import ReferenceStars
from tests.photometry_field import make_field

PLACES = [(0.0, 0.0), (359.99, 30.2), (0.01, -60.0), (123.4, 89.9), (10.0, -89.99), (200.0, 90.0), (77.7, -44.44)]


def holds(cell: Cell, ra: float, dec: float) -> bool:
    is_in = cell.ra_min <= ra < cell.ra_max and cell.dec_min <= dec
    return is_in and (dec < cell.dec_max or (cell.dec_max == 90.0 and dec == 90.0))


@pytest.mark.parametrize(("ra", "dec"), PLACES)
def test_every_place_is_in_one_cell(ra: float, dec: float) -> None:
    assert sum(holds(cell, ra, dec) for cell in cells_near(ra, dec, 0.3)) == 1


@pytest.mark.parametrize(("ra", "dec"), PLACES)
def test_all_stars_of_a_circle_are_in_its_cells(ra: float, dec: float) -> None:
    field = make_field(ra, dec)
    radius = float(distances((field.ra, field.dec), ra, dec).max()) / 3600
    cells = list(cells_near(ra, dec, radius + 1e-9))
    assert len(set(cells)) == len(cells)
    for star_ra, star_dec in zip(field.ra.tolist(), field.dec.tolist(), strict=True):
        assert any(holds(cell, star_ra, star_dec) for cell in cells)


@pytest.mark.parametrize("zone", [0, 1, 2, 100, 180, 181, 300, 358, 359])
def test_a_cell_lies_within_its_circle(zone: int) -> None:
    cell = Cell(zone=zone, number=cells_in_zone(zone) // 2)
    ra = np.linspace(cell.ra_min, cell.ra_max, 41)
    dec = np.linspace(cell.dec_min, cell.dec_max, 41)
    ra, dec = (values.ravel() for values in np.meshgrid(ra, dec))
    assert distances((ra, dec), *cell.center).max() / 3600 <= cell.radius
    assert cell.radius < 1.5 * CELL_SIZE_DEG


def test_a_large_circle_takes_every_cell_once() -> None:
    cells = list(cells_near(10.0, 85.0, 20.0))
    assert len(set(cells)) == len(cells)


def test_files_give_back_what_was_put_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = ReferenceFiles(tmp_path_factory.mktemp("references"))
    stars = make_field().references
    key = files.add_bulk(stars, "ab12")
    back = files.read(key)
    assert back.bands == ("B", "V", "g", "r", "i")
    order = np.argsort(back.source_id.astype(int))
    np.testing.assert_allclose(back.mag[1][order], stars.mag[1], atol=1e-6)
    np.testing.assert_array_equal(back.ra[order], stars.ra)
    assert np.isnan(back.mag[2:]).all()
    assert files.has_bulk("APASS", "ab12")
    assert files.keys() == ["APASS/bulk-ab12"]


def test_cells_without_stars_are_remembered(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = ReferenceFiles(tmp_path_factory.mktemp("references"))
    cell = next(cells_near(10.0, 10.0, 0.1))
    assert not files.has_cell("SDSS", cell)
    key = files.add_cell("SDSS", cell, None)
    assert files.has_cell("SDSS", cell)
    assert len(files.read(key)) == 0


def test_cells_share_no_star() -> None:
    field = make_field()
    cells = list(cells_near(field.ra0, field.dec0, 0.4))
    parts: list[ReferenceStars] = [part for _, part in split_cells(field.references, cells)]
    names = [name for part in parts for name in part.source_id.tolist()]
    assert sorted(names) == sorted(field.references.source_id.tolist())
    assert len(no_stars("PS1")) == 0
