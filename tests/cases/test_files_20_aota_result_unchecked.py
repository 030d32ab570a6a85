"""Results of fits are checked like reports, and against the report they belong to."""

from pathlib import Path

import pytest

from ingest.archive.identifiers import RecordKind
from ingest.events.lightcurve_rows import lightcurve_tables
from ingest.intake.context import Context
from schemas.finding import FindingCode
from tests.conftest import ROOT
from tests.desk import Desk
from tests.records import REPORT, entry

FOLDER = "files/20-aota-result-unchecked"
EVENT = "20220825_928_hildrun"


@pytest.mark.parametrize("name", ["d_sec60.txt", "e_swapped.pyote_log.txt"])
def test_d_after_r_is_refused(desk: Desk, cases: Path, name: str) -> None:
    desk.take(entry(REPORT))
    (intake,) = desk.take_files(cases / FOLDER / name, context=Context(event_id=EVENT))
    assert intake.status == "refused"
    assert FindingCode.R_BEFORE_D in {finding.code for finding in intake.findings if finding.severity == "error"}
    assert not desk.archive.index.highest_number(RecordKind.TIMING_RESULT, EVENT)


def test_a_second_of_60_is_named(desk: Desk, cases: Path) -> None:
    (intake,) = desk.take_files(cases / FOLDER / "d_sec60.txt")
    assert any("second of 60" in finding.message for finding in intake.findings)


@pytest.fixture
def theobalda(desk: Desk) -> Desk:
    """Return a desk with the report that the results are of."""
    desk.take_files(ROOT / "resources/occ/samples/20251107_778_theobalda_auckland.txt")
    return desk


def aota(corpus: Path, folder: Path, **changes: str) -> Path:
    """Write the report of AOTA with other times."""
    text = (corpus / "aota/20251107_778_Theobalda_AOTA_Report.txt").read_text("utf-8", "replace")
    for old, new in changes.items():
        time = {"d": "10 44 45.2", "r": "10 44 47.2"}[old]
        assert time in text
        text = text.replace(time, new)
    path = folder / "aota.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_right_result_has_no_finding(theobalda: Desk, corpus: Path, tmp_path: Path) -> None:
    (intake,) = theobalda.take_files(aota(corpus, tmp_path))
    assert (intake.status, intake.findings) == ("accepted", ())


def test_exchanged_times_are_refused(theobalda: Desk, corpus: Path, tmp_path: Path) -> None:
    (intake,) = theobalda.take_files(aota(corpus, tmp_path, d="10 44 47.2 ", r="10 44 45.2 "))
    assert intake.status == "refused"
    assert [finding.code for finding in intake.findings] == [FindingCode.R_BEFORE_D]


def test_an_r_ten_minutes_late_is_compared_with_the_report(theobalda: Desk, corpus: Path, tmp_path: Path) -> None:
    (intake,) = theobalda.take_files(aota(corpus, tmp_path, r="10 54 47.2"))
    assert intake.status == "accepted"
    assert intake.entries[0].timing_results[0].report_id == "20251107_778_theobalda_r01"
    (finding,) = [finding for finding in intake.findings if finding.code is FindingCode.RESULT_DIFFERS]
    assert "20251107_778_theobalda_r01" in finding.message
    assert finding.hint == "check the minute"


def test_hours_off_the_event_are_refused_and_a_reason_overrides(theobalda: Desk, cases: Path) -> None:
    path = cases / FOLDER / "c_3h_late.txt"
    event_id = "20251107_778_theobalda"
    (refused,) = theobalda.take_files(path, context=Context(event_id=event_id))
    assert refused.status == "refused"
    assert [finding.code for finding in refused.findings] == [FindingCode.FAR_FROM_PREDICTION]
    assert "--override" in refused.findings[0].hint
    context = Context(event_id=event_id, override_reason="the PC was on local time, ask a@example.org")
    (taken,) = theobalda.take_files(path, context=context)
    assert taken.status == "accepted"
    assert taken.is_well
    assert FindingCode.OVERRIDDEN in {finding.code for finding in taken.findings}
    (row,) = lightcurve_tables(theobalda.archive, event_id, now=70000.0).results
    assert row["override_reason"] == "the PC was on local time, ask [removed]"


def test_a_log_of_a_model_at_midnight_is_not_of_an_event_in_the_evening(desk: Desk, corpus: Path) -> None:
    desk.take(entry(REPORT))
    (intake,) = desk.take_files(
        corpus / "pyote/model_disk_on_disk_annular.pyote_log.txt", context=Context(event_id=EVENT)
    )
    assert intake.status == "refused"
    assert {FindingCode.CURVE_SYNTHETIC, FindingCode.FAR_FROM_PREDICTION} <= {item.code for item in intake.findings}


@pytest.mark.parametrize(
    ("r_time", "names"), [("01 23 55.2", set()), ("01 33 55.2", {"result_differs", "outside_recording"})]
)
def test_a_result_is_compared_with_report_and_curve_of_its_bundle(
    desk: Desk, cases: Path, corpus: Path, tmp_path: Path, r_time: str, names: set[str]
) -> None:
    folder = cases / "files/23-exposure-ms-for-s"
    log = aota(corpus, tmp_path, d="01 23 50.2", r=r_time)
    text = log.read_text("utf-8").replace("(778) Theobalda", "x").replace("2025-11-07", "x")
    log.write_text(text, encoding="utf-8")
    # The log stands before the curve that it is of.
    (result, curve, _) = desk.take_bundle(log, folder / "i_curve_05s.csv", folder / "i_report_for_curve.txt")
    assert (result.status, curve.status) == ("accepted", "accepted")
    assert result.entries[0].timing_results[0].report_id == curve.entries[0].lightcurves[0].report_id
    found = {finding.code.value for finding in result.findings if finding.severity == "warning"}
    assert found == names
