"""Instants in UTC as the two-part Julian dates of other time scales, leap seconds by ERFA's own table."""

from typing import NamedTuple

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from schemas.instant import SECONDS_PER_DAY

#: Julian date of MJD 0.
MJD_ZERO_JD = 2400000.5
J2000_JD = 2451545.0


class JulianDate(NamedTuple):
    """A Julian date in two parts that are to be added, arrays of one shape."""

    day: NDArray[np.float64]
    fraction: NDArray[np.float64]


def utc_of(time_utc: ArrayLike) -> JulianDate:
    """Return UTC instants [MJD] as two-part dates."""
    mjd = np.asarray(time_utc, dtype=np.float64)
    whole = np.floor(mjd)
    return JulianDate(np.asarray(whole + MJD_ZERO_JD), np.asarray(mjd - whole))


def tt_of(time_utc: ArrayLike) -> JulianDate:
    """Return UTC instants [MJD] in Terrestrial Time (SOFA, Tools for Time Scales)."""
    return JulianDate(*erfa.taitt(*erfa.utctai(*utc_of(time_utc))))


def tdb_of(time_utc: ArrayLike) -> JulianDate:
    """Return UTC instants [MJD] in Barycentric Dynamical Time, for the geocentre.

    The series of Fairhead & Bretagnon 1990 (1990A&A...229..240F) as in ERFA's ``dtdb``.
    """
    tt = tt_of(time_utc)
    difference = erfa.dtdb(tt.day, tt.fraction, 0.0, 0.0, 0.0, 0.0)
    return JulianDate(*erfa.tttdb(tt.day, tt.fraction, difference))


def seconds_past_j2000(date: JulianDate) -> NDArray[np.float64]:
    """Return seconds from J2000.0 in the date's own scale (the time argument of SPK kernels in TDB)."""
    return np.asarray(((date.day - J2000_JD) + date.fraction) * SECONDS_PER_DAY)
