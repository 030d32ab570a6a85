"""The archive of photometry: catalogues as they came, their outcomes, targets and observatories.

Below one folder::

    accepted/3f/3f9c.../original.cat              the file as it came, named by its SHA-256
    accepted/3f/3f9c.../<catalogue_id>/record.json   what came with it and what was made of it
    accepted/3f/3f9c.../<catalogue_id>/zero_points.npz   the zero points star by star
    refused/...                                   the same for files that were not accepted
    staging/                                      being written; nothing here counts
    journal.jsonl                                 targets, observatories and withdrawn points; the last word counts
    unpublished                                   a line for each change since the last publishing: whose it is
    lock                                          held by the one process that writes

A file may come for several targets, so one original has a record for each. A record is written in `staging` and
moved to its place by one rename: a process killed at any moment leaves all of it or nothing.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, Self

from ingest.archive.archive import ArchiveBusyError, ArchiveError, write_durably
from ingest.archive.archive_lock import ArchiveLock
from ingest.archive.record_json import JsonObject, finding_object, record_from, record_object
from schemas.codes import Verdict
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import Calibration, Catalogue, Measurement, Observatory, Target
from schemas.upload import CalibratedUpload, Upload, Withdrawal

#: Format of an instant in the identifier of a catalogue.
_INSTANT = re.compile(r"\d{1,6}\.\d{5}")
_UNPUBLISHED = "unpublished"
_JOURNAL_KINDS = {"target": Target, "observatory": Observatory, "withdrawal": Withdrawal}


class PhotometryArchive:
    """The archive of photometry under one folder, opened for reading or, as the only one, for writing.

    Parameters
    ----------
    folder, waits
        As of `ingest.archive.archive.Archive`.
    writable
        Take the lock and clear away what a killed writer left.

    Raises
    ------
    ArchiveError, ArchiveBusyError
        As `ingest.archive.archive.Archive` does.
    """

    def __init__(self, folder: Path, *, writable: bool = False, waits: bool = True) -> None:
        self.folder = folder
        self._lock: ArchiveLock | None = None
        self._places: dict[str, str] | None = None
        try:
            if writable:
                self._open_for_writing(waits=waits)
            self._journal = _read_journal(folder / "journal.jsonl")
        except BlockingIOError as problem:
            raise ArchiveBusyError(f"Another process writes in the archive {folder}.", "wait for it") from problem
        except OSError as problem:
            self.close()
            raise _trouble(folder, problem) from problem

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the lock."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # Reading

    def targets(self) -> dict[str, Target]:
        """Return the targets by identifier."""
        return {key: record_from(Target, item) for key, item in self._journal["target"].items()}

    def observatories(self) -> dict[str, Observatory]:
        """Return the observatories by identifier."""
        return {key: record_from(Observatory, item) for key, item in self._journal["observatory"].items()}

    def withdrawals(self) -> dict[str, Withdrawal]:
        """Return the points that are kept but not published, by identifier."""
        return {key: record_from(Withdrawal, item) for key, item in self._journal["withdrawal"].items()}

    def place(self, checksum: str, verdict: Verdict = Verdict.ACCEPTED) -> Path:
        """Return the folder of a file."""
        return self.folder / verdict / checksum[:2] / checksum

    def find(self, checksum: str, catalogue_id: str) -> CalibratedUpload | None:
        """Return the outcome of a file for one request, None if it is not in the archive."""
        record = self.place(checksum) / catalogue_id / "record.json"
        return upload_from(record.read_bytes()) if record.exists() else None

    def uploads_of(self, checksum: str) -> list[CalibratedUpload]:
        """Return all outcomes of a file."""
        return [upload_from(record.read_bytes()) for record in sorted(self.place(checksum).glob("*/record.json"))]

    def uploads(self) -> Iterator[CalibratedUpload]:
        """Return all accepted uploads, in the order of their files' checksums."""
        for record in self._records():
            yield upload_from(record.read_bytes())

    def catalogue_ids(self) -> dict[str, str]:
        """Return the checksum of each accepted upload's file, by catalogue."""
        return {record.parent.name: record.parent.parent.name for record in self._records()}

    def uploads_near(self, target_id: str, begin: float, end: float) -> Iterator[CalibratedUpload]:
        """Yield the accepted uploads of a target: catalogues between two instants [MJD], and all files of points."""
        if self._places is None:
            self._places = self.catalogue_ids()
        for catalogue_id, checksum in list(self._places.items()):
            name, _, instant = catalogue_id.rpartition("_")[0].rpartition("_")
            is_near = name == target_id and _INSTANT.fullmatch(instant) and begin <= float(instant) <= end
            has_no_instant = catalogue_id.rpartition("_")[0] == target_id
            if (is_near or has_no_instant) and (found := self.find(checksum, catalogue_id)) is not None:
                yield found

    def _records(self) -> Iterator[Path]:
        return iter(sorted((self.folder / Verdict.ACCEPTED).glob("*/*/*/record.json")))

    # Writing

    def store(self, upload: CalibratedUpload, content: bytes, files: Mapping[str, bytes]) -> None:
        """Keep a file with its outcome, under accepted or refused; one that is there already is left unchanged.

        Parameters
        ----------
        upload
            What was made of it.
        content
            The file as it came.
        files
            What is kept beside the record, by file name.

        Raises
        ------
        ArchiveError
            If the disk is full or may not be written.
        """
        place = self.place(upload.checksum, Verdict.ACCEPTED if upload.is_accepted else Verdict.REFUSED)
        staged = self.folder / "staging" / upload.catalogue_id
        try:
            place.mkdir(parents=True, exist_ok=True)
            if not any(one.suffix != ".part" for one in place.glob("original*")):
                write_durably(place / f"original{_suffix(upload.name)}", content)
            if (place / upload.catalogue_id).exists():
                return
            staged.mkdir()
            for name, attached in files.items():
                write_durably(staged / name, attached)
            write_durably(staged / "record.json", upload_line(upload))
            if upload.is_accepted:
                self._mark(upload.catalogue_id)
            staged.rename(place / upload.catalogue_id)
            if upload.is_accepted and self._places is not None:
                self._places[upload.catalogue_id] = upload.checksum
        except OSError as problem:
            shutil.rmtree(staged, ignore_errors=True)
            raise _trouble(self.folder, problem) from problem

    def put_target(self, target: Target) -> None:
        """Add a target, or change it."""
        self._note("target", target.target_id, record_object(target))

    def put_observatory(self, observatory: Observatory) -> None:
        """Add an observatory, or change it."""
        self._note("observatory", observatory.observatory_id, record_object(observatory))

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Withdraw a point from publication."""
        self._note("withdrawal", withdrawal.measurement_id, record_object(withdrawal))

    def restore(self, measurement_id: str) -> None:
        """Publish a withdrawn point again."""
        self._note("withdrawal", measurement_id, None)

    def unpublished(self) -> set[str]:
        """Return the catalogues, targets and observatories that changed since the last publishing."""
        try:
            return set((self.folder / _UNPUBLISHED).read_text(encoding="utf-8").split("\n")) - {""}
        except FileNotFoundError:
            return set()

    def note_published(self) -> None:
        """Note that all is published; a reader cannot."""
        if self._lock is not None:
            (self.folder / _UNPUBLISHED).unlink(missing_ok=True)

    def _mark(self, identifier: str) -> None:
        """Note before a change that it is to be published."""
        with (self.folder / _UNPUBLISHED).open("a", encoding="utf-8") as stream:
            stream.write(f"{identifier}\n")

    def _note(self, kind: str, key: str, item: JsonObject | None) -> None:
        line = json.dumps({"kind": kind, "key": key, "item": item}, ensure_ascii=False) + "\n"
        try:
            # A point is named after its catalogue.
            self._mark(key.rpartition("_")[0] if kind == "withdrawal" else key)
            with (self.folder / "journal.jsonl").open("ab") as stream:
                stream.write(line.encode())
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as problem:
            raise _trouble(self.folder, problem) from problem
        _apply(self._journal, kind, key, item)

    def _open_for_writing(self, *, waits: bool) -> None:
        for name in (*Verdict, "staging"):
            (self.folder / name).mkdir(mode=0o700 if name == Verdict.REFUSED else 0o777, parents=True, exist_ok=True)
        self._lock = ArchiveLock(self.folder / "lock", waits=waits)
        for leftover in (self.folder / "staging").iterdir():
            shutil.rmtree(leftover)
        _cut_torn_line(self.folder / "journal.jsonl")


def upload_line(upload: CalibratedUpload) -> bytes:
    """Return what the archive writes about a file."""
    item = record_object(upload) | {
        "upload": record_object(upload.upload),
        "catalogue": None if upload.catalogue is None else record_object(upload.catalogue),
        "calibrations": [record_object(calibration) for calibration in upload.calibrations],
        "measurements": [record_object(measurement) for measurement in upload.measurements],
        "findings": [finding_object(finding) for finding in upload.findings],
    }
    return json.dumps(item, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def upload_from(line: bytes) -> CalibratedUpload:
    """Return what `upload_line` wrote."""
    item: dict[str, Any] = json.loads(line)
    catalogue = item.pop("catalogue", None)
    lists = {name: item.pop(name, []) for name in ("calibrations", "measurements", "findings")}
    upload = record_from(Upload, item.pop("upload"))
    return CalibratedUpload(
        upload=upload,
        **item,
        catalogue=None if catalogue is None else record_from(Catalogue, catalogue),
        calibrations=tuple(record_from(Calibration, one) for one in lists["calibrations"]),
        measurements=tuple(record_from(Measurement, one) for one in lists["measurements"]),
        findings=tuple(_finding_from(one) for one in lists["findings"]),
    )


def _finding_from(item: JsonObject) -> Finding:
    code = next(code for code in FindingCode if code == item["code"])
    return Finding(**{**item, "code": code, "severity": Severity(item["severity"])})


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    # What ends in .part is being written.
    is_plain = suffix[1:].isalnum() and suffix.isascii() and len(suffix) < 9 and suffix != ".part"
    return suffix if is_plain else ""


Journal = dict[str, dict[str, JsonObject]]


def _read_journal(path: Path) -> Journal:
    """Return the latest entry on everything in the journal, by kind and key."""
    journal: Journal = {kind: {} for kind in _JOURNAL_KINDS}
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    for line in lines:
        note = json.loads(line)
        _apply(journal, note["kind"], note["key"], note["item"])
    return journal


def _apply(journal: Journal, kind: str, key: str, item: JsonObject | None) -> None:
    if item is None:
        journal[kind].pop(key, None)
    else:
        journal[kind][key] = item


def _cut_torn_line(path: Path) -> None:
    """Take away the last line of the journal if its writer was killed before its end."""
    if path.exists() and not (content := path.read_bytes()).endswith(b"\n"):
        with path.open("r+b") as stream:
            stream.truncate(content.rfind(b"\n") + 1)


def _trouble(folder: Path, problem: OSError) -> ArchiveError:
    return ArchiveError(
        f"The archive {folder} cannot be used: {problem.strerror or problem}.",
        "check its owner, and the space on its disk; nothing of this file was kept",
    )
