"""One observation line of Occult's old archive, read by its columns."""

from datetime import date

import pytest

from formats.occult.occult_days import EventDay
from formats.occult.occult_items import Items, Notes
from formats.occult.occult_observer import EventWords
from formats.occult.occult_record import is_prediction, read_clock, read_record
from schemas.codes import Answer, Outcome
from schemas.finding import FindingCode
from schemas.instant import mjd_of
from schemas.reading import StationReport


@pytest.mark.parametrize("text", ["", " ", "8", " 802", " 80260.00", " 86000.00", "480000.00", "x80204.60", " 8 2 4."])
def test_clock(text: str) -> None:
    expected = 8 * 3600 + 2 * 60 + 4.0 if text == " 8 2 4." else None
    assert read_clock(text) == expected


DAY = date(1999, 8, 11)
#: First column of each field, and its text.
FIELDS = {
    0: "  1",
    3: "W Herschel",
    41: "-0003540.00",
    52: "+513030.0",
    61: "   45",
    67: "30 ",
    70: "2",
    71: "1",
    72: "1",
    73: "1",
    74: " 80204.60",
    83: "D",
    84: "0.15",
    93: " 80208.00",
    102: "R",
    103: "0.30",
    112: "3",
    114: " 0.25",
    119: "thin clouds",
}


def line_of(**changes: str) -> str:
    letters = [" "] * 149
    for column, text in {**FIELDS, **{int(key[1:]): value for key, value in changes.items()}}.items():
        letters[column : column + len(text)] = text
    return "".join(letters)


def read(line: str) -> tuple[StationReport, Notes]:
    notes = Notes(source="x.obs", station=0)
    words = EventWords(day=EventDay(day=DAY), star="SAO 1", body="4 Vesta")
    items = Items(name="record", line=5, values=(line,), notes=notes)
    return read_record(items, line, words, notes), notes


def test_a_line_is_read_to_its_values() -> None:
    station, notes = read(line_of())
    report = station.report
    assert notes.findings == []
    assert (report.outcome, report.observer) == (Outcome.POSITIVE, "W Herschel")
    assert report.lon == pytest.approx(-0.5944444)
    assert report.lat == pytest.approx(51.5083333)
    assert report.alt == 45.0
    assert (report.d_time, report.r_time) == (mjd_of(DAY, 28924.6), mjd_of(DAY, 28928.0))
    # The archive's accuracies are three sigma.
    assert report.d_err == pytest.approx(0.05)
    assert report.r_err == pytest.approx(0.1)
    assert report.err_level == "0.9973"
    assert (report.telescope, report.aperture, report.method, report.time_source) == ("newtonian", 30.0, "video", "gps")
    assert (report.time_adjustment, report.comment) == (0.25, "thin clouds")
    assert station.lines["d_time"] == 5
    assert "time_source=1 (GPS, time inserted into the video)" in station.contact.other


def test_a_visual_time_has_its_personal_equation_applied() -> None:
    station, _ = read(line_of(c112=" ", c73="6"))
    assert (station.report.method, station.report.time_source) == ("visual", "stopwatch")
    assert station.report.reaction_time_applied is Answer.YES
    assert read(line_of())[0].report.reaction_time_applied is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"c112": "9"}, FindingCode.CODE_UNKNOWN),
        ({"c73": "9"}, FindingCode.CODE_UNKNOWN),
        ({"c41": "-000x540.00"}, FindingCode.VALUE_UNREADABLE),
        ({"c41": "-0006040.00"}, FindingCode.COORDINATES_RANGE),
        ({"c74": " 8x204.60"}, FindingCode.VALUE_UNREADABLE),
    ],
)
def test_what_cannot_be_read_is_said(change: dict[str, str], code: FindingCode) -> None:
    _, notes = read(line_of(**change))
    assert [(finding.code, finding.line) for finding in notes.findings] == [(code, 5)]


def test_a_line_that_breaks_off_reads_as_empty() -> None:
    station, notes = read(line_of()[:83])
    assert station.report.r_time is None
    assert notes.findings[0].code == FindingCode.STRUCTURE


@pytest.mark.parametrize(("name", "is_path"), [("Predicted centre", True), ("PREDICT", True), ("W Herschel", False)])
def test_lines_of_the_predicted_path(name: str, is_path: bool) -> None:
    assert is_prediction(f"  1{name:37}") is is_path
