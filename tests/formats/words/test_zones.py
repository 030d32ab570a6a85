"""Zones and time scales by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.words.zones import zone_in_head, zone_in_words, zone_named
from schemas.leap_seconds import LEAP_DAYS


@given(st.integers(-14, 14), st.sampled_from([0, 15, 30, 45]), st.sampled_from(["UT", "UTC", "GMT", "TU"]))
def test_numbered_zones(hours: int, minutes: int, name: str) -> None:
    if abs(hours) == 14:
        minutes = 0
    sign = "-" if hours < 0 else "+"
    zone = zone_named(f"{name}{sign}{abs(hours):02d}:{minutes:02d}")
    size = abs(hours) * 3600 + minutes * 60
    assert zone.ahead_of_utc_s(None) == (size if sign == "+" else -size)


@pytest.mark.parametrize(
    ("day", "ahead"),
    [(41317, 42.184), (41498, 42.184), (41499, 43.184), (57753, 68.184), (57754, 69.184), (60000, 69.184)],
)
def test_terrestrial_time(day: int, ahead: float) -> None:
    assert zone_named("TT").ahead_of_utc_s(day) == pytest.approx(ahead)
    assert zone_named("TAI").ahead_of_utc_s(day) == pytest.approx(ahead - 32.184)


def test_terrestrial_time_needs_a_day_with_leap_seconds() -> None:
    assert zone_named("TT").ahead_of_utc_s(None) is None
    assert zone_named("TT").ahead_of_utc_s(41000) is None
    assert len(LEAP_DAYS) == 27


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Event   Time (MEZ)   P.E.   Acc.", "MEZ"),
        ("Event   Local Time   P.E.   Acc.", "Local Time"),
        ("Time (TU+1)", "TU+1"),
        ("Time (UT + 2)", "UT + 2"),
        ("local time (UT+2)", "UT+2"),
        ("Time (MEZ = UT+1)", "MEZ"),
        ("Time (UT)", None),
        ("Temps (TU)", None),
        ("Time (GMT)", None),
        ("Estimated accuracy of the time", None),
        ("Was it wet?  Time", None),
        ("Time (UT) Time (MEZ)", "UT and MEZ"),
        ("Time (MEZ) or (MESZ)", "MEZ and MESZ"),
    ],
)
def test_heads(head: str, name: str | None) -> None:
    zone = zone_in_head(head)
    assert (zone.name if zone is not None else None) == name


@pytest.mark.parametrize("head", ["UT and MEZ", "Time (MEZ) or (MESZ)", "Local time", "EST", "UT1", "UT+15"])
def test_heads_that_cannot_be_converted_say_why(head: str) -> None:
    zone = zone_in_head(head)
    assert zone is not None
    assert zone.ahead_of_utc_s(60000) is None
    assert zone.trouble


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("All times are given in local time (UT+1).", "local time"),
        ("times in MESZ", "MESZ"),
        ("alle Zeiten in Ortszeit", "Ortszeit"),
        ("recorded at UTC+2, converted", "UTC+2"),
        ("all times UT, met office said clear", None),
        ("the grass was wet; UT +/- 0.1 s", None),
        ("error UT+2 s", None),
        ("", None),
    ],
)
def test_words(words: str, found: str | None) -> None:
    assert zone_in_words(words) == found
