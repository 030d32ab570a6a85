"""Text with a date and a time of day, in ISO 8601 and similar forms, to UTC; with offsets and leap seconds."""

import re
from datetime import date

from schemas.instant import mjd_of_day
from schemas.leap_seconds import SECONDS_PER_DAY, day_length

_DAY = r"(?:(?P<y>\d{4})(?P<sign>[-/.])(?P<m>\d\d)(?P=sign)(?P<d>\d\d)|(?P<d2>\d\d)\.(?P<m2>\d\d)\.(?P<y2>\d{4}))"
_CLOCK = r"(?P<hh>\d\d):(?P<mm>\d\d):(?P<ss>\d\d)(?:[.,](?P<f>\d{0,12}))?"
_OFFSET = r"(?P<zone>\s?(?:Z|UTC?|[+-]\d\d(?::?[0-5]\d)?))?"
INSTANT = re.compile(rf"{_DAY}[T ]\s{{0,3}}{_CLOCK}{_OFFSET}")


def parse_instant(text: str) -> float | None:
    """Return the UTC [MJD] of a date with a time of day, None for any other text.

    Forms such as ``2021-10-18T19:30:01.5``, ``2021/10/18 19:30:01,5`` and ``18.10.2021 19:30:01`` are read, with or
    without an offset from UTC (``+03:00``). A second of 60 is accepted only on days with a leap second.
    """
    match = INSTANT.fullmatch(text)
    if match is None:
        return None
    try:
        day = mjd_of_day(
            date(int(match["y"] or match["y2"]), int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))
        )
    except ValueError:
        return None
    hour, minute, second = int(match["hh"]), int(match["mm"]), int(match["ss"])
    if hour > 23 or minute > 59 or second > 60:
        return None
    fraction = int(match["f"]) / 10 ** len(match["f"]) if match["f"] else 0.0
    local = hour * 3600 + minute * 60
    turns, minutes = divmod(local - offset_s(match["zone"]), int(SECONDS_PER_DAY))
    day += turns
    if second == 60 and (day_length(day) == SECONDS_PER_DAY or minutes != SECONDS_PER_DAY - 60):
        return None
    return day + (minutes + second + fraction) / day_length(day)


def offset_s(zone: str | None) -> int:
    """Return how far an offset such as ``+03:00`` is ahead of UTC [s]; 0 for None."""
    word = (zone or "").strip()
    if not word or word[0] not in "+-":
        return 0
    size = int(word[1:3]) * 3600 + int(word[3:].lstrip(":") or 0) * 60
    return -size if word[0] == "-" else size
