"""Dates with times of day: every way of writing gives the instant that astropy gives."""

import pytest
from astropy.time import Time
from hypothesis import given
from hypothesis import strategies as st

from formats.words.instant_text import offset_s, parse_instant
from schemas.instant import iso_text
from schemas.leap_seconds import LEAP_DAYS

INSTANTS = st.floats(42000, 60000) | st.builds(
    lambda day, shift: day + shift, st.sampled_from(LEAP_DAYS), st.floats(0.9999, 1.0001)
)


@given(INSTANTS)
def test_every_way_of_writing(mjd: float) -> None:
    text = iso_text(mjd, decimals=6)
    day, clock = text.split("T")
    year, month, date = day.split("-")
    expected = Time(text, scale="utc").mjd
    ways = (text, f"{day} {clock}", f"{text}Z", f"{text} UTC", f"{year}/{month}/{date} {clock}", f"{text}+00:00")
    for way in (*ways, f"{date}.{month}.{year} {clock}", text.replace(".", ",")):
        assert parse_instant(way) == pytest.approx(expected, abs=2e-11), way


@given(st.integers(42000, 60000), st.integers(0, 86399), st.integers(-56, 56))
def test_offsets(day: int, second: int, quarters: int) -> None:
    clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    size = abs(quarters) * 15
    zone = f"{'-' if quarters < 0 else '+'}{size // 60:02d}:{size % 60:02d}"
    found = parse_instant(f"{iso_text(day)[:10]}T{clock}{zone}")
    ordinary = day + (second - quarters * 900) / 86400
    assert found == pytest.approx(ordinary, abs=1.3 / 86400 if {int(ordinary)} & set(LEAP_DAYS) else 1e-9)
    assert offset_s(zone) == quarters * 900


@pytest.mark.parametrize(
    "text",
    ["2016-12-30T23:59:60", "2016-12-31T22:59:60", "2021-02-30T00:00:00", "2021-10-18T24:00:00", "2021-10-18", "x", ""],
)
def test_what_is_no_instant(text: str) -> None:
    assert parse_instant(text) is None


def test_a_leap_second_in_another_zone() -> None:
    assert parse_instant("2017-01-01T00:59:60.5+01:00") == parse_instant("2016-12-31T23:59:60.5")
