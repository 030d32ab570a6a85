"""Dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.words.calendar_date import parse_date

DAY = date(2022, 8, 25)


@pytest.mark.parametrize(
    "text",
    [
        "25 August 2022",
        "25. August 2022",
        "25 Aug; 2022",
        "25-Aug-2022",
        "25AUG2022",
        "25 août 2022",
        "25 agosto 2022",
        "25 de agosto de 2022",
        "25 sierpnia 2022",
        "25 augustus 2022",
        "August 25, 2022",
        "Aug. 25 2022",
        "Thursday, 25 August 2022",
        "Do. 25. Aug 22",
        "2022-08-25",
        "2022/08/25",
        "2022/O8/25",
        "2022 Aug 25",
        "20220825",
        "25.08.2022",
        "25.8.22",
        "25/08/2022",
        "08/25/2022",
        "25.VIII.2022",
        "24/25 August 2022",
        "24/25.8.2022",
        "25 srpna 2022",
        "25 augusti 2022",
        "25 augusztus 2022",
        "25 Ağustos 2022",
        "25 августа 2022",
        "2022年8月25日",
        "2022年08月25日 20:02",
    ],
)
def test_spellings(text: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.day == DAY
    assert found.is_repaired == ("O8" in text)
    assert found.is_night == ("24/25" in text)


def test_missing_year_is_that_of_the_nearest_day() -> None:
    found = parse_date("1 Jan; 00:05:00", near=date(2022, 12, 31))
    assert found is not None
    assert (found.day, found.is_year_given, found.rest) == (date(2023, 1, 1), False, "00:05:00")
    assert parse_date("1 Jan; 00:05:00") is None


def test_nearby_day_tells_day_from_month() -> None:
    found = parse_date("03/04/2022", near=date(2022, 3, 5))
    assert found is not None
    assert found.day == date(2022, 3, 4)


@pytest.mark.parametrize(
    ("text", "is_ambiguous"),
    [("09/08/2022", True), ("9-8-22", True), ("09.08.2022", False), ("25/08/2022", False), ("08/08/2022", False)],
)
def test_a_date_that_can_be_turned_round_is_known(text: str, is_ambiguous: bool) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.is_ambiguous == is_ambiguous


@pytest.mark.parametrize(
    "text", ["", "soon", "30 February 2022", "25 Juember 2022", "2022", "25.13.2022", "00/00/0000", "%DATE%", "0²"]
)
def test_no_date(text: str) -> None:
    assert parse_date(text, near=DAY) is None


@given(
    st.dates(date(1900, 1, 1), date(2199, 12, 30)), st.sampled_from(["%d %B %Y", "%Y-%m-%d", "%d.%m.%Y", "%Y %b %d"])
)
def test_round_trip(day: date, layout: str) -> None:
    found = parse_date(day.strftime(layout))
    assert found is not None
    assert found.day == day


@given(st.text(max_size=60), st.none() | st.dates())
def test_any_text(text: str, near: date | None) -> None:
    parse_date(text, near=near)
