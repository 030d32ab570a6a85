"""UTC with leap seconds: days that end with a leap second have 86401 s, and elapsed time is counted in seconds of TAI.

An instant is a UTC MJD. Its fraction is the fraction of its own day, as in ERFA and astropy (SOFA, Tools for Time
Scales, section 3.5.1, "quasi-JD"): 23:59:60.5 on a day with a leap second is 86400.5 / 86401. On all other days it is
an ordinary MJD. Before 1972, the second of UTC was not that of TAI; here it is assumed to be, which is correct to 3
parts in 10^8.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

#: Length of every day that is not in `LEAP_DAYS` [s].
SECONDS_PER_DAY = 86400.0

#: Days [MJD] whose last minute has 61 s: IERS Bulletin C, from 1972 June 30 to 2016 December 31.
LEAP_DAYS = (
    41498, 41682, 42047, 42412, 42777, 43143, 43508, 43873, 44238, 44785, 45150, 45515, 46246, 47160, 47891,
    48256, 48803, 49168, 49533, 50082, 50629, 51178, 53735, 54831, 56108, 57203, 57753,
)  # fmt: skip
_LEAP_DAYS = np.array(LEAP_DAYS, dtype=np.float64)


def has_leap_second(day: float) -> bool:
    """Return whether a day, given by any instant of it [MJD], ends with a leap second."""
    return int(day // 1) in LEAP_DAYS


def day_length(day: float) -> float:
    """Return the length [s] of a day, given by any instant of it [MJD]."""
    return SECONDS_PER_DAY + has_leap_second(day)


def day_lengths(days: ArrayLike) -> FloatArray:
    """Return the lengths of days [s], shaped as ``days`` [MJD]; 86400 for NaN."""
    whole = np.floor(np.asarray(days, dtype=np.float64))
    return np.asarray(SECONDS_PER_DAY + n_leaps(whole, whole + 1))


def elapsed_s(start: ArrayLike, end: ArrayLike) -> FloatArray:
    """Return the seconds of TAI from one instant to another.

    Parameters
    ----------
    start, end
        Instants, UTC [MJD], of shapes that can be broadcast. NaN gives NaN.

    Returns
    -------
    The seconds, negative where ``end`` is before ``start``.
    """
    first, last = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    first_day, last_day = np.floor(first), np.floor(last)
    first_s = (first - first_day) * day_lengths(first)
    last_s = (last - last_day) * day_lengths(last)
    return np.asarray(_midnight_s(first_day, last_day) + (last_s - first_s))


def n_leaps(start: ArrayLike, end: ArrayLike) -> FloatArray:
    """Return the number of leap seconds between instants, both UTC [MJD], of shapes that can be broadcast."""
    first, last = (np.floor(np.asarray(mjd, dtype=np.float64)) for mjd in (start, end))
    return np.asarray(np.searchsorted(_LEAP_DAYS, last) - np.searchsorted(_LEAP_DAYS, first), dtype=np.float64)


def elapsed(start: float, end: float) -> float:
    """Return the seconds of TAI from one instant to another, both UTC [MJD]; see `elapsed_s`."""
    return float(elapsed_s(start, end))


def later_by(start: ArrayLike, seconds: ArrayLike) -> FloatArray:
    """Return the instants that are a number of TAI seconds after others.

    Parameters
    ----------
    start
        Instants, UTC [MJD].
    seconds
        Seconds, of any sign; a shape that can be broadcast with ``start``.

    Returns
    -------
    Instants, UTC [MJD]; within a leap second the fraction of the day is above 86400 / 86401.
    """
    first, span = np.broadcast_arrays(np.asarray(start, dtype=np.float64), np.asarray(seconds, dtype=np.float64))
    first_day = np.floor(first)
    since = (first - first_day) * day_lengths(first) + span
    day = first_day + np.floor(since / SECONDS_PER_DAY)
    # Leap seconds between the two days, or in the last one, change the day of the first guess by at most one.
    for _ in range(2):
        rest = since - _midnight_s(first_day, day)
        day = day + np.where(rest < 0, -1.0, 0.0) + np.where(rest >= day_lengths(day), 1.0, 0.0)
    rest = since - _midnight_s(first_day, day)
    return np.asarray(day + rest / day_lengths(day))


def later(start: float, seconds: float) -> float:
    """Return the instant that is a number of TAI seconds after another, UTC [MJD]; see `later_by`."""
    return float(later_by(start, seconds))


def mjd_of_clock(day: ArrayLike, seconds: ArrayLike) -> FloatArray:
    """Return the instants of clock readings that are counted from 0 h of a day.

    Parameters
    ----------
    day
        The day [MJD], any shape.
    seconds
        Reading of a clock [s]: hours * 3600 + minutes * 60 + seconds. A reading that is larger, or smaller, by a
        multiple of 86400 s is the same reading on another day. For leap seconds see `mjd_in_day`.

    Returns
    -------
    Instants, UTC [MJD].
    """
    clock = np.asarray(seconds, dtype=np.float64)
    turns = np.floor(clock / SECONDS_PER_DAY)
    whole = np.asarray(day, dtype=np.float64) + turns
    return np.asarray(whole + (clock - turns * SECONDS_PER_DAY) / day_lengths(whole))


def mjd_in_day(day: float, seconds: float) -> float:
    """Return the instant, UTC [MJD], of a number of seconds after 0 h of a day; 86400.5 s are 23:59:60.5.

    Raises
    ------
    ValueError
        If the day does not have this second.
    """
    if not 0 <= seconds < day_length(day):
        raise ValueError(f"The day MJD {day:.0f} has no second {seconds}.")
    return day // 1 + seconds / day_length(day)


def seconds_in_day(mjd: float) -> float:
    """Return the seconds after 0 h of an instant [MJD]; up to 86401 s on a day with a leap second."""
    return (mjd % 1) * day_length(mjd)


def _midnight_s(first_day: FloatArray, last_day: FloatArray) -> FloatArray:
    """Return the seconds of TAI from 0 h of one day to 0 h of another."""
    return np.asarray((last_day - first_day) * SECONDS_PER_DAY + n_leaps(first_day, last_day))
