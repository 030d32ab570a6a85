"""A submission: one file as the archive keeps it, and the lines that are written about it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.archive.archive_index import ArchiveIndex, EntryPlace, index_entry
from ingest.archive.record_json import finding_object
from schemas.codes import Verdict
from schemas.finding import Finding
from schemas.reading import EventEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """One file as the archive keeps it: its first line in ``records.jsonl``."""

    #: SHA-256 of the file, hexadecimal.
    checksum: str
    #: Name of the file as it came, without its folder.
    name: str
    #: [byte]
    size: int
    #: Name of the format, empty if none was recognised.
    format: str
    verdict: Verdict
    #: When it came in, UTC [MJD].
    received: float
    #: Version of the software that read it.
    software: str
    findings: tuple[Finding, ...]
    entries: tuple[EventEntry, ...] = ()

    def header_line(self, batch: int) -> bytes:
        """Return what the archive writes about the file, in the batch of this number, as a line of JSON."""
        item = {
            "checksum": self.checksum,
            "name": self.name,
            "size": self.size,
            "format": self.format,
            "status": self.verdict,
            "received": self.received,
            "software": self.software,
            "batch": batch,
            "n_entries": len(self.entries),
            "findings": [finding_object(finding) | {"station": finding.station} for finding in self.findings],
        }
        return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def index_submission(
    index: ArchiveIndex, submission: Submission, *, batch: int, sizes: Sequence[int], start: int
) -> None:
    """Add a submission to the index: the location of its lines in ``records.jsonl``, and their contents.

    Parameters
    ----------
    index
        The index.
    submission
        The submission.
    batch
        Number of the batch that brings it, counted from 1.
    sizes
        Lengths of its lines [byte].
    start
        Offset of the first of them [byte].
    """
    index.add_submission(
        submission.checksum,
        submission.verdict,
        batch=batch,
        received=submission.received,
        name=submission.name,
        file_format=submission.format,
    )
    start += sizes[0]
    for number, (size, entry) in enumerate(zip(sizes[1:], submission.entries, strict=True)):
        place = EntryPlace(checksum=submission.checksum, batch=batch, number=number, start=start, size=size)
        index_entry(index, place, entry, submission.received)
        start += size


def submission_from(item: dict[str, Any], entries: tuple[EventEntry, ...]) -> Submission:
    """Return the submission that `Submission.header_line` wrote, without its findings."""
    plain = ("checksum", "name", "size", "format", "received", "software")
    values = {name: item[name] for name in plain}
    return Submission(**values, verdict=Verdict(item["status"]), findings=(), entries=entries)
