"""The spreadsheet forms of IOTA and RASNZ: their cells, their contradictions, and what is no such form."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from formats.forms import iota_workbook
from ingest.intake.examination import Judgement, judge
from schemas.codes import Answer, Outcome
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from schemas.instant import iso_text
from schemas.report import Report
from tests.example_counts import examples
from tests.workbooks import new_workbook

Cells = dict[str, str | float | datetime]
EVENT: Cells = {
    "A2": "Positive", "D5": 2024, "K5": "May", "P5": 3, "Y5": 21, "AA5": 15, "AC5": 0,
    "E7": 130, "K7": "Elektra", "S7": "1T    Tycho2", "X7": "1234-5678-1",
    "D9": "Anna Example", "S9": "anna@example.org", "S11": "+1 234", "D11": "1 Road", "D13": "Tucson, AZ",
    "E15": "Tucson", "V18": 2389, "W18": "ft", "AA18": "WGS84", "E20": 23.5, "H20": "cm", "L20": 6.3,
    "E25": "QHY174M-GPS", "W40": 5.5, "H27": "Clear", "P27": "Steady", "D42": "fine",
}  # fmt: skip
PLACE: Cells = {"E17": "deg.ddddd", "E18": 32.2217, "J18": "N", "N17": "deg.ddddd", "N18": 110.9265, "R18": "W"}
#: North America: start, D, R and end, hours in column F.
NORTH_AMERICA: Cells = {
    "F31": 21, "H31": 14, "J31": 2.5, "F32": 21, "H32": 15, "J32": 1.12, "M33": 0.02,
    "F36": 21, "H36": 15, "J36": 6.5, "M35": "0.03", "F37": 21, "H37": 16, "J37": 0, "E22": "GPS - other linking",
}  # fmt: skip
#: Trans-Tasman: start and end in E, G and I, other rows of D and R, and questions of its own.
TRANS_TASMAN: Cells = {
    "E31": 21, "G31": 14, "I31": 2.5, "F33": 21, "H33": 15, "J33": 1.12, "M33": 0.02,
    "F35": 21, "H35": 15, "J35": 6.5, "M35": 0.03, "E37": 21, "G37": 16, "I37": 0, "C22": "GPS PPS",
    "O25": 0.04, "S25": "Seconds", "Z26": "yes", "W38": "No",
}  # fmt: skip


def workbook(cells: Cells, *, sheet: str = "DATA", parts: dict[str, str] | None = None) -> bytes:
    """Return an .xlsx workbook whose second sheet holds the cells, with some of its parts replaced or left out."""
    saved = new_workbook(cells, sheet=sheet, before=("HELP",))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as original, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in original.namelist():
            archive.writestr(name, (parts or {}).get(name, original.read(name)))
    return buffer.getvalue()


def old_workbook(cells: Cells, *, sheet: str = "DATA") -> bytes:
    """Return an .xls workbook whose second sheet holds the cells."""
    book = xlwt.Workbook()
    book.add_sheet("HELP")
    page = book.add_sheet(sheet)
    for place, value in cells.items():
        column, row = coordinate_from_string(place)
        page.write(row - 1, column_index_from_string(column) - 1, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def examined(cells: Cells, make: Callable[[Cells], bytes] = workbook) -> Judgement:
    data = make(cells)
    assert iota_workbook.identify(data)
    return judge(iota_workbook.read(data, "form.xlsx"))


def report_of(examination: Judgement) -> Report:
    [entry] = examination.all_entries
    return entry.stations[0].report


@pytest.mark.parametrize("make", [workbook, old_workbook])
@pytest.mark.parametrize("times", [NORTH_AMERICA, TRANS_TASMAN])
def test_both_forms_read_to_their_values(times: Cells, make: Callable[[Cells], bytes]) -> None:
    examination = examined(EVENT | PLACE | times, make)
    [entry] = examination.entries
    report = report_of(examination)
    instants = (report.time_predicted, report.time_start, report.d_time, report.r_time, report.time_end)
    assert [iso_text(instant, decimals=2) for instant in instants if instant is not None] == [
        "2024-05-03T21:15:00.00",
        "2024-05-03T21:14:02.50",
        "2024-05-03T21:15:01.12",
        "2024-05-03T21:15:06.50",
        "2024-05-03T21:16:00.00",
    ]
    assert (report.d_err, report.r_err, report.outcome) == (0.02, 0.03, Outcome.POSITIVE)
    assert (report.lat, report.lon) == (32.2217, -110.9265)
    assert report.alt_given == pytest.approx(728.1672)
    assert (entry.event.body_number, entry.event.body_name, entry.event.star) == (130, "Elektra", "TYC 1234-5678-1")
    assert (report.observer, report.site, report.aperture, report.snr) == ("Anna Example", "Tucson", 23.5, 5.5)
    assert (report.time_source, report.transparency, report.stability) == ("gps", "clear", "steady")
    assert report.comment == "fine"
    assert [finding for finding in examination.findings if finding.severity != Severity.INFO] == []


def test_corrections_and_integration_of_the_trans_tasman_form() -> None:
    report = report_of(examined(EVENT | PLACE | TRANS_TASMAN))
    assert (report.camera_delay_applied, report.exposure) == (Answer.YES, 0.04)
    assert report_of(examined(EVENT | PLACE | NORTH_AMERICA)).camera_delay_applied is Answer.UNKNOWN


@pytest.mark.parametrize("answer", ["12.5", "none", "Nobody saw it", "yesterday", "", "-"])
def test_what_is_no_answer_contradicts_nothing(answer: str) -> None:
    examination = examined(EVENT | PLACE | NORTH_AMERICA | {"W38": answer})
    assert not examination.has_errors


def test_corrections_are_kept_as_written() -> None:
    [entry] = examined(EVENT | PLACE | NORTH_AMERICA | {"L45": "0.04 s", "L47": "applied"}).entries
    other = entry.stations[0].contact.other
    assert {"Correction of the camera=0.04 s", "Correction of the integration=applied"} <= set(other)


def test_addresses_stay_among_the_private_words() -> None:
    [entry] = examined(EVENT | PLACE | NORTH_AMERICA).entries
    contact = entry.stations[0].contact
    assert (contact.email, contact.address) == ("anna@example.org", "1 Road, Tucson, AZ")
    assert "Phone=+1 234" in contact.other
    assert "example.org" not in repr(entry.stations[0].report)


@pytest.mark.parametrize(
    ("written", "lat"), [("36 50 08.0", -36.83555556), ("36:50:08.0", -36.83555556), ("36 50 8", -36.83555556)]
)
def test_coordinates_with_minutes_and_seconds(written: str, lat: float) -> None:
    cells = EVENT | PLACE | NORTH_AMERICA | {"E17": "dd mm ss.s", "E18": written, "J18": "S"}
    assert report_of(examined(cells)).lat == pytest.approx(lat, abs=1e-8)


@pytest.mark.parametrize(
    ("change", "field", "line", "words"),
    [
        ({"E17": "dd mm ss.s"}, "lat", 18, "not written as the form says"),
        ({"N17": "ddd mm.mmm"}, "lon", 18, "not written as the form says"),
        ({"W38": "Yes"}, "outcome", 38, "the question for a miss"),
        ({"A2": "Negative", "W38": "no"}, "outcome", 38, "the question for a miss"),
        ({"F33": 21, "H33": 15, "J33": 3}, "d_time", 33, "both hold a time"),
        ({"H32": 75}, "d_time", 32, "has minutes of 75"),
        ({"K5": "Smarch"}, "date", 5, "is no date"),
    ],
)
def test_contradictions_refuse_the_form(change: Cells, field: str, line: int, words: str) -> None:
    examination = examined(EVENT | PLACE | NORTH_AMERICA | change)
    assert examination.is_refused
    errors = [finding for finding in examination.findings if finding.severity == Severity.ERROR]
    assert any((error.field, error.line) == (field, line) and words in error.message for error in errors)


@pytest.mark.parametrize(
    ("catalogue", "star"),
    [
        ("1U    UCAC4     xxx - xxxxxx", "UCAC4 485-038369"),
        ("1G    Gaia - DR3", "Gaia DR3 4691443935057297792"),
        ("1H    Hipparcos", "HIP 12345"),
        ("UCAC4", "UCAC4 485-038369"),
    ],
)
def test_catalogues_of_the_list(catalogue: str, star: str) -> None:
    number = star.rpartition(" ")[2]
    examination = examined(EVENT | PLACE | NORTH_AMERICA | {"S7": catalogue, "X7": number})
    assert examination.entries[0].event.star == star
    assert FindingCode.STAR_NAME not in {finding.code for finding in examination.findings}


def test_a_negative_form_needs_no_times() -> None:
    cells = {key: value for key, value in (EVENT | PLACE | NORTH_AMERICA).items() if key[1:] not in {"32", "33", "36"}}
    report = report_of(examined(cells | {"A2": "Negative", "W38": "yes"}))
    assert (report.outcome, report.d_time, report.r_time) == (Outcome.NEGATIVE, None, None)


def test_an_altitude_above_the_sea_is_known_as_such() -> None:
    report = report_of(examined(EVENT | PLACE | NORTH_AMERICA | {"V18": 23, "W18": "m", "AA18": "MSL"}))
    assert (report.alt_ref, report.alt_given, report.datum) == ("MSL", 23.0, "WGS84")


def test_every_finding_names_its_cell() -> None:
    examination = examined(EVENT | PLACE | NORTH_AMERICA | {"M33": "small", "T20": "a big one"})
    [remark] = [
        found for found in examination.findings if found.code == FindingCode.VALUE_UNREADABLE and found.line == 33
    ]
    assert remark.message == "Uncertainty of D (M33) 'small' is not understood."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0 old", "cannot be read"),
        (old_workbook(EVENT, sheet="Table1"), "its sheets are HELP, Table1"),
        (old_workbook({"A1": "x"}), "neither date nor asteroid"),
        (old_workbook(EVENT)[:2000], "damaged|cannot be read"),
        (workbook(EVENT, sheet="Table1"), "its sheets are HELP, Table1"),
        (workbook({"A1": "x"}), "neither date nor asteroid"),
        (workbook(EVENT)[:-60], "damaged"),
        (workbook(EVENT)[:300], "damaged"),
        (workbook(EVENT, parts={"xl/worksheets/sheet2.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "damaged"),
        (workbook(EVENT, parts={"xl/styles.xml": " " * 20_000_001}), "20000001 bytes"),
        (workbook(EVENT, parts={"xl/_rels/workbook.xml.rels": "<Relationships/>"}), "damaged"),
    ],
)
def test_what_is_no_form_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        iota_workbook.read(data, "x.xlsx")


def test_documents_of_other_programs_are_known() -> None:
    def packed(name: str, text: str) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(name, text)
        return buffer.getvalue()

    table = packed("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    letter = packed("word/document.xml", "<x/>")
    assert iota_workbook.identify(table)
    assert iota_workbook.identify(letter)
    assert not iota_workbook.identify(packed("report.txt", "#Occultation: POSITIVE"))
    with pytest.raises(FormatError, match="OpenDocument"):
        iota_workbook.read(table, "x.ods")
    with pytest.raises(FormatError, match="another kind"):
        iota_workbook.read(letter, "x.docx")


def test_cells_that_look_like_dates_keep_their_numbers() -> None:
    cells = EVENT | PLACE | NORTH_AMERICA
    data = workbook(cells | {"P5": datetime(1900, 1, 3)})
    assert judge(iota_workbook.read(data, "x.xlsx")).entries == examined(cells).entries


def test_a_far_cell_costs_nothing() -> None:
    data = workbook(EVENT | PLACE | NORTH_AMERICA | {"XFD1048576": 1})
    assert judge(iota_workbook.read(data, "x.xlsx")).entries == examined(EVENT | PLACE | NORTH_AMERICA).entries


@pytest.mark.parametrize("make", [workbook, old_workbook])
@examples(100)
@given(noise=st.binary(max_size=300), place=st.integers(0, 6000))
def test_damaged_workbooks_end_in_a_message(make: Callable[[Cells], bytes], noise: bytes, place: int) -> None:
    data = make(EVENT | PLACE | NORTH_AMERICA)
    with_noise = data[:place] + noise + data[place + len(noise) :]
    with contextlib.suppress(FormatError):
        assert len(iota_workbook.read(with_noise, "x.xlsx").entries) == 1


@pytest.mark.parametrize("make", [workbook, old_workbook])
@pytest.mark.parametrize(
    ("name", "observer"), [("JosÃ© MuÃ±oz", "José Muñoz"), ("\x8fukasz", "\ufffdukasz"), ("Łukasz", "Łukasz")]
)
def test_names_that_were_encoded_twice(make: Callable[[Cells], bytes], name: str, observer: str) -> None:
    found = examined({**EVENT, **PLACE, **NORTH_AMERICA, "D9": name}, make)
    (entry,) = found.all_entries
    assert entry.stations[0].report.observer == observer
    said = [finding.line for finding in found.findings if finding.code == FindingCode.ENCODING_GUESSED]
    assert said == [9] * (name != observer)
