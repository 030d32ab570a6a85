"""Elements whose ID and ephemeris name another date."""

from pathlib import Path

import pytest

from schemas.finding import FindingCode, Severity
from tests.cases.examined import examined, findings

FOLDER = "files/15-occelmnt-14-star"


def test_another_date_in_id_and_ephemeris_is_asked(cases: Path) -> None:
    questions = findings(examined(cases / FOLDER / "k_id_date_conflict.xml"), FindingCode.DATE_UNSURE)
    assert [question.severity for question in questions] == [Severity.WARNING, Severity.WARNING]
    assert all("2026-02-18" in question.message and "2026-02-17" in question.message for question in questions)
    assert "20260217" in questions[0].message


@pytest.mark.parametrize("name", ["a_star14.xml", "d_ut_over24.xml", "e_ut_negative.xml", "f_no_errors.xml"])
def test_the_same_date_is_not(cases: Path, name: str) -> None:
    assert findings(examined(cases / FOLDER / name), FindingCode.DATE_UNSURE) == []
