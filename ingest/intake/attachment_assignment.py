"""Assignment of attachments: a file of no known format belongs to the event and report of its bundle."""

from ingest.archive.archive_index import ArchiveIndex
from ingest.archive.identifiers import RecordKind, numbered
from ingest.intake.examination import Examination
from schemas.attachment import Attachment
from schemas.event import Event
from schemas.reading import EventEntry


def assign_attachment(
    index: ArchiveIndex, examination: Examination, *, event_id: str, report_id: str | None
) -> EventEntry:
    """Return the entry of a file that is kept as an attachment.

    Parameters
    ----------
    index
        Of the archive.
    examination
        The file.
    event_id, report_id
        Where it belongs; a bundle may be of an event and of no report.
    """
    attachment = Attachment(
        attachment_id=numbered(
            event_id, RecordKind.ATTACHMENT, index.highest_number(RecordKind.ATTACHMENT, event_id) + 1
        ),
        event_id=event_id,
        report_id=report_id,
        name=examination.name,
        media_type=examination.media_type,
        n_bytes=examination.size,
    )
    return EventEntry(event=Event(event_id=event_id), attachments=(attachment,))
