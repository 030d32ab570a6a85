"""Times of day and their place in the calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.words.time_of_day import find_time, parse_time, place
from schemas.instant import mjd_of
from schemas.leap_seconds import seconds_in_day

EVENING = 20 * 3600 + 2 * 60 + 30.0


@pytest.mark.parametrize(
    "text",
    [
        "20:02:30.0",
        "20h02m30.0s",
        "20h02m30s",
        "20h 02m 30s UT",
        "20 02 30.0",
        "20 2 30",
        "20.02.30",
        "20.02.30,0",
        "200230",
        "20:02:30 UTC",
        "20:02:30Z",
        "20:02:30.0 s",
        "20:02m30s",
        " 20 : 02 : 30 ",
        "2O:02:3O",
    ],
)
def test_spellings(text: str) -> None:
    found = parse_time(text)
    assert found is not None
    assert (found.seconds, found.zone, found.rest) == (EVENING, "", "")


@pytest.mark.parametrize(
    ("text", "seconds", "rest"),
    [
        ("8:02", 8 * 3600 + 120, ""),
        ("20h02", 20 * 3600 + 120, ""),
        ("24:05:10", 86400 + 310, ""),
        ("20:02:30.0 +/- 0.5", EVENING, "+/- 0.5"),
        ("20:02:30 - - 0.08 :", EVENING, "- - 0.08 :"),
        ("23 41 2. 40 - 0.2", 85262.04, "- 0.2"),
        ("23 41 28.  4", 85288.004, ""),
        ("20:02:30.123456", EVENING + 0.123456, ""),
    ],
)
def test_values(text: str, seconds: float, rest: str) -> None:
    found = parse_time(text)
    assert found is not None
    assert found.seconds == pytest.approx(seconds, abs=1e-9)
    assert found.rest == rest


@pytest.mark.parametrize("text", ["", "dusk", "20", "20:61:00", "20:02:60", "48:00:00", "20:02:30:50", "20:02:30.5.5"])
def test_no_time(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize("text", ["22:02:30 MESZ", "22:02:30 (CEST)", "8:02:30 pm", "22:02:30 local", "22:02:30 UT+2"])
def test_other_zones_are_named(text: str) -> None:
    found = parse_time(text)
    assert found is not None
    assert found.zone


def test_a_time_inside_of_words() -> None:
    found = find_time("25 Aug; 2022 20:02:30 UT")
    assert found is not None
    assert (found[0].seconds, found[1]) == (EVENING, "25 Aug; 2022")
    assert find_time("25 Aug; 2022") is None


@given(st.floats(0, 172799), st.floats(40000, 70000))
def test_place_is_within_half_a_day(seconds: float, anchor: float) -> None:
    instant = place(seconds, anchor)
    assert abs(instant - anchor) <= 0.5 + 1.2e-5
    late = (seconds_in_day(instant) - seconds) % 86400
    assert min(late, 86400 - late) == pytest.approx(0, abs=2e-6)


def test_midnight() -> None:
    anchor = mjd_of(date(2022, 8, 26), 120)
    assert place(86100, anchor) == mjd_of(date(2022, 8, 25), 86100)
    assert place(300, anchor) == mjd_of(date(2022, 8, 26), 300)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    found = parse_time(text)
    assert found is None or 0 <= found.seconds < 172800
