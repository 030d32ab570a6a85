"""The archive: accepted and refused files as they came, with the records read from them.

Below one folder::

    accepted/3f/3f9c.../original.txt    the file as it came, named by its SHA-256
    accepted/3f/3f9c.../records.jsonl   one line about the file, then one line an event
    accepted/3f/3f9c.../arrays.npy      the numbers of its light curves, one array of float64
    refused/...                         the same for files that were not accepted
    staging/                            files being written; nothing here counts
    journal/                            batches whose files are complete but not yet all in place
    index.sqlite                        where everything is; made anew from the above if lost
    identifier                          name of this archive among all
    lock                                held by the one process that writes

Every submission is written in `staging`, a batch of them is synced to disk and named in the journal, then each
is moved to its place by one rename and the index is committed. A process killed at any moment leaves either
nothing of a batch or a journal, which the next writer carries through.
"""

import fcntl
import json
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import IO, Any, Self

import numpy as np

from ingest.archive_index import ArchiveIndex, EntryPlace, index_entry
from ingest.lightcurve_json import ArrayStore, FloatArray, curve_from, curve_object
from ingest.record_json import entry_from, entry_line, finding_object
from schemas.errors import UmbraError
from schemas.finding import Finding
from schemas.reading import EventEntry

ACCEPTED = "accepted"
REFUSED = "refused"
_COPY_SIZE = 1 << 20
_ARRAYS = "arrays.npy"


class ArchiveError(UmbraError):
    """The archive cannot be opened, read or written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """One file as the archive keeps it: the first line of ``records.jsonl``."""

    #: SHA-256 of the file, hexadecimal.
    checksum: str
    #: Name of the file as it came, without its folder.
    name: str
    #: [byte]
    size: int
    #: Name of the format, empty if none was recognised.
    format: str
    #: ``accepted`` or ``refused``.
    status: str
    #: When it came in, UTC [MJD].
    received: float
    #: Version of the software that read it.
    software: str
    findings: tuple[Finding, ...]
    entries: tuple[EventEntry, ...] = ()
    #: Number of the batch that brought it, counted from 1.
    batch: int = 0

    def header_line(self) -> bytes:
        """Return what the archive writes about the file as a line of JSON."""
        item = {
            "checksum": self.checksum,
            "name": self.name,
            "size": self.size,
            "format": self.format,
            "status": self.status,
            "received": self.received,
            "software": self.software,
            "batch": self.batch,
            "findings": [finding_object(finding) | {"station": finding.station} for finding in self.findings],
        }
        return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Archive:
    """The archive under one folder, opened for reading or, as the only one, for writing.

    Parameters
    ----------
    folder
        The archive's folder; made if it is opened for writing.
    writable
        Take the lock, carry through what a killed writer left, and allow `store`.
    rehearsal
        Allow `store`, but write nothing: what is stored is known until the archive is closed.

    Raises
    ------
    ArchiveError
        If the folder cannot be made or written, or the disk is full.
    """

    def __init__(self, folder: Path, *, writable: bool = False, rehearsal: bool = False) -> None:
        self.folder = folder
        self._is_rehearsal = rehearsal
        self._lock: IO[str] | None = None
        self._staged: list[Submission] = []
        try:
            if writable:
                self._open_for_writing()
            self.index = ArchiveIndex(folder / "index.sqlite", writable=writable)
        except (OSError, sqlite3.OperationalError) as problem:
            self.close()
            raise ArchiveError(
                f"The archive {folder} cannot be opened: {problem}.",
                "Check its owner, and the space on its disk.",
            ) from problem
        if writable:
            self._recover()
        if rehearsal:
            disk_index, self.index = self.index, self.index.in_memory()
            disk_index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the index and the lock; a batch that was not committed leaves no trace."""
        index = getattr(self, "index", None)
        if index is not None:
            index.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    # Reading

    @property
    def identifier(self) -> str:
        """Name of this archive among all archives, made when it was made; empty if there is none yet."""
        try:
            return (self.folder / "identifier").read_text().strip()
        except OSError:
            return ""

    def place(self, checksum: str, status: str = ACCEPTED) -> Path:
        """Return the folder of a submission."""
        return self.folder / status / checksum[:2] / checksum

    def original(self, checksum: str, status: str = ACCEPTED) -> Path:
        """Return the path of a submission's file as it came."""
        return next(self.place(checksum, status).glob("original*"))

    def entry(self, place: EntryPlace) -> EventEntry:
        """Return one event's part of an accepted file; the arrays of its light curves stay on disk until used."""
        folder = self.place(place.checksum)
        with (folder / "records.jsonl").open("rb") as stream:
            stream.seek(place.start)
            line = stream.read(place.size)
        arrays = read_arrays(folder) if b'"lightcurves":[' in line else None
        return entry_from(line, lambda item: curve_from(item, arrays))

    def entries_of(self, event_id: str) -> list[tuple[EntryPlace, EventEntry]]:
        """Return everything the archive holds of one event, in the order in which it came."""
        return [(place, self.entry(place)) for place in self.index.places_of(event_id)]

    # Writing

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Write all submissions stored within as one step."""
        self._staged = []
        self.index.begin()
        try:
            yield
            self._commit()
        except (OSError, sqlite3.OperationalError) as problem:
            raise ArchiveError(
                f"The archive {self.folder} cannot be written: {problem}.",
                "Make room on its disk or check its owner, then send the files again; nothing of this batch was kept.",
            ) from problem
        finally:
            self.index.rollback()
            self._staged = []

    def store(self, submission: Submission, content: IO[bytes]) -> None:
        """Write one submission into the batch.

        Parameters
        ----------
        submission
            What to keep of it; its entries carry event and report identifiers.
        content
            The file itself, read from its present position to its end.
        """
        submission = replace(submission, batch=self.index.next_batch())
        arrays = ArrayStore()
        lines = [submission.header_line(), *(_line(entry, arrays) for entry in submission.entries)]
        if submission.status == ACCEPTED:
            header: dict[str, Any] = {"batch": submission.batch, "received": submission.received}
            header |= {"name": submission.name, "format": submission.format}
            index_submission(self.index, submission.checksum, header, lines, submission.entries)
        if self._is_rehearsal:
            return
        target = self.place(submission.checksum, submission.status)
        folder = self._staging(submission)
        if target.exists() or folder.exists():
            return
        folder.mkdir()
        suffix = PurePath(submission.name).suffix.lower()
        suffix = suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) < 9 else ""
        with (folder / f"original{suffix}").open("xb") as stream:
            shutil.copyfileobj(content, stream, _COPY_SIZE)
        (folder / "records.jsonl").write_bytes(b"".join(lines))
        if not arrays.is_empty:
            np.save(folder / _ARRAYS, arrays.joined(), allow_pickle=False)
        self._staged.append(submission)

    def _staging(self, submission: Submission) -> Path:
        return self.folder / "staging" / f"{submission.status}-{submission.checksum}"

    def _open_for_writing(self) -> None:
        for name in (ACCEPTED, REFUSED, "staging", "journal"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "lock").open("a")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if not self.identifier:
            write_durably(self.folder / "identifier", str(uuid.uuid4()).encode())

    def _commit(self) -> None:
        if self._staged:
            os.sync()
            journal = self.folder / "journal" / f"{self.index.next_batch()}.json"
            write_durably(journal, json.dumps([(staged.status, staged.checksum) for staged in self._staged]).encode())
            for staged in self._staged:
                self._move(self._staging(staged), self.place(staged.checksum, staged.status))
            self.index.commit()
            journal.unlink()
        elif self._is_rehearsal:
            self.index.commit()

    def _move(self, staged: Path, target: Path) -> None:
        target.parent.mkdir(exist_ok=True)
        staged.rename(target)

    def _recover(self) -> None:
        """Carry through the batches that a killed writer had completed, drop the others."""
        for journal in sorted((self.folder / "journal").glob("*.json")):
            for status, checksum in _read_journal(journal):
                staged = self.folder / "staging" / f"{status}-{checksum}"
                if staged.exists():
                    self._move(staged, self.place(checksum, status))
            self._index_missing(checksum for status, checksum in _read_journal(journal) if status == ACCEPTED)
            journal.unlink()
        for leftover in (self.folder / "staging").iterdir():
            shutil.rmtree(leftover)
        if self.index.is_new:
            found = sorted(self._on_disk(), key=lambda item: (item[0], item[1]))
            self._index_missing(checksum for _, _, checksum in found)

    def _on_disk(self) -> Iterator[tuple[int, float, str]]:
        for records in (self.folder / ACCEPTED).glob("*/*/records.jsonl"):
            with records.open("rb") as stream:
                header = json.loads(stream.readline())
            yield header["batch"], header["received"], header["checksum"]

    def _index_missing(self, checksums: Iterator[str]) -> None:
        self.index.begin()
        for checksum in checksums:
            if not self.index.has(checksum):
                lines = (self.place(checksum) / "records.jsonl").read_bytes().splitlines(keepends=True)
                entries = [entry_from(line, lambda item: curve_from(item, None)) for line in lines[1:]]
                index_submission(self.index, checksum, json.loads(lines[0]), lines, entries)
        self.index.commit()


def index_submission(
    index: ArchiveIndex, checksum: str, header: dict[str, Any], lines: list[bytes], entries: Sequence[EventEntry]
) -> None:
    """Add a submission to the index: the lines of its ``records.jsonl``, and what they say."""
    index.add_submission(checksum, header)
    start = len(lines[0])
    for number, (line, entry) in enumerate(zip(lines[1:], entries, strict=True)):
        place = EntryPlace(checksum=checksum, number=number, start=start, size=len(line))
        index_entry(index, place, entry, header["batch"])
        start += len(line)


def read_arrays(folder: Path) -> FloatArray | None:
    """Return the numbers of a submission's light curves without reading them yet, None where it has none."""
    try:
        return np.load(folder / _ARRAYS, mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]
    except FileNotFoundError:
        return None


def _line(entry: EventEntry, arrays: ArrayStore) -> bytes:
    return entry_line(entry, [curve_object(curve, arrays) for curve in entry.lightcurves])


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that it is on disk, whole, once it has its name."""
    partial = path.with_suffix(".part")
    with partial.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    partial.rename(path)


def _read_journal(journal: Path) -> list[tuple[str, str]]:
    return [(status, checksum) for status, checksum in json.loads(journal.read_text())]
