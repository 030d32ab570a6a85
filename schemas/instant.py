"""Instants: calendar dates and times of day as UTC Modified Julian Dates and back.

A day has 86400 s here, as in every report form; a leap second cannot be written in them.
"""

from datetime import UTC, date, datetime, timedelta

#: Proleptic Gregorian ordinal (``date.toordinal``) of MJD 0, 1858-11-17.
MJD_ORDINAL = date(1858, 11, 17).toordinal()
SECONDS_PER_DAY = 86400.0


def mjd_of_day(day: date) -> int:
    """Return the MJD of a day at 0 h."""
    return day.toordinal() - MJD_ORDINAL


def day_of_mjd(mjd: float) -> date:
    """Return the calendar day of an MJD."""
    return date.fromordinal(int(mjd // 1) + MJD_ORDINAL)


def mjd_of(day: date, seconds: float) -> float:
    """Return the MJD of a day and a number of seconds after its 0 h (any sign, any size)."""
    return mjd_of_day(day) + seconds / SECONDS_PER_DAY


def seconds_of_day(mjd: float) -> float:
    """Return the time of day [s], rounded to the microsecond that a double holds at today's dates."""
    return round((mjd % 1) * SECONDS_PER_DAY, 6) % SECONDS_PER_DAY


def mjd_of_datetime(instant: datetime) -> float:
    """Return the MJD of an aware `datetime`."""
    utc = instant.astimezone(UTC)
    midnight = utc.replace(hour=0, minute=0, second=0, microsecond=0)
    return mjd_of(utc.date(), (utc - midnight) / timedelta(seconds=1))


def clock_text(mjd: float, *, decimals: int = 2) -> str:
    """Return the time of day as ``hh:mm:ss.ss``, rounded; midnight after rounding up is 24:00:00."""
    ticks = round((mjd % 1) * SECONDS_PER_DAY * 10**decimals)
    seconds, fraction = divmod(ticks, 10**decimals)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    tail = f".{fraction:0{decimals}d}" if decimals else ""
    return f"{hour:02d}:{minute:02d}:{second:02d}{tail}"


def iso_text(mjd: float, *, decimals: int = 2) -> str:
    """Return an instant as ``yyyy-mm-ddThh:mm:ss.ss``."""
    ticks = round((mjd % 1) * SECONDS_PER_DAY * 10**decimals)
    rounded = mjd // 1 + ticks // (86400 * 10**decimals)
    clock = clock_text(ticks / 10**decimals / SECONDS_PER_DAY % 1, decimals=decimals)
    return f"{day_of_mjd(rounded).isoformat()}T{clock}"
