"""Attachments are numbered within their event."""

from pathlib import Path

from ingest.intake.attachment_assignment import assign_attachment
from ingest.intake.examination import examine
from schemas.attachment import Attachment
from tests.desk import Desk
from tests.records import REPORT, entry


def test_an_attachment_is_described_by_its_content(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    path = tmp_path / "map.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    examination = examine(path, lambda found: found.open("rb"))
    event_id = "20220825_928_hildrun"
    made = assign_attachment(desk.archive.index, examination, event_id=event_id, report_id=None)
    assert made.event.event_id == event_id
    assert made.attachments == (
        Attachment(
            attachment_id=f"{event_id}_a01", event_id=event_id, name="map.txt", media_type="image/png", n_bytes=8
        ),
    )
