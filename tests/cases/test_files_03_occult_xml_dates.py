"""Records of Occult written by other programs: hours that do not count on after midnight, hours above 24."""

from datetime import date
from pathlib import Path

import pytest

from schemas.finding import FindingCode, Severity
from schemas.instant import mjd_of
from tests.cases.examined import examined, findings, only_report

FOLDER = "files/03-occult-xml-tool-written"
FIRST, SECOND = date(2025, 12, 30), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("name", "d", "r", "n_questions"),
    [
        ("f_r_after_midnight.xml", mjd_of(FIRST, 86398.12), mjd_of(SECOND, 3.32), 1),
        ("g_d_before_date_hour.xml", mjd_of(SECOND, 303.12), mjd_of(SECOND, 308.32), 3),
        ("h_hour24_date_ok.xml", mjd_of(FIRST, 303.12), mjd_of(FIRST, 308.32), 0),
        ("i_hours_24.xml", mjd_of(SECOND, 303.12), mjd_of(SECOND, 308.32), 0),
        ("j_mixed.xml", mjd_of(SECOND, 303.12), mjd_of(SECOND, 308.32), 2),
    ],
)
def test_the_day(cases: Path, name: str, d: float, r: float, n_questions: int) -> None:
    examination = examined(cases / FOLDER / name)
    report = only_report(examination)
    assert report.d_time == pytest.approx(d, abs=1e-9)
    assert report.r_time == pytest.approx(r, abs=1e-9)
    questions = findings(examination, FindingCode.DATE_UNSURE)
    assert len(questions) == n_questions
    assert all(question.severity == Severity.WARNING for question in questions)
    assert findings(examination, FindingCode.R_BEFORE_D) == []


def test_an_hour_of_34_is_asked(cases: Path) -> None:
    assert findings(examined(cases / FOLDER / "e_hour34.xml"), FindingCode.FAR_FROM_PREDICTION)


def test_hours_of_the_date_that_are_none_leave_the_prediction(cases: Path) -> None:
    text = (cases / FOLDER / "g_d_before_date_hour.xml").read_text()
    text = text.replace("|30|23.9<", "|30|0<").replace("| 0| 4|45.1|", "|24| 4|45.1|")
    assert only_report(examined(text)).d_time == pytest.approx(mjd_of(SECOND, 303.12), abs=1e-9)
