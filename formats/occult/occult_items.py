"""What the formats of the Occult family share: items, numbers, clock times, codes and names.

Source: help pages of Occult 4 (D. Herald) on the observation archive, the old observation files and
occelmnt files.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from schemas.body import class_of, join_body
from schemas.codes import CodeList
from schemas.errors import FormatError
from schemas.event import PublishedFit
from schemas.finding import Finding, FindingCode
from schemas.instant import mjd_of

#: A file with more remarks than this is no file of the format it claims to be.
MAX_FINDINGS = 200_000
#: No quantity of these formats is larger.
LARGEST_NUMBER = 1e12
#: The largest archive has some 50,000 stations; this many are a hostile file.
MAX_STATIONS = 250_000

_NUMBER = re.compile(r"[+-]?(?:\d{1,20}(?:[.,]\d{0,20})?|[.,]\d{1,20})(?:[eE][+-]?\d{1,2})?")
_CLOCK = re.compile(r"(\d{1,2})[\s:]+(\d{1,2})[\s:]+(\d{1,2}(?:[.,]\d{0,9})?)")


@dataclass(slots=True)
class Notes:
    """What a reader remarks while it goes through one file."""

    #: Name of the file.
    source: str
    findings: list[Finding] = field(default_factory=list)
    #: Number of the station being read, counted from 0 in the whole file; None outside stations.
    station: int | None = None
    #: ``key=value`` of what no column holds, since it was last taken.
    kept: list[str] = field(default_factory=list)

    def error(
        self, code: FindingCode, message: str, *, name: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Add what makes a record unacceptable, on the field ``name``."""
        self._add(Finding.error(code, message, hint, field=name, line=line, station=self.station))

    def warning(
        self, code: FindingCode, message: str, *, name: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        """Add what a person should look at, on the field ``name``."""
        self._add(Finding.warning(code, message, hint, field=name, line=line, station=self.station))

    def info(self, code: FindingCode, message: str, *, name: str = "", line: int | None = None, hint: str = "") -> None:
        """Add what is worth knowing, on the field ``name``."""
        self._add(Finding.info(code, message, hint, field=name, line=line, station=self.station))

    def _add(self, finding: Finding) -> None:
        """Add a finding.

        Raises
        ------
        FormatError
            If there are more findings than a real file can have.
        """
        if len(self.findings) >= MAX_FINDINGS:
            message = f"There are more than {MAX_FINDINGS} remarks on this file."
            raise FormatError(self.source, finding.line, finding.field, message, "is it damaged?")
        self.findings.append(finding)

    def count_stations(self, n_stations: int) -> None:
        """Refuse a file with more stations than a real one can have.

        Raises
        ------
        FormatError
            If there are more than `MAX_STATIONS`.
        """
        if n_stations > MAX_STATIONS:
            message = f"There are more than {MAX_STATIONS} stations."
            raise FormatError(self.source, None, "", message, "split the file by years")

    def keep(self, key: str, value: str) -> None:
        """Keep a value that no column holds."""
        self.kept.append(f"{key}={value}")

    def take_kept(self) -> tuple[str, ...]:
        """Return and forget what was kept."""
        kept, self.kept = tuple(self.kept), []
        return kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Items:
    """The items of one element or line, read by their place; missing ones read as empty."""

    #: Name of the element, for findings.
    name: str
    line: int | None
    values: tuple[str, ...]
    notes: Notes

    def text(self, place: int) -> str:
        """Return the item at this place (from 0) without blanks around it."""
        return self.values[place].strip() if place < len(self.values) else ""

    def number(self, place: int, label: str) -> float | None:
        """Return the number at this place, None where it is blank or, with a finding, unreadable."""
        text = self.text(place)
        if not text:
            return None
        value = parse_number(text)
        if value is None:
            self.unreadable(label, text, "is no number")
        return value

    def right_ascension(self, place: int, label: str) -> float | None:
        """Return a right ascension [deg] given in hours, None where it is blank or, with a finding, impossible."""
        hours = self.number(place, label)
        if hours is not None and not 0 <= hours < _HOURS:
            self.unreadable(label, self.text(place), "is no right ascension in hours")
            return None
        return degrees_of_hours(hours)

    def declination(self, place: int, label: str) -> float | None:
        """Return a declination [deg], None where it is blank or, with a finding, beyond the poles."""
        degrees = self.number(place, label)
        if degrees is not None and abs(degrees) > _POLE:
            self.unreadable(label, self.text(place), "is no declination in degrees")
            return None
        return degrees

    def whole(self, place: int, label: str) -> int | None:
        """Return the whole number at this place, None where it is blank or, with a finding, unreadable."""
        value = self.number(place, label)
        if value is None:
            return None
        if value != int(value):
            self.unreadable(label, self.text(place), "is no whole number")
            return None
        return int(value)

    def positive(self, place: int, label: str) -> float | None:
        """Return the number at this index; zero or less means a missing value and is kept."""
        value = self.number(place, label)
        if value is None or value > 0:
            return value
        self.notes.keep(label, self.text(place))
        return None

    def code(self, place: int, codes: type[CodeList], label: str) -> str | None:
        """Return the published value of a code letter, None where it is blank or, with a finding, unknown.

        A ``_`` is the forms' own letter for an unstated choice; a ``0`` means an unset one where the codes
        are digits and is kept.
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
        """Report a value that could not be understood, and keep it."""
        self.notes.keep(f"{self.name} {label}", text)
        self.warning(FindingCode.VALUE_UNREADABLE, f"{text[:40]!r} {what}.", label)

    def error(self, code: FindingCode, message: str, label: str = "", hint: str = "") -> None:
        """Add what makes a record unacceptable, on the column ``label``, or on the element as a whole."""
        self.notes.error(code, message, name=label or self.name, line=self.line, hint=hint)

    def warning(self, code: FindingCode, message: str, label: str = "", hint: str = "") -> None:
        """Add what a person should look at, on the column ``label``, or on the element as a whole."""
        self.notes.warning(code, message, name=label or self.name, line=self.line, hint=hint)

    def info(self, code: FindingCode, message: str, label: str = "", hint: str = "") -> None:
        """Add what is worth knowing, on the column ``label``, or on the element as a whole."""
        self.notes.info(code, message, name=label or self.name, line=self.line, hint=hint)

    def check_count(self, expected: int) -> None:
        """Report another number of items than the format names; an element left empty is no remark."""
        n_items = len(self.values)
        if n_items == expected or not any(value.strip() for value in self.values):
            return
        what = "missing ones read as empty" if n_items < expected else "the further ones are kept unread"
        self.info(FindingCode.STRUCTURE, f"{n_items} items instead of {expected}; {what}.")
        if n_items > expected and self.notes.station is not None:
            self.notes.keep(f"{self.name} extra", "|".join(self.values[expected:]))

    def fit(self, kind: str, source_format: str) -> PublishedFit:
        """Return the element unchanged."""
        return PublishedFit(kind=kind, items="|".join(self.values), source_format=source_format)


def parse_number(text: str) -> float | None:
    """Return a decimal number, None for any other text.

    ``nan``, ``inf`` and ``1_000`` are missing values, and so is a number beyond `LARGEST_NUMBER`.
    """
    if not _NUMBER.fullmatch(text.strip()):
        return None
    number = float(text.strip().replace(",", "."))
    return number if abs(number) <= LARGEST_NUMBER else None


def parse_clock(text: str) -> float | None:
    """Return ``hh mm ss.ss`` in seconds, None for any other text. Hours up to 47 count on from the earlier day."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), float(match[3].replace(",", "."))
    if hour >= 48 or minute >= 60 or second >= 60:
        return None
    return hour * 3600 + minute * 60 + second


_HOURS, _POLE = 24.0, 90.0
#: Occultations of stars were not timed before.
FIRST_YEAR = 1600


def read_day(items: Items, first: int) -> date | None:
    """Return the day whose year, month and day are at ``first`` and the two indices after it.

    A year of two digits, or before there were telescopes, is not accepted.
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
    """Return year, month, day and decimal hours from ``first`` on as UTC MJD.

    None, with a finding, where they are no date.
    """
    day, hour = read_day(items, first), parse_number(items.text(first + 3))
    if day is None or hour is None or not -24 <= hour <= 48:
        text = "|".join(items.values[first : first + 4])
        items.unreadable("date", text, "is no date with hours")
        return None
    return mjd_of(day, hour * 3600)


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A body as the formats name it."""

    number: int | None
    name: str | None
    target_class: str | None


def read_body(number_text: str, name_text: str) -> Body:
    """Return the body of a number item and a name item.

    Planets and their moons have ``PxMyy`` for a number (x: planet, yy: moon, 00 or none: the planet
    itself). Comets and unnumbered bodies have a text or nothing.
    """
    body = join_body(number_text, name_text)
    return Body(number=body.number, name=body.name, target_class=body.target_class or class_of(body.number, body.name))


def degrees_of_hours(hours: float | None) -> float | None:
    """Return a right ascension in degrees, free of the last bits of the multiplication."""
    return None if hours is None else round(hours * 15, 11)
