"""Values as observers really write them: the right number, or a finding that names line and field."""

import pytest

from formats.forms import sodis_form
from ingest.intake.examination import Judgement, judge
from schemas.finding import Finding, FindingCode, Severity

FORM = """#IOTA-ES ASTEROIDAL OCCULTATION - REPORT FORM 2.03
#Occultation: POSITIVE
#DATE: 3 May 2024
#PREDICTTIME: 3 May; 2024 21:15:00 UT
#STAR: TYC 1234-5678-1
#ASTEROID: Elektra
#Nr: 130
#Observer1: Anna Example
#Countrycode: CH
#Latitude: +46 30 00.0
#Longitude: +008 15 00.0
#Altitude: 450
#StartObs: 21:14:00
#D: D21:15:01.00
#Acc_D: 0.05
#R: R21:15:06.00
#Acc_R: 0.05
#EndObs: 21:16:00
#Duration: 5.0
#Temperature: 8
#Timesource: a
"""


def examined(key: str, value: str) -> Judgement:
    lines = [f"#{key}: {value}" if line.startswith(f"#{key}:") else line for line in FORM.splitlines()]
    return judge(sodis_form.read(("\n".join(lines) + "\n").encode(), "form.txt"))


def line_of(key: str) -> int:
    return next(number for number, line in enumerate(FORM.splitlines(), 1) if line.startswith(f"#{key}:"))


def remark_on(examination: Judgement, column: str, key: str) -> Finding | None:
    line = line_of(key)
    return next((found for found in examination.findings if found.field == column and found.line == line), None)


def test_the_form_itself_is_clean() -> None:
    findings = examined("Altitude", "450 m (WGS84)").findings
    assert [finding for finding in findings if finding.severity != Severity.INFO] == []


@pytest.mark.parametrize(
    ("key", "written", "column", "value"),
    [
        ("Altitude", "1 200 m", "alt", 1200.0),
        ("Altitude", "1'200 m", "alt", 1200.0),
        ("Altitude", "37,412 m", "alt", 37.412),
        ("Altitude", "3,937 ft (1200 m)", "alt", 1200.0),
        ("Altitude", "12.345 m", "alt", 12.345),
        ("Latitude", "46 deg 30 min 0.0 sec North", "lat", 46.5),
        ("Longitude", "351 45 00 W", "lon", 8.25),
        ("Longitude", "-351.75", "lon", 8.25),
        ("Temperature", "minus 3", "temperature", -3.0),
        ("Acc_D", "+0.03/-0.05", "d_err", 0.05),
        ("Acc_D", "+0,05; -0,03", "d_err", 0.05),
    ],
)
def test_it_is_read(key: str, written: str, column: str, value: float) -> None:
    [entry] = examined(key, written).all_entries
    assert getattr(entry.stations[0].report, column) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("key", "written", "column", "value", "code"),
    [
        ("Altitude", "1,200 m", "alt", 1200.0, FindingCode.VALUE_DERIVED),
        ("Altitude", "1.200 m", "alt", 1.2, FindingCode.VALUE_DERIVED),
        ("Altitude", "440-450 m", "alt", 450.0, FindingCode.VALUE_DERIVED),
        ("Acc_D", "0.05-0.1", "d_err", 0.05, FindingCode.VALUE_DERIVED),
        ("Acc_D", "0.05 (95%)", "d_err", 0.05, FindingCode.VALUE_DERIVED),
        ("Acc_D", "0.05 s (2 sigma)", "d_err", 0.05, FindingCode.VALUE_DERIVED),
        ("Temperature", "8 - 10", "temperature", 8.0, FindingCode.VALUE_DERIVED),
    ],
)
def test_it_is_read_with_a_warning(key: str, written: str, column: str, value: float, code: FindingCode) -> None:
    examination = examined(key, written)
    [entry] = examination.entries
    assert getattr(entry.stations[0].report, column) == pytest.approx(value)
    remark = remark_on(examination, column, key)
    assert remark is not None
    assert (remark.code, remark.severity) == (code, Severity.WARNING)
    assert written in remark.message


@pytest.mark.parametrize(
    ("key", "written", "column"),
    [
        ("Latitude", "-46 30 00.0 N", "lat"),
        ("Longitude", "+008 15 00.0 W", "lon"),
        ("D", "D9:15:01.00 pm", "d_time"),
    ],
)
def test_what_says_two_things_is_refused(key: str, written: str, column: str) -> None:
    examination = examined(key, written)
    remark = remark_on(examination, column, key)
    assert remark is not None
    assert remark.severity == Severity.ERROR
    assert examination.entries == ()


def test_a_twelve_hour_clock_is_named_as_such() -> None:
    remark = remark_on(examined("R", "R9:15:06.0 p.m."), "r_time", "R")
    assert remark is not None
    assert "12-hour clock" in remark.message
    assert "24 hours" in remark.hint


def test_a_time_without_seconds_is_said() -> None:
    remark = remark_on(examined("D", "D21:15"), "d_time", "D")
    assert remark is not None
    assert remark.message == "D 'D21:15' has no seconds: the time is left empty."


def test_the_prediction_tells_day_from_month() -> None:
    [entry] = examined("DATE", "05/03/2024").entries
    assert remark_on(examined("DATE", "05/03/2024"), "date", "DATE") is None
    assert entry.stations[0].report.time_start == pytest.approx(60433 + 21.2333333 / 24, abs=1e-7)


def test_day_and_month_that_nothing_tells_apart_are_a_warning() -> None:
    text = FORM.replace("3 May 2024", "05/03/2024").replace("3 May; 2024 ", "")
    examination = judge(sodis_form.read(text.encode(), "form.txt"))
    remark = remark_on(examination, "date", "DATE")
    assert remark is not None
    assert remark.message == "DATE '05/03/2024' can have its day or its month first; read as 05 March 2024."


def test_points_put_the_day_first() -> None:
    text = FORM.replace("#DATE: 3 May 2024", "#DATE: 03.05.2024").replace("3 May; 2024 ", "")
    examination = judge(sodis_form.read(text.encode(), "form.txt"))
    assert remark_on(examination, "date", "DATE") is None
    assert examination.entries[0].stations[0].report.time_start == pytest.approx(60433 + 21.2333333 / 24, abs=1e-7)


@pytest.mark.parametrize("written", ["D2024-05-03T21:15:01.00", "D 2024-05-03 21:15:01.00", "2024-05-03T21:15:01.00Z"])
def test_a_date_before_the_time_is_read(written: str) -> None:
    [entry] = examined("D", written).entries
    assert entry.stations[0].report.d_time == pytest.approx(60433 + (21 * 3600 + 901.0) / 86400, abs=1e-9)


def test_another_date_before_the_time_is_an_error() -> None:
    examination = examined("D", "D2024-05-04T21:15:01.00")
    remark = remark_on(examination, "date", "DATE")
    assert remark is not None
    assert (remark.severity, "2024-05-04" in remark.message) == (Severity.ERROR, True)
    assert examination.is_refused
