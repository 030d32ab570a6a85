"""The fields of one filled-in form: values taken out by column, remarks made on the way, nothing dropped."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from formats.files.remarks import Remarks, quote
from formats.forms.form_words import Rules, word_code
from formats.words.calendar_date import CalendarDate, parse_date
from formats.words.privacy import public_text
from formats.words.quantity import Quantity
from formats.words.sexagesimal import parse_angle
from formats.words.time_of_day import TimeOfDay, find_time, parse_time, place, place_leap_second, slip_of
from formats.words.zones import Zone, zone_in_head, zone_named
from schemas.codes import CodeList, Datum
from schemas.finding import FindingCode
from schemas.instant import day_of_mjd, mjd_of, mjd_of_day

#: What people write into a field to leave it empty.
_EMPTY = frozenset(
    {"", "-", "--", "---", "_", "__", "n/a", "n.a.", "na", "nil", "?", "??", "./.", "/", ".", "..", "...", ":"}
)
#: Columns of names of towns and people.
_NAMES = frozenset({"site", "observer", "observer2"})
_PLACEHOLDER = re.compile(
    r"%[A-Za-z][\w -]{0,40}%|x{3,}TIVE|[xX]{3,}|"
    r"[hH]{2}[:.][mM]{2}[:.][sS]{2}(?:[.,]s{1,3})?|[+/-]{0,3}D{2,3} ?M{2} ?S{2}(?:[.,]S{1,2})?"
)
_DATUM_AFTER = re.compile(r"[ ,]{1,3}((?:WGS|ED|NAD|ETRS) ?-?\d{2,4})(?=\s|$)", re.IGNORECASE)
_CONFIDENCE = re.compile(r"\d\s?%|sigma|σ", re.IGNORECASE)
_HINTS = {
    "lat": "write it as +DD MM SS.S, north positive",
    "lon": "write it as +DDD MM SS.S, east positive",
}
_AXES = {"lat": ("NS", "north"), "lon": ("EW", "east")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One field of a form as written."""

    #: The form's own word for the field.
    key: str
    text: str
    line: int


class Form:
    """The filled-in fields of a form, by the column they belong to.

    Parameters
    ----------
    entries
        The fields; keys are columns of ``occ.report``, and ``date``.
    remarks
        Where findings go.
    """

    def __init__(self, entries: Mapping[str, Entry], remarks: Remarks) -> None:
        self._entries = {column: entry for column, entry in entries.items() if not is_empty(entry.text, column)}
        self._remarks = remarks
        #: Zone of all times that name none, where the form has a word for it.
        self.zone: Zone | None = None
        #: Names of the zones of the times that were converted, by column.
        self.zones: dict[str, str] = {}
        #: Line of each column that the form has a field for.
        self.lines = {column: entry.line for column, entry in entries.items()}
        #: What no column holds, ``key=value``.
        self.other: list[str] = []
        for column in [column for column, entry in self._entries.items() if is_placeholder(entry.text)]:
            self._refuse_placeholder(column)

    def _refuse_placeholder(self, column: str) -> None:
        entry = self._entries.pop(column)
        message = f"The placeholder {quote(entry.text)} of the blank form is still in {entry.key}."
        self._remarks.error(
            FindingCode.TEMPLATE_UNFILLED, message, field=column, line=entry.line, hint="fill in the form"
        )
        self.keep(entry)

    def keep(self, entry: Entry) -> None:
        """Keep a field as written among the private words."""
        self.other.append(f"{entry.key}={entry.text}")

    def has(self, column: str) -> bool:
        """Tell whether a field was filled in."""
        return column in self._entries

    def entry(self, column: str) -> Entry | None:
        """Return a field as written, None if it is empty."""
        return self._entries.get(column)

    def text(self, column: str) -> str | None:
        """Return a field's text with blanks folded."""
        entry = self._entries.get(column)
        return " ".join(entry.text.split()) if entry else None

    def public(self, column: str, *, private: Sequence[str] = ()) -> str | None:
        """Return a field's text without what must not be published; the original is kept where they differ."""
        entry = self._entries.get(column)
        if entry is None:
            return None
        lines = [" ".join(line.split()) for line in entry.text.split("\n")]
        text = "\n".join(lines).strip()
        public = public_text(text, private=private)
        if public != text:
            self.keep(entry)
        return public

    def number(self, column: str, parse: Callable[[str], Quantity | None], *, keep_rest: bool = True) -> float | None:
        """Return a field's number; remark on conversions and on what cannot be read."""
        entry = self._entries.get(column)
        return None if entry is None else self.read_number(column, entry, parse, keep_rest=keep_rest)

    def read_number(
        self, column: str, entry: Entry, parse: Callable[[str], Quantity | None], *, keep_rest: bool = True
    ) -> float | None:
        """Return the number of a field that may be in the form more than once."""
        quantity = parse(entry.text)
        if quantity is None or abs(quantity.value) > 1e12:
            self._unreadable(column, entry)
            return None
        if quantity.is_repaired:
            self.repaired(column, entry, f"{quantity.value:g}")
        if quantity.note:
            self.derived(column, entry, f"{entry.key} {quote(entry.text)}: {quantity.note}.")
        if quantity.doubt:
            message = f"{entry.key} {quote(entry.text)}: {quantity.doubt}."
            self._remarks.warning(
                FindingCode.VALUE_DERIVED, message, field=column, line=entry.line, hint="write one plain number"
            )
        if column.endswith("_err") and _CONFIDENCE.search(entry.text[:200]):
            message = f"{entry.key} {quote(entry.text)} names a level of confidence; the number is kept unchanged."
            self._remarks.warning(
                FindingCode.VALUE_DERIVED, message, field=column, line=entry.line, hint="give the 1-sigma uncertainty"
            )
        if quantity.note or (quantity.has_rest and keep_rest):
            self.keep(entry)
        return quantity.value

    def angle(self, column: str) -> float | None:
        """Return longitude or latitude [deg]; a remark in brackets after it is left to `datum`."""
        entry = self._entries.get(column)
        if entry is None:
            return None
        core, _, brackets = _DATUM_AFTER.sub(r" (\1)", entry.text[:400]).partition("(")
        angle = parse_angle(core)
        letters, positive = _AXES[column]
        if angle is None or (angle.hemisphere and angle.hemisphere not in letters):
            self._remarks.error(
                FindingCode.VALUE_UNREADABLE,
                f"{entry.key} {quote(entry.text)} is not understood.",
                field=column,
                line=entry.line,
                hint=_HINTS[column],
            )
            self.keep(entry)
            return None
        if brackets.strip(" )") and datum_of(brackets) is None:
            self.keep(entry)
        if angle.is_overflowing:
            message = f"{entry.key} {quote(entry.text)} has minutes or seconds of 60 or more."
            self._remarks.error(
                FindingCode.COORDINATES_RANGE, message, field=column, line=entry.line, hint=_HINTS[column]
            )
        if not angle.hemisphere and not angle.has_sign and column == "lon":
            message = f"{entry.key} {quote(entry.text)} has neither sign nor hemisphere and was taken as {positive}."
            self._remarks.warning(FindingCode.VALUE_DERIVED, message, field=column, line=entry.line)
        if angle.is_contradictory:
            self._remarks.error(
                FindingCode.COORDINATES_SIGN,
                f"Sign and hemisphere of {entry.key} {quote(entry.text)} contradict each other.",
                field=column,
                line=entry.line,
                hint="leave one of the two out",
            )
        return angle.degrees

    def code(self, column: str, codes: type[CodeList], words: Rules = ()) -> str | None:
        """Return the published value of a code letter, or of the words in its place."""
        entry = self._entries.get(column)
        if entry is None:
            return None
        text = " ".join(entry.text.split())
        letter = text[:1] if len(text) == 1 or not text[1].isalnum() else ""
        if letter and (found := _member(codes, letter)):
            if len(text) > 1:
                self.keep(entry)
            return found.value
        named = [member for member in codes if text.casefold() in {member.value.casefold(), member.meaning.casefold()}]
        value = named[0].value if named else word_code(text, words)
        if value is None:
            allowed = ", ".join(f"{code.letter} {code.meaning}" for code in codes if code.letter)
            message = f"{entry.key} {quote(text)} is not in the list."
            self._remarks.error(
                FindingCode.CODE_UNKNOWN, message, field=column, line=entry.line, hint=f"use one of these: {allowed}"
            )
        else:
            self.derived(column, entry, f"{entry.key} {quote(text)} was read as {value}.")
        self.keep(entry)
        return value

    def calendar_date(self) -> CalendarDate | None:
        """Return the date of the form."""
        entry = self._entries.get("date")
        if entry is None:
            return None
        found = parse_date(entry.text)
        if found is not None and found.is_ambiguous:
            found = self._other_date(entry, found)
        if found is None:
            self._remarks.error(
                FindingCode.VALUE_UNREADABLE,
                f"{entry.key} {quote(entry.text)} is no date.",
                field="date",
                line=entry.line,
                hint="write it as 25 August 2022",
            )
            self.keep(entry)
            return None
        if found.is_repaired:
            self.repaired("date", entry, found.day.isoformat())
        if found.is_night:
            self.derived(
                "date", entry, f"{entry.key} {quote(entry.text)} is a night; times are placed around its midnight."
            )
        zone = zone_in_head(found.rest)
        if zone is not None and parse_time(found.rest) is None:
            message = f"{entry.key} {quote(entry.text)} is a date in {zone.name}; it was taken for that of UT."
            self._remarks.warning(
                FindingCode.TIME_ZONE, message, field="date", line=entry.line, hint="give the date in UT"
            )
        if found.rest.strip(" .,;()") and found.rest.strip(" .,;()").casefold() not in {"ut", "utc"}:
            self.keep(entry)
        return found

    def _other_date(self, entry: Entry, found: CalendarDate) -> CalendarDate | None:
        """Return a date with day and month exchanged where other dates show it; remark where none does."""
        for column in ("time_mid", "time_predicted"):
            other = self._entries.get(column)
            written = parse_date(other.text) if other is not None else None
            if written is not None and not written.is_ambiguous and written.is_year_given:
                return parse_date(entry.text, near=written.day)
        message = f"{entry.key} {quote(entry.text)} can have its day or its month first; read as {found.day:%d %B %Y}."
        self._remarks.warning(
            FindingCode.VALUE_DERIVED, message, field="date", line=entry.line, hint="write it as 25 August 2022"
        )
        return found

    def time(self, column: str) -> TimeOfDay | None:
        """Return a time of day, None with a remark where it cannot be read or is not universal time."""
        entry = self._entries.get(column)
        if entry is None:
            return None
        found = parse_time(entry.text)
        if found is None:
            self.not_a_time(column, entry, found)
            return None
        if found.is_repaired:
            self.repaired(column, entry, "digits")
        if found.rest:
            self.keep(entry)
        return self.universal(column, entry, found)

    def universal(self, column: str, entry: Entry, found: TimeOfDay) -> TimeOfDay | None:
        """Return a time in universal time; remark where it was converted, or cannot be.

        A time before 0 h UT of its date has negative seconds, one after 24 h more than a day's.
        """
        zone = zone_named(found.zone) if found.zone else self.zone
        if zone is None:
            return found
        ahead_s = self.ahead_of_utc_s(zone)
        if ahead_s is None and not found.zone:
            return found  # the zone of the whole form was refused by name, with it all its times
        if ahead_s is None:
            self.not_a_time(column, entry, found)
            return None
        self.zones[column] = zone.name
        if found.zone:
            message = (
                f"{entry.key} {quote(entry.text)} is in {zone.name} and was converted to UT: {ahead_text(ahead_s)}."
            )
            self._remarks.warning(
                FindingCode.TIME_ZONE, message, field=column, line=entry.line, hint="give all times in UT"
            )
            self.keep(entry)
        return replace(found, seconds=found.seconds - ahead_s, zone="")

    def ahead_of_utc_s(self, zone: Zone) -> float | None:
        """Return how far a zone or scale of time is ahead of UTC on the date of the form [s], None if not known."""
        entry = self._entries.get("date") or self._entries.get("time_predicted")
        found = parse_date(entry.text) if entry is not None else None
        return zone.ahead_of_utc_s(mjd_of_day(found.day) if found is not None else None)

    def not_a_time(self, column: str, entry: Entry, found: TimeOfDay | None) -> None:
        """Remark on a time that cannot be used."""
        code, hint = FindingCode.VALUE_UNREADABLE, "write it as hh:mm:ss.ss, UT"
        clock = re.sub(r"^[^\d:]{0,9}", "", entry.text[:200])
        if found is not None and found.zone[:1].casefold() in {"a", "p"} and found.zone[1:2] in {"m", "M", "."}:
            reason, hint = "is a time of a 12-hour clock", "write it with 24 hours, in UT, as 20:02:30.00"
        elif found is not None and found.zone:
            code, zone = FindingCode.TIME_ZONE, zone_named(found.zone)
            reason = f"is not in universal time: {zone.name} {zone.trouble}"
        elif slip := slip_of(clock):
            reason = slip
            hint = "rounded up? write the next minute with seconds of 00" if "seconds" in slip else hint
        else:
            reason = "is not understood"
        self._remarks.error(
            code, f"{entry.key} {quote(entry.text)} {reason}.", field=column, line=entry.line, hint=hint
        )
        self.keep(entry)

    def stated(self, column: str) -> float | None:
        """Return the instant of a field that holds a whole date with a time, UTC [MJD]; None if it does not."""
        entry = self._entries.get(column)
        dated = parse_date(entry.text) if entry is not None else None
        time = parse_time(dated.rest) if dated is not None else None
        if entry is None or dated is None or time is None or dated.is_night or dated.is_ambiguous:
            return None
        if time.zone:
            converted = self.universal(column, entry, time)
            return None if converted is None else mjd_of(dated.day, converted.seconds)
        return mjd_of(dated.day, time.seconds)

    def predicted(self, day: CalendarDate | None) -> tuple[float | None, date | None]:
        """Return the predicted instant, and its day where the field names a whole date."""
        entry = self._entries.get("time_predicted")
        if entry is None:
            return None, None
        near = day.day if day else None
        found = find_time(entry.text)
        written = parse_date(found[1] if found else entry.text, near=near)
        if found is None and written is not None:
            clock = parse_time(written.rest)
            found = (clock, "") if clock else None
        elif found is None:
            clock = parse_time(entry.text)
            found = (clock, "") if clock else None
        whole = written if written is not None else day
        time = found[0] if found is not None else None
        if time is not None and time.zone:
            time = self.universal("time_predicted", entry, time)
        if found is None or whole is None or time is None:
            if found is None or whole is None:
                self._unreadable("time_predicted", entry)
            return None, None
        if found[0].is_repaired or (written is not None and written.is_repaired):
            self.repaired("time_predicted", entry, "digits")
        if written is not None and not written.is_year_given:
            self.derived(
                "time_predicted", entry, f"The year {written.day.year} of {entry.key} was taken from the date."
            )
        left_over = found[1] if written is None else written.rest if found[1] else found[0].rest
        if re.sub(r"(?i)\but?c?\b|[\s~.,;:()]", "", left_over):
            self.keep(entry)
        instant = mjd_of(whole.day, time.seconds)
        if whole.is_night:
            instant = place(time.seconds, mjd_of_day(whole.day))
        return instant, written.day if written is not None else None

    def instant(
        self, column: str, entry: Entry, time: TimeOfDay, anchor: float | None, day: date | None
    ) -> float | None:
        """Put a time of day on its own date, else near an anchor; remark where that is not the form's date."""
        if anchor is None and time.day is None:
            self.keep(entry)
            return None
        near = mjd_of(time.day, time.seconds) if time.day is not None else anchor or 0.0
        instant = place_leap_second(time.seconds, near) if time.is_leap else place(time.seconds, near)
        if instant is None:
            self.not_a_time(column, entry, None)
        elif day is not None and day_of_mjd(instant) != day:
            message = (
                f"{entry.key} {quote(entry.text)} was placed on {day_of_mjd(instant).isoformat()}, across midnight."
            )
            self.derived(column, entry, message)
        return instant

    def derived(self, column: str, entry: Entry, message: str) -> None:
        """Remark on a value that is not in the file in this form."""
        self._remarks.info(FindingCode.VALUE_DERIVED, message, field=column, line=entry.line)

    def repaired(self, column: str, entry: Entry, value: str) -> None:
        """Remark on letters read as digits."""
        message = f"{entry.key} {quote(entry.text)} holds a letter in the place of a digit; read as {value}."
        self._remarks.warning(FindingCode.LETTER_FOR_DIGIT, message, field=column, line=entry.line)

    def _unreadable(self, column: str, entry: Entry) -> None:
        message = f"{entry.key} {quote(entry.text)} is not understood."
        self._remarks.warning(FindingCode.VALUE_UNREADABLE, message, field=column, line=entry.line)
        self.keep(entry)


def _member(codes: type[CodeList], letter: str) -> CodeList | None:
    """Return the code of a letter in either case."""
    found = (codes.from_letter(spelling) for spelling in (letter, letter.lower(), letter.upper()))
    return next((member for member in found if member is not None), None)


def is_empty(text: str, column: str = "") -> bool:
    """Tell whether a field's text is what people write into a field to leave it empty.

    Parameters
    ----------
    text
        Text of the field.
    column
        The column that the field belongs to: in a country's field ``NA`` is Namibia, and a town or person may be called
        ``Na``.
    """
    word = text.strip()
    if (column == "country" and word.casefold() == "na") or (column in _NAMES and word in {"Na", "Nil"}):
        return False
    return not word or (len(word) < 200 and word.casefold() in _EMPTY)


def is_placeholder(text: str) -> bool:
    """Tell whether a field still holds the blank form's placeholder."""
    return len(text) < 200 and _PLACEHOLDER.fullmatch(text.strip()) is not None


def datum_of(text: str) -> str | None:
    """Return the geodetic datum that a word such as ``(WGS84)`` or ``ED 50`` names, None if it names none."""
    word = re.sub(r"[^a-z0-9]", "", text[:40].casefold())
    for prefix, datum in (
        ("wgs", Datum.WGS84),
        ("gps", Datum.WGS84),
        ("etrs", Datum.WGS84),
        ("ed50", Datum.ED1950),
        ("ed1950", Datum.ED1950),
        ("nad27", Datum.NAD1927),
        ("nad1927", Datum.NAD1927),
        ("tokyo", Datum.TOKYO),
        ("gb1936", Datum.GB1936),
        ("gb36", Datum.GB1936),
        ("osgb", Datum.GB1936),
    ):
        if word.startswith(prefix):
            return datum.value
    return None


def ahead_text(ahead_s: float) -> str:
    """Return the words for the difference of a zone to UT, ``1 h taken off``."""
    size = f"{abs(ahead_s) / 3600:g} h" if ahead_s % 900 == 0 else f"{abs(ahead_s):g} s"
    return f"{size} {'added' if ahead_s < 0 else 'taken off'}"
