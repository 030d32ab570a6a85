"""IOTA's old report form in text: no sections and no word for the outcome, a table of times with reaction times.

Source: the form as IOTA's pages offer it (asteroidoccultation.com, observers' forms; belastro.net, report form).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from formats.files.decoding import decode
from formats.files.remarks import Remarks, quote
from formats.forms.form import Entry, Form, is_empty
from formats.forms.form_days import remark_zone
from formats.forms.form_entry import FormReading, make_entry
from formats.forms.form_parts import FormPart, read_parts, split_forms
from formats.forms.legacy_report import make_report
from formats.forms.named_objects import read_objects, read_outcome
from formats.forms.observation_times import read_times
from formats.words.marks import Mark
from formats.words.quantity import parse_seconds
from formats.words.reaction_time import is_question
from formats.words.time_of_day import parse_time
from formats.words.zones import Zone, zone_in_head
from schemas.codes import Method, Outcome
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.reading import EventEntry, Reading

NAME = "iota_text_form"
#: Words of the form, and the column each belongs to; "" is a private word.
_FIELDS: tuple[tuple[str, str], ...] = (
    (r"asteroid(?: \(or other object\))?|minor planet|object", "body_name"),
    (r"star", "star"),
    (r"date(?: \(u\.?t\.?c?\.?\))?", "date"),
    (r"predicted time(?: \(u\.?t\.?c?\.?\))?", "time_predicted"),
    (r"observer(?:'s)? name|name of observer|observer", "observer"),
    (r"postal address|address", "address"),
    (r"e-?mail(?: address)?", "email"),
    (r"telephone|phone|fax|eyepiece power|magnification|how determined\?", ""),
    (r"aperture", "aperture"),
    (r"focal length", "focal_length"),
    (r"type(?: of telescope)?", "telescope"),
    (r"observing site name|site name|observing site|nearest town", "site"),
    (r"longitude", "lon"),
    (r"latitude", "lat"),
    (r"height above (?:mean )?sea ?level", "alt"),
    (r"(?:geodetic )?datum", "datum"),
    (r"country", "country"),
    (r"sky transparency(?: \([^()]{0,60}\))?", "transparency"),
    (r"star image stability(?: \([^()]{0,60}\))?", "stability"),
    (r"other conditions:? ?(?:\([^()]{0,60}\))?", "wind"),
    (r"time source", "time_source"),
    (r"recording method|method of recording", ""),
    (r"was the asteroid visible in your scope\?|approx\. limiting mag\.", ""),
    (r"(?:additional |other )?comments|remarks", "comment"),
)
_FIELD = re.compile(
    r"(?:(?<=\s)|^)(?P<key>" + "|".join(f"({words})" for words, _ in _FIELDS) + r")(?P<colon> ?:|(?<=\?)) ?",
    re.IGNORECASE,
)
_EVENTS: tuple[tuple[str, str], ...] = (
    (r"start(?:ed)? observing", "S"),
    (r"star and object merged", "merged"),
    (r"disappearance", "D"),
    (r"estimated closest approach", "closest approach"),
    (r"reappearance", "R"),
    (r"star and object separated", "separated"),
    (r"stop(?:ped)? observing", "E"),
)
_EVENT = re.compile(
    r"\s*(?P<word>" + "|".join(f"({words})" for words, _ in _EVENTS) + r") ?:(?P<rest>.*)", re.IGNORECASE
)
_INTERRUPTION = re.compile(
    r"\s*from (?P<start>[\d:.hms ]{4,14}) (?:to|until|-) (?P<end>[\d:.hms ]{4,14})(?P<words>.*)", re.IGNORECASE
)
#: What the blank form holds in the place of a time or a number.
_BLANK = re.compile(r"[_:.\-\s]*")
#: Words that no other form has; this many tell the form, and another one of them begins the next in a file.
_OWN = (
    re.compile(r"start(?:ed)? observing ?:", re.IGNORECASE),
    re.compile(r"stop(?:ped)? observing ?:", re.IGNORECASE),
    re.compile(r"star and object (?:merged|separated) ?:", re.IGNORECASE),
    re.compile(r"estimated closest approach ?:", re.IGNORECASE),
    re.compile(r"asteroid \(or other object\) ?:", re.IGNORECASE),
    re.compile(r"reaction time applied to the above timings", re.IGNORECASE),
)
_MIN_OWN = 3
_LONGEST_LINE = 1000
_LEGENDS = re.compile(
    r"report form|universal time|h {1,2}m {1,2}s|reaction time,|\(sec\.?\)|list all interruptions|event timings",
    re.IGNORECASE,
)
#: Questions of the form whose answers no column holds.
_ASIDE = re.compile(r"if you could tell|did the object pass", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,])[+±]?(?:/-)?\s?\d{0,3}[.,]?\d{1,4}(?:\s?m?s(?:ec)?\.?)?(?![\w:])")


def identify(head: bytes) -> bool:
    """Tell whether a file's first bytes look like this form: by three of the words that only it has."""
    text = head.replace(b"\0", b"").decode("latin-1")
    return sum(pattern.search(text) is not None for pattern in _OWN) >= _MIN_OWN


def read(data: bytes, source: str) -> Reading:
    """Read a form.

    The form has no word for the outcome: a time of D or R makes it positive, a recording with neither negative.

    Raises
    ------
    FormatError
        If the bytes are no text, or hold no field of this form.
    """
    text = decode(data, source)
    lines = text.lines()
    parts = split_forms(
        lines,
        source,
        is_start=lambda line: _OWN[4].search(line[:_LONGEST_LINE]) is not None,
        fields_of=lambda some: {key for line in some for key in _words_of(line[:_LONGEST_LINE])},
        min_fields=_MIN_OWN,
    )
    return read_parts(NAME, text, parts, lambda part, remarks: _read_form(part, source, remarks))


def _words_of(line: str) -> Iterator[str]:
    yield from (_meaning(match, _FIELDS) or match["key"].casefold() for match in _FIELD.finditer(line))
    event = _EVENT.match(line)
    if event is not None:
        yield _meaning(event, _EVENTS)


def _meaning(match: re.Match[str], words: Sequence[tuple[str, str]]) -> str:
    """Return what the alternative means that matched: group 1 is the whole word, its alternatives follow."""
    return next(meaning for number, (_, meaning) in enumerate(words, start=2) if match[number] is not None)


@dataclass(kw_only=True, slots=True)
class _Text:
    """A form taken apart."""

    entries: dict[str, Entry] = field(default_factory=dict)
    d_marks: list[Mark] = field(default_factory=list)
    r_marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    reaction: list[str] = field(default_factory=list)
    repeated: list[tuple[str, Entry]] = field(default_factory=list)
    zone: Zone | None = None
    zone_line: int | None = None
    #: Where the column of accuracies begins in the lines of the table.
    accuracy_at: int | None = None
    is_comment: bool = False

    def take(self, line: str, number: int) -> None:
        """Sort one line in."""
        event = _EVENT.match(line)
        if event is not None:
            self._event(event, line, number)
        elif is_question(line):
            self.reaction.append(line.strip())
            self._keep(line)
        elif (break_ := _INTERRUPTION.match(line)) is not None:
            words = " ".join(break_["words"].split())
            self.notes.append(f"I {break_['start'].strip()}-{break_['end'].strip()}{f' {words}' if words else ''}")
        elif self.is_comment:
            comment = self.entries["comment"]
            self.entries["comment"] = replace(comment, text=f"{comment.text}\n{line.strip()}".strip())
        elif _ASIDE.search(line):
            self._keep(line)
        elif not self._fields(line, number):
            self._head(line, number)

    def _head(self, line: str, number: int) -> None:
        """Take what a line of the table's head says of its columns and zone; keep a line that is no legend."""
        place = re.search(r"accuracy", line, re.IGNORECASE)
        self.accuracy_at = place.start() if place is not None else self.accuracy_at
        if _LEGENDS.search(line) or re.search(r"\btimes?\b", line, re.IGNORECASE):
            zone = zone_in_head(line)
            if zone is not None and self.zone is None:
                self.zone, self.zone_line = zone, number
        else:
            self._keep(line)

    def _keep(self, line: str) -> None:
        folded = " ".join(line.split())
        if len(re.sub(r"\W", "", folded)) > 1:
            self.private.append(f"line={folded}")

    def _fields(self, line: str, number: int) -> bool:
        """Take the fields of a line, which may hold several."""
        matches = list(_FIELD.finditer(line))
        ends = [*(match.start() for match in matches[1:]), len(line)][: len(matches)]
        for match, end in zip(matches, ends, strict=True):
            value = " ".join(line[match.end() : end].split())
            self._put(_meaning(match, _FIELDS), match["key"], "" if _BLANK.fullmatch(value) else value, number)
        return bool(matches)

    def _put(self, column: str, key: str, value: str, number: int) -> None:
        entry = Entry(key=key, text=value, line=number)
        if not column:
            self.private += [f"{key}={value}"] if value else []
        elif column in self.entries and self.entries[column].text:
            self.repeated += [(column, entry)] if value else []
        else:
            self.entries[column] = replace(entry, text=f"{value} (MSL)") if column == "alt" and value else entry
            self.is_comment = column == "comment"

    def _event(self, event: re.Match[str], line: str, number: int) -> None:
        code, rest = _meaning(event, _EVENTS), event["rest"].strip()
        if is_empty(rest) or _BLANK.fullmatch(rest):
            return
        clock = rest.lstrip("_:. ") if rest.startswith("_") else rest
        is_blank = clock != rest
        time = parse_time(clock)
        start = len(line) - len(line[event.start("rest") :].lstrip())
        after = len(line)
        if time is not None and time.rest:
            tokens = list(re.finditer(r"\S+", line))
            after = tokens[-len(time.rest.split())].start()
        reaction_s, err_s, words = self._columns(line, after)
        if code in {"S", "E"}:
            column = "time_start" if code == "S" else "time_end"
            text = clock if time is None else line[start:after].strip()
            self.entries.setdefault(column, Entry(key=event["word"], text=text, line=number))
        elif code in {"D", "R"} and not is_blank:
            mark = Mark(
                letter=code,
                time=time,
                err=err_s,
                personal_equation=reaction_s,
                text=f"{code} {' '.join(clock.split())}",
                line=number,
            )
            (self.d_marks if code == "D" else self.r_marks).append(mark)
            self.notes += [f"{code}: {words}"] if words else []
        elif code not in {"D", "R"}:
            self.notes.append(f"{event['word']} {' '.join(clock.split())}")

    def _columns(self, line: str, first: int) -> tuple[float | None, float | None, str]:
        """Return reaction time and accuracy [s] behind a time, by their columns, and the words after them."""
        numbers: list[tuple[int, float]] = []
        end = first
        for match in _NUMBER.finditer(line, first):
            if line[end : match.start()].strip(" ,;±+-/~()s") or len(numbers) == 2:
                break
            quantity = parse_seconds(match[0].strip().lstrip("±+/- "))
            if quantity is None:
                break
            numbers.append((match.start(), quantity.value))
            end = match.end()
        words = " ".join(line[end:].split()).strip(" -,;:")
        if len(numbers) == 2:
            return numbers[0][1], numbers[1][1], words
        if not numbers:
            return None, None, words
        [(place, value)] = numbers
        is_accuracy = self.accuracy_at is None or place >= self.accuracy_at - 3
        return (None, value, words) if is_accuracy else (value, None, words)


def _read_form(part: FormPart, source: str, remarks: Remarks) -> EventEntry:
    text = _Text()
    for number, line in enumerate(part.lines, start=part.first_line):
        text.take(line.expandtabs()[:_LONGEST_LINE], number)
    if not text.entries:
        message = "This file holds no field of IOTA's report form in text."
        raise FormatError(source, None, "", message, "send the form whole")
    form = Form(text.entries | _outcome(text, remarks), remarks)
    form.other += text.private
    for column, entry in text.repeated:
        message = f"{entry.key} is in the form more than once; line {form.lines.get(column, '?')} is used."
        remarks.warning(FindingCode.KEY_REPEATED, message, field=column, line=entry.line)
        form.keep(entry)
    if text.zone is not None:
        form.zone = text.zone
        remark_zone(form, text.zone, text.zone_line, remarks)
    return _entry(text, form, remarks)


def _entry(text: _Text, form: Form, remarks: Remarks) -> EventEntry:
    outcome = read_outcome(form, remarks)
    times = read_times(form, text.d_marks, text.r_marks, remarks)
    for column, marks in (("d_err", text.d_marks), ("r_err", text.r_marks)):
        if marks:
            form.lines[column] = marks[0].line
    objects = read_objects(form, remarks, time_predicted=times.time_predicted)
    reading = FormReading(outcome=outcome, times=times, objects=objects)
    report, contact = make_report(
        form,
        reading,
        source_format=NAME,
        notes=text.notes,
        reaction=text.reaction,
        method_by_times=Method.VISUAL if times.d_personal_equation or times.r_personal_equation else None,
        remarks=remarks,
    )
    return make_entry(form, reading, report, contact)


def _outcome(text: _Text, remarks: Remarks) -> dict[str, Entry]:
    """Return the outcome that the times tell, as a field; none where the form has no time at all."""
    marks: Sequence[Mark] = (*text.d_marks, *text.r_marks)
    recording = [text.entries[column] for column in ("time_start", "time_end") if column in text.entries]
    if marks:
        outcome, line = Outcome.POSITIVE, marks[0].line
        reason = f"of {quote(marks[0].text)}"
    elif recording:
        outcome, line = Outcome.NEGATIVE, recording[0].line
        reason = "the recording has times, D and R have none"
    else:
        return {}
    message = f"The form has no word for the outcome; it was read as {outcome.value} because {reason}."
    remarks.info(FindingCode.VALUE_DERIVED, message, field="outcome", line=line)
    return {"outcome": Entry(key="Outcome", text=outcome.value, line=line)}
