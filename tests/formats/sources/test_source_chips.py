"""Chips of a mosaic: numbers, vectors and words of each table, joined to one list of stars."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from formats.sources.source_chips import Chip, join_chips, make_chip
from formats.sources.source_columns import Choice, Column
from schemas.errors import FormatError
from schemas.finding import FindingCode

CHOICE = Choice(
    columns={"ra": Column(name="RA", unit="deg"), "dec": Column(name="DEC", unit="deg"), "mag": Column(name="MAG")},
    is_flux=False,
    aperture=None,
    elements={},
    findings=(),
)


def cells(n_stars: int = 3, first_ra: float = 10.0, **more: NDArray[np.generic]) -> dict[str, NDArray[np.generic]]:
    rows = np.arange(n_stars, dtype=float)
    return {"ra": first_ra + rows / 1000, "dec": 20 + rows / 1000, "mag": 15 + rows, **more}


def test_numbers_are_taken_by_their_roles() -> None:
    chip = make_chip(CHOICE, cells(), "a.fits")
    assert len(chip) == 3
    assert chip.values["mag"].tolist() == [15.0, 16.0, 17.0]
    assert (chip.filter, chip.findings) == (None, ())


def test_masked_cells_and_elements_of_vectors() -> None:
    choice = replace(CHOICE, columns={**CHOICE.columns, "mag": Column(name="MAG", width=2)}, elements={"mag": 1})
    mag = np.ma.array([[15.0, 15.5], [16.0, 16.5], [17.0, 17.5]], mask=[[False, False], [False, True], [False, False]])
    chip = make_chip(choice, cells(mag=mag), "a.fits")
    assert chip.values["mag"][[0, 2]].tolist() == [15.5, 17.5]
    assert np.isnan(chip.values["mag"][1])


def test_words_are_read_as_numbers() -> None:
    chip = make_chip(CHOICE, cells(mag=np.array(["15.1", "", "17.3"])), "a.fits")
    assert chip.values["mag"][[0, 2]].tolist() == [15.1, 17.3]


def test_the_filter_that_all_rows_name() -> None:
    choice = replace(CHOICE, columns={**CHOICE.columns, "filter": Column(name="FILTER")})
    assert make_chip(choice, cells(filter=np.array(["V", "V", "V"])), "a.fits").filter == "V"
    with pytest.raises(FormatError, match="V"):
        make_chip(choice, cells(filter=np.array(["V", "B", "V"])), "a.fits")


def test_columns_without_numbers() -> None:
    with pytest.raises(FormatError, match="does not hold numbers"):
        make_chip(CHOICE, cells(mag=np.array(["a", "b", "c"])), "a.fits")
    choice = replace(CHOICE, columns={**CHOICE.columns, "flags": Column(name="FLAGS")})
    chip = make_chip(choice, cells(flags=np.array(["a", "b", "c"])), "a.fits")
    assert "flags" not in chip.values
    assert [(finding.code, finding.field) for finding in chip.findings] == [(FindingCode.VALUE_MISSING, "FLAGS")]


def test_chips_are_joined_and_counted() -> None:
    chips = [make_chip(CHOICE, cells(n, 10 + n / 100), "a.fits") for n in (2, 0, 3)]
    stars = join_chips(chips, "a.fits", file_format="fits")
    assert (len(stars), stars.format) == (5, "fits")
    assert (stars.chip.tolist(), stars.row.tolist()) == ([1, 1, 3, 3, 3], [1, 2, 1, 2, 3])
    assert stars.filter is None


def test_a_filter_holds_for_all_chips() -> None:
    choice = replace(CHOICE, columns={**CHOICE.columns, "filter": Column(name="FILTER")})
    chip = make_chip(choice, cells(filter=np.array(["V"] * 3)), "a.fits")
    stars = join_chips([chip, chip], "a.fits", file_format="fits")
    assert (stars.filter, stars.columns["filter"]) == ("V", "FILTER")


@pytest.mark.parametrize("column", [Column(name="MAG_ISO"), Column(name="MAG", unit="mmag")])
def test_chips_with_other_columns_are_refused(column: Column) -> None:
    other = replace(CHOICE, columns={**CHOICE.columns, "mag": column})
    chips = [make_chip(choice, cells(), "a.fits") for choice in (CHOICE, other)]
    with pytest.raises(FormatError, match=r"The first table has MAG, table 2 has"):
        join_chips(chips, "a.fits", file_format="fits")


def test_a_catalogue_without_a_star_is_refused() -> None:
    empty: list[Chip] = [make_chip(CHOICE, cells(0), "a.fits")]
    with pytest.raises(FormatError, match="holds 0 stars"):
        join_chips(empty, "a.fits", file_format="fits")
