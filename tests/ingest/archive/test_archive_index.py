"""The index of the archive: events by body and time, reports that stand, identifiers that are taken once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.archive.archive_index import ArchiveIndex, EntryPlace, index_entry
from ingest.archive.identifiers import IdentifierKnownError, RecordKind
from schemas.codes import Verdict
from schemas.reading import EventEntry
from schemas.report import Report
from tests.records import EVENT, NEGATIVE, REPORT, at, entry

EVENT_ID = "20220825_928_hildrun"
FIRST = replace(REPORT, report_id=f"{EVENT_ID}_r01", event_id=EVENT_ID)
SECOND = replace(NEGATIVE, report_id=f"{EVENT_ID}_r02", event_id=EVENT_ID)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArchiveIndex]:
    index = ArchiveIndex(tmp_path / "index.sqlite", writable=True)
    add(index, 1, FIRST)
    yield index
    index.close()


def add(index: ArchiveIndex, number: int, *reports: Report, part: EventEntry | None = None) -> None:
    checksum = f"{number:064x}"
    found = part or entry(*reports, event=replace(EVENT, event_id=EVENT_ID))
    place = EntryPlace(checksum=checksum, batch=number, number=0, start=0, size=1)
    index.begin()
    try:
        index.add_submission(
            checksum, Verdict.ACCEPTED, batch=number, received=60000.0, name="a", file_format="sodis_form"
        )
        index_entry(index, place, found, 60000.0)
    except IdentifierKnownError:
        index.rollback()
        raise
    index.commit()


def test_events_by_body_and_time(index: ArchiveIndex) -> None:
    found = index.events_of_body("928", at("20:02:00"), 0.1)
    assert [event.event_id for event in found] == [EVENT_ID]
    assert index.events_of_body("928", at("20:02:00") + 5, 0.1) == []
    assert index.events_of_body("929", at("20:02:00"), 0.1) == []
    assert [event.event_id for event in index.events_between(at("20:00:00"), at("20:05:00"))] == [EVENT_ID]
    assert index.known_event("20000101_1_ceres") is None


def test_only_reports_that_stand_are_current(index: ArchiveIndex) -> None:
    add(index, 2, replace(SECOND, supersedes=FIRST.report_id))
    assert [report.report_id for report in index.current_reports(EVENT_ID)] == [SECOND.report_id]
    assert index.event_of_report(str(FIRST.report_id)) == EVENT_ID
    assert index.highest_number(RecordKind.REPORT, EVENT_ID) == 2


def test_an_identifier_is_taken_once(index: ArchiveIndex) -> None:
    before = index.counts()
    with pytest.raises(IdentifierKnownError):
        add(index, 2, FIRST)
    assert index.counts() == before
    assert not index.has(f"{2:064x}")


def test_batches_are_counted_and_events_change_with_them(index: ArchiveIndex) -> None:
    assert (index.last_batch(), index.next_batch()) == (1, 2)
    assert index.event_ids(changed_after=1) == []
    add(index, 2, SECOND)
    assert index.event_ids(changed_after=1) == [EVENT_ID]
    assert index.event_ids_of_body(928) == [EVENT_ID]
    assert (index.counts()["events"], index.counts()["reports"], index.counts()["files"]) == (1, 2, 2)
