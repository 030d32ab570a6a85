"""The IOTA/ES report form 2.0x (SODIS): one station's report as lines ``#Key: value``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from formats.files.decoding import decode
from formats.files.remarks import Remarks, quote
from formats.forms.form import Entry, Form, datum_of, is_empty, is_placeholder
from formats.forms.form_entry import FormReading, form_columns, make_entry
from formats.forms.form_parts import FormPart, breaks_off, read_parts, split_forms
from formats.forms.form_words import (
    METHODS,
    STABILITIES,
    TELESCOPES,
    TIME_SOURCES,
    TRANSPARENCIES,
)
from formats.forms.named_objects import read_objects, read_outcome
from formats.forms.observation_times import MAX_PAIRS, read_times
from formats.forms.personal_equation import read_reaction_time
from formats.forms.sodis_text import write_form
from formats.words.country import country_code, split_site
from formats.words.marks import Mark, read_marks
from formats.words.quantity import (
    parse_length_cm,
    parse_seconds,
)
from formats.words.zones import zone_in_head
from schemas.codes import Datum, Method, Stability, Telescope, TimeSource, Transparency
from schemas.errors import FormatError
from schemas.event import Event
from schemas.finding import FindingCode
from schemas.reading import EventEntry, Reading, StationReport
from schemas.report import Contact, Report

NAME = "sodis_form"
_TITLE = re.compile(r"REPORT\s{0,4}FORM\s{0,4}2\.\d", re.IGNORECASE)
#: Keys of the form, folded, and the column each belongs to.
_KEYS = {
    "occultation": "outcome",
    "date": "date",
    "predicttime": "time_predicted",
    "predictedtime": "time_predicted",
    "star": "star",
    "asteroid": "body_name",
    "nr": "body_number",
    "observer": "observer",
    "observer1": "observer",
    "observer2": "observer2",
    "moreobs": "more_observers",
    "email": "email",
    "mail": "email",
    "address": "address",
    "nearestcity": "site",
    "countrycode": "country",
    "country": "country",
    "latitude": "lat",
    "longitude": "lon",
    "altitude": "alt",
    "datum": "datum",
    "telescope": "telescope",
    "teleskop": "telescope",
    "aperture": "aperture",
    "apertureincm": "aperture",
    "focallength": "focal_length",
    "focallengthincm": "focal_length",
    "observingmethod": "method",
    "startobs": "time_start",
    "d": "d_time",
    "accd": "d_err",
    "r": "r_time",
    "accr": "r_err",
    "endobs": "time_end",
    "duration": "duration",
    "exptime": "exposure",
    "timesource": "time_source",
    "camera": "camera",
    "signalnoise": "snr",
    "snr": "snr",
    "wind": "wind",
    "temperature": "temperature",
    "transparency": "transparency",
    "stability": "stability",
    "comments": "comment",
    "comment": "comment",
}
#: Keys that no other format has; this many tell the form without its title.
_OWN_KEYS = frozenset(
    {
        "occultation",
        "predicttime",
        "observer1",
        "moreobs",
        "nearestcity",
        "countrycode",
        "startobs",
        "endobs",
        "accd",
        "accr",
    }
)
_MIN_OWN_KEYS = 3
#: Least number of fields of a form in a file of several.
_MIN_FIELDS = 6
_MARK_COLUMNS = frozenset({"d_time", "r_time", "d_err", "r_err"})
#: Columns of words: a line without a key is their continuation.
_WORD_COLUMNS = frozenset({"comment", "camera", "address", "more_observers", "site", "wind"})
_HEADS = frozenset({"event", "observer", "observing_station", "observation", "weatherconditions"})
_LEGENDS = ("coordinates ", "datum _", "teleskop _", "telescope _", "aperture in", "focallength in",
            "observingmethod ", "d d=", "r r=", "timesource ", "transparency 1", "stability _")  # fmt: skip
_MAX_KEY = 40
_BRACKET = re.compile(r"\(([^()]{0,30})\)")
_TIME_COLUMNS = frozenset({"time_predicted", "time_start", "time_end", "d_time", "r_time"})
_NO_KEY = re.compile(r"[^a-z0-9]")
#: Columns of the event; the others belong to the station.


def identify(head: bytes) -> bool:
    """Tell whether a file's first bytes look like a form 2.0x: by its title, or by three of its own keys."""
    text = head.replace(b"\0", b"").decode("utf-8", "replace").removeprefix("\ufeff")
    first = next((line for line in text[:4096].splitlines() if line.strip()), "")
    if _TITLE.search(first[:400]):
        return True
    keys = {_key(line.lstrip("> \t#")) for line in text.splitlines() if line.lstrip("> \t").startswith("#")}
    return len({key[0] for key in keys if key is not None} & _OWN_KEYS) >= _MIN_OWN_KEYS


def read(data: bytes, source: str) -> Reading:
    """Read a form.

    Raises
    ------
    FormatError
        If the bytes are no text, or no line of them is a field of this form.
    """
    text = decode(data, source)
    lines = text.lines()
    columns = [_column(_bare(line)) for line in lines]
    known = [column for column in columns if column is not None]
    if not known:
        message = "No line of this file is a field of the report form 2.0x."
        raise FormatError(source, None, "", message, "write fields as lines such as #DATE: 25 August 2022")
    parts = [FormPart(lines=tuple(lines), first_line=1)]
    if len(known) - len(set(known)) >= _MIN_FIELDS:
        parts = split_forms(lines, source, is_start=_begins_form, fields_of=_columns, min_fields=_MIN_FIELDS)
    is_bare = not any(column and _unquoted(line)[:1] == "#" for line, column in zip(lines, columns, strict=True))

    def read_one(part: FormPart, remarks: Remarks) -> EventEntry:
        entry = _read_form(part, remarks, is_bare=is_bare)
        if part is parts[-1] and "comment" not in entry.stations[0].lines:
            breaks_off(text.text, "the comments", part, remarks)
        return entry

    return read_parts(NAME, text, parts, read_one)


def _read_form(part: FormPart, remarks: Remarks, *, is_bare: bool) -> EventEntry:
    """Read one form; a bare one has no ``#`` before its keys."""
    fields = _Fields()
    for number, line in enumerate(part.lines, start=part.first_line):
        fields.take(f"#{line.lstrip()}" if is_bare and _column(line) else line, number, remarks)
    form = Form(fields.chosen(remarks), remarks)
    form.other += fields.loose
    return _entry(form, fields, remarks)


def _unquoted(line: str) -> str:
    return line.lstrip("> \t\ufeff")


def _bare(line: str) -> str:
    """Return a line without quoting marks and ``#``."""
    return line.lstrip("> \t\ufeff#")


def _columns(lines: Sequence[str]) -> set[str]:
    return {column for line in lines if (column := _column(_bare(line))) is not None}


def _begins_form(line: str) -> bool:
    return _column(_bare(line)) == "outcome" or _TITLE.search(line[:400]) is not None


def write(station: StationReport, event: Event) -> bytes:
    """Write a form 2.03.

    Longitude and latitude are written as the record has them, with the letter of its datum: a record
    whose coordinates were converted to WGS84 must name that datum. Times are written to the millisecond.

    Raises
    ------
    NotWritableError
        If the outcome is neither positive nor negative: the form knows no other.
    """
    return write_form(station, event).encode("utf-8")


def _key(line: str) -> tuple[str, str] | None:
    """Split a line into its key, folded to letters and digits, and its value; None if it has no key."""
    head, colon, _ = line[: _MAX_KEY + 2].partition(":")
    if not colon:
        return None
    key, value = _NO_KEY.sub("", head.casefold()), line[len(head) + 1 :]
    if key in _KEYS:
        return key, value
    bracket = _BRACKET.search(head)
    bare = _NO_KEY.sub("", _BRACKET.sub("", head).casefold())
    if bracket is None or bare not in _KEYS:
        return key, value
    # A zone beside the word for a time holds for the time: #StartObs (MEZ): 21:02:30
    is_time = _KEYS[bare] in _TIME_COLUMNS and value.strip() and zone_in_head(bracket[1]) is not None
    return bare, f"{value.rstrip()} {bracket[1]}" if is_time else value


def _column(line: str) -> str | None:
    key = _key(line)
    return _KEYS.get(key[0]) if key else None


@dataclass(kw_only=True, slots=True)
class _Fields:
    """The fields of a form in the order of its lines."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    #: D, R and their accuracies with their columns, in order.
    marks: list[tuple[str, Entry]] = field(default_factory=list)
    #: Lines that belong to no field, for the private words.
    loose: list[str] = field(default_factory=list)
    _last: str = ""
    _more: list[str] = field(default_factory=list)

    def take(self, raw: str, number: int, remarks: Remarks) -> None:
        """Sort one line in."""
        line = raw.lstrip("> \t\f\v\x1a\ufeff\u200b\xa0").rstrip(" \t\f\v\x1a\u200b\xa0")
        if not line.startswith("#"):
            self._continue(line, number, remarks)
            return
        line = line.lstrip("# \t")
        key = _key(line)
        column = _KEYS.get(key[0]) if key else None
        if key is not None and column is not None:
            self._finish()
            entry = Entry(key=line.partition(":")[0].strip(), text=key[1].strip(), line=number)
            self.entries.setdefault(column, []).append(entry)
            self._last = column
        elif not _is_legend(line):
            self._unknown(line, number, remarks, has_key=key is not None)

    def _unknown(self, line: str, number: int, remarks: Remarks, *, has_key: bool) -> None:
        if self._last == "comment":
            self._continue(line, number, remarks)
            return
        self.loose.append(line)
        if has_key:
            name = line.partition(":")[0].strip()
            message = f"The field {quote(name)} is not known; it is kept as written."
            remarks.info(FindingCode.KEY_UNKNOWN, message, field=name[:_MAX_KEY], line=number)

    def _continue(self, line: str, number: int, remarks: Remarks) -> None:
        """Take a line without a key as the rest, or as the late value, of the field above it."""
        if not self._last:
            if line:
                self.loose.append(line)
            return
        entry = self.entries[self._last][-1]
        if self._last in _WORD_COLUMNS or (line and not entry.text and not self._more):
            self._more.append(line)
        elif line:
            self.loose.append(line)
            message = f"The line {quote(line)} belongs to no field; it is kept as written."
            remarks.warning(
                FindingCode.STRUCTURE, message, line=number, hint=f"put it into a field; it follows {entry.key}"
            )

    def _finish(self) -> None:
        """Join the lines that followed a field to it."""
        if self._more:
            entry = self.entries[self._last][-1]
            text = "\n".join([entry.text, *self._more]).strip()
            self.entries[self._last][-1] = replace(entry, text=text)
            self._more = []

    def chosen(self, remarks: Remarks) -> dict[str, Entry]:
        """Return one entry a column; remark on repeated fields."""
        self._finish()
        chosen: dict[str, Entry] = {}
        for column, entries in self.entries.items():
            filled = [entry for entry in entries if not is_empty(entry.text, column)] or entries[:1]
            chosen[column] = filled[0]
            if column in _MARK_COLUMNS or len(entries) == 1:
                continue
            others = [entry for entry in filled[1:] if entry.text != filled[0].text]
            self.loose += [f"{entry.key}={entry.text}" for entry in others]
            _remark_repeated(remarks, column, filled[0], entries[-1], has_others=bool(others))
        for column in _MARK_COLUMNS:
            if column in self.entries and not is_placeholder(chosen[column].text):
                chosen.pop(column)
        return chosen

    def read_marks(self, time_column: str, err_column: str, form: Form) -> list[Mark]:
        """Return the marks of all ``#D:`` (``#R:``) lines with their accuracies."""
        times = [entry for entry in self.entries.get(time_column, []) if not is_placeholder(entry.text)]
        errs = [entry for entry in self.entries.get(err_column, []) if not is_placeholder(entry.text)]
        marks: list[Mark] = []
        form.other += [f"{entry.key}={entry.text}" for entry in times[MAX_PAIRS + 1 :]]
        times = times[: MAX_PAIRS + 1]
        for number, entry in enumerate(times):
            found = [] if is_empty(entry.text) else read_marks(entry.text, entry.line)
            found = found or [Mark(letter="", time=None, text="", line=entry.line)]
            err = _err_of(number, times, errs)
            if err is not None and not is_empty(err.text):
                found[0] = replace(found[0], err=form.read_number(err_column, err, parse_seconds))
                form.lines.setdefault(err_column, err.line)
            marks += found
        used = {err.line for number in range(len(times)) if (err := _err_of(number, times, errs)) is not None}
        form.other += [f"{err.key}={err.text}" for err in errs if err.line not in used and not is_empty(err.text)]
        return marks


def _err_of(number: int, times: Sequence[Entry], errs: Sequence[Entry]) -> Entry | None:
    """Return the accuracy that belongs to a time: by number where every time has one, else by place."""
    if len(times) == len(errs):
        return errs[number]
    after = times[number].line
    before = times[number + 1].line if number + 1 < len(times) else None
    return next((err for err in errs if err.line > after and (before is None or err.line < before)), None)


def _is_legend(line: str) -> bool:
    words = line.casefold()
    return words.strip() in _HEADS or words.startswith(_LEGENDS) or _TITLE.search(words[:400]) is not None or not words


def _remark_repeated(remarks: Remarks, column: str, used: Entry, last: Entry, *, has_others: bool) -> None:
    message = f"{used.key} is in the form more than once; {quote(used.text)} of line {used.line} is used."
    remark = remarks.warning if has_others else remarks.info
    remark(FindingCode.KEY_REPEATED, message, field=column, line=last.line)


def _entry(form: Form, fields: _Fields, remarks: Remarks) -> EventEntry:
    outcome = read_outcome(form, remarks)
    d_marks = fields.read_marks("d_time", "d_err", form)
    r_marks = fields.read_marks("r_time", "r_err", form)
    times = read_times(form, d_marks, r_marks, remarks)
    objects = read_objects(form, remarks, time_predicted=times.time_predicted)
    reading = FormReading(outcome=outcome, times=times, objects=objects)
    report = _report(form, reading, fields.loose, remarks)
    contact = Contact(
        email=form.text("email"),
        address=form.text("address"),
        more_observers=form.text("more_observers"),
        other=tuple(form.other),
    )
    return make_entry(form, reading, report, contact)


def _report(form: Form, reading: FormReading, loose: Sequence[str], remarks: Remarks) -> Report:
    private = [text for column in ("address", "email") if (text := form.text(column))]
    d_equation, r_equation, applied = read_reaction_time(form, reading.times, loose, remarks)
    return Report(
        **form_columns(form, reading),
        observer=form.public("observer", private=private),
        observer2=form.public("observer2", private=private),
        country=_country(form, remarks),
        site=form.public("site", private=private),
        datum=_datum(form),
        telescope=form.code("telescope", Telescope, TELESCOPES),
        aperture=form.number("aperture", parse_length_cm),
        focal_length=form.number("focal_length", parse_length_cm),
        method=form.code("method", Method, METHODS),
        camera=form.public("camera", private=private),
        time_source=form.code("time_source", TimeSource, TIME_SOURCES),
        exposure=form.number("exposure", parse_seconds),
        d_personal_equation=d_equation,
        r_personal_equation=r_equation,
        reaction_time_applied=applied,
        wind=form.public("wind", private=private),
        transparency=form.code("transparency", Transparency, TRANSPARENCIES),
        stability=form.code("stability", Stability, STABILITIES),
        comment=form.public("comment", private=private),
        source_format=NAME,
    )


def _country(form: Form, remarks: Remarks) -> str | None:
    entry, site = form.entry("country"), form.entry("site")
    if entry is None:
        named = split_site(site.text)[1] if site is not None else None
        if site is not None and named is not None:
            form.derived("country", site, f"The country {named} was taken from {site.key} {quote(site.text)}.")
        return named
    code = country_code(entry.text)
    if code is None:
        message = f"{entry.key} {quote(entry.text)} is no country that is known here."
        remarks.warning(
            FindingCode.VALUE_UNREADABLE, message, field="country", line=entry.line, hint="write two letters, as DE"
        )
        form.keep(entry)
    elif code != entry.text.strip().upper():
        form.derived("country", entry, f"{entry.key} {quote(entry.text)} was read as {code}.")
        form.keep(entry)
    return code


def _datum(form: Form) -> str | None:
    text = form.text("datum")
    if text is None:
        return Datum.WGS84.value
    return datum_of(text) if len(text) > 1 and datum_of(text) else form.code("datum", Datum)
