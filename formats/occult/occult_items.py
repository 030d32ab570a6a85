"""Parts that the formats of Occult share: items, numbers, clock times, codes and names.

Source: help pages of Occult 4 (D. Herald) on the observation archive, the old observation files and
occelmnt files.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from schemas.body import class_of, join_body
from schemas.codes import CodeList
from schemas.errors import FormatError
from schemas.event import PublishedFit
from schemas.finding import Finding, FindingCode
from schemas.instant import mjd_of

#: Largest number of findings on one file; a file with more is not of this format.
MAX_FINDINGS = 200_000
#: Largest absolute value of any number in these formats.
LARGEST_NUMBER = 1e12
#: Largest number of stations; the largest archive has some 50,000.
MAX_STATIONS = 250_000

_Value = TypeVar("_Value")
_NUMBER = re.compile(r"[+-]?(?:\d{1,20}(?:[.,]\d{0,20})?|[.,]\d{1,20})(?:[eE][+-]?\d{1,2})?")
_CLOCK = re.compile(r"(\d{1,2})[\s:]+(\d{1,2})[\s:]+(\d{1,2}(?:[.,]\d{0,9})?)")


@dataclass(slots=True)
class Notes:
    """The findings on one file, and the values without a column, collected while it is read."""

    #: Name of the file.
    source: str
    findings: list[Finding] = field(default_factory=list)
    #: Number of the station that is being read, counted from 0 in the whole file; None outside of stations.
    station: int | None = None
    #: Values without a column, as ``key=value``, since the last `take_kept`.
    kept: list[str] = field(default_factory=list)

    def error(
        self, code: FindingCode, message: str, *, name: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Add a finding on the field ``name`` that refuses the record."""
        self._add(Finding.error(code, message, hint, field=name, line=line, station=self.station))

    def warning(
        self, code: FindingCode, message: str, *, name: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Add a finding on the field ``name`` that a person should look at."""
        self._add(Finding.warning(code, message, hint, field=name, line=line, station=self.station))

    def info(self, code: FindingCode, message: str, *, name: str = "", line: int | None = None, hint: str = "") -> None:
        """Add a finding on the field ``name`` for information."""
        self._add(Finding.info(code, message, hint, field=name, line=line, station=self.station))

    def _add(self, finding: Finding) -> None:
        """Add a finding.

        Raises
        ------
        FormatError
            If there are more findings than a real file can have.
        """
        if len(self.findings) >= MAX_FINDINGS:
            message = f"There are more than {MAX_FINDINGS} findings on this file."
            raise FormatError(self.source, finding.line, finding.field, message, "is it damaged?")
        self.findings.append(finding)

    def count_stations(self, n_stations: int) -> None:
        """Raise an error if a file has more stations than any archive.

        Raises
        ------
        FormatError
            If there are more than `MAX_STATIONS`.
        """
        if n_stations > MAX_STATIONS:
            message = f"There are more than {MAX_STATIONS} stations."
            raise FormatError(self.source, None, "", message, "split the file by years")

    def keep(self, key: str, value: str) -> None:
        """Keep a value for which there is no column."""
        self.kept.append(f"{key}={value}")

    def take_kept(self) -> tuple[str, ...]:
        """Return the values kept so far, and begin anew."""
        kept, self.kept = tuple(self.kept), []
        return kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Items:
    """The items of one element or line, read by their index from 0; a missing item is read as empty."""

    #: Name of the element, for findings.
    name: str
    line: int | None
    values: tuple[str, ...]
    notes: Notes

    def text(self, place: int) -> str:
        """Return the item at an index, without blanks around it."""
        return self.values[place].strip() if place < len(self.values) else ""

    def number(self, place: int, label: str) -> float | None:
        """Return the number at an index, None where it is blank or, with a finding, unreadable."""
        return self.parsed(place, label, parse_number, "is not a number")

    def parsed(self, place: int, label: str, parse: Callable[[str], _Value | None], words: str) -> _Value | None:
        """Return what a parser makes of an item, None where it is blank or, with a finding, unreadable."""
        text = self.text(place)
        if not text:
            return None
        value = parse(text)
        if value is None:
            self.unreadable(label, text, words)
        return value

    def right_ascension(self, place: int, label: str) -> float | None:
        """Return a right ascension [deg] given in hours, None where it is blank or, with a finding, impossible."""
        hours = self.number(place, label)
        if hours is not None and not 0 <= hours < _HOURS:
            self.unreadable(label, self.text(place), "is not a right ascension in hours")
            return None
        return degrees_of_hours(hours)

    def declination(self, place: int, label: str) -> float | None:
        """Return a declination [deg], None where it is blank or, with a finding, beyond the poles."""
        degrees = self.number(place, label)
        if degrees is not None and abs(degrees) > _POLE:
            self.unreadable(label, self.text(place), "is not a declination in degrees")
            return None
        return degrees

    def whole(self, place: int, label: str) -> int | None:
        """Return the whole number at an index, None where it is blank or, with a finding, unreadable."""
        value = self.number(place, label)
        if value is None:
            return None
        if value != int(value):
            self.unreadable(label, self.text(place), "is not a whole number")
            return None
        return int(value)

    def positive(self, place: int, label: str) -> float | None:
        """Return the number at an index; zero and less mean a missing value, whose text is kept."""
        value = self.number(place, label)
        if value is None or value > 0:
            return value
        self.notes.keep(label, self.text(place))
        return None

    def code(self, place: int, codes: type[CodeList], label: str) -> str | None:
        """Return the published value of a code letter, None where it is blank or, with a finding, unknown.

        Both ``_`` and ``0`` mean that the observer made no choice; the ``0`` is kept.
        """
        letter = self.text(place)
        if letter in {"", "_"}:
            return None
        member = codes.from_letter(letter)
        if member is not None:
            return member.value
        self.notes.keep(label, letter)
        if letter != "0":
            self.warning(FindingCode.CODE_UNKNOWN, f"Code {letter[:20]!r} is not in the list.", label)
        return None

    def unreadable(self, label: str, text: str, what: str) -> None:
        """Add a warning that a value cannot be read, and keep its text."""
        self.notes.keep(f"{self.name} {label}", text)
        self.warning(FindingCode.VALUE_UNREADABLE, f"{text[:40]!r} {what}.", label)

    def error(self, code: FindingCode, message: str, label: str = "", hint: str = "") -> None:
        """Add a finding that refuses the record, on the column ``label``, or on the whole element."""
        self.notes.error(code, message, name=label or self.name, line=self.line, hint=hint)

    def warning(self, code: FindingCode, message: str, label: str = "", hint: str = "") -> None:
        """Add a finding that a person should look at, on the column ``label``, or on the whole element."""
        self.notes.warning(code, message, name=label or self.name, line=self.line, hint=hint)

    def info(self, code: FindingCode, message: str, label: str = "", hint: str = "") -> None:
        """Add a finding for information, on the column ``label``, or on the whole element."""
        self.notes.info(code, message, name=label or self.name, line=self.line, hint=hint)

    def check_count(self, expected: int) -> None:
        """Add a finding if the number of items is not that of the format; an empty element is accepted."""
        n_items = len(self.values)
        if n_items == expected or not any(value.strip() for value in self.values):
            return
        what = "missing items are read as empty" if n_items < expected else "surplus items are kept, but not read"
        self.info(FindingCode.STRUCTURE, f"{n_items} items instead of {expected}; {what}.")
        if n_items > expected and self.notes.station is not None:
            self.notes.keep(f"{self.name} extra", "|".join(self.values[expected:]))

    def fit(self, kind: str, source_format: str) -> PublishedFit:
        """Return the element unchanged, with its items joined by ``|``."""
        return PublishedFit(kind=kind, items="|".join(self.values), source_format=source_format)


def parse_number(text: str) -> float | None:
    """Return a decimal number; None for other texts (``nan``, ``inf``, ``1_000``) and beyond `LARGEST_NUMBER`."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    number = float(text.strip().replace(",", "."))
    return number if abs(number) <= LARGEST_NUMBER else None


def parse_clock(text: str) -> float | None:
    """Return the seconds after 0 h of ``hh mm ss.ss``, None for any other text. Hours 24 to 47 are on the next day."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), float(match[3].replace(",", "."))
    if hour >= 48 or minute >= 60 or second >= 60:
        return None
    return hour * 3600 + minute * 60 + second


_HOURS, _POLE = 24.0, 90.0
#: First year of a date; stellar occultations were not timed before.
FIRST_YEAR = 1600


def read_day(items: Items, first: int) -> date | None:
    """Return the day whose year, month and day are at ``first`` and the two indices after it, None if it is not a date.

    A year of two digits, or before `FIRST_YEAR`, is not accepted.
    """
    words = [items.text(first + place) for place in range(3)]
    if not all(re.fullmatch(r"\d{1,4}", word) for word in words):
        return None
    try:
        day = date(int(words[0]), int(words[1]), int(words[2]))
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


def read_instant(items: Items, first: int) -> float | None:
    """Return year, month, day and decimal hours, from index ``first`` on, as UTC [MJD].

    None, with a finding, where they are not a date with hours.
    """
    day, hour = read_day(items, first), parse_number(items.text(first + 3))
    if day is None or hour is None or not -24 <= hour <= 48:
        text = "|".join(items.values[first : first + 4])
        items.unreadable("date", text, "is not a date with hours")
        return None
    return mjd_of(day, hour * 3600)


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """Number, name and class of a body."""

    number: int | None
    name: str | None
    target_class: str | None


def read_body(number_text: str, name_text: str) -> Body:
    """Return the body of a number item and a name item.

    The number of a planet or moon is ``PxMyy`` (x: planet; yy: moon, or 00 or left out for the planet itself). The
    number of a comet or of an unnumbered body is a text or empty.
    """
    body = join_body(number_text, name_text)
    return Body(number=body.number, name=body.name, target_class=body.target_class or class_of(body.number, body.name))


def degrees_of_hours(hours: float | None) -> float | None:
    """Return a right ascension in degrees, rounded to 1e-11 deg so that it has no rounding error of the product."""
    return None if hours is None else round(hours * 15, 11)
