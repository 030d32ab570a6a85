"""Times of day as people write them on forms, and their place in the calendar."""

import re
from dataclasses import dataclass, replace

from formats.words.digits import fold, repair
from schemas.instant import SECONDS_PER_DAY

_FRACTION = r"(?:[.,]\s?\d{0,9})?"
_UNIT = r"(?:\s?(?:s(?:ec)?\.?(?![^\W\d_])|''|[\"″]))?"
_CLOCKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<h>\d{{1,2}})\s?[:hHuU]\s?(?P<m>\d{{1,2}})"
        rf"(?:\s?(?:[:'′]|m(?:in)?\.?|M)(?:\s?(?P<s>\d{{1,2}}{_FRACTION}){_UNIT})?"
        rf"|\s(?P<s2>\d{{1,2}}{_FRACTION}){_UNIT}(?![\d:]))?",
        rf"(?P<h>\d{{1,2}})\s(?P<m>\d{{1,2}})\s(?P<s>\d{{1,2}}{_FRACTION})(?:\s?s(?:ec)?\b)?",
        r"(?P<h>\d{1,2})\.(?P<m>\d{2})\.(?P<s>\d{2}(?:[.,]\d{0,9})?)",
        r"(?P<h>\d{2})(?P<m>\d{2})(?P<s>\d{2}(?:[.,]\d{0,9})?)(?!\d)",
        r"(?P<h>\d{1,2})\s(?P<m>\d{2})$",
    )
)
_UNIVERSAL = re.compile(r"^[\s,;()]*(?:UTC?|U\.T\.C?\.?|TUC?|GMT|Z|UT1|h)(?![^\W\d_])[\s,;().]*", re.IGNORECASE)
_ZONES = re.compile(
    r"[\s,;(]*(?:ME[SD]?Z|OEZ|WEZ|C[ES]?[SD]?T|CEST|EES?T|WES?T|BST|IST|MSK|E[SD]T|P[SD]T|M[SD]T|JST|A[EC][SD]T|"
    r"NZ[SD]?T|L[MO]?T|local|loc|Ortszeit|[ap]\.?m\.?|(?:UTC?|GMT)[+-]\d{1,2}(?![\d.,]))(?![^\W\d_])",
    re.IGNORECASE,
)
# What cannot follow a time: more of a number, a letter that is no zone (a mistyped digit), another time.
_NO_END = re.compile(r":|[.,]\d|\s\d{1,2}:|(?!(?:UTC?|GMT|TUC?|UT1|Z|h)(?![^\W_])|U\.T)[^\W_]", re.IGNORECASE)
#: The hour may run past midnight: 24:05 is five past midnight.
_MAX_HOUR = 47


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeOfDay:
    """A time of day as read."""

    #: Seconds after 0 h of the day it is counted from; 86400 and more past midnight.
    seconds: float
    #: What follows the time, without a remark that it is UT.
    rest: str
    #: True where a letter was read as a digit.
    is_repaired: bool
    #: The zone written after it where it is not universal time, or am and pm; else empty.
    zone: str
    #: False where only hours and minutes were written.
    has_seconds: bool = True


def parse_time(text: str) -> TimeOfDay | None:
    """Return the time at the start of a text, None if there is none.

    Understood are ``20:02:30.0``, ``20h02m30.0s``, ``20 02 30,5``, ``20.02.30``, ``200230.5``,
    ``20:02`` and what may follow (``UT``, an uncertainty, words).
    """
    words = fold(text)
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
    rest = words[match.end() :]
    if hour > _MAX_HOUR or minute >= 60 or second >= 60 or _NO_END.match(rest):
        return None
    zone = _ZONES.match(rest)
    rest = _UNIVERSAL.sub("", rest).strip()
    return TimeOfDay(
        seconds=hour * 3600.0 + minute * 60.0 + second,
        rest=rest,
        is_repaired=False,
        zone=zone[0].strip(" ,;(") if zone else "",
        has_seconds=written is not None,
    )


def _second(text: str) -> float:
    """Return seconds; blanks after the point stand for zeros (AV4L pads milliseconds: ``2. 40`` is 2.040)."""
    whole, point, fraction = text.replace(",", ".").partition(".")
    if fraction.startswith(" "):
        fraction = fraction.strip().zfill(3)
    return float(f"{whole}{point}{fraction}")


def find_time(text: str) -> tuple[TimeOfDay, str] | None:
    """Return the first time with colons or an h in a text and the words around it, None if there is none."""
    words = fold(text)
    for match in re.finditer(r"(?<![\d:])(?=\d{1,2}\s?[:hH]\s?\d{1,2})", words):
        found = parse_time(words[match.start() :])
        if found is not None:
            return found, f"{words[: match.start()].removesuffix('T').strip()} {found.rest}".strip()
    return None


def place(seconds: float, anchor: float) -> float:
    """Return the MJD of a time of day on the date that brings it nearest to an anchor.

    Parameters
    ----------
    seconds
        Time of day [s]; whole days in it do not count.
    anchor
        An instant near the event, UTC [MJD].
    """
    clock = seconds % SECONDS_PER_DAY
    day = anchor // 1
    turns = round(((anchor - day) * SECONDS_PER_DAY - clock) / SECONDS_PER_DAY)
    return day + turns + clock / SECONDS_PER_DAY
