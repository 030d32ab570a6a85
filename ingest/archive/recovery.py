"""Recovery: the index of an archive follows from its batches, also where an earlier version numbered records alike."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

from ingest.archive.archive_index import ArchiveIndex, EntryPlace
from ingest.archive.identifiers import RecordKind, named_records, renamed, set_apart
from ingest.archive.lightcurve_json import curve_from
from ingest.archive.record_json import entry_from
from ingest.archive.submission import index_submission, submission_from
from schemas.reading import EventEntry


def enter_batches(index: ArchiveIndex, folder: Path, records: str) -> None:
    """Enter the batches that an index does not have yet, all in one step.

    Parameters
    ----------
    index
        The index.
    folder
        Folder of the batches.
    records
        Name of the file with the lines about a batch's files.
    """
    last = index.last_batch()
    missing = [number for number in sorted(int(one.name) for one in folder.iterdir()) if number > last]
    if not missing:
        return
    index.begin()
    for number in missing:
        _enter_batch(index, folder / batch_name(number) / records)
    index.commit()


def batch_name(number: int) -> str:
    """Return the name of a batch's folder."""
    return f"{number:06d}"


def _enter_batch(index: ArchiveIndex, records: Path) -> None:
    start = 0
    reports: dict[str, str] = {}
    with records.open("rb") as stream:
        while header := stream.readline():
            item = json.loads(header)
            lines = [stream.readline() for _ in range(item["n_entries"])]
            seen: set[str] = set()
            entries = [
                set_doubles_apart(
                    index,
                    EntryPlace(checksum=item["checksum"], batch=item["batch"], number=number, start=0, size=0),
                    entry_from(line, lambda curve: curve_from(curve, None)),
                    seen,
                    reports,
                )
                for number, line in enumerate(lines)
            ]
            sizes = [len(header), *map(len, lines)]
            submission = submission_from(item, tuple(entries))
            index_submission(index, submission, batch=item["batch"], sizes=sizes, start=start)
            start += sum(sizes)


def set_doubles_apart(
    index: ArchiveIndex, place: EntryPlace, entry: EventEntry, seen: set[str], reports: dict[str, str]
) -> EventEntry:
    """Give records whose identifiers were given before others, as they came from an archive of an earlier version.

    Version 0.1.0 could number two reports of an event alike. The second one gets a letter behind its number.

    Parameters
    ----------
    index
        The index, without the entry.
    place
        Location of the entry.
    entry
        The entry.
    seen
        Identifiers in the entries before it of the same file; those of the entry are added.
    reports
        New identifiers of reports of the same batch, by their former ones; what comes with a report belongs to it.
    """
    for named in named_records(entry):
        identifier, report_id = named.identifier, named.report_id
        if identifier is None:
            continue
        if _is_given(index, seen, named.kind, identifier):
            identifier = set_apart(identifier, partial(_is_given, index, seen, named.kind))
        if named.kind is RecordKind.REPORT:
            if identifier != named.identifier:
                reports[named.identifier or ""] = identifier
            report_id = identifier
        else:
            report_id = reports.get(report_id or "", report_id)
        seen.add(identifier)
        if (identifier, report_id) != (named.identifier, named.report_id):
            index.rename(place, replace(named, identifier=identifier, report_id=report_id))
    return renamed(entry, index.names_in(place.checksum, place.number))


def _is_given(index: ArchiveIndex, seen: set[str], kind: RecordKind, identifier: str) -> bool:
    return identifier in seen or index.holder_of(kind, identifier) is not None
