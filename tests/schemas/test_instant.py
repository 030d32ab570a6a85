"""Instants: calendar and clock to MJD and back, on days with and without a leap second."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.instant import (
    clock_text,
    day_of_mjd,
    iso_text,
    mjd_of,
    mjd_of_datetime,
    mjd_of_day,
    seconds_of_day,
)
from schemas.leap_seconds import LEAP_DAYS, mjd_in_day

LEAP_DAY = date(2016, 12, 31)


def test_known_days() -> None:
    assert mjd_of_day(date(1858, 11, 17)) == 0
    assert mjd_of_day(date(2000, 1, 1)) == 51544
    assert day_of_mjd(51544.999) == date(2000, 1, 1)
    assert mjd_of(date(2000, 1, 1), 43200.0) == 51544.5


@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2399, 12, 31)))
def test_days_come_back(day: date) -> None:
    assert day_of_mjd(mjd_of_day(day)) == day


@pytest.mark.parametrize(("seconds", "day"), [(-1.0, 30), (86401.0, 32), (-86401.0, 29)])
def test_clocks_of_other_days(seconds: float, day: int) -> None:
    instant = mjd_of(date(2021, 12, 31), seconds)
    assert day_of_mjd(instant) == date(2021, 12, 1) + timedelta(days=day - 1)
    assert seconds_of_day(instant) == pytest.approx(seconds % 86400, abs=1e-5)


def test_a_day_with_a_leap_second_is_longer() -> None:
    noon = mjd_of(LEAP_DAY, 43200.0)
    assert noon % 1 == pytest.approx(43200 / 86401, abs=1e-9)
    assert seconds_of_day(noon) == 43200.0
    assert seconds_of_day(mjd_in_day(mjd_of_day(LEAP_DAY), 86400.5)) == pytest.approx(86400.5, abs=1e-5)


def test_datetimes_are_turned_to_utc() -> None:
    local = datetime(2022, 8, 25, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert mjd_of_datetime(local) == mjd_of(date(2022, 8, 24), 23.5 * 3600)
    assert mjd_of_datetime(datetime(2022, 8, 25, tzinfo=UTC)) == mjd_of_day(date(2022, 8, 25))


def test_texts() -> None:
    instant = mjd_of(date(2022, 8, 25), 20 * 3600 + 2 * 60 + 31.456)
    assert clock_text(instant) == "20:02:31.46"
    assert clock_text(instant, decimals=0) == "20:02:31"
    assert iso_text(instant, decimals=3) == "2022-08-25T20:02:31.456"


def test_midnight_after_rounding() -> None:
    instant = mjd_of(date(2022, 8, 25), 86399.999)
    assert clock_text(instant) == "24:00:00.00"
    assert iso_text(instant) == "2022-08-26T00:00:00.00"


@pytest.mark.parametrize("day", [LEAP_DAYS[0], LEAP_DAYS[-1]])
def test_a_leap_second_is_written_as_60(day: int) -> None:
    assert clock_text(mjd_in_day(day, 86400.5)) == "23:59:60.50"
    assert iso_text(mjd_in_day(day, 86400.5)) == f"{day_of_mjd(day).isoformat()}T23:59:60.50"
    assert clock_text(mjd_in_day(day, 86400.999)) == "24:00:00.00"
    assert iso_text(mjd_in_day(day, 86400.999)) == f"{day_of_mjd(day + 1).isoformat()}T00:00:00.00"


@given(st.sampled_from([*LEAP_DAYS, 59816, 44239]), st.integers(0, 86_399_999))
def test_seconds_of_day_come_back_to_a_microsecond(day: int, milliseconds: int) -> None:
    assert seconds_of_day(mjd_of(day_of_mjd(day), milliseconds / 1000)) == pytest.approx(milliseconds / 1000, abs=2e-6)
