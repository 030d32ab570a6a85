"""Results of fits are checked like reports, and against the report they belong to."""

from pathlib import Path

import pytest

from ingest.intake.placing import Context
from schemas.finding import FindingCode
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
    assert not desk.archive.index.highest_number("timing_result", EVENT)


def test_a_second_of_60_is_named(desk: Desk, cases: Path) -> None:
    (intake,) = desk.take_files(cases / FOLDER / "d_sec60.txt")
    assert any("second of 60" in finding.message for finding in intake.findings)
