"""UTC instants as two-part Julian dates of other time scales; leap seconds are those of ERFA's table.

The functions of `erfa` warn of dates more than five years after their release, since a leap second might be missing.
The functions of `erfa.ufunc`, which are used here, return a status instead, so that an old site works without warnings.
A test compares the table of leap seconds with that of the IERS.
"""

from typing import NamedTuple

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from schemas.instant import MJD_ZERO_JD
from schemas.leap_seconds import SECONDS_PER_DAY, day_lengths

J2000_JD = 2451545.0


class JulianDate(NamedTuple):
    """A Julian date as the sum of two parts [d], arrays of the same shape."""

    day: NDArray[np.float64]
    fraction: NDArray[np.float64]


def utc_of(time_utc: ArrayLike) -> JulianDate:
    """Return UTC instants [MJD], any shape, as two-part Julian dates in UTC."""
    mjd = np.asarray(time_utc, dtype=np.float64)
    whole = np.floor(mjd)
    return JulianDate(np.asarray(whole + MJD_ZERO_JD), np.asarray(mjd - whole))


def tt_of(time_utc: ArrayLike) -> JulianDate:
    """Return UTC instants [MJD], any shape, in Terrestrial Time (SOFA, Tools for Time Scales)."""
    day, fraction, _ = erfa.ufunc.utctai(*utc_of(time_utc))
    return JulianDate(*erfa.taitt(day, fraction))


def ut1_of(time_utc: ArrayLike, ut1_utc_s: ArrayLike) -> JulianDate:
    """Return UTC instants [MJD] in UT1, whose days have 86400 s each; ``ut1_utc_s`` is UT1 - UTC [s]."""
    utc = utc_of(time_utc)
    seconds = utc.fraction * day_lengths(utc.day - MJD_ZERO_JD) + np.asarray(ut1_utc_s, dtype=np.float64)
    return JulianDate(utc.day, np.asarray(seconds / SECONDS_PER_DAY))


def tdb_of(time_utc: ArrayLike) -> JulianDate:
    """Return UTC instants [MJD], any shape, in Barycentric Dynamical Time, for the geocentre.

    The series of Fairhead & Bretagnon 1990 (1990A&A...229..240F) as in ERFA's ``dtdb``.
    """
    tt = tt_of(time_utc)
    difference = erfa.dtdb(tt.day, tt.fraction, 0.0, 0.0, 0.0, 0.0)
    return JulianDate(*erfa.tttdb(tt.day, tt.fraction, difference))


def seconds_past_j2000(date: JulianDate) -> NDArray[np.float64]:
    """Return seconds from J2000.0 in the time scale of the date; those in TDB are the time argument of SPK kernels."""
    return np.asarray(((date.day - J2000_JD) + date.fraction) * SECONDS_PER_DAY)
