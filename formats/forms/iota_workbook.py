"""The spreadsheet forms of IOTA (North America, 5.6.x) and RASNZ (Trans-Tasman, 4.1.x): one station's report.

Both have their values in fixed cells of the sheet DATA, as .xls or .xlsx. Of files in other office formats, which hold
the same forms, a message says how to send them.
"""

import re
from dataclasses import replace

from formats.files.decoding import mend_letters
from formats.files.remarks import Remarks, quote
from formats.files.workbook import OLE, read_sheet
from formats.forms.form import Entry, Form, datum_of, is_empty
from formats.forms.form_entry import FormReading, make_entry
from formats.forms.legacy_report import make_report
from formats.forms.named_objects import read_objects, read_outcome
from formats.forms.observation_times import read_times
from formats.words.marks import Mark
from formats.words.quantity import parse_seconds
from formats.words.sexagesimal import parse_angle
from formats.words.time_of_day import parse_time
from schemas.codes import Answer, Outcome
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.reading import EventEntry, Reading
from schemas.star import normalise_star

NAME = "iota_workbook"
_SHEET = "DATA"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_OFFICE_PARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"word/", b"ppt/", b"customXml/")
#: Columns, the words for messages, and the cells whose texts make their value.
_FIELDS = (
    ("outcome", "Observation type", ("A2",)),
    ("star", "Star", ("S7", "X7")),
    ("body_name", "Asteroid name", ("K7",)),
    ("body_number", "Asteroid number", ("E7",)),
    ("observer", "Observer", ("D9",)),
    ("email", "E-mail", ("S9",)),
    ("address", "Address", ("D11", "D13")),
    ("site", "Location", ("E15",)),
    ("lat", "Latitude", ("E18", "J18")),
    ("lon", "Longitude", ("N18", "R18")),
    ("alt", "Altitude", ("V18", "W18")),
    ("aperture", "Aperture", ("E20", "H20")),
    ("telescope", "Telescope", ("T20",)),
    ("camera", "Detector", ("E25", "V25")),
    ("snr", "S/N", ("W40",)),
    ("transparency", "Clouds", ("H27",)),
    ("stability", "Stability", ("P27",)),
    ("comment", "Comments", ("D42", "D43", "D44", "D45", "X27")),
)
#: Cells without a column that are kept as private words.
_KEPT = (
    ("Phone", "S11"),
    ("Fax", "S13"),
    ("f-ratio", "L20"),
    ("Timing device", "E23"),
    ("Recorder", "E24"),
    ("Extraction of times", "C24"),
    ("Video format", "L25"),
    ("Exposure or integration", "P25"),
    ("Corrections applied", "Z26"),
    ("Camera delay", "AA26"),
    ("Second star", "D40"),
    ("Correction of the camera", "L45"),
    ("Correction of the integration", "L47"),
)
#: How the coordinates are written, beside each coordinate.
_STYLES = {"lat": "E17", "lon": "N17"}
#: The drop-down text of a catalogue begins with a code of its own: ``1U    UCAC4``.
_DROP_DOWN = re.compile(r"^\d[A-Z]\s+(?=\S)")
#: Behind the catalogue's name the list shows how its numbers look: ``UCAC4     xxx - xxxxxx``, ``hhmmss.s?ddmmss``.
_SHAPE = re.compile(r"(?<!\S)(?:x[x -]{0,60}x|hhmmss\S{0,12})(?!\S)")
#: Catalogues of which the list shows the code alone, and stars chosen by their coordinates.
_CATALOGUES = {"1B": "USNO-B1.0", "1N": "NOMAD1", "G-coords": "J"}
#: A time of the spreadsheet: a fraction of a day, behind a day of its own calendar.
_DAY_FRACTION = re.compile(r"\d{0,6}\.\d{1,20}(?:e-\d{1,2})?")
_YES = re.compile(r"(?:yes|y|true)(?![^\W\d_])|1$", re.IGNORECASE)
_NO = re.compile(r"(?:no|n|false)(?![^\W\d_])|0$", re.IGNORECASE)


def identify(head: bytes) -> bool:
    """Return True for a file of an office program: Excel and Word of today and of old, OpenDocument."""
    if head.startswith(OLE):
        return True
    if not head.startswith(b"PK\x03\x04"):
        return False
    first = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    return first.startswith(_OFFICE_PARTS) or head[30:].startswith(_OPEN_DOCUMENT)


def read(data: bytes, source: str) -> Reading:
    """Read a form; the lines of findings are rows of the sheet.

    Raises
    ------
    FormatError
        If the file is of another office format, damaged, or no report form.
    """
    if data[30:].startswith(_OPEN_DOCUMENT):
        hint = "open the form, save it as .xlsx and send that, or a form in text"
        raise FormatError(source, None, "", "This is an OpenDocument file, which is not read here.", hint)
    cells = read_sheet(data, source, _SHEET)
    if not {"E7", "K7"} & cells.keys() or "D5" not in cells:
        message = "The sheet DATA holds neither date nor asteroid where the report forms have them."
        raise FormatError(source, None, "", message, "send the form of IOTA (5.6) or RASNZ (4.1), or a form in text")
    remarks = Remarks()
    for place, text in cells.items():
        cells[place], findings = mend_letters(text)
        for finding in findings:
            row = int(re.sub(r"\D", "", place))
            remarks.warning(finding.code, f"Cell {place}: {finding.message}", line=row, hint=finding.hint)
    entry = _read_form(cells, remarks)
    return Reading(format=NAME, entries=(entry,), findings=remarks.findings())


def _read_form(cells: dict[str, str], remarks: Remarks) -> EventEntry:
    entries = _entries(cells)
    form = Form(entries, remarks)
    form.other += [f"{key}={cells[cell]}" for key, cell in _KEPT if cell in cells]
    _check_styles(cells, form, remarks)
    outcome = _check_miss(cells, read_outcome(form, remarks), remarks)
    marks = {letter: _marks(cells, letter, form, remarks) for letter in "DR"}
    times = read_times(form, marks["D"], marks["R"], remarks)
    for letter, column in (("D", "d_err"), ("R", "r_err")):
        if marks[letter]:
            form.lines[column] = marks[letter][0].line
    objects = read_objects(form, remarks, time_predicted=times.time_predicted)
    reading = FormReading(outcome=outcome, times=times, objects=objects)
    report, contact = make_report(
        form, reading, source_format=NAME, notes=(), camera_delay_applied=_correction(cells), remarks=remarks
    )
    return make_entry(form, reading, report, contact)


def _entries(cells: dict[str, str]) -> dict[str, Entry]:
    """Return the fields of the form, each of the cells that make it."""
    entries: dict[str, Entry] = {}
    for column, words, places in _FIELDS:
        parts = [_DROP_DOWN.sub("", cells[place]) for place in places if not is_empty(cells.get(place, ""))]
        gap = "\n" if column == "comment" else ", " if column == "address" else " "
        entries[column] = _entry(words, places[0], gap.join(parts))
    entries["star"] = replace(entries["star"], text=_star(cells))
    day = _date(cells)
    entries["date"] = _entry("Date", "D5", day)
    # The date is that of the predicted time, which is beside it in one row.
    predicted = _clock(cells, ("Y5", "AA5", "AC5"))
    entries["time_predicted"] = _entry("Predicted time", "Y5", f"{day} {predicted}".strip() if predicted else "")
    for column, words, row in (("time_start", "Started observing", 31), ("time_end", "Stopped observing", 37)):
        ways = ((f"E{row}", f"G{row}", f"I{row}"), (f"F{row}", f"H{row}", f"J{row}"))
        clock = next((clock for way in ways if (clock := _clock(cells, way))), "")
        entries[column] = _entry(words, f"E{row}", clock)
    entries["time_source"] = _entry("Timing", "E22", cells.get("E22") or cells.get("C22") or "")
    # The datum is beside the altitude and may be its own (MSL) or that of the coordinates.
    datum = cells.get("AA18", "")
    if datum_of(datum) is not None:
        entries["datum"] = _entry("Datum", "AA18", datum)
    elif datum and entries["alt"].text:
        entries["alt"] = replace(entries["alt"], text=f"{entries['alt'].text} ({datum})")
    exposure = f"{cells['O25']} {cells.get('S25', '')}" if re.match(r"[\d.]", cells.get("O25", "")) else ""
    entries["exposure"] = _entry("Integration", "O25", exposure.strip())
    return entries


def _star(cells: dict[str, str]) -> str:
    """Return the star as its catalogue writes it: the catalogue was chosen from a list, no observer misspelt it."""
    chosen, number = (cells.get(cell, "") for cell in ("S7", "X7"))
    catalogue = "" if is_empty(chosen) else _DROP_DOWN.sub("", " ".join(_SHAPE.sub("", chosen).split()))
    words = " ".join((_CATALOGUES.get(catalogue, catalogue), "" if is_empty(number) else number)).strip()
    star = normalise_star(words)
    return star.designation if star is not None and star.is_known else words


def _entry(words: str, cell: str, text: str) -> Entry:
    return Entry(key=f"{words} ({cell})", text=text, line=int(re.sub(r"\D", "", cell)))


def _date(cells: dict[str, str]) -> str:
    """Return day, month and year of their cells; a month may be a number, a day the date of a spreadsheet."""
    day, month, year = (cells.get(cell, "") for cell in ("P5", "K5", "D5"))
    if re.fullmatch(r"\d{1,2}", month) and re.fullmatch(r"\d{1,2}", day) and re.fullmatch(r"\d{4}", year):
        return f"{year}-{month:0>2}-{day:0>2}"
    return " ".join(part for part in (day, month, year) if part)


def _clock(cells: dict[str, str], places: tuple[str, str, str]) -> str:
    """Return a time of three cells as ``h:m:s``, empty where none of them is filled in.

    A time of the spreadsheet in the first cell alone, a fraction of a day, is one too.
    """
    parts = [cells.get(place, "").replace(",", ".") for place in places]
    if _DAY_FRACTION.fullmatch(parts[0]) and not any(parts[1:]):
        ticks = round(float(parts[0]) % 1 * 86_400_000)
        minutes, milliseconds = divmod(ticks, 60_000)
        return f"{minutes // 60}:{minutes % 60:02d}:{milliseconds / 1000:06.3f}"
    return ":".join(part or "?" for part in parts) if any(parts) else ""


def _check_styles(cells: dict[str, str], form: Form, remarks: Remarks) -> None:
    """Compare how a coordinate is written with what the form says of it."""
    for column, place in _STYLES.items():
        entry, style = form.entry(column), cells.get(place, "").casefold()
        angle = parse_angle(entry.text) if entry is not None else None
        n_parts = 3 if "ss" in style else 2 if "mm" in style else 1
        if entry is not None and angle is not None and style and angle.n_parts != n_parts:
            message = f"{entry.key} {quote(entry.text)} is not written as the form says, {quote(cells[place])}."
            remarks.error(
                FindingCode.COORDINATES_RANGE, message, field=column, line=entry.line, hint="correct one of the two"
            )


def _check_miss(cells: dict[str, str], outcome: Outcome, remarks: Remarks) -> Outcome:
    """Compare the observation type with the question whether this was a miss, lower down on the form."""
    answer = cells.get("W38", "")
    is_miss = True if _YES.match(answer) else False if _NO.match(answer) else None
    contradictory = {Outcome.POSITIVE: True, Outcome.NEGATIVE: False}
    if is_miss is not None and contradictory.get(outcome) is is_miss:
        message = (
            f"The observation type (A2) is {outcome.value}, but the question for a miss (W38) says {quote(answer)}."
        )
        remarks.error(FindingCode.STRUCTURE, message, field="outcome", line=38, hint="correct one of the two cells")
    return outcome


def _marks(cells: dict[str, str], letter: str, form: Form, remarks: Remarks) -> list[Mark]:
    """Return D or R: hours, minutes and seconds in F, H and J of one of two rows, the uncertainty in M."""
    rows, err_cell = ((32, 33), "M33") if letter == "D" else ((36, 35), "M35")
    filled = [(row, clock) for row in rows if (clock := _clock(cells, (f"F{row}", f"H{row}", f"J{row}")))]
    if len(filled) > 1:
        message = f"The rows {rows[0]} and {rows[1]} both hold a time; that of row {filled[0][0]} is used."
        remarks.error(
            FindingCode.KEY_REPEATED,
            message,
            field=f"{letter.lower()}_time",
            line=filled[1][0],
            hint="leave one of the two rows empty",
        )
    if not filled:
        return []
    row, clock = filled[0]
    err = None
    if not is_empty(cells.get(err_cell, "")):
        entry = _entry(f"Uncertainty of {letter}", err_cell, cells[err_cell])
        err = form.read_number(f"{letter.lower()}_err", entry, parse_seconds)
    return [Mark(letter=letter, time=parse_time(clock), err=err, words="", text=f"{letter} {clock}", line=row)]


def _correction(cells: dict[str, str]) -> Answer:
    """Return whether the times are already corrected for the delay of the camera (RASNZ form, Z26)."""
    answer = cells.get("Z26", "")
    return Answer.YES if _YES.match(answer) else Answer.NO if _NO.match(answer) else Answer.UNKNOWN
