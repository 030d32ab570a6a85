"""The workbook form filled in by a program: formulas' digits, months as numbers, times in one cell, empty seconds."""

import io
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ingest.intake.examination import Judgement
from schemas.finding import FindingCode, Severity
from schemas.instant import mjd_of
from tests.cases.examined import examined, findings, only_report

FOLDER = "files/08-astrid-workbook"
DAY = date(2024, 1, 2)


def changed(cases: Path, cells: dict[str, Any]) -> Judgement:
    """Return the examination of the plain workbook with some cells changed."""
    book = load_workbook(cases / FOLDER / "a_plain.xlsx")
    for place, value in cells.items():
        book["DATA"][place].value = value
    stream = io.BytesIO()
    book.save(stream)
    return examined(stream.getvalue(), "form.xlsx")


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("a_plain.xlsx", 44.1234),
        ("b_text_numbers.xlsx", 44.1234),
        ("k_comma_seconds.xlsx", 44.1234),
        ("l_month_number.xlsx", 44.1234),
        ("m_month_german.xlsx", 44.1234),
        ("q_float_noise.xlsx", 44.1234),
        ("v_excel_time_cells.xlsx", 44.123),
    ],
)
def test_d_is_read(cases: Path, name: str, seconds: float) -> None:
    examination = examined(cases / FOLDER / name)
    assert only_report(examination).d_time == pytest.approx(mjd_of(DAY, 3600 + 23 * 60 + seconds), abs=1e-11)
    assert findings(examination, FindingCode.DATE_UNSURE) == []


@pytest.mark.parametrize(
    ("name", "day", "clock_s"),
    [
        ("h_midnight.xlsx", DAY, 86398.1234),
        ("i_predict_before_midnight_D_after.xlsx", date(2024, 1, 3), 2.1234),
        ("j_predict_after_midnight_start_before.xlsx", date(2024, 1, 3), 22.1234),
    ],
)
def test_the_date_is_that_of_the_predicted_time(cases: Path, name: str, day: date, clock_s: float) -> None:
    examination = examined(cases / FOLDER / name)
    assert only_report(examination).d_time == pytest.approx(mjd_of(day, clock_s), abs=1e-11)
    assert findings(examination, FindingCode.DATE_UNSURE) == []


def test_an_empty_second_is_no_time(cases: Path) -> None:
    examination = examined(cases / FOLDER / "p_seconds_missing.xlsx")
    report = only_report(examination)
    assert (report.d_time, report.r_time is None) == (None, False)
    [remark] = [one for one in findings(examination, FindingCode.VALUE_MISSING) if "no seconds" in one.message]
    assert (remark.severity, remark.field) == (Severity.WARNING, "d_time")


@pytest.mark.parametrize(
    "cells",
    [
        {"F32": time(1, 23, 44, 123000), "H32": None, "J32": None},
        {"F32": datetime(2024, 1, 2, 1, 23, 44, 123000), "H32": None, "J32": None},
        {"F32": 0.05814957175925926, "H32": None, "J32": None},
        {"K5": "01", "J32": 44.123},
        {"K5": "Jan.", "J32": "44,12300000000001"},
    ],
)
def test_times_and_dates_as_spreadsheets_have_them(cases: Path, cells: dict[str, Any]) -> None:
    report = only_report(changed(cases, cells))
    assert report.d_time == pytest.approx(mjd_of(DAY, 3600 + 23 * 60 + 44.123), abs=1e-11)


def test_a_miss_with_the_blank_forms_positive_is_refused(cases: Path) -> None:
    assert examined(cases / FOLDER / "t_miss_pos_default.xlsx").is_refused
