"""Times in a stated zone or scale to UTC."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formats.words.zones import Zone
from schemas.finding import Finding, FindingCode
from schemas.leap_seconds import SECONDS_PER_DAY, elapsed_s, later_by

FloatArray = NDArray[np.float64]
#: 1972-01-01, 0 h UTC [MJD], and how far TAI was ahead then [s].
_EPOCH_MJD, _TAI_AHEAD_S = 41317.0, 10.0


def dates_in_utc(times: FloatArray, zone: Zone) -> FloatArray:
    """Return dates of a zone or scale [MJD, days of 86400 s], shape (n,), as UTC [MJD].

    Raises
    ------
    ValueError
        If the zone does not state how far it is from UTC.
    """
    if zone.ahead_of_tai_s is None:
        if zone.offset_s is None:
            raise ValueError(f"{zone.name} {zone.trouble}.")
        return np.asarray(times - zone.offset_s / SECONDS_PER_DAY)
    since = (times - _EPOCH_MJD) * SECONDS_PER_DAY - _TAI_AHEAD_S - zone.ahead_of_tai_s
    return later_by(_EPOCH_MJD, since)


def converted(zone: Zone, first_s: float) -> Finding:
    """Return the remark that times were converted, with the shift of the first one [s]."""
    sign = "-" if first_s < 0 else "+"
    size = abs(first_s)
    shift = f"{size / 3600:g} h" if size >= 900 and size % 900 == 0 else f"{size:.3f} s"
    message = f"The times are given in {zone.name} and were converted to UTC by {sign}{shift}."
    return Finding.warning(FindingCode.TIME_ZONE, message, "give all times in UTC", field="time")


def without_date(zone: Zone) -> Finding:
    """Return the refusal of times of a scale without leap seconds where no date says how many there were."""
    message = f"The times are given in {zone.name}, and the file has no date that says how many leap seconds apply."
    return Finding.error(FindingCode.TIME_ZONE, message, "give the times in UTC, or as Julian Dates", field="time")


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """Times of a recording in UTC."""

    #: Seconds after 0 h of the day of the first reading, shape (n,).
    seconds: FloatArray
    #: UTC [MJD], None where the file has no date beside its times.
    mjd: FloatArray | None
    #: Day of frame 0, UTC [MJD], None where it is not known.
    date_frame0: int | None
    findings: tuple[Finding, ...] = ()


def placed(seconds: FloatArray, *, day: float | None, date_frame0: int | None, zone: Zone | None) -> Placed:
    """Return the times of a recording in UTC.

    Parameters
    ----------
    seconds
        Seconds after 0 h of a day as given, shape (n,), growing over midnight.
    day
        That day [MJD], where each time has its date.
    date_frame0
        Day of frame 0 as given [MJD], where the head has it.
    zone
        Zone or scale of the times and days; None: UTC.
    """
    if day is not None:
        dates = later_by(day, seconds) if zone is None else day + seconds / SECONDS_PER_DAY
        utc = dates if zone is None else dates_in_utc(dates, zone)
        known = np.flatnonzero(np.isfinite(utc))
        first_day = float(np.floor(utc[known[0]])) if known.size else day
        shift = round(float(utc[known[0]] - dates[known[0]]) * SECONDS_PER_DAY, 3) if known.size else 0.0
        findings = () if zone is None else (converted(zone, shift),)
        return Placed(seconds=elapsed_s(first_day, utc), mjd=utc, date_frame0=date_frame0, findings=findings)
    if zone is None:
        return Placed(seconds=seconds, mjd=None, date_frame0=date_frame0)
    ahead = zone.ahead_of_utc_s(date_frame0)
    if ahead is None:
        return Placed(seconds=seconds, mjd=None, date_frame0=date_frame0, findings=(without_date(zone),))
    utc_s = seconds - ahead
    known = np.flatnonzero(np.isfinite(utc_s))
    turns = int(np.floor(utc_s[known[0]] / SECONDS_PER_DAY)) if known.size else 0
    return Placed(
        seconds=utc_s - turns * SECONDS_PER_DAY,
        mjd=None,
        date_frame0=None if date_frame0 is None else date_frame0 + turns,
        findings=(converted(zone, -ahead),),
    )
