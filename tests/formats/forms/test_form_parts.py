"""Several forms in one file."""

from collections.abc import Callable

import pytest

from formats.forms import legacy_form, sodis_form
from formats.forms.form_parts import MAX_FORMS
from ingest.intake.examination import judge
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from schemas.instant import clock_text
from schemas.reading import Reading

SODIS = """#IOTA-ES ASTEROIDAL OCCULTATION - REPORT FORM 2.03
#Event
#Occultation: POSITIVE
#DATE: 3 May 2024
#STAR: TYC 1234-5678-1
#ASTEROID: Elektra
#Nr: 130
#OBSERVER
#Observer1: Anna Example
#Latitude: +46 30 00.0
#Longitude: +008 15 00.0
#Altitude: 450
#StartObs: 21:14:00
#D: D21:15:01.00
#Acc_D: 0.05
#R: R21:15:06.00
#Acc_R: 0.05
#EndObs: 21:16:00
#Comments: windy
"""
LEGACY = """        ASTEROIDAL OCCULTATION - REPORT FORM
+--------+
|  EAON  |
+--------+
1 DATE: 3 May 2024   STAR: TYC 1234-5678-1   ASTEROID: Elektra   No: 130
2 OBSERVER:
  Name: Anna Example
3 OBSERVING STATION:
  Latitude: N 46 30 00.0
  Longitude: E 08 15 00.0
  Altitude: 450 m
4 TIMING OF EVENTS:
  EVENT REPORTED: POSITIVE
   S - 21:14:00
   D - 21:15:01.00 - - 0.05 :
   R - 21:15:06.00 - - 0.05 :
   E - 21:16:00
8 COMMENTS:
windy
"""


def other(text: str) -> str:
    return text.replace("Anna", "Berta").replace("21:15:06.00", "21:15:07.50").replace("windy", "calm")


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (sodis_form.read, SODIS + other(SODIS)),
        (sodis_form.read, SODIS + "\n\n" + other(SODIS).partition("\n")[2]),
        (sodis_form.read, SODIS.replace("#", "> #") + other(SODIS).replace("#", "> #")),
        (legacy_form.read, LEGACY + other(LEGACY)),
        (legacy_form.read, LEGACY + "\n" + other(LEGACY)[other(LEGACY).index("1 DATE") :]),
    ],
)
def test_each_form_is_a_station_of_its_own(reader: Callable[[bytes, str], Reading], text: str) -> None:
    reading = reader(text.encode(), "forms.txt")
    reports = [entry.stations[0].report for entry in reading.entries]
    assert [report.observer for report in reports] == ["Anna Example", "Berta Example"]
    assert [report.comment for report in reports] == ["windy", "calm"]
    assert [clock_text(report.r_time) for report in reports if report.r_time is not None] == [
        "21:15:06.00",
        "21:15:07.50",
    ]
    assert all(not entry.stations[0].timings for entry in reading.entries)


def test_a_wrong_form_does_not_refuse_the_other_one() -> None:
    examination = judge(sodis_form.read((SODIS.replace("+46 30", "+96 30") + other(SODIS)).encode(), "x.txt"))
    assert [entry.stations[0].report.observer for entry in examination.entries] == ["Berta Example"]
    [error] = [finding for finding in examination.findings if finding.severity == Severity.ERROR]
    assert (error.code, error.station, error.field) == (FindingCode.COORDINATES_RANGE, 0, "lat")


def test_lines_are_those_of_the_file() -> None:
    text = SODIS + other(SODIS).replace("D21:15:01.00", "D21:15:O1.00")
    [finding] = [
        found
        for found in sodis_form.read(text.encode(), "x.txt").findings
        if found.code == FindingCode.LETTER_FOR_DIGIT
    ]
    assert (finding.line, finding.station) == (SODIS.count("\n") + 14, 1)


def test_a_field_given_twice_is_no_second_form() -> None:
    text = SODIS + "#Occultation: POSITIVE\n#DATE: 3 May 2024\n"
    assert len(sodis_form.read(text.encode(), "x.txt").entries) == 1


def test_too_many_forms_are_refused() -> None:
    with pytest.raises(FormatError, match=f"holds {MAX_FORMS + 1} forms"):
        sodis_form.read((SODIS * (MAX_FORMS + 1)).encode(), "x.txt")


@pytest.mark.parametrize(
    ("reader", "text", "end"),
    [(sodis_form.read, SODIS, "#Acc_R: 0.0"), (legacy_form.read, LEGACY, "   R - 21:15:06")],
)
def test_a_text_that_ends_within_a_line_is_said(reader: Callable[[bytes, str], Reading], text: str, end: str) -> None:
    cut = text[: text.index(end) + len(end)]
    [finding] = [found for found in reader(cut.encode(), "x.txt").findings if found.code == FindingCode.STRUCTURE]
    assert (finding.severity, finding.line) == (Severity.WARNING, cut.count("\n") + 1)
    assert not [
        found for found in reader(text.rstrip("\n").encode(), "x.txt").findings if found.code == FindingCode.STRUCTURE
    ]
