"""Milliseconds in the place of seconds, zero and negative values."""

from pathlib import Path

import pytest

from ingest.events.lightcurve_rows import lightcurve_tables
from schemas.finding import FindingCode, Severity
from tests.cases.examined import examined, findings, only_report
from tests.desk import Desk

FOLDER = "files/23-exposure-ms-for-s"


@pytest.mark.parametrize(
    ("name", "code", "field", "words"),
    [
        ("a_exp_40.txt", FindingCode.UNIT_UNLIKELY, "exposure", "longer than the event (4 s)"),
        ("b_acc_50.txt", FindingCode.ACCURACY_UNLIKELY, "d_err", "longer than the event (4 s)"),
        ("c_exp_500.txt", FindingCode.UNIT_UNLIKELY, "exposure", "longer than the recording"),
        ("h_acc_less_than_exp.txt", FindingCode.ACCURACY_UNLIKELY, "d_err", "less than 1/100 of the exposure"),
        ("i_report_for_curve.txt", FindingCode.UNIT_UNLIKELY, "exposure", "longer than the recording (29 s)"),
    ],
)
def test_a_slip_of_the_unit_is_asked(cases: Path, name: str, code: FindingCode, field: str, words: str) -> None:
    [question] = [one for one in findings(examined(cases / FOLDER / name), code) if one.field == field]
    assert question.severity == Severity.WARNING
    assert words in question.message
    assert "milliseconds" in question.hint
    assert question.line is not None


@pytest.mark.parametrize(
    ("name", "field"),
    [("d_exp_negative.txt", "exposure"), ("e_exp_zero.txt", "exposure"), ("f_acc_negative.txt", "d_err")],
)
def test_what_cannot_be_is_left_out(cases: Path, name: str, field: str) -> None:
    examination = examined(cases / FOLDER / name)
    assert getattr(only_report(examination), field) is None
    [remark] = [one for one in findings(examination, FindingCode.VALUE_PLACEHOLDER) if one.field == field]
    assert (remark.severity, "left out" in remark.message) == (Severity.WARNING, True)


def test_a_duration_in_milliseconds(cases: Path) -> None:
    assert findings(examined(cases / FOLDER / "g_dur_ms.txt"), FindingCode.DURATION_MISMATCH)


def test_an_exposure_of_500_beside_a_curve_of_half_seconds(desk: Desk, cases: Path) -> None:
    names = ("i_report_for_curve.txt", "i_curve_05s.csv")
    (_, curve) = desk.take_bundle(*(cases / FOLDER / name for name in names))
    assert curve.status == "accepted"
    (finding,) = [finding for finding in curve.findings if finding.code is FindingCode.UNIT_UNLIKELY]
    assert finding.field == "exposure"
    assert "0.5 s" in finding.message
    assert "milliseconds" in finding.hint
    (row, *_) = lightcurve_tables(desk.archive, curve.event_id or "", now=70000.0).curves
    assert (row.values["exposure"], row.values["cadence"]) == (None, 0.5)
