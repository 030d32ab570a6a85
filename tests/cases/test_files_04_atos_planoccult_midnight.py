"""EAON forms written by a program: the date is that of D, and the middle of the event carries a whole date."""

from datetime import date
from pathlib import Path

import pytest

from schemas.finding import FindingCode, Severity
from schemas.instant import iso_text, mjd_of
from tests.cases.examined import errors, examined, findings, only_report

FOLDER = "files/04-atos-planoccult-midnight"


def day_before(cases: Path, middle: str) -> str:
    """Return the form whose recording starts in the evening before its date; the file of the case has a time there."""
    text = (cases / FOLDER / "f_start_day_before_mid_iso_only.txt").read_text()
    return text.replace("2014-03-06T00:01:10 ", "2014-03-06 ").replace("2014-03-06T00:01:12.79 UTC", middle)


def test_a_plain_form_is_read_without_a_question(cases: Path) -> None:
    examination = examined(cases / FOLDER / "a_plain.txt")
    assert only_report(examination).d_time == mjd_of(date(2014, 3, 5), 22 * 3600 + 58.123)
    assert findings(examination, FindingCode.DATE_UNSURE) == []


@pytest.mark.parametrize("middle", ["2014-03-06T00:01:12.79 UTC", "2014-03-06 00:01:12"])
def test_the_middle_of_the_event_says_the_day(cases: Path, middle: str) -> None:
    examination = examined(day_before(cases, middle))
    report = only_report(examination)
    assert report.d_time == mjd_of(date(2014, 3, 6), 70.123)
    assert report.time_start == mjd_of(date(2014, 3, 5), 23 * 3600 + 57 * 60 + 10)
    assert findings(examination, FindingCode.DATE_UNSURE) == []


def test_an_instant_in_the_date_says_the_day(cases: Path) -> None:
    report = only_report(examined(cases / FOLDER / "f_start_day_before_mid_iso_only.txt"))
    assert report.d_time == mjd_of(date(2014, 3, 6), 70.123)


def test_without_it_the_date_is_that_of_d_and_a_question_is_asked(cases: Path) -> None:
    examination = examined(day_before(cases, ""))
    assert only_report(examination).d_time == mjd_of(date(2014, 3, 6), 70.123)
    [question] = findings(examination, FindingCode.DATE_UNSURE)
    assert question.severity == Severity.WARNING
    assert "Midnight lies between" in question.message
    assert "2014-03-06" in question.message


def test_midnight_between_d_and_r(cases: Path) -> None:
    report = only_report(examined(cases / FOLDER / "c_between_d_and_r.txt"))
    assert report.d_time is not None
    assert report.r_time is not None
    assert iso_text(report.d_time) == "2014-03-05T23:59:58.12"
    assert iso_text(report.r_time) == "2014-03-06T00:00:03.46"


def test_midnight_before_the_end(cases: Path) -> None:
    examination = examined(cases / FOLDER / "d_end_after.txt")
    report = only_report(examination)
    assert report.d_time is not None
    assert report.time_end is not None
    assert report.d_time // 1 == mjd_of(date(2014, 3, 5), 0)
    assert report.time_end // 1 == mjd_of(date(2014, 3, 6), 0)


def test_a_middle_on_another_day_is_refused(cases: Path) -> None:
    examination = examined(cases / FOLDER / "g_mid_event_conflict.txt")
    assert examination.is_refused
    assert any("2014-03-07" in error.message and "2014-03-05" in error.message for error in errors(examination))
