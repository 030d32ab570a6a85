"""Leap seconds against ERFA's and the IERS' tables, and UTC arithmetic against astropy."""

from datetime import date
from pathlib import Path

import astropy_iers_data
import erfa
import numpy as np
import pytest
from astropy.time import Time
from hypothesis import given
from hypothesis import strategies as st

from schemas.instant import clock_text, iso_text, mjd_of, mjd_of_day, seconds_of_day
from schemas.leap_seconds import (
    LEAP_DAYS,
    day_length,
    elapsed,
    elapsed_s,
    has_leap_second,
    later,
    later_by,
    mjd_in_day,
    mjd_of_clock,
    seconds_in_day,
)

LEAP_DAY = mjd_of_day(date(2016, 12, 31))
#: Instants near leap seconds as often as elsewhere; ERFA warns of those after 2028.
INSTANTS = st.one_of(
    st.floats(41500, 61900),
    st.builds(lambda day, shift: day + shift, st.sampled_from(LEAP_DAYS[1:]), st.floats(-0.5, 1.5)),
)


def test_the_days_are_those_of_erfa() -> None:
    rows = [row for row in erfa.leap_seconds.get() if row["year"] >= 1972]
    days = [mjd_of_day(date(int(row["year"]), int(row["month"]), 1)) - 1 for row in rows]
    assert tuple(days[1:]) == LEAP_DAYS


def test_the_days_are_those_of_the_packaged_list_of_the_iers() -> None:
    lines = Path(astropy_iers_data.IERS_LEAP_SECOND_FILE).read_text("ascii").splitlines()
    days = [int(float(line.split()[0])) - 1 for line in lines if line.strip() and not line.startswith("#")]
    assert tuple(days[1:]) == LEAP_DAYS


@given(INSTANTS, INSTANTS)
def test_elapsed_time_is_that_of_astropy(start: float, end: float) -> None:
    first, last = (Time(mjd, format="mjd", scale="utc").tai for mjd in (start, end))
    seconds = ((last.jd1 - first.jd1) + (last.jd2 - first.jd2)) * 86400
    assert elapsed(start, end) == pytest.approx(seconds, abs=2e-6)


@given(INSTANTS, st.floats(-1e9, 1e9))
def test_an_instant_some_seconds_later_lies_that_many_seconds_later(start: float, seconds: float) -> None:
    assert elapsed(start, later(start, seconds)) == pytest.approx(seconds, abs=3e-6)


@given(st.sampled_from(LEAP_DAYS), st.floats(-3.0, 3.0), st.floats(-5.0, 5.0))
def test_steps_of_seconds_across_a_leap_second(day: int, start_s: float, seconds: float) -> None:
    start = later(float(day + 1), start_s)
    assert elapsed(start, later(start, seconds)) == pytest.approx(seconds, abs=3e-6)


def test_arrays_and_missing_values() -> None:
    times = np.array([LEAP_DAY + 0.5, np.nan, LEAP_DAY + 1.0])
    assert elapsed_s(LEAP_DAY, times).tolist() == pytest.approx([43200.5, np.nan, 86401.0], nan_ok=True)
    assert np.isnan(later_by(times, 1.0)).tolist() == [False, True, False]
    assert mjd_of_clock(LEAP_DAY, np.array([0.0, 86400.0, 86400.5])).tolist() == [
        LEAP_DAY,
        LEAP_DAY + 1,
        pytest.approx(LEAP_DAY + 1 + 0.5 / 86400),
    ]


def test_clocks_on_a_day_with_a_leap_second() -> None:
    day = date(2016, 12, 31)
    assert has_leap_second(LEAP_DAY + 0.7)
    assert not has_leap_second(LEAP_DAY + 1.0)
    assert day_length(LEAP_DAY) == 86401
    noon = mjd_of(day, 43200.0)
    assert Time(noon, format="mjd", scale="utc").isot == "2016-12-31T12:00:00.000"
    assert (clock_text(noon), iso_text(noon)) == ("12:00:00.00", "2016-12-31T12:00:00.00")
    assert seconds_of_day(noon) == 43200.0
    within = mjd_in_day(LEAP_DAY, 86400.5)
    assert iso_text(within, decimals=1) == "2016-12-31T23:59:60.5"
    assert seconds_in_day(within) == pytest.approx(86400.5, abs=1e-6)
    assert Time(within, format="mjd", scale="utc").isot == "2016-12-31T23:59:60.500"
    assert mjd_of(day, 86400.5) == pytest.approx(LEAP_DAY + 1 + 0.5 / 86400, abs=1e-12)
    assert iso_text(mjd_in_day(LEAP_DAY, 86400.9999)) == "2017-01-01T00:00:00.00"
    assert clock_text(mjd_in_day(LEAP_DAY, 86400.9999)) == "24:00:00.00"


@pytest.mark.parametrize("seconds", [86400.0, -0.1])
def test_an_ordinary_day_has_no_61st_second(seconds: float) -> None:
    with pytest.raises(ValueError, match="has no second"):
        mjd_in_day(LEAP_DAY + 1, seconds)


@given(st.integers(40000, 70000), st.floats(0, 86399.99))
def test_a_clock_reading_comes_back(day: int, seconds: float) -> None:
    assert seconds_of_day(float(mjd_of_clock(day, seconds))) == pytest.approx(seconds, abs=2e-6)
