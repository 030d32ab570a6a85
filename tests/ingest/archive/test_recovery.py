"""An archive in which an earlier version numbered records alike is read with an identifier for each."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.archive import archive_index
from ingest.archive.archive import Archive
from ingest.archive.identifiers import IdentifierKnownError, RecordKind
from ingest.archive.submission import Submission
from ingest.events.rows import table_rows
from schemas.attachment import Attachment
from schemas.codes import Verdict
from schemas.reading import EventEntry
from tests.records import EVENT, NEGATIVE, entry

EVENT_ID = "20220825_928_hildrun"


def submission(number: int, *entries: EventEntry) -> Submission:
    return Submission(
        checksum=f"{number:064x}",
        name=f"{number}.txt",
        size=1,
        format="sodis_form",
        verdict=Verdict.ACCEPTED,
        received=60000.0 + number,
        software="test",
        findings=(),
        entries=entries,
    )


def report_entry(number: int, observer: str, lon: float) -> EventEntry:
    report = replace(NEGATIVE, report_id=f"{EVENT_ID}_r{number:02d}", event_id=EVENT_ID, observer=observer, lon=lon)
    return entry(report, event=replace(EVENT, event_id=EVENT_ID))


def attachment_entry(report_id: str) -> EventEntry:
    attachment = Attachment(
        attachment_id=f"{EVENT_ID}_a01", event_id=EVENT_ID, report_id=report_id, name="x", media_type="x/y", n_bytes=1
    )
    return EventEntry(event=replace(EVENT, event_id=EVENT_ID), attachments=(attachment,))


def doubled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write an archive as the version did that took identifiers unseen, with an index of that version."""
    with monkeypatch.context() as patch:
        patch.setattr(
            archive_index.ArchiveIndex, "_insert", lambda index, _, sql, values, __: index._db.execute(sql, values)
        )
        with Archive(folder, writable=True) as archive:
            third = f"{EVENT_ID}_r03"
            batches = (
                [submission(1, report_entry(1, "A", 1.0))],
                [submission(2, report_entry(3, "B", 2.0)), submission(3, attachment_entry(third))],
                [submission(4, report_entry(3, "C", 3.0)), submission(5, attachment_entry(third))],
            )
            for batch in batches:
                with archive.batch():
                    for one in batch:
                        archive.store(one, io.BytesIO(b"x"))
            archive.index._db.execute("DROP TABLE renamed")
            archive.index._db.execute("PRAGMA user_version=4")


def reports(folder: Path) -> dict[str, str]:
    return {row["report_id"]: row["observer"] for row in table_rows(folder, "report", now=70000.0)}


@pytest.mark.parametrize("writable", [False, True])
def test_both_holders_of_an_identifier_are_kept_and_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, writable: bool
) -> None:
    doubled(tmp_path, monkeypatch)
    with Archive(tmp_path, writable=writable) as archive:
        assert archive.index.counts() == {"files": 5, "events": 1, "reports": 3}
        assert archive.index.highest_number(RecordKind.REPORT, EVENT_ID) == 3
        found = [part for _, part in archive.entries_of(EVENT_ID)]
        pairs = [(one.attachment_id, one.report_id) for part in found for one in part.attachments]
        assert pairs == [
            (f"{EVENT_ID}_a01", f"{EVENT_ID}_r03"),
            (f"{EVENT_ID}_a01b", f"{EVENT_ID}_r03b"),
        ]
    assert reports(tmp_path) == {f"{EVENT_ID}_r01": "A", f"{EVENT_ID}_r03": "B", f"{EVENT_ID}_r03b": "C"}


def test_a_new_identifier_stays_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    doubled(tmp_path, monkeypatch)
    with Archive(tmp_path, writable=True) as archive, archive.batch():
        archive.store(submission(6, report_entry(4, "D", 4.0)), io.BytesIO(b"x"))
    before = reports(tmp_path)
    for path in tmp_path.glob("index.sqlite*"):
        path.unlink()
    with Archive(tmp_path, writable=True):
        pass
    assert reports(tmp_path) == before
    assert set(before.values()) == {"A", "B", "C", "D"}


def test_the_archive_refuses_an_identifier_that_it_knows(tmp_path: Path) -> None:
    with Archive(tmp_path, writable=True) as archive:
        with archive.batch():
            archive.store(submission(1, report_entry(1, "A", 1.0)), io.BytesIO(b"x"))
        with pytest.raises(IdentifierKnownError, match="_r01 is given already"), archive.batch():
            archive.store(submission(2, report_entry(1, "B", 2.0)), io.BytesIO(b"x"))
        assert archive.index.counts()["files"] == 1
    assert reports(tmp_path) == {f"{EVENT_ID}_r01": "A"}
