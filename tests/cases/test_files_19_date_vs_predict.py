"""Date and predicted time that name two days: natural only around midnight."""

from datetime import date
from pathlib import Path

import pytest

from schemas.finding import FindingCode, Severity
from schemas.instant import iso_text, mjd_of
from tests.cases.examined import errors, examined, findings, only_report

FOLDER = "files/19-date-vs-predict"


@pytest.mark.parametrize("day", [23, 24, 26, 27])
def test_another_day_far_from_midnight_is_refused(cases: Path, day: int) -> None:
    text = (cases / FOLDER / "b_date_25_predict_26.txt").read_text().replace("26 Aug; 2022", f"{day} Aug; 2022")
    examination = examined(text)
    assert examination.is_refused
    assert any("2022-08-25" in error.message and f"2022-08-{day}" in error.message for error in errors(examination))


def test_two_days_apart_stays_refused(cases: Path) -> None:
    assert examined(cases / FOLDER / "c_date_25_predict_27_refused.txt").is_refused


def test_a_true_midnight(cases: Path) -> None:
    examination = examined(cases / FOLDER / "d_true_midnight_ok.txt")
    assert only_report(examination).d_time == mjd_of(date(2022, 8, 26), 10)
    assert findings(examination, FindingCode.DATE_UNSURE) == []


def test_without_a_prediction_the_date_is_that_of_d_and_a_question_is_asked(cases: Path) -> None:
    examination = examined(cases / FOLDER / "e_no_predict_start_day_before.txt")
    report = only_report(examination)
    assert report.d_time is not None
    assert report.time_start is not None
    assert iso_text(report.d_time) == "2022-08-26T00:01:10.00"
    assert iso_text(report.time_start) == "2022-08-25T23:57:10.00"
    [question] = findings(examination, FindingCode.DATE_UNSURE)
    assert question.severity == Severity.WARNING


def test_the_day_before_near_midnight_is_asked(cases: Path) -> None:
    text = (cases / FOLDER / "d_true_midnight_ok.txt").read_text()
    text = text.replace("#StartObs: 23:58:00", "#StartObs: 00:00:01").replace("#DATE: 25", "#DATE: 25")
    examination = examined(text)
    assert only_report(examination).d_time == mjd_of(date(2022, 8, 26), 10)
    [question] = findings(examination, FindingCode.DATE_UNSURE)
    assert "PREDICTTIME" in question.message
