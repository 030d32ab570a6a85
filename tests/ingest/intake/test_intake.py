"""An intake names what was made of a file and prints it without private words."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from ingest.intake.intake import Intake
from schemas.codes import FileStatus
from schemas.event import Event
from schemas.finding import Finding, FindingCode
from schemas.lightcurve import Clues, LightCurve, Role
from schemas.reading import EventEntry, StationReport
from tests.records import REPORT

ENTRY = EventEntry(
    event=Event(event_id="e"),
    stations=(StationReport(report=replace(REPORT, report_id="e_r01")),),
    lightcurves=(
        LightCurve(
            lightcurve_id="e_lc01",
            role=Role.TARGET,
            flux=np.ones(3),
            source_format="x",
            clues=Clues(observer="A. Private"),
        ),
    ),
)
INTAKE = Intake(
    path=Path("a/x.txt"), name="x.txt", format="", status=FileStatus.ACCEPTED, entries=(ENTRY,), findings=()
)


def test_identifiers_and_event_of_a_file() -> None:
    assert list(INTAKE.names) == ["e_r01", "e_lc01"]
    assert INTAKE.event_id == "e"
    assert replace(INTAKE, entries=(ENTRY, EventEntry(event=Event(event_id="f")))).event_id is None


def test_an_error_makes_a_file_not_well() -> None:
    assert INTAKE.is_well
    assert not replace(INTAKE, findings=(Finding.error(FindingCode.STRUCTURE, "x"),)).is_well
    assert replace(INTAKE, findings=(Finding.warning(FindingCode.STRUCTURE, "x"),)).is_well


def test_the_printed_object() -> None:
    shown = INTAKE.as_object()
    assert (shown["file"], shown["format"], shown["status"]) == ("a/x.txt", None, "accepted")
    assert [record["kind"] for record in shown["records"]] == ["event", "report", "lightcurve"]
    assert "A. Private" not in str(shown)
    assert "flux" not in shown["records"][2]
    assert INTAKE.as_object(with_arrays=True)["records"][2]["flux"] == [1.0, 1.0, 1.0]
