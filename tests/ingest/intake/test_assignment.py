"""All of a file is assigned, and what becomes of the file follows from it."""

from dataclasses import replace
from pathlib import Path

from ingest.intake.assignment import Assignment, assign
from ingest.intake.context import Context
from ingest.intake.examination import Examination
from schemas.codes import FileStatus
from schemas.correction import RecordedCorrection
from schemas.reading import EventEntry
from tests.desk import Desk
from tests.records import EVENT, NEGATIVE, REPORT, entry

EVENT_ID = "20220825_928_hildrun"


def assigned(desk: Desk, *parts: EventEntry, corrections: tuple[RecordedCorrection, ...] = ()) -> Assignment:
    examination = Examination(
        path=Path("x.txt"),
        name="x.txt",
        checksum="c",
        size=1,
        content=b"x",
        format="sodis_form",
        entries=parts,
        findings=(),
        corrections=corrections,
    )
    with desk.archive.batch():
        return assign(desk.archive.index, examination, Context(), 60001.0)


def test_a_file_with_nothing_to_assign_is_refused(desk: Desk) -> None:
    found = assigned(desk, entry(REPORT, event=replace(EVENT, body_number=None, body_name=None)))
    assert (found.status, found.entries, len(found.findings)) == (FileStatus.REFUSED, (), 1)


def test_reports_and_corrections_go_in_together(desk: Desk) -> None:
    desk.take(entry(REPORT))
    correction = RecordedCorrection(report_id=f"{EVENT_ID}_r01", shift=1.0, reason="clock")
    found = assigned(desk, entry(NEGATIVE), corrections=(correction,))
    assert found.status is FileStatus.ACCEPTED
    assert [(len(part.stations), len(part.corrections)) for part in found.entries] == [(1, 0), (0, 1)]


def test_a_report_that_replaces_another_makes_the_file_superseding(desk: Desk) -> None:
    desk.take(entry(REPORT))
    assert assigned(desk, entry(replace(REPORT, r_err=0.2))).status is FileStatus.SUPERSEDING


def test_two_entries_of_one_file_are_matched_with_each_other(desk: Desk) -> None:
    found = assigned(desk, entry(REPORT), entry(NEGATIVE))
    assert [part.stations[0].report.report_id for part in found.entries] == [f"{EVENT_ID}_r01", f"{EVENT_ID}_r02"]
