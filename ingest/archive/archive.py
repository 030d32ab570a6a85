"""The archive: accepted and refused files as they came, with the records read from them.

Below one folder::

    batches/000012/accepted/3f9c....txt   the files as they came, named by their SHA-256
    batches/000012/refused/...            the same for files that were not accepted
    batches/000012/records.jsonl          for each file a line about it, then a line for each of its events
    batches/000012/arrays.f64             the numbers of the light curves, one array of little-endian float64
    staging/                              the batch being written; nothing here counts
    index.sqlite                          where everything is; made anew from the above if lost
    identifier                            name of this archive among all
    lock                                  held by the one process that writes

A batch is written in `staging`, synced to disk, moved to its place by one rename, and then entered in the index.
A process killed at any moment leaves all of a batch or nothing; a batch that is not yet in the index is entered by
the next writer.
"""

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePath
from typing import IO, Self

import numpy as np

from ingest.archive.archive_index import ArchiveIndex, EntryPlace
from ingest.archive.archive_lock import ArchiveLock
from ingest.archive.identifiers import renamed
from ingest.archive.lightcurve_json import ArrayStore, FloatArray, curve_from, curve_object
from ingest.archive.record_json import entry_from, entry_line
from ingest.archive.recovery import batch_name, enter_batches
from ingest.archive.submission import Submission, index_submission
from schemas.codes import Verdict
from schemas.errors import UmbraError
from schemas.reading import EventEntry

_BATCHES = "batches"
_COPY_SIZE = 1 << 20
#: Suffixes that are kept are shorter than this.
_SUFFIX_SIZE = 9
_RECORDS = "records.jsonl"
_ARRAYS = "arrays.f64"


class ArchiveError(UmbraError):
    """The archive cannot be opened, read or written."""


class ArchiveBusyError(ArchiveError):
    """Another process writes in the archive."""


class _StagedBatch:
    """A batch of files being written into a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self._records = (folder / _RECORDS).open("xb")
        self._arrays: IO[bytes] | None = None
        self._places: dict[Verdict, Path] = {}
        #: What `_RECORDS` [byte] and `_ARRAYS` hold so far.
        self.n_bytes = self.n_numbers = 0

    def add(self, submission: Submission, lines: Sequence[bytes], numbers: FloatArray, content: IO[bytes]) -> None:
        """Write a file, its lines and its numbers."""
        place = self._place_of(submission.verdict)
        with open(f"{place}/{kept_name(submission.checksum, submission.name)}", "xb") as stream:  # noqa: PTH123 - often
            shutil.copyfileobj(content, stream, _COPY_SIZE)
        for line in lines:
            self.n_bytes += self._records.write(line)
        if numbers.size:
            if self._arrays is None:
                self._arrays = (self.folder / _ARRAYS).open("xb")
            self._arrays.write(numbers.astype("<f8", copy=False).data)
            self.n_numbers += numbers.size

    def _place_of(self, verdict: Verdict) -> Path:
        """Return the folder of files with a verdict, made for the first of them."""
        place = self._places.get(verdict)
        if place is None:
            place = self.folder / verdict
            # What was refused is for the observer and the operator: the server's account has no way there.
            place.mkdir(mode=0o700 if verdict is Verdict.REFUSED else 0o777)
            self._places[verdict] = place
        return place

    def close(self) -> None:
        """Hand everything to the system."""
        try:
            self._records.close()
        finally:
            if self._arrays is not None:
                self._arrays.close()


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
    waits
        Wait for a process that writes in it now.

    Raises
    ------
    ArchiveError
        If the folder cannot be made or written, or the disk is full.
    ArchiveBusyError
        If another process writes in it and ``waits`` is false.
    """

    def __init__(self, folder: Path, *, writable: bool = False, rehearsal: bool = False, waits: bool = True) -> None:
        self.folder = folder
        self._is_rehearsal = rehearsal
        self._lock: ArchiveLock | None = None
        self._staged: _StagedBatch | None = None
        self._arrays: tuple[int, FloatArray | None] = (0, None)
        #: Entries by checksum and number that are in the index and not on disk.
        self._fresh: dict[tuple[str, int], EventEntry] = {}
        try:
            if writable:
                self._open_for_writing(waits=waits)
            self.index = ArchiveIndex(folder / "index.sqlite", writable=writable)
            if writable:
                self._recover()
            elif self.index.is_new and (folder / _BATCHES).is_dir():
                enter_batches(self.index, folder / _BATCHES, _RECORDS)
            if rehearsal:
                disk_index, self.index = self.index, self.index.in_memory()
                disk_index.close()
        except BlockingIOError as problem:
            raise ArchiveBusyError(f"Another process writes in the archive {folder}.", "wait for it") from problem
        except (OSError, sqlite3.Error, ValueError, KeyError) as problem:
            self.close()
            raise ArchiveError(
                f"The archive {folder} cannot be opened: {problem}.",
                "check its owner, and the space on its disk",
            ) from problem

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
            self._lock.release()
            self._lock = None

    # Reading

    @property
    def identifier(self) -> str:
        """Name of this archive among all archives, made when it was made; empty before."""
        try:
            return (self.folder / "identifier").read_text().strip()
        except OSError:
            return ""

    def last_batch_on_disk(self) -> int:
        """Return the number of the last batch, whether the index has it or not; 0 for an empty archive."""
        try:
            return max((int(one.name) for one in (self.folder / _BATCHES).iterdir()), default=0)
        except FileNotFoundError:
            return 0

    def original(self, checksum: str, verdict: Verdict = Verdict.ACCEPTED) -> Path:
        """Return the path of a file as it came.

        Raises
        ------
        KeyError
            If the archive holds no such file.
        """
        batch, name = self.index.batch_of(checksum, verdict)
        return self._folder_of(batch) / verdict / kept_name(checksum, name)

    def entry(self, place: EntryPlace) -> EventEntry:
        """Return one event's part of an accepted file; the arrays of its light curves stay on disk until used."""
        if (fresh := self._fresh.get((place.checksum, place.number))) is not None:
            return fresh
        with (self._folder_of(place.batch) / _RECORDS).open("rb") as stream:
            stream.seek(place.start)
            line = stream.read(place.size)
        arrays = self._arrays_of(place.batch) if b'"lightcurves":[' in line else None
        entry = entry_from(line, lambda item: curve_from(item, arrays))
        return renamed(entry, self.index.names_in(place.checksum, place.number))

    def entries_of(self, event_id: str) -> list[tuple[EntryPlace, EventEntry]]:
        """Return everything the archive holds of one event, in the order in which it came."""
        return [(place, self.entry(place)) for place in self.index.places_of(event_id)]

    # Writing

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Write all submissions stored within as one step."""
        try:
            self.index.begin()
            yield
            self._commit()
        except (OSError, sqlite3.Error) as problem:
            raise ArchiveError(
                f"The archive {self.folder} cannot be written: {problem}.",
                "make room on its disk or check its owner, then send the files again; nothing of this batch was kept",
            ) from problem
        finally:
            self.index.rollback()
            self._drop_staged()
            self._forget_fresh()

    def store(self, submission: Submission, content: IO[bytes]) -> None:
        """Write one submission into the batch; one that is there already is left unchanged.

        Parameters
        ----------
        submission
            What to keep of it; its entries carry event and report identifiers.
        content
            The file itself, read from its present position to its end.
        """
        if self.index.has(submission.checksum, submission.verdict):
            return
        batch = self.index.next_batch()
        staged = None if self._is_rehearsal else self._staged_batch(batch)
        start, n_numbers = (0, 0) if staged is None else (staged.n_bytes, staged.n_numbers)
        arrays = ArrayStore(n_numbers)
        lines = [submission.header_line(batch), *(_line(entry, arrays) for entry in submission.entries)]
        index_submission(self.index, submission, batch=batch, sizes=[len(line) for line in lines], start=start)
        if staged is not None:
            staged.add(submission, lines, arrays.joined(), content)
        if submission.verdict is Verdict.ACCEPTED:
            self._fresh |= {(submission.checksum, n): entry for n, entry in enumerate(submission.entries)}

    def _staged_batch(self, number: int) -> _StagedBatch:
        if self._staged is None:
            self._staged = _StagedBatch(self.folder / "staging" / batch_name(number))
        return self._staged

    def _drop_staged(self) -> None:
        """Remove a batch that was not moved to its folder."""
        if self._staged is not None:
            with suppress(OSError):  # what a full disk does not take is thrown away with the rest
                self._staged.close()
            shutil.rmtree(self._staged.folder, ignore_errors=True)
            self._staged = None

    def _forget_fresh(self) -> None:
        """Forget the entries of the batch, which are on disk now; a rehearsal keeps them without readings."""
        if not self._is_rehearsal:
            self._fresh.clear()
        for key, entry in self._fresh.items():
            if entry.lightcurves:
                self._fresh[key] = replace(entry, lightcurves=())

    def _open_for_writing(self, *, waits: bool) -> None:
        if (self.folder / Verdict.ACCEPTED).exists():
            raise ArchiveError(
                f"The archive {self.folder} was written by an earlier version, in another order.",
                f"move it away, then send its files again: umbra ingest OLD/{Verdict.ACCEPTED} OLD/{Verdict.REFUSED}",
            )
        for name in (_BATCHES, "staging"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._lock = ArchiveLock(self.folder / "lock", waits=waits)
        if not self.identifier:
            write_durably(self.folder / "identifier", str(uuid.uuid4()).encode())

    def _commit(self) -> None:
        if self._staged is not None:
            self._staged.close()
            os.sync()
            self._move(self._staged.folder, self._folder_of(self.index.next_batch()))
            self._staged = None
            self.index.commit()
        elif self._is_rehearsal:
            self.index.commit()

    def _move(self, staged: Path, target: Path) -> None:
        """Move a batch to its folder, and sync the move to disk."""
        staged.rename(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _folder_of(self, batch: int) -> Path:
        return self.folder / _BATCHES / batch_name(batch)

    def _arrays_of(self, batch: int) -> FloatArray | None:
        """Return the numbers of a batch's light curves without reading them yet, None where it has none."""
        if self._arrays[0] != batch:
            path = self._folder_of(batch) / _ARRAYS
            self._arrays = (batch, np.memmap(path, "<f8", "r") if path.exists() else None)
        return self._arrays[1]

    def _recover(self) -> None:
        """Drop what a killed writer had not completed, enter in the index what it had."""
        for leftover in (self.folder / "staging").iterdir():
            shutil.rmtree(leftover)
        enter_batches(self.index, self.folder / _BATCHES, _RECORDS)


def kept_name(checksum: str, name: str) -> str:
    """Return the name under which the archive keeps a file: its checksum and, if it is a plain one, its suffix."""
    suffix = PurePath(name).suffix.lower()
    return checksum + (suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) < _SUFFIX_SIZE else "")


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
