"""Two-part dates in TT, UT1 and TDB, against the constants that define them and against astropy."""

import numpy as np
import pytest
from astropy.time import Time

from reduction.geometry.time_scales import (
    J2000_JD,
    JulianDate,
    seconds_past_j2000,
    tdb_of,
    tt_of,
    ut1_of,
    utc_of,
)
from schemas.leap_seconds import mjd_in_day


def seconds_between(later: JulianDate, earlier: JulianDate) -> float:
    return float((later.day - earlier.day) + (later.fraction - earlier.fraction)) * 86400


def test_utc_in_two_parts_loses_no_digit() -> None:
    date = utc_of(59816.835105787)
    assert (float(date.day), float(date.fraction)) == (2459816.5, 59816.835105787 - 59816)


@pytest.mark.parametrize(("mjd", "ahead_s"), [(41317.0, 42.184), (51544.5, 64.184), (57754.0, 69.184)])
def test_tt_is_ahead_by_leap_seconds_and_32_184_s(mjd: float, ahead_s: float) -> None:
    assert seconds_between(tt_of(mjd), utc_of(mjd)) == pytest.approx(ahead_s, abs=1e-6)


def test_a_leap_second_lasts_one_second() -> None:
    before, during = tt_of(mjd_in_day(57753, 86399.5)), tt_of(mjd_in_day(57753, 86400.5))
    assert seconds_between(during, before) == pytest.approx(1.0, abs=2e-6)
    assert seconds_between(tt_of(57754.0), during) == pytest.approx(0.5, abs=2e-6)


def test_ut1_counts_the_seconds_of_its_own_day() -> None:
    date = ut1_of(mjd_in_day(57753, 86400.0), -0.4)
    assert float(date.fraction) == pytest.approx((86400 - 0.4) / 86400, abs=1e-11)
    assert seconds_between(ut1_of(59816.25, 0.125), utc_of(59816.25)) == pytest.approx(0.125, abs=1e-6)


def test_tdb_agrees_with_astropy() -> None:
    times = 57000.0 + np.linspace(0.0, 2000.0, 50)
    expected = (Time(times, format="mjd", scale="utc").tdb - Time(J2000_JD, format="jd", scale="tdb")).sec
    assert seconds_past_j2000(tdb_of(times)) == pytest.approx(expected, abs=2e-6)


def test_seconds_past_j2000() -> None:
    assert float(seconds_past_j2000(JulianDate(np.array(J2000_JD + 1), np.array(0.25)))) == 1.25 * 86400
