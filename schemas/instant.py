"""Instants: calendar dates and times of day as UTC Modified Julian Dates and back.

The fraction of an MJD is that of its own day, which has 86401 s where it ends with a leap second
(`schemas.leap_seconds`).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from schemas.leap_seconds import SECONDS_PER_DAY as SECONDS_PER_DAY  # re-exported: modules import it from here
from schemas.leap_seconds import day_length, has_leap_second, seconds_in_day

#: Returns the time of day, UTC [MJD].
Clock = Callable[[], float]
#: Proleptic Gregorian ordinal (``date.toordinal``) of MJD 0, 1858-11-17.
MJD_ORDINAL = date(1858, 11, 17).toordinal()
#: Julian Date of MJD 0.
MJD_ZERO_JD = 2_400_000.5


def mjd_of_day(day: date) -> int:
    """Return the MJD of a day at 0 h."""
    return day.toordinal() - MJD_ORDINAL


def day_of_mjd(mjd: float) -> date:
    """Return the calendar day of an MJD."""
    return date.fromordinal(int(mjd // 1) + MJD_ORDINAL)


def mjd_of(day: date, seconds: float) -> float:
    """Return the MJD of a clock reading, in seconds after 0 h of a day, of any sign and size.

    86400 s are one day, also on a day with a leap second; `schemas.leap_seconds.mjd_in_day` reads a leap second.
    """
    turns, clock = divmod(seconds, SECONDS_PER_DAY)
    whole = mjd_of_day(day) + turns
    return whole + clock / day_length(whole)


def seconds_of_day(mjd: float) -> float:
    """Return the time of day [s], rounded to a microsecond, which a double resolves for an MJD of today."""
    return round(seconds_in_day(mjd), 6) % day_length(mjd)


def mjd_of_datetime(instant: datetime) -> float:
    """Return the MJD [UTC] of a `datetime` with a time zone."""
    utc = instant.astimezone(UTC)
    midnight = utc.replace(hour=0, minute=0, second=0, microsecond=0)
    return mjd_of(utc.date(), (utc - midnight) / timedelta(seconds=1))


def clock_text(mjd: float, *, decimals: int = 2) -> str:
    """Return the time of day as ``hh:mm:ss.ss``, rounded; 24:00:00 where it is rounded up to midnight."""
    return _clock(round(seconds_in_day(mjd) * 10**decimals), mjd, decimals)


def iso_text(mjd: float, *, decimals: int = 2) -> str:
    """Return an instant as ``yyyy-mm-ddThh:mm:ss.ss``."""
    ticks = round(seconds_in_day(mjd) * 10**decimals)
    is_midnight = ticks >= round(day_length(mjd)) * 10**decimals
    day, ticks = (mjd // 1 + 1, 0) if is_midnight else (mjd // 1, ticks)
    return f"{day_of_mjd(day).isoformat()}T{_clock(ticks, day, decimals)}"


def _clock(ticks: int, day: float, decimals: int) -> str:
    """Return the text of a time of day, given in units of its last decimal after 0 h of a day [MJD]."""
    seconds, fraction = divmod(ticks, 10**decimals)
    tail = f".{fraction:0{decimals}d}" if decimals else ""
    if has_leap_second(day) and seconds >= SECONDS_PER_DAY:
        return f"23:59:60{tail}" if seconds == SECONDS_PER_DAY else f"24:00:00{tail}"
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}{tail}"
