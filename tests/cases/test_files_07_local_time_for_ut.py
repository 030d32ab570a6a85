"""Local time where UT was meant: in the values, in the head of the table, in a remark."""

from datetime import date
from pathlib import Path

import pytest

from schemas.finding import FindingCode, Severity
from schemas.instant import mjd_of
from tests.cases.examined import errors, examined, findings, only_report

FOLDER = "files/07-local-time-for-ut"
EVENING = date(2022, 8, 25)


@pytest.mark.parametrize("name", ["a_two_hours_off.txt", "f_one_hour_off_predict.txt"])
def test_hours_off_the_prediction_are_asked(cases: Path, name: str) -> None:
    [question] = findings(examined(cases / FOLDER / name), FindingCode.FAR_FROM_PREDICTION)
    assert question.severity == Severity.WARNING


@pytest.mark.parametrize("name", ["b_zone_word.txt", "c_utc_plus2.txt"])
def test_a_zone_beside_the_times_is_converted_and_said(cases: Path, name: str) -> None:
    examination = examined(cases / FOLDER / name)
    report = only_report(examination)
    assert report.d_time == mjd_of(EVENING, 20 * 3600 + 150)
    assert report.time_start == mjd_of(EVENING, 20 * 3600 + 94.99)
    said = findings(examination, FindingCode.TIME_ZONE, Severity.WARNING)
    assert said
    assert all("2 h taken off" in finding.message for finding in said)


def test_the_head_of_the_table_is_obeyed(cases: Path) -> None:
    examination = examined(cases / FOLDER / "d_eaon_met.txt")
    report = only_report(examination)
    assert report.d_time == mjd_of(date(2014, 3, 5), 22 * 3600 + 58.6)
    assert report.time_end == mjd_of(date(2014, 3, 5), 22 * 3600 + 240)
    assert any("MEZ" in finding.message for finding in findings(examination, FindingCode.TIME_ZONE, Severity.WARNING))


def test_local_time_alone_is_refused_by_name(cases: Path) -> None:
    examination = examined(cases / FOLDER / "e_eaon_local.txt")
    assert examination.is_refused
    assert any("Local Time does not state how far it is from UT" in error.message for error in errors(examination))


@pytest.mark.parametrize(("name", "zone"), [("tz1.txt", "CEST"), ("tz3.txt", "TU+1"), ("tz5.txt", "TT")])
def test_a_head_that_the_middle_of_the_event_contradicts_is_refused(cases: Path, name: str, zone: str) -> None:
    examination = examined(cases / FOLDER / name)
    assert examination.is_refused
    assert any(zone in finding.message for finding in findings(examination, FindingCode.TIME_ZONE))
    assert any("middle of D and R" in error.message for error in errors(examination))


@pytest.mark.parametrize(
    ("head", "seconds_ahead"),
    [("CEST", 7200), ("TU+1", 3600), ("UT -3", -10800), ("UTC+05:30", 19800), ("TT", 67.184), ("TAI", 35), ("UT", 0)],
)
def test_any_head_is_obeyed(cases: Path, head: str, seconds_ahead: float) -> None:
    text = (cases / FOLDER / "d_eaon_met.txt").read_text().replace("Time (MEZ) ", f"Time ({head})")
    text = "\n".join(line for line in text.splitlines() if "Mid-event" not in line)
    examination = examined(text)
    clock_s = 23 * 3600 + 58.6
    assert only_report(examination).d_time == pytest.approx(mjd_of(date(2014, 3, 5), clock_s - seconds_ahead), abs=1e-9)
    assert bool(findings(examination, FindingCode.TIME_ZONE)) == bool(seconds_ahead)


@pytest.mark.parametrize("head", ["EST", "LT", "UT1", "TDB", "GPS time", "UT+15", "Ortszeit", "BST"])
def test_a_head_that_cannot_be_converted_is_refused_by_name(cases: Path, head: str) -> None:
    text = (cases / FOLDER / "d_eaon_met.txt").read_text().replace("Time (MEZ) ", f"Time ({head})")
    examination = examined(text)
    assert examination.is_refused
    assert any(head in error.message for error in errors(examination))


def test_a_remark_on_local_time_is_a_warning(cases: Path) -> None:
    examination = examined(cases / FOLDER / "tz2.txt")
    [question] = findings(examination, FindingCode.TIME_ZONE)
    assert (question.severity, question.field) == (Severity.WARNING, "comment")
    assert "local time" in question.message


def test_one_time_in_another_zone_than_the_other_is_refused(cases: Path) -> None:
    examination = examined(cases / FOLDER / "tz4.txt")
    assert examination.is_refused
    assert any("D and R are not in the same zone: MEZ and UT" in error.message for error in errors(examination))


def test_a_zone_beside_the_word_for_a_time_is_obeyed(cases: Path) -> None:
    text = (cases / FOLDER / "a_two_hours_off.txt").read_text()
    for key in ("StartObs", "D", "R", "EndObs"):
        text = text.replace(f"#{key}: ", f"#{key} (CEST): ")
    examination = examined(text)
    assert only_report(examination).d_time == mjd_of(EVENING, 20 * 3600 + 150)
    assert len(findings(examination, FindingCode.TIME_ZONE, Severity.WARNING)) == 4


def test_a_loose_line_on_the_zone_is_a_warning(cases: Path) -> None:
    text = (cases / FOLDER / "a_two_hours_off.txt").read_text()
    text = text.replace("#OBSERVER\n", "#OBSERVER\n#all times in MESZ\n").replace(
        "#OBSERVER\r\n", "#OBSERVER\r\n#all times in MESZ\r\n"
    )
    [question] = findings(examined(text), FindingCode.TIME_ZONE)
    assert "MESZ" in question.message


def test_a_local_date_is_a_warning(cases: Path) -> None:
    text = (
        (cases / FOLDER / "a_two_hours_off.txt").read_text().replace("25 August 2022 ", "25 August 2022 (local date)")
    )
    [question] = findings(examined(text), FindingCode.TIME_ZONE)
    assert question.field == "date"
