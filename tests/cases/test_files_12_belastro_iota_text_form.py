"""IOTA's old report form in text, positive and negative."""

from datetime import date
from pathlib import Path

import pytest

from schemas.codes import Answer, Outcome
from schemas.finding import FindingCode, Severity
from schemas.instant import mjd_of
from tests.cases.examined import errors, examined, findings, only_report

FOLDER = "files/12-belastro-iota-text-form"
DAY = date(1999, 8, 12)


def test_a_positive_report(cases: Path) -> None:
    examination = examined(cases / FOLDER / "a_filled.txt")
    assert examination.format == "iota_text_form"
    assert [finding.severity for finding in examination.findings if finding.severity != Severity.INFO] == ["warning"]
    event, report = examination.entries[0].event, only_report(examination)
    assert (event.body_number, event.body_name, event.star) == (479, "Caprera", "HIP 95942")
    assert (report.outcome, report.observer, report.site) == (Outcome.POSITIVE, "A Tester", "Testville")
    assert report.lon == pytest.approx(10 + 45.5 / 60)
    assert report.lat == pytest.approx(35.67)
    assert (report.alt_given, report.alt_ref, report.telescope) == (25, "MSL", "sct")
    assert (report.aperture, report.focal_length) == (20, 200)
    assert report.time_predicted == mjd_of(DAY, 3600 + 47 * 60 + 20)
    assert report.time_start == mjd_of(DAY, 3600 + 40 * 60)
    assert report.time_end == mjd_of(DAY, 3600 + 55 * 60)
    assert report.d_time == pytest.approx(mjd_of(DAY, 3600 + 47 * 60 + 12.4), abs=1e-10)
    assert report.r_time == pytest.approx(mjd_of(DAY, 3600 + 47 * 60 + 18.6), abs=1e-10)
    assert (report.d_err, report.r_err) == (0.2, 0.2)
    assert (report.d_personal_equation, report.r_personal_equation) == (0.35, 0.3)
    assert (report.reaction_time_applied, report.method, report.time_source) == (Answer.NO, "visual", "radio")
    assert report.comment is not None
    assert "I 01:43:10-01:43:40 cloud" in report.comment
    assert "example.org" not in report.comment


def test_the_reaction_time_that_was_not_applied_is_said(cases: Path) -> None:
    [remark] = findings(examined(cases / FOLDER / "a_filled.txt"), FindingCode.REACTION_TIME)
    assert "late by 0.35 s and 0.3 s" in remark.message


def test_a_negative_report(cases: Path) -> None:
    examination = examined(cases / FOLDER / "b_negative.txt")
    report = only_report(examination)
    assert report.outcome == Outcome.NEGATIVE
    assert (report.d_time, report.r_time) == (None, None)
    assert report.time_end == mjd_of(DAY, 3600 + 55 * 60)
    assert all(finding.severity == Severity.INFO for finding in examination.findings)


def test_local_time_in_the_head_is_refused(cases: Path) -> None:
    text = (cases / FOLDER / "a_filled.txt").read_text()
    for old in ("(All times in Universal Time)", "Universal Time    Estimated"):
        examination = examined(text.replace(old, old.replace("Universal", "Local")))
        assert examination.is_refused
        assert any("Local Time" in error.message for error in errors(examination))


def test_a_blank_form_is_refused_with_everything_at_once(cases: Path) -> None:
    lines = [line.partition(":")[0] + ":" for line in (cases / FOLDER / "b_negative.txt").read_text().splitlines()]
    examination = examined("\n".join(lines).replace("Started Observing:", "Started Observing:     __:__:__.__"))
    assert examination.is_refused
    assert {"outcome", "date", "body_name"} <= {error.field for error in errors(examination)}
