"""Items of Occult's formats: numbers, clocks, codes, days and bodies, and the remark on each that cannot be read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.occult import occult_items
from formats.occult.occult_items import (
    Items,
    Notes,
    degrees_of_hours,
    parse_clock,
    parse_number,
    read_body,
    read_day,
    read_instant,
)
from schemas.codes import Telescope
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from schemas.instant import mjd_of


def items(*values: str) -> Items:
    return Items(name="Star", line=7, values=values, notes=Notes(source="x.xml", station=2))


def codes_of(read: Items) -> list[FindingCode]:
    return [finding.code for finding in read.notes.findings]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (" 1.5 ", 1.5),
        ("-0,25", -0.25),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1e12", 1e12),
        ("1e13", None),
        ("nan", None),
        ("inf", None),
        ("1_000", None),
        ("1 000", None),
        ("", None),
    ],
)
def test_numbers(text: str, number: float | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (" 8  2  4.6", 28924.6),
        ("08:02:04,6", 28924.6),
        ("24 5 3.12", 86703.12),
        ("48 0 0", None),
        ("8 60 0", None),
        ("8 2 60", None),
        ("8 2", None),
    ],
)
def test_clocks(text: str, seconds: float | None) -> None:
    assert parse_clock(text) == (None if seconds is None else pytest.approx(seconds))


def test_missing_items_read_as_empty() -> None:
    read = items("a")
    assert (read.text(3), read.number(3, "mag"), read.whole(3, "quality")) == ("", None, None)
    assert read.code(3, Telescope, "telescope") is None
    assert codes_of(read) == []


def test_what_is_no_number_is_kept_and_said() -> None:
    read = items("many", "2.5", "-3")
    assert read.number(0, "mag") is None
    assert read.whole(1, "quality") is None
    assert read.positive(2, "snr") is None
    assert codes_of(read) == [FindingCode.VALUE_UNREADABLE] * 2
    assert (read.notes.findings[0].field, read.notes.findings[0].line, read.notes.findings[0].station) == ("mag", 7, 2)
    assert read.notes.take_kept() == ("Star mag=many", "Star quality=2.5", "snr=-3")
    assert read.notes.take_kept() == ()


@pytest.mark.parametrize(
    ("hours", "degrees"), [("0", 0.0), ("23.999", 359.985), ("24", None), ("-1", None), ("", None)]
)
def test_right_ascensions_are_hours(hours: str, degrees: float | None) -> None:
    assert items(hours).right_ascension(0, "ra") == degrees


@pytest.mark.parametrize(("text", "degrees"), [("90", 90.0), ("-89.5", -89.5), ("90.1", None)])
def test_declinations_end_at_the_poles(text: str, degrees: float | None) -> None:
    assert items(text).declination(0, "dec") == degrees


@given(st.floats(0, 24, exclude_max=True))
def test_hours_in_degrees(hours: float) -> None:
    assert degrees_of_hours(hours) == pytest.approx(hours * 15, abs=1e-10)


@pytest.mark.parametrize(
    ("letter", "value", "codes"),
    [("3", "sct", []), ("_", None, []), ("0", None, []), ("9", None, [FindingCode.CODE_UNKNOWN])],
)
def test_codes(letter: str, value: str | None, codes: list[FindingCode]) -> None:
    read = items(letter)
    assert read.code(0, Telescope, "telescope") == value
    assert codes_of(read) == codes


def test_a_wrong_number_of_items_is_said_but_not_of_an_empty_element() -> None:
    read = items("a", "b", "c")
    read.check_count(3)
    items("", "").check_count(5)
    assert codes_of(read) == []
    read.check_count(2)
    (finding,) = read.notes.findings
    assert (finding.code, finding.severity) == (FindingCode.STRUCTURE, Severity.INFO)
    assert read.notes.take_kept() == ("Star extra=c",)


def test_days_and_instants() -> None:
    assert read_day(items("2024", "6", "27"), 0) == date(2024, 6, 27)
    assert read_day(items("24", "6", "27"), 0) is None
    assert read_day(items("2024", "2", "30"), 0) is None
    assert read_instant(items("x", "2024", "6", "27", "25.5"), 1) == mjd_of(date(2024, 6, 28), 5400)
    late = items("2024", "6", "27", "49")
    assert read_instant(late, 0) is None
    assert codes_of(late) == [FindingCode.VALUE_UNREADABLE]


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("928", "Hildrun", (928, "Hildrun", "asteroid")),
        ("P5M01", "Io", (None, "Io", "satellite")),
        ("", "2005 TN74", (None, "2005 TN74", "asteroid")),
    ],
)
def test_bodies(number: str, name: str, expected: tuple[int | None, str, str]) -> None:
    body = read_body(number, name)
    assert (body.number, body.name, body.target_class) == expected


def test_too_many_remarks_or_stations_are_no_file_of_the_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(occult_items, "MAX_FINDINGS", 1)
    monkeypatch.setattr(occult_items, "MAX_STATIONS", 1)
    read = items("x")
    read.unreadable("mag", "x", "is no number")
    with pytest.raises(FormatError, match="more than 1 findings"):
        read.unreadable("mag", "x", "is no number")
    read.notes.count_stations(1)
    with pytest.raises(FormatError, match="more than 1 stations"):
        read.notes.count_stations(2)
