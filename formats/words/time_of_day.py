"""Times of day as people write them on forms, and the date that each belongs to."""

import re
from dataclasses import dataclass, replace
from datetime import date

from formats.words.calendar_date import parse_date
from formats.words.digits import fold, repair
from formats.words.zones import ZONE_AFTER
from schemas.instant import SECONDS_PER_DAY
from schemas.leap_seconds import day_length, has_leap_second, mjd_in_day, seconds_in_day

#: Decimals of a second; a formula of a spreadsheet gives up to 17 digits.
_FRACTION = r"(?:[.,]\s?\d{0,18})?"
_UNIT = r"(?:\s?(?:s(?:ec)?\.?(?![^\W\d_])|''|[\"″]))?"
_CLOCKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<h>\d{{1,2}})\s?[:hHuU]\s?(?P<m>\d{{1,2}})"
        rf"(?:\s?(?:[:'′]|m(?:in)?\.?|M)(?:\s?(?P<s>\d{{1,2}}{_FRACTION}){_UNIT})?"
        rf"|\s(?P<s2>\d{{1,2}}{_FRACTION}){_UNIT}(?![\d:]))?",
        rf"(?P<h>\d{{1,2}})\s(?P<m>\d{{1,2}})\s(?P<s>\d{{1,2}}{_FRACTION})(?:\s?s(?:ec)?\b)?",
        r"(?P<h>\d{1,2})\.(?P<m>\d{2})\.(?P<s>\d{2}(?:[.,]\d{0,18})?)",
        r"(?P<h>\d{2})(?P<m>\d{2})(?P<s>\d{2}(?:[.,]\d{0,18})?)(?!\d)",
        r"(?P<h>\d{1,2})\s(?P<m>\d{2})$",
    )
)
_UNIVERSAL = re.compile(r"^[\s,;()]*(?:UTC?|U\.T\.C?\.?|TUC?|GMT|Z|h)(?![^\W_])[\s,;().]*", re.IGNORECASE)
# What must not follow a time: a further digit, a letter that is not a zone (a mistyped digit), another time.
_NO_END = re.compile(r":|[.,]\d|\s\d{1,2}:|(?!(?:UTC?|GMT|TUC?|UT1|Z|h)(?![^\W_])|U\.T)[^\W_]", re.IGNORECASE)
#: Largest hour: some observers count on after midnight, and 24:05 is 0:05 of the next day.
_MAX_HOUR = 47
#: A full date before the time, as programs write it.
_DATED = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T ]\s?(?=\d)")
#: Begin and end of a leap second, 23:59:60, in seconds after 0 h of the day that ends with it.
_LEAP_S, _LEAP_END_S = 86400.0, 86401.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeOfDay:
    """A time of day, how it was written, and the text after it."""

    #: Seconds after 0 h; 86400 and more where the hour is counted on after midnight.
    seconds: float
    #: The text after the time, without the words for UT.
    rest: str
    #: True where a letter was read as a digit.
    is_repaired: bool
    #: Zone, time scale, am or pm written after the time; empty for universal time and for no such word.
    zone: str
    #: False where only hours and minutes were written.
    has_seconds: bool = True
    #: True for 23:59:60 and its fractions, which only days with a leap second have.
    is_leap: bool = False
    #: The date written before the time.
    day: date | None = None


def parse_time(text: str) -> TimeOfDay | None:
    """Return the time at the start of a text, or None if the text does not begin with one.

    The forms ``20:02:30.0``, ``20h02m30.0s``, ``20 02 30,5``, ``20.02.30``, ``200230.5`` and ``20:02`` are read, also
    before ``UT``, an uncertainty or other words, and after a date (``2022-08-25T20:02:30``).
    """
    words = fold(text)
    dated = _DATED.match(words)
    day = parse_date(words[: dated.end()].rstrip(" T")) if dated else None
    if dated is not None and day is not None:
        found = parse_time(words[dated.end() :])
        return replace(found, day=day.day) if found is not None and found.day is None else None
    found = _clock(words)
    if found is not None:
        return found
    repaired = repair(words)
    if repaired == words:
        return None
    found = _clock(repaired)
    if found is None:
        return None
    return replace(found, is_repaired=True)


def _clock(words: str) -> TimeOfDay | None:
    match = next((match for pattern in _CLOCKS if (match := pattern.match(words))), None)
    if match is None:
        return None
    groups = match.groupdict()
    hour, minute = int(groups["h"]), int(groups["m"])
    written = groups.get("s") or groups.get("s2")
    second = _second(written or "0")
    is_leap = (hour, minute) == (23, 59) and 60 <= second < 61
    rest = words[match.end() :]
    if hour > _MAX_HOUR or minute >= 60 or (second >= 60 and not is_leap) or _NO_END.match(rest):
        return None
    zone = ZONE_AFTER.match(rest)
    rest = _UNIVERSAL.sub("", rest).strip()
    return TimeOfDay(
        seconds=hour * 3600.0 + minute * 60.0 + second,
        rest=rest,
        is_repaired=False,
        zone=zone[0].strip(" ,;(") if zone else "",
        has_seconds=written is not None,
        is_leap=is_leap,
    )


def slip_of(text: str) -> str:
    """Return why `parse_time` refuses a time, for instance ``has seconds of 60``; empty where this is not known."""
    for pattern in _CLOCKS:
        match = pattern.match(fold(text))
        if match is None:
            continue
        groups = match.groupdict()
        written = groups.get("s") or groups.get("s2") or "0"
        if int(groups["m"]) >= 60:
            return f"has minutes of {int(groups['m'])}"
        if _second(written) >= 60:
            return f"has seconds of {int(_second(written))}"
        if int(groups["h"]) > _MAX_HOUR:
            return f"has an hour of {int(groups['h'])}"
    return ""


def _second(text: str) -> float:
    """Return seconds. AV4L writes milliseconds with blanks in place of leading zeros: ``2. 40`` is 2.040."""
    whole, point, fraction = text.replace(",", ".").partition(".")
    if fraction.startswith(" "):
        fraction = fraction.strip().zfill(3)
    return float(f"{whole}{point}{fraction}")


def find_time(text: str) -> tuple[TimeOfDay, str] | None:
    """Return the first time with colons or an h in a text, and the words around it; None if there is no such time."""
    words = fold(text)
    for match in re.finditer(r"(?<![\d:])(?=\d{1,2}\s?[:hH]\s?\d{1,2})", words):
        found = parse_time(words[match.start() :])
        if found is not None:
            return found, f"{words[: match.start()].removesuffix('T').strip()} {found.rest}".strip()
    return None


def place(seconds: float, anchor: float) -> float:
    """Return the MJD [UTC] of a time of day, on the date that brings it nearest to a known instant.

    Parameters
    ----------
    seconds
        Time of day [s]; whole days are removed from it.
    anchor
        A known instant near the event, UTC [MJD].
    """
    clock = seconds % SECONDS_PER_DAY
    turns = round((seconds_in_day(anchor) - clock) / SECONDS_PER_DAY)
    day = anchor // 1 + turns
    return day + clock / day_length(day)


def place_leap_second(seconds: float, anchor: float) -> float | None:
    """Return the MJD [UTC] of a time within a leap second, 23:59:60, on the day nearest to a known instant.

    Parameters
    ----------
    seconds
        Seconds after 0 h, at least 86400 and less than 86401.
    anchor
        A known instant near the event, UTC [MJD].

    Returns
    -------
    The instant, or None if that day has no leap second.
    """
    day = place(_LEAP_S - 1, anchor) // 1
    return mjd_in_day(day, seconds) if has_leap_second(day) and _LEAP_S <= seconds < _LEAP_END_S else None
