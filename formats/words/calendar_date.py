"""Calendar dates as people write them on forms."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from formats.words.calendar_words import month_of
from formats.words.digits import fold, repair

_WORD = r"[^\W\d_]{1,14}"
_GAP = r"[\s.,;/-]{0,3}"
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}}){_GAP}(?P<m>\d{{1,2}}|{_WORD}){_GAP}(?<=[^\d])(?P<d>\d{{1,2}})(?!\d)")
_COMPACT = re.compile(r"(?P<y>(?:1[6-9]|2[01])\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)")
_NUMBERS = re.compile(r"(?P<d>\d{1,2})\s?(?P<gap>[./-])\s?(?P<m>\d{1,2})\s?(?P=gap)\s?(?P<y>\d{4}|\d{2})(?!\d)")
_NIGHT = re.compile(r"(?P<d>\d{1,2})\.?\s?[/-]\s?(?P<d2>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})(?!\d)")
_DAY_FIRST = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?(?:\s?[/+&-]\s?(?P<d2>\d{{1,2}})\.?)?{_GAP}(?:de\s|of\s)?(?P<m>{_WORD})"
    rf"(?:{_GAP}(?:de[l]?\s)?(?P<y>\d{{4}}|\d{{2}}(?!\s?[:hH\d])))?(?!\d)"
)
_MONTH_FIRST = re.compile(
    rf"(?P<m>{_WORD}){_GAP}(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s?[/+&-]\s?(?P<d2>\d{{1,2}}))?(?:{_GAP}(?P<y>\d{{4}}))?(?![\d:])"
)
_EAST_ASIAN = re.compile(r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]?")
_PATTERNS = (_YEAR_FIRST, _COMPACT, _NIGHT, _NUMBERS, _DAY_FIRST, _MONTH_FIRST)
#: Years of two digits from this one on are of the 20th century, smaller ones of the 21st.
_PIVOT = 70
_FIRST_YEAR, _LAST_YEAR = 1600, 2199


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarDate:
    """A date, what was assumed to read it, and the text after it."""

    day: date
    #: False where the text has no year; the year that brings the date nearest to a known one was taken.
    is_year_given: bool
    #: True where a letter was read as a digit (``O8`` as 08).
    is_repaired: bool
    #: True where day and month can be exchanged (``9/8/2022``) and no known date decides between them.
    is_ambiguous: bool
    #: True where a night was written (``10/11 August``): `day` is the second of the two days.
    is_night: bool
    #: The text after the date.
    rest: str


def parse_date(text: str, *, near: date | None = None) -> CalendarDate | None:
    """Return the date at the start of a text, or None if the text does not begin with one.

    The forms ``25 August 2022``, ``25 Aug; 2022``, ``Aug 25, 2022``, ``2022-08-25``, ``25.8.22``, ``25.VIII.2022``,
    ``20220825`` and the night ``10/11 August 2021`` are read, with months in the languages of
    `formats.words.calendar_words`.

    Parameters
    ----------
    text
        The text; a day of the week may be before the date.
    near
        A known date near the wanted one. It gives the year where the text has none, and decides between day and month
        where both are numbers.
    """
    words = fold(_EAST_ASIAN.sub(r"\g<y>/\g<m>/\g<d>", text[:400]))
    found = _parse(words, near)
    repaired = repair(words)
    if found is None and repaired != words:
        found = _parse(repaired, near)
        if found is not None:
            return replace(found, is_repaired=True)
    return found


def _parse(words: str, near: date | None) -> CalendarDate | None:
    weekday = re.match(rf"({_WORD})[\s.,;]{{1,3}}", words)
    if weekday and month_of(weekday[1]) is None:
        words = words[weekday.end() :]
    for pattern in _PATTERNS:
        match = pattern.match(words)
        found = _date_of(match, near) if match else None
        if match and found is not None:
            day, is_year_given = found
            is_night = _is_night(match, day)
            return CalendarDate(
                day=day + timedelta(days=1) if is_night else day,
                is_year_given=is_year_given,
                is_repaired=False,
                is_ambiguous=near is None and match.re is _NUMBERS and _is_ambiguous(match),
                is_night=is_night,
                rest=words[match.end() :].lstrip(" ,;.T"),
            )
    return None


def _date_of(match: re.Match[str], near: date | None) -> tuple[date, bool] | None:
    month = int(match["m"]) if match["m"].isdecimal() else month_of(match["m"])
    day = int(match["d"])
    if month is None:
        return None
    if match["y"] is None:
        return _nearest_year(month, day, near)
    year = int(match["y"])
    if len(match["y"]) == 2:
        year += 2000 if year < _PIVOT else 1900
    candidates = [_day(year, month, day)]
    if match.re is _NUMBERS:
        candidates.append(_day(year, day, month))
    days = [candidate for candidate in candidates if candidate is not None]
    if not days:
        return None
    return (min(days, key=lambda candidate: abs(candidate - near)) if near else days[0]), True


def _is_ambiguous(match: re.Match[str]) -> bool:
    """Return whether the month of a date of numbers may come first; in a date with points the day comes first."""
    return match["gap"] != "." and match["d"] != match["m"] and int(match["d"]) <= 12 and int(match["m"]) <= 12


def _nearest_year(month: int, day: int, near: date | None) -> tuple[date, bool] | None:
    if near is None:
        return None
    candidates = [_day(near.year + step, month, day) for step in (0, -1, 1)]
    days = [candidate for candidate in candidates if candidate is not None]
    return (min(days, key=lambda candidate: abs(candidate - near)), False) if days else None


def _is_night(match: re.Match[str], day: date) -> bool:
    second = match.groupdict().get("d2")
    return second is not None and (day + timedelta(days=1)).day == int(second) and day < date(_LAST_YEAR, 12, 31)


def _day(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
