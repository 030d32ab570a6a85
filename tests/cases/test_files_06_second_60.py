"""Seconds of 60: a slip of rounding, or the leap second of a day that had one."""

from datetime import date
from pathlib import Path

import pytest

from schemas.finding import FindingCode
from schemas.instant import clock_text, mjd_of, mjd_of_day
from schemas.leap_seconds import elapsed, mjd_in_day
from tests.cases.examined import errors, examined, findings, only_report

FOLDER = "files/06-second-60"


@pytest.mark.parametrize(
    ("name", "field", "words"),
    [
        ("a_sodis_60.txt", "d_time", "has seconds of 60"),
        ("b_sodis_r60.txt", "r_time", "has seconds of 60"),
        ("e_min60.txt", "d_time", "has minutes of 60"),
        ("g_fake_leap.txt", "r_time", "has seconds of 60"),
        ("h_eaon_60.txt", "d_time", "has seconds of 60"),
    ],
)
def test_the_slip_is_named(cases: Path, name: str, field: str, words: str) -> None:
    examination = examined(cases / FOLDER / name)
    assert examination.is_refused
    [error] = [error for error in errors(examination) if error.field == field]
    assert words in error.message


def test_a_leap_second_is_a_time_on_its_day(cases: Path) -> None:
    examination = examined(cases / FOLDER / "c_leap_second_real.txt")
    report = only_report(examination)
    assert report.d_time is not None
    assert report.r_time == mjd_in_day(mjd_of_day(date(2016, 12, 31)), 86400.5)
    assert clock_text(report.r_time) == "23:59:60.50"
    assert elapsed(report.d_time, report.r_time) == pytest.approx(2.5, abs=1e-5)
    assert findings(examination, FindingCode.DURATION_MISMATCH) == []


def test_five_seconds_across_a_leap_second(cases: Path) -> None:
    examination = examined(cases / FOLDER / "d_leap_across.txt")
    report = only_report(examination)
    assert report.d_time is not None
    assert report.r_time is not None
    assert elapsed(report.d_time, report.r_time) == pytest.approx(5, abs=1e-5)
    assert findings(examination, FindingCode.DURATION_MISMATCH) == []


def test_hours_of_24(cases: Path) -> None:
    examination = examined(cases / FOLDER / "f_hour24.txt")
    assert only_report(examination).d_time == mjd_of(date(2022, 8, 26), 10)
    assert findings(examination, FindingCode.DATE_UNSURE) == []
