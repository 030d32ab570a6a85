"""The header of ASCII_HEAD: its lines, the place of each column, and headers that do not hold."""

import pytest

from formats.sources.sextractor_header import check_later_heads, find_heads, find_starts, join_vectors, unit_of
from formats.sources.source_columns import Column
from schemas.errors import FormatError
from schemas.finding import FindingCode

LINES = [
    "# 3 remarks above it",
    "#   1 NUMBER        Running number",
    "#   2 ALPHA_J2000   Right ascension   [deg]",
    "#   3 MAG_APER      Magnitudes        [mag]",
    "#   6 FLAGS         Extraction flags",
    "  1 10.0 15.1 15.2 15.3 0",
    "#   7 LATE          after the first row",
]


def test_lines_of_the_header() -> None:
    heads = find_heads(LINES)
    assert [(number, match[1], match[2]) for number, match in heads] == [
        (2, "1", "NUMBER"),
        (3, "2", "ALPHA_J2000"),
        (4, "3", "MAG_APER"),
        (5, "6", "FLAGS"),
    ]
    assert find_heads(["1 2 3", *LINES]) == []


def test_numbers_tell_the_place_of_each_column() -> None:
    assert find_starts(find_heads(LINES), "a.cat") == ([0, 1, 2, 5], ())


def test_a_number_given_twice_is_mended_where_one_place_is_left() -> None:
    lines = ["# 1 NUMBER", "# 2 X_IMAGE", "# 2 Y_IMAGE", "# 4 MAG_AUTO"]
    starts, (finding,) = find_starts(find_heads(lines), "a.cat")
    assert starts == [0, 1, 2, 3]
    assert (finding.code, finding.line, finding.field) == (FindingCode.STRUCTURE, 3, "Y_IMAGE")


@pytest.mark.parametrize(
    "lines",
    [
        ["# 1 NUMBER", "# 2 X_IMAGE", "# 2 Y_IMAGE", "# 5 MAG_AUTO"],
        ["# 1 NUMBER", "# 3 X_IMAGE", "# 2 Y_IMAGE"],
        ["# 2 MAG_AUTO", "# 3 X_IMAGE"],
    ],
)
def test_numbers_that_do_not_increase_from_1(lines: list[str]) -> None:
    with pytest.raises(FormatError, match="do not increase"):
        find_starts(find_heads(lines), "a.cat")


def test_a_second_header_with_other_columns_is_refused() -> None:
    heads = find_heads(LINES)
    check_later_heads([*LINES, "#   2 ALPHA_J2000"], heads, "a.cat")
    with pytest.raises(FormatError, match="second header begins here, with MAG_AUTO") as caught:
        check_later_heads([*LINES, "#   2 MAG_AUTO"], heads, "a.cat")
    assert caught.value.line == 8


def test_neighbours_of_one_name_are_a_vector() -> None:
    columns = [Column(name="MAG_APER"), Column(name="MAG_APER"), Column(name="FLAGS"), Column(name="MAG_APER")]
    joined, places = join_vectors(columns, [0, 1, 2, 3])
    assert [(column.name, column.width) for column in joined] == [("MAG_APER", 2), ("FLAGS", 1), ("MAG_APER", 1)]
    assert places == [0, 2, 3]


@pytest.mark.parametrize(
    ("comment", "unit"), [("Right ascension [deg]", "deg"), ("[a] in [mag] #", "mag"), ("flags", ""), (None, "")]
)
def test_units(comment: str | None, unit: str) -> None:
    assert unit_of(comment) == unit
