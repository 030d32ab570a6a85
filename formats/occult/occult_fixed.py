"""Occult's old observation archive (``.OBS``, ``Observations.dat``): lines of 151 bytes with fixed columns.

Source: help pages of Occult 4 (D. Herald) on the old observation files. An event is a line ``*``, a line ``#``, a line
``^`` and a line for each station; a blank line ends it. Three parts are only kept as text: the motion of the body (in
seconds of time and arcseconds, not in Earth radii, so that there are no `Elements`), the line ``^``, and the ellipse of
a satellite.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from formats.files.decoding import decode
from formats.occult.occult_days import EventDay, event_day
from formats.occult.occult_items import FIRST_YEAR, Body, Items, Notes, parse_number, read_body
from formats.occult.occult_observer import EventWords
from formats.occult.occult_record import SOURCE_FORMAT, is_prediction, read_clock, read_record
from schemas.errors import FormatError
from schemas.event import Event, PublishedFit
from schemas.finding import FindingCode
from schemas.instant import mjd_of
from schemas.reading import EventEntry, Reading, StationReport
from schemas.star import StarName, normalise_star

#: Longest line. A line has 149 characters and its end; text that editors add after them is ignored.
LONGEST_LINE = 400
MAX_EVENTS = 100_000
MAX_EVENT_STATIONS = 5_000
_SHORTEST_HEAD = 60
_MARK_LINES = "*#^"
_OLD_STARS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"([234])UC\s?(\d.*)"), r"UCAC\1 \2"),
    (re.compile(r"(\d{4}-\d{5}-\d)[\s\w]*"), r"TYC \1"),
    (re.compile(r"B\s?(\d{4}-\d{7})"), r"USNO-B1.0 \1"),
)


@dataclass(slots=True)
class _Lines:
    """The lines of one event, each with its line number in the file."""

    marked: dict[str, tuple[int, str]] = field(default_factory=dict)
    stations: list[tuple[int, str]] = field(default_factory=list)
    strays: list[tuple[int, str]] = field(default_factory=list)


def identify(head: bytes) -> bool:
    """Return whether the first bytes of a file are lines of the old archive."""
    line = head.lstrip(b"\r\n").split(b"\n", 1)[0].rstrip()
    if line[:1] != b"*" or not _SHORTEST_HEAD <= len(line) <= LONGEST_LINE:
        return False
    return re.fullmatch(rb"\d{4}[ \d]{4}", line[21:29]) is not None


def read(data: bytes, source: str) -> Reading:
    """Read a file of the old archive.

    The accuracies of this archive are three sigma; they are converted to one sigma.

    Raises
    ------
    FormatError
        If the bytes are not text, a line is too long for this format, or there is no event.
    """
    decoded = decode(data, source)
    notes = Notes(source=source, findings=list(decoded.findings))
    entries: list[EventEntry] = []
    n_stations = 0
    for lines in _events(decoded.text, source):
        if len(entries) >= MAX_EVENTS:
            raise FormatError(source, None, "", f"The file holds more than {MAX_EVENTS} events.", "send it in parts")
        entry = _read_event(lines, n_stations, notes)
        n_stations += len(entry.stations)
        notes.count_stations(n_stations)
        entries.append(entry)
    if not entries:
        raise FormatError(source, None, "", "The file holds no event.", "begin an event with a line '*'")
    return Reading(format=SOURCE_FORMAT, entries=tuple(entries), findings=tuple(notes.findings))


def _events(text: str, source: str) -> Iterator[_Lines]:
    """Yield the lines of each event; a blank line or the next ``*`` ends an event."""
    event = _Lines()
    for number, raw in enumerate(io.StringIO(text, newline=None), start=1):
        line = raw.rstrip()
        if len(line) > LONGEST_LINE:
            message = f"The line has {len(line)} characters; lines of this format have 149."
            raise FormatError(source, number, "", message, "send a file of this format")
        if (not line or line.startswith("*")) and (event.marked or event.stations or event.strays):
            yield event
            event = _Lines()
        if not line:
            continue
        if line[0] in _MARK_LINES:
            _add_marked(event, number, line)
        else:
            event.stations.append((number, line))
        if len(event.stations) + len(event.strays) > MAX_EVENT_STATIONS:
            message = f"One event has more than {MAX_EVENT_STATIONS} lines."
            raise FormatError(source, number, "", message, "end an event with a blank line")
    if event.marked or event.stations or event.strays:
        yield event


def _add_marked(event: _Lines, number: int, line: str) -> None:
    if line[0] in event.marked:
        event.strays.append((number, line))
    else:
        event.marked[line[0]] = (number, line)


def _cut(line: str, first: int, last: int) -> str:
    """Return the columns ``first`` to ``last``, counted from 0 and both included, without blanks around them."""
    return line[first : last + 1].strip()


def _read_event(lines: _Lines, first_station: int, notes: Notes) -> EventEntry:
    head_number, head = _marked(lines, "*", notes)
    size_number, sizes = _marked(lines, "#", notes)
    day = _read_day(head, head_number, notes)
    star = _read_star(_cut(head, 30, 42))
    body = _read_body(_cut(head, 1, 20))
    predictions = [(number, line) for number, line in lines.stations if is_prediction(line)]
    event = Event(
        body_number=body.number,
        body_name=body.name,
        body_class=body.target_class,
        star=star.designation if star else None,
        ra=_read_place(head, head_number, "ra", (43, 53, 137), notes),
        dec=_read_place(head, head_number, "dec", (54, 64, 138), notes),
        star_mag=_read_size(sizes, size_number, "star_mag", (1, 6), notes),
        body_mag=_read_size(sizes, size_number, "body_mag", (7, 12), notes),
        time_predicted=_predicted(predictions, day),
        body_diameter=_read_size(sizes, size_number, "body_diameter", (13, 17), notes),
    )
    known = _event_day(day, head, event.time_predicted)
    words = EventWords(day=known, star=event.star, body=_cut(head, 1, 20) or None)
    return EventEntry(
        event=event,
        fits=_keep_lines(lines, predictions),
        stations=_read_stations(lines, words, first_station, notes),
        lines=_line_numbers(head_number, size_number),
    )


def _marked(lines: _Lines, mark: str, notes: Notes) -> tuple[int, str]:
    """Return number and text of the line with a mark; an empty text, with a finding, if it is missing."""
    if mark in lines.marked:
        return lines.marked[mark]
    number = next((number for number, _ in (*lines.marked.values(), *lines.stations)), 1)
    message = f"The event has no line '{mark}'."
    notes.warning(FindingCode.STRUCTURE, message, name=mark, line=number)
    return number, ""


def _read_day(head: str, number: int, notes: Notes) -> date | None:
    text = head[21:29].replace(" ", "0")
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        day = None
    if day is None or day.year < FIRST_YEAR:
        message = f"{head[21:29]!r} is not a date yyyymmdd."
        notes.warning(FindingCode.VALUE_UNREADABLE, message, name="date", line=number)
        return None
    return day


def _read_body(text: str) -> Body:
    """Return the body, whose columns hold its number and name."""
    return read_body("", text)


def _read_star(text: str) -> StarName | None:
    """Return the star, from the archive's short names (``4UC260-126299``, ``1234-00567-1``, ``HIP 1``)."""
    for pattern, spelling in _OLD_STARS:
        match = pattern.fullmatch(text)
        if match:
            return normalise_star(match.expand(spelling))
    return normalise_star(text)


def _read_place(line: str, number: int, name: str, columns: tuple[int, int, int], notes: Notes) -> float | None:
    """Return an angle ``-ddmmss.sss`` or ``hhmmss.ssss`` [deg]; its last digit is in another column of the line."""
    first, last, extra = columns
    text = line[first : last + 1].rstrip()
    sign = "" if name == "ra" else r"[+\- ]"
    match = re.fullmatch(rf"({sign})([\d ]\d)([\d ]\d)([\d ]\d(?:\.\d*)?)", text, re.ASCII)
    if match is None:
        if text:
            message = f"{text!r} is not an angle."
            notes.warning(FindingCode.VALUE_UNREADABLE, message, name=name, line=number)
        return None
    digit = re.fullmatch("[0-9]", line[extra : extra + 1])
    seconds = match[4] + (digit[0] if digit and "." in match[4] else "")
    size = int(match[2]) + int(match[3]) / 60 + float(seconds) / 3600
    degrees = size * 15 if name == "ra" else size
    return round(-degrees if match[1] == "-" else degrees, 10)


def _read_size(line: str, number: int, name: str, columns: tuple[int, int], notes: Notes) -> float | None:
    """Return a number of the line ``#``; zero means a missing value."""
    text = _cut(line, *columns)
    value = parse_number(text)
    if text and value is None:
        message = f"{text!r} is not a number."
        notes.warning(FindingCode.VALUE_UNREADABLE, message, name=name, line=number)
    return value or None


def _event_day(day: date | None, head: str, predicted: float | None) -> EventDay:
    """Return the day of an event and its instant: the hour to which the motion refers, else the predicted time."""
    hour = parse_number(_cut(head, 65, 70))
    known = event_day(day, None if day is None or hour is None else mjd_of(day, hour * 3600))
    return known if known.reference is not None else EventDay(day=day, reference=predicted)


def _predicted(predictions: list[tuple[int, str]], day: date | None) -> float | None:
    seconds = next((seconds for _, line in predictions if (seconds := read_clock(line[74:83])) is not None), None)
    return None if seconds is None or day is None else mjd_of(day, seconds)


def _keep_lines(lines: _Lines, predictions: list[tuple[int, str]]) -> tuple[PublishedFit, ...]:
    """Return the lines of the event unchanged; the columns of the ellipse in the line ``#`` are read too."""
    kinds = {"*": "star_and_motion", "#": "ellipse", "^": "astrometry"}
    fits = [_fit(kinds[mark], line) for mark, (_, line) in lines.marked.items()]
    fits += [_fit("stray_line", line) for _, line in lines.strays]
    return tuple(fits + [_fit("prediction", line) for _, line in predictions])


def _fit(kind: str, line: str) -> PublishedFit:
    plain = PublishedFit(kind=kind, items=line, source_format=SOURCE_FORMAT)
    if kind != "ellipse":
        return plain
    numbers = [parse_number(word) for word in _cut(line, 19, 48).split()]
    quality = int(line[63]) if line[63:64] in set("01234") else None
    if len(numbers) != 5 or not quality:
        return PublishedFit(kind=kind, quality=quality, items=line, source_format=SOURCE_FORMAT)
    center_f, center_g, major, minor, position_angle = numbers
    if not major or not minor:
        return PublishedFit(kind=kind, quality=quality, items=line, source_format=SOURCE_FORMAT)
    return PublishedFit(
        kind=kind,
        center_f=center_f,
        center_g=center_g,
        semi_major=major / 2,
        semi_minor=minor / 2,
        position_angle=position_angle,
        quality=quality,
        items=line,
        source_format=SOURCE_FORMAT,
    )


def _read_stations(lines: _Lines, words: EventWords, first_station: int, notes: Notes) -> tuple[StationReport, ...]:
    stations: list[StationReport] = []
    for number, line in lines.stations:
        if is_prediction(line):
            continue
        notes.station = first_station + len(stations)
        items = Items(name="observation", line=number, values=(line,), notes=notes)
        stations.append(read_record(items, line, words, notes))
        notes.station = None
    return tuple(stations)


def _line_numbers(head: int, sizes: int) -> dict[str, int]:
    numbers = dict.fromkeys(("star", "ra", "dec", "body_number", "body_name"), head)
    return numbers | dict.fromkeys(("star_mag", "body_mag", "body_diameter"), sizes)
