"""Times in a stated zone or scale to UTC."""

import numpy as np
from numpy.typing import NDArray

from formats.words.zones import Zone
from schemas.finding import Finding, FindingCode
from schemas.leap_seconds import SECONDS_PER_DAY, later_by

FloatArray = NDArray[np.float64]
#: 1972-01-01, 0 h UTC [MJD], and how far TAI was ahead then [s].
_EPOCH_MJD, _TAI_AHEAD_S = 41317.0, 10.0


def dates_in_utc(times: FloatArray, zone: Zone) -> FloatArray:
    """Return dates of a zone or scale [MJD, days of 86400 s], shape (n,), as UTC [MJD].

    Raises
    ------
    ValueError
        If the zone does not say how far it is from UTC.
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
