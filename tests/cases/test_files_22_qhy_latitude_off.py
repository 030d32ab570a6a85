"""The place in the head of a curve is compared with the report's, and an untied curve says what it resembles."""

from pathlib import Path

import pytest

from ingest.intake.context import Context
from ingest.intake.intake import Intake
from schemas.finding import Finding, FindingCode, Severity
from tests.desk import Desk

FOLDER = "files/22-qhy-latitude-off"
REPORT_ID = "20240102_428_monachia_r01"


@pytest.fixture
def monachia(desk: Desk, cases: Path) -> Desk:
    """Return a desk with the report that the curves resemble."""
    (intake,) = desk.take_files(cases / "files/08-astrid-workbook/a_plain.xlsx")
    assert intake.entries[0].stations[0].report.report_id == REPORT_ID
    return desk


def tied(intake: Intake) -> str | None:
    return intake.entries[0].lightcurves[0].report_id


def of_code(intake: Intake, code: FindingCode) -> Finding:
    (finding,) = [finding for finding in intake.findings if finding.code is code]
    return finding


def test_the_same_place_is_no_finding(monachia: Desk, cases: Path) -> None:
    (intake,) = monachia.take_files(cases / FOLDER / "a_ok.csv")
    assert tied(intake) == REPORT_ID
    assert not {FindingCode.PLACE_DIFFERS, FindingCode.CURVE_UNTIED} & {finding.code for finding in intake.findings}


def test_a_place_900_m_away_is_an_info(monachia: Desk, cases: Path) -> None:
    (intake,) = monachia.take_files(cases / FOLDER / "b_900m.csv")
    assert tied(intake) == REPORT_ID
    finding = of_code(intake, FindingCode.PLACE_DIFFERS)
    assert finding.severity is Severity.INFO
    assert "890 m" in finding.message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("c_3km.csv", ("observer", "3.0 km away")),
        ("d_other_sign.csv", ("observer", "sign of longitude")),
        ("e_other_name.csv", ("the same place", "B Other")),
        ("f_recording_without_D.csv", ("place", "observer", "does not cover its D 01:23:44.12")),
    ],
)
def test_an_untied_curve_names_the_report_it_resembles(
    monachia: Desk, cases: Path, name: str, words: tuple[str, ...]
) -> None:
    (intake,) = monachia.take_files(cases / FOLDER / name)
    assert (intake.status, tied(intake)) == ("accepted", None)
    finding = of_code(intake, FindingCode.CURVE_UNTIED)
    assert finding.severity is Severity.WARNING
    assert all(word in finding.message for word in (REPORT_ID, *words))
    assert "--report" in finding.hint
    assert ("sign of longitude" in finding.hint) == name.startswith("d_")


def test_a_person_who_names_the_report_hears_of_the_sign(monachia: Desk, cases: Path) -> None:
    (intake,) = monachia.take_files(cases / FOLDER / "d_other_sign.csv", context=Context(report_id=REPORT_ID))
    assert intake.status == "refused"
    assert of_code(intake, FindingCode.COORDINATES_SIGN).field == "lon"
