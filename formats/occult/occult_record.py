"""An observation line of Occult's old archive, converted to the report of a station.

Source: help pages of Occult 4 (D. Herald) on the old observation files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from formats.occult.occult_days import EventDay, after_d, leap_clock, place_clock
from formats.occult.occult_items import Items, Notes
from formats.occult.occult_observer import EventWords
from formats.occult.occult_station import Edge, make_pair, pair_weight, public, station_outcome, timeless_miss
from formats.words.reaction_time import reaction_time_of
from schemas.codes import Answer, CodeList, Datum, DCode, Method, RCode, Stability, Telescope, TimeSource, Transparency
from schemas.finding import FindingCode
from schemas.reading import StationReport
from schemas.report import Contact, Report, pair_columns

SOURCE_FORMAT = "occult_fixed"
#: Number of sigmas of the archive's accuracies.
_SIGMAS = 3.0
_SHORTEST = 84

#: Time sources: digit of the archive, its meaning, and the published value.
_TIME_SOURCES: dict[str, tuple[str, TimeSource]] = {
    "1": ("GPS, time inserted into the video", TimeSource.GPS),
    "2": ("GPS, other", TimeSource.GPS),
    "3": ("video with audio signal", TimeSource.OTHER),
    "4": ("tape recorder", TimeSource.OTHER),
    "5": ("eye and ear", TimeSource.OTHER),
    "6": ("stopwatch", TimeSource.STOPWATCH),
    "7": ("radio", TimeSource.RADIO),
    "8": ("other", TimeSource.OTHER),
}
#: Methods: digit of the archive, its meaning, and the published value, None where the digit means several.
_METHODS: dict[str, tuple[str, Method | None]] = {
    "": ("visual, personal equation applied", Method.VISUAL),
    "1": ("1", None),
    "2": ("2", None),
    "3": ("video, analysed frame by frame", Method.VIDEO),
    "4": ("video or photoelectric", None),
    "5": ("duration only", None),
    "6": ("drift scan", Method.DRIFT_SCAN),
    "7": ("preliminary", None),
}
#: Digits of time sources that only a video can have.
_VIDEO_SOURCES = frozenset({"1", "3"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """First columns, counted from 0, of the values of D or R in a line."""

    name: str
    codes: type[CodeList]
    time: int
    code: int
    accuracy: int
    equation: int
    weight: int


_D = _Side(name="D", codes=DCode, time=74, code=83, accuracy=84, equation=88, weight=92)
_R = _Side(name="R", codes=RCode, time=93, code=102, accuracy=103, equation=107, weight=111)


def is_prediction(line: str) -> bool:
    """Return whether a line holds a predicted time instead of an observation."""
    return line[3:40].strip().lower().startswith("predict")


def read_clock(text: str) -> float | None:
    """Return the seconds after 0 h of ``hhmmss.ss``, with blanks for leading zeros; None if it is not a time."""
    match = re.fullmatch(r"([ \d]\d)([ \d]\d)([ \d]\d(?:\.\d{0,2})?)", text.rstrip(), re.ASCII)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), float(match[3])
    if hour >= 48 or minute >= 60 or second >= 60:
        return None
    return hour * 3600 + minute * 60 + second


def read_record(items: Items, line: str, words: EventWords, notes: Notes) -> StationReport:
    """Return the report of one observation line.

    Parameters
    ----------
    items
        The line as one item, for findings.
    line
        Text of the line.
    words
        Values of the event that the report needs.
    notes
        Receives the findings and the values without a column.
    """
    if len(line) < _SHORTEST:
        message = f"The line has only {len(line)} of 149 characters; the missing columns are read as empty."
        items.warning(FindingCode.STRUCTURE, message)
    field = _Columns(line=line, items=items)
    d, r = (_edge(field, side, words.day, notes) for side in (_D, _R))
    r = after_d(d, r, notes)
    for name, text in (("seq", field.text(0, 2)), ("plot", field.text(113, 113)), ("rest", line[149:].strip())):
        if text:
            notes.keep(name, text)
    is_accurate = d.err is not None or r.err is not None
    report = Report(
        outcome=station_outcome([d, r], items.line, notes),
        observer=public(field.text(3, 39), "observer", notes),
        lon=_coordinate(field, 41, 51, "lon"),
        lat=_coordinate(field, 52, 60, "lat"),
        alt=field.number(61, 65, "alt"),
        datum=field.code(66, Datum, "datum") or (Datum.OTHER.value if field.text(66, 66) else Datum.WGS84.value),
        telescope=field.code(70, Telescope, "telescope"),
        aperture=field.number(67, 69, "aperture") or None,
        method=_method(field, notes),
        time_source=_time_source(field, notes),
        **pair_columns(make_pair(0, d, r)),
        err_level="0.9973" if is_accurate else "unknown",
        time_adjustment=field.number(114, 118, "time_adjustment"),
        d_personal_equation=d.personal_equation,
        r_personal_equation=r.personal_equation,
        reaction_time_applied=_reaction_time(field),
        timing_weight=pair_weight(d, r, notes),
        transparency=field.code(72, Transparency, "transparency"),
        stability=field.code(71, Stability, "stability"),
        comment=public(field.text(119, 148), "comment", notes),
        source_format=SOURCE_FORMAT,
        star_written=words.star,
        body_written=words.body,
    )
    lines = {} if items.line is None else dict.fromkeys(_COLUMNS, items.line)
    return StationReport(report=report, contact=Contact(other=notes.take_kept()), lines=lines)


_COLUMNS = (
    *("observer", "lon", "lat", "alt", "datum", "telescope", "aperture", "method", "time_source"),
    *("d_time", "d_err", "d_code", "r_time", "r_err", "r_code", "time_adjustment", "timing_weight"),
    *("d_personal_equation", "r_personal_equation", "transparency", "stability", "comment", "outcome"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Columns:
    """A line, read by first and last column, counted from 0; the last one is included."""

    line: str
    items: Items

    def text(self, first: int, last: int) -> str:
        return self.line[first : last + 1].strip()

    def _as_item(self, first: int, last: int) -> Items:
        items = self.items
        return Items(name=items.name, line=items.line, values=(self.text(first, last),), notes=items.notes)

    def number(self, first: int, last: int, label: str) -> float | None:
        return self._as_item(first, last).number(0, label)

    def whole(self, first: int, last: int, label: str) -> int | None:
        return self._as_item(first, last).whole(0, label)

    def code(self, column: int, codes: type[CodeList], label: str) -> str | None:
        return self._as_item(column, column).code(0, codes, label)


def _edge(field: _Columns, side: _Side, day: EventDay, notes: Notes) -> Edge:
    prefix = side.name.lower()
    clock = field.line[side.time : side.time + 9]
    time = None
    if clock.strip():
        seconds, leap = read_clock(clock), leap_clock(clock, day)
        if leap is not None:
            time = leap
        elif seconds is None:
            field.items.unreadable(f"{prefix}_time", clock, "is not a time hhmmss.ss")
        elif day.day is None:
            notes.keep(f"{side.name} time", clock)
            message = "The time has no date: the event's date cannot be read."
            field.items.error(FindingCode.VALUE_MISSING, message, f"{prefix}_time")
        else:
            time = place_clock(seconds, clock, day, field.items, f"{prefix}_time")
    accuracy = field.number(side.accuracy, side.accuracy + 3, f"{prefix}_err")
    edge = Edge(
        time=time,
        err=None if accuracy is None else accuracy / _SIGMAS,
        code=field.code(side.code, side.codes, f"{prefix}_code"),
        personal_equation=field.number(side.equation, side.equation + 3, f"{prefix}_personal_equation"),
        weight=field.whole(side.weight, side.weight, "timing_weight"),
        line=field.items.line,
    )
    return timeless_miss(edge, side.name, clock.strip(), notes)


def _coordinate(field: _Columns, first: int, last: int, label: str) -> float | None:
    """Return ``-DDDMMSS.SS`` or ``-DDMMSS.S`` [deg]."""
    text = field.line[first : last + 1]
    if not text.strip():
        return None
    n_degrees = 3 if label == "lon" else 2
    match = re.fullmatch(rf"([+\- ])(.{{{n_degrees}}})([\d ]\d)([\d ]\d(?:\.\d*)?)", text.rstrip(), re.ASCII)
    if match is None or not re.fullmatch(r" *\d+", match[2], re.ASCII):
        field.items.unreadable(label, text.strip(), "is not an angle")
        return None
    minutes, seconds = int(match[3]), float(match[4])
    if minutes >= 60 or seconds >= 60:
        message = f"Minutes or seconds of {text.strip()!r} reach 60."
        field.items.error(FindingCode.COORDINATES_RANGE, message, label)
    degrees = int(match[2]) + minutes / 60 + seconds / 3600
    return -degrees if match[1] == "-" else degrees


def _todays_value(
    digit: str, meanings: Mapping[str, tuple[str, CodeList | None]], name: str, field: _Columns, notes: Notes
) -> str | None:
    """Return today's value of an old code, None where it means several; the code and its meaning are kept."""
    if digit not in meanings:
        notes.keep(name, digit)
        field.items.warning(FindingCode.CODE_UNKNOWN, f"Code {digit!r} is not in the list.", name)
        return None
    meaning, value = meanings[digit]
    notes.keep(name, f"{digit or 'blank'} ({meaning})")
    return None if value is None else value.value


def _time_source(field: _Columns, notes: Notes) -> str | None:
    """Return the published value of the old digit; a blank has no value."""
    digit = field.text(73, 73)
    return _todays_value(digit, _TIME_SOURCES, "time_source", field, notes) if digit else None


def _reaction_time(field: _Columns) -> Answer:
    """Return whether the reaction time was subtracted, as in every visual time of this archive."""
    is_visual = field.text(112, 112) == "" and field.text(73, 73) not in _VIDEO_SOURCES
    has_times = field.text(74, 82) or field.text(93, 101)
    words = reaction_time_of([field.text(119, 148)]).applied
    return Answer.YES if is_visual and has_times and words == Answer.UNKNOWN else words


def _method(field: _Columns, notes: Notes) -> str | None:
    """Return today's value of the old code, and of the time source where only a video has it."""
    digit = field.text(112, 112)
    value = _todays_value(digit, _METHODS, "method", field, notes)
    if field.text(73, 73) in _VIDEO_SOURCES and digit in {"", "4"}:
        return Method.VIDEO.value if digit else None
    return value
