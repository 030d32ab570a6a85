"""The text forms of EAON and IOTA/ES (before SODIS): eight numbered sections, one station's report."""

import re
from dataclasses import dataclass

from formats.files.decoding import decode
from formats.files.remarks import Remarks, quote
from formats.forms.form import Entry, Form
from formats.forms.form_days import remark_zone
from formats.forms.form_entry import FormReading, make_entry
from formats.forms.form_parts import FormPart, breaks_off, read_parts, split_forms
from formats.forms.legacy_report import make_report
from formats.forms.legacy_text import EventLine, LegacyText, is_title, section_of, take_apart
from formats.forms.named_objects import read_objects, read_outcome
from formats.forms.observation_times import ObservationTimes, read_times
from formats.words.digits import fold
from formats.words.marks import Mark
from formats.words.quantity import parse_seconds
from formats.words.sexagesimal import parse_angle
from formats.words.time_of_day import parse_time
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.reading import EventEntry, Reading

NAME = "legacy_form"
_NEW_FORM = re.compile(r"REPORT\s{0,4}FORM\s{0,4}2\.\d", re.IGNORECASE)
_UNIT = re.compile(r"(\d)\s(m?s(?:ec)?\.?)(?![^\W\d_])")
#: Sections that a file without the title must show.
_MIN_SECTIONS = 3
#: The last section of the form.
_COMMENTS = 8


def identify(head: bytes) -> bool:
    """Tell whether a file's first bytes look like this form: by its title, or by three of its section heads."""
    text = head.replace(b"\0", b"").decode("latin-1")
    if _NEW_FORM.search(text):
        return False
    if is_title(text):
        return True
    return len({section_of(line[:200]) for line in text.splitlines()} - {None}) >= _MIN_SECTIONS


def read(data: bytes, source: str) -> Reading:
    """Read a form.

    Raises
    ------
    FormatError
        If the bytes are no text, or hold no field of this form.
    """
    text = decode(data, source)
    parts = split_forms(
        text.lines(),
        source,
        is_start=lambda line: is_title(line[:400]) or section_of(line[:200]) == 1,
        fields_of=lambda lines: {str(section) for line in lines if (section := section_of(line[:200])) is not None},
        min_fields=_MIN_SECTIONS,
    )

    def read_one(part: FormPart, remarks: Remarks) -> EventEntry:
        entry = _read_form(part, source, remarks)
        if part is parts[-1] and not any(section_of(line[:200]) == _COMMENTS for line in part.lines):
            breaks_off(text.text, "the section of comments", part, remarks)
        return entry

    return read_parts(NAME, text, parts, read_one)


def _read_form(part: FormPart, source: str, remarks: Remarks) -> EventEntry:
    """Read one form."""
    parts = take_apart(part.lines, first_line=part.first_line)
    if not parts.entries and not parts.events:
        message = "This file holds no field of the EAON/IOTA-ES report form."
        raise FormatError(source, None, "", message, "send the form whole, with its eight sections")
    form = Form(_in_place(_entries(parts), remarks), remarks)
    form.other += parts.private
    middle = form.entry("time_mid")
    if middle is not None:
        form.keep(middle)
    _take_zone(parts, form, remarks)
    _remark_lines(parts, form, remarks)
    outcome = read_outcome(form, remarks)
    times, notes = _times(parts, form, remarks)
    objects = read_objects(form, remarks, time_predicted=times.time_predicted)
    reading = FormReading(outcome=outcome, times=times, objects=objects)
    report, contact = make_report(
        form, reading, source_format=NAME, notes=notes, reaction=parts.reaction, remarks=remarks
    )
    return make_entry(form, reading, report, contact)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Columns:
    """What is after the time in a line of the table of events."""

    personal_equation: float | None
    err: float | None
    words: str


def _columns(rest: str, *, has_personal_equation: bool) -> _Columns:
    """Split ``-  - 0.08 : words`` into personal equation, accuracy and words; ``-`` is an empty column."""
    head, _, words = rest.partition(":")
    slots: list[float | None] = []
    is_accuracy = False
    tokens = _UNIT.sub(r"\1\2", head).split()
    while tokens:
        token = tokens[0].strip("()")
        bare = token.lstrip("±+/-~")
        quantity = parse_seconds(bare) if bare[:1].isdigit() or bare[:1] in {".", ","} else None
        is_accuracy = is_accuracy or token.startswith(("±", "+/-", "+-"))
        if quantity is not None and not quantity.has_rest:
            slots.append(quantity.value)
        elif set(token) <= {"-", "/"}:
            slots.append(None)
        elif bare and token.casefold().strip(".") not in {"s", "sec", "secs"}:
            break
        tokens.pop(0)
    words = " ".join([*tokens, words.strip()]).strip()
    numbers = [value for value in slots if value is not None]
    if not numbers:
        return _Columns(personal_equation=None, err=None, words=words)
    if len(numbers) == 1 or not has_personal_equation:
        is_first_of_two = len(slots) > 1 and slots[0] is not None and has_personal_equation and not is_accuracy
        personal_equation, err = (numbers[0], None) if is_first_of_two else (None, numbers[0])
        extra = numbers[1:]
    else:
        personal_equation, err, extra = numbers[0], numbers[1], numbers[2:]
    return _Columns(personal_equation=personal_equation, err=err, words=" ".join([*map(str, extra), words]).strip())


def _clock_part(event: EventLine) -> str:
    """Return the time of an event line as written, without its further columns."""
    words = fold(event.rest)
    found = parse_time(words)
    if found is None or found.zone or not found.rest:
        return words or event.rest
    return words.removesuffix(found.rest).strip(" ,;:-")


def _clock_words(event: EventLine) -> str:
    """Return the time of an event line as ``hh:mm:ss.ss``, or as written if it is no time."""
    found = parse_time(event.rest)
    if found is None or found.zone:
        return _clock_part(event)
    minutes, second = divmod(round(found.seconds * 1000), 60_000)
    whole = f"{minutes // 60:02d}:{minutes % 60:02d}:{second / 1000:06.3f}"
    return whole.rstrip("0").rstrip(".") if whole.endswith("0") and "." in whole else whole


def _entries(parts: LegacyText) -> dict[str, Entry]:
    """Return the fields of a form with start and end of the recording and the comment among them."""
    entries = dict(parts.entries)
    for code, column in (("S", "time_start"), ("E", "time_end")):
        events = [event for event in parts.events if event.code == code]
        if events:
            event = events[0] if code == "S" else events[-1]
            entries[column] = Entry(key=code, text=_clock_part(event), line=event.line)
            others = [other for other in events if other is not event]
            parts.repeated += [(column, Entry(key=code, text=other.text, line=other.line)) for other in others]
            columns = _columns(_rest_of(event), has_personal_equation=parts.has_personal_equation)
            if columns.err is not None or columns.personal_equation is not None or columns.words:
                parts.private.append(f"{code}={event.text}")
    comment = "\n".join(parts.comment).strip()
    if comment and parts.comment_line is not None:
        entries["comment"] = Entry(key="Comments", text=comment, line=parts.comment_line)
    return entries


def _in_place(entries: dict[str, Entry], remarks: Remarks) -> dict[str, Entry]:
    """Return the fields with longitude and latitude exchanged where their hemispheres demand it."""
    if "lon" not in entries or "lat" not in entries:
        return entries
    lon, lat = (parse_angle(entries[column].text.partition("(")[0]) for column in ("lon", "lat"))
    if lon is None or lat is None or lon.hemisphere not in {"N", "S"} or lat.hemisphere not in {"E", "W"}:
        return entries
    message = "Longitude and latitude are in each other's field; they were read by their hemispheres."
    remarks.warning(FindingCode.VALUE_DERIVED, message, field="lon", line=entries["lon"].line)
    return {**entries, "lon": entries["lat"], "lat": entries["lon"]}


def _rest_of(event: EventLine) -> str:
    """Return what follows the time of an event line."""
    found = parse_time(event.rest)
    return found.rest if found else ""


def _remark_lines(parts: LegacyText, form: Form, remarks: Remarks) -> None:
    for entry in parts.unknown:
        message = f"The field {quote(entry.key)} is not known; it is kept as written."
        remarks.info(FindingCode.KEY_UNKNOWN, message, field=entry.key[:40], line=entry.line)
        form.keep(entry)
    for column, entry in parts.repeated:
        message = f"{entry.key} is in the form more than once; line {form.lines.get(column, '?')} is used."
        remarks.warning(FindingCode.KEY_REPEATED, message, field=column, line=entry.line)
        form.keep(entry)
    for event in parts.events:
        if event.code == "?":
            message = f"The event code of {quote(event.text)} is not in the list."
            remarks.error(
                FindingCode.CODE_UNKNOWN,
                message,
                field="d_code",
                line=event.line,
                hint="use S, E, D, R, B, F, I, J or O",
            )
            form.other.append(f"event={event.text}")


def _take_zone(parts: LegacyText, form: Form, remarks: Remarks) -> None:
    """Convert all times from the zone of the table's head, or refuse the form."""
    if parts.zone is None:
        return
    form.zone = parts.zone
    remark_zone(form, parts.zone, parts.zone_line, remarks)


def _times(parts: LegacyText, form: Form, remarks: Remarks) -> tuple[ObservationTimes, list[str]]:
    """Return the times, and the notes on events that no column holds."""
    marks: dict[str, list[Mark]] = {"D": [], "R": []}
    notes: list[str] = []
    interruption = ""
    for event in parts.events:
        columns = _columns(_rest_of(event), has_personal_equation=parts.has_personal_equation)
        if event.code in marks:
            marks[event.code].append(_mark_of(event, columns))
            notes += [f"{event.code}: {columns.words}"] if columns.words else []
        elif event.code in {"I", "J"}:
            clock = _clock_words(event)
            if interruption:
                notes.append(f"I {interruption}-{clock}{f' {columns.words}' if columns.words else ''}")
                interruption = ""
            elif event.code == "J":
                notes.append(f"J {clock}")
            else:
                interruption = clock
        elif event.code in {"B", "F", "O"}:
            err = "" if columns.err is None else f" +-{columns.err:g} s"
            notes.append(f"{event.code} {_clock_words(event)}{err}{f' {columns.words}' if columns.words else ''}")
    if interruption:
        notes.append(f"I {interruption}")
    times = read_times(form, marks["D"], marks["R"], remarks)
    for column, code in (("d_err", "D"), ("r_err", "R")):
        if marks[code] and marks[code][0].err is not None:
            form.lines[column] = marks[code][0].line
    return times, notes


def _mark_of(event: EventLine, columns: _Columns) -> Mark:
    return Mark(
        letter=event.code,
        time=parse_time(event.rest),
        err=columns.err,
        personal_equation=columns.personal_equation,
        text=event.text,
        line=event.line,
    )
