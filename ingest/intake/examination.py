"""Examination: one file read and checked, without looking at anything else."""

import hashlib
import io
import logging
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from formats import FORMATS, HEAD_SIZE, identify
from formats.foreign_files import explain, photometry_program
from formats.forms import iota_workbook
from formats.sources import bhtom_csv, sextractor_ascii
from ingest.archive.bundles import media_type
from ingest.intake.checks import check_entry
from ingest.intake.clock import now_mjd
from ingest.intake.comment_words import remark_comments
from ingest.intake.derivation import complete
from ingest.intake.result_checks import check_results
from schemas.correction import RecordedCorrection
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.lightcurve import LightCurve
from schemas.reading import EventEntry, Reading, StationReport
from schemas.timing_result import TimingResult

_log = logging.getLogger(__name__)
#: Files up to this size stay in memory between examination and archive [byte].
HELD_SIZE = 1 << 20
#: A file larger than this is not even copied into the archive [byte].
LARGEST_FILE = 2 << 30

Opener = Callable[[Path], IO[bytes]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Examination:
    """What is known of a file once it was read and checked."""

    path: Path
    #: Name of the file without its folder.
    name: str
    checksum: str
    size: int
    #: Name of the format, empty if none was recognised.
    format: str
    #: Entries without the stations that are refused; empty if the whole file is.
    entries: tuple[EventEntry, ...]
    #: Everything that was read, refused stations included.
    all_entries: tuple[EventEntry, ...]
    findings: tuple[Finding, ...]
    #: The file itself if it is small; else it is read again.
    content: bytes | None
    #: What the first bytes tell of the content.
    media_type: str = "application/octet-stream"
    lightcurves: tuple[LightCurve, ...] = ()
    timing_results: tuple[TimingResult, ...] = ()
    corrections: tuple[RecordedCorrection, ...] = ()

    @property
    def shown_path(self) -> Path:
        """The path as it can be printed and stored: what is no letter in it is replaced."""
        return Path(shown_name(str(self.path)))

    @property
    def is_zip(self) -> bool:
        """Whether it is a zip, to be taken apart."""
        return not self.format and self.media_type == "application/zip"

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the file is acceptable."""
        return not (self.entries or self.lightcurves or self.timing_results or self.corrections)

    @property
    def has_errors(self) -> bool:
        """Whether anything of the file is refused."""
        return any(finding.severity == Severity.ERROR for finding in self.findings)


def shown_name(name: str) -> str:
    """Return the name of a file without bytes that are no text, line ends and other letters that cannot be seen."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def examine(path: Path, opener: Opener, finding: Finding | None = None) -> Examination:
    """Read and check one file.

    Parameters
    ----------
    path
        The file.
    opener
        Opens it for reading bytes.
    finding
        Why the file is only to be kept, if reading it had to be broken off.

    Raises
    ------
    OSError
        If the file cannot be opened or read.
    FormatError
        If it is no regular file, or larger than the archive takes.
    """
    name = shown_name(path.name)
    with opener(path) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise FormatError(name, None, "", "This is no regular file.", "Name a file or a folder.")
        size = _size_of(stream, name)
        if size > LARGEST_FILE:
            raise FormatError(
                name, None, "", f"The file has {size / 1e6:.0f} MB.", f"At most {LARGEST_FILE / 1e6:.0f} MB are taken."
            )
        stream.seek(0)
        head = _read_exactly(stream, min(size, HEAD_SIZE), name)
        content_type = media_type(head)
        # A zip that is not compressed shows the words of the files in it; a workbook is a zip too, but one form.
        kind = _workbook(head) if content_type == "application/zip" else identify(head)
        limit = FORMATS[kind].max_size if kind else 0
        content = head + _read_exactly(stream, size - len(head), name) if size <= max(HELD_SIZE, limit) else None
        checksum = _checksum(head, content, stream)
    if finding is None:
        outcome = _read_safely(kind, head, content, name, size)
    else:
        outcome = _examination(kind or "", name, (), (), (finding,))
    outcome = replace(outcome, path=path, media_type=content_type)
    return replace(outcome, checksum=checksum, size=size, content=content if size <= HELD_SIZE else None)


def _size_of(stream: IO[bytes], name: str) -> int:
    """Return the size of a file that can be wound back.

    Raises
    ------
    FormatError
        If it cannot, as many files of the system.
    """
    try:
        return stream.seek(0, io.SEEK_END)
    except OSError as problem:
        message = f"This is no file on a disk: {problem.strerror or problem}."
        raise FormatError(name, None, "", message, "name a file or a folder") from problem


def _read_exactly(stream: IO[bytes], n_bytes: int, name: str) -> bytes:
    """Return the next bytes of a file; files of the system (/proc, /sys) have more or fewer than they say, or none yet.

    Raises
    ------
    FormatError
        If there are fewer, or after the last ones more.
    """
    # A file that was opened without waiting gives None where nothing has come yet.
    content: bytes | None = stream.read(n_bytes)
    is_end = content is not None and (n_bytes == HEAD_SIZE or not stream.read(1))
    if content is None or len(content) < n_bytes or not is_end:
        message = "The file does not have the size that it says: it is still being written, or no file on a disk."
        raise FormatError(name, None, "", message, "send it when it is complete")
    return content


def unopened(path: Path, problem: FormatError) -> Examination:
    """Return the examination of a file that could not even be opened; its checksum is empty."""
    return replace(_refusal("", shown_name(path.name), problem), path=path)


def refused(examination: Examination, problem: FormatError) -> Examination:
    """Return an examination as one of a file that cannot be taken, and why."""
    return replace(examination, findings=_refusal("", examination.name, problem).findings)


def _workbook(head: bytes) -> str | None:
    return iota_workbook.NAME if iota_workbook.identify(head) else None


def _checksum(head: bytes, content: bytes | None, stream: IO[bytes]) -> str:
    digest = hashlib.sha256(head if content is None else content)
    if content is None:
        while block := stream.read(HELD_SIZE):
            digest.update(block)
    return digest.hexdigest()


def _read_safely(kind: str | None, head: bytes, content: bytes | None, name: str, size: int) -> Examination:
    """Read and check a file; a fault of a reader or check costs this file, and no other."""
    try:
        return _read(kind, head, content, name, size)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other files go in
        return _examination(kind or "", name, (), (), (fault(name, problem),))


def fault(name: str, problem: Exception) -> Finding:
    """Write to the log how the program itself failed on a file; return the finding on it."""
    _log.warning("A fault of Umbra with the file %s", name, exc_info=problem)
    message = f"Umbra failed on this file: {type(problem).__name__}."
    return Finding.error(FindingCode.FAULT, message, "tell the operators of the site, who have the details in a log")


def _read(kind: str | None, head: bytes, content: bytes | None, name: str, size: int) -> Examination:
    if kind is None:
        return _refusal("", name, _unknown(head, name))
    if content is None:
        limit = FORMATS[kind].max_size
        message = f"The file has {size / 1e6:.1f} MB; of its format ({kind}) at most {limit / 1e6:g} MB are read."
        problem = FormatError(name, None, "", message, "is it the right file? Else send it in parts")
        return _refusal(kind, name, problem)
    try:
        reading = FORMATS[kind].read(content, name)
    except FormatError as problem:
        return _refusal(kind, name, problem)
    return judge(reading, name)


def _unknown(head: bytes, name: str) -> FormatError:
    """Return the error for a file of no format known here; the formats of photometry have a command of their own."""
    is_catalogue = any(form.identify(head) for form in (sextractor_ascii, bhtom_csv)) or head.startswith(b"SIMPLE  =")
    if is_catalogue and photometry_program(head) is None:
        message = "This is no report and no light curve, but maybe photometry of the stars of an image."
        return FormatError(name, None, "", message, f"umbra calibrate --dry-run --target ID --mjd MJD {name}")
    foreign = explain(head)
    return FormatError(name, None, "", foreign.message, foreign.hint)


def _refusal(kind: str, name: str, problem: FormatError) -> Examination:
    finding = Finding(
        code=FindingCode.UNREADABLE,
        severity=Severity.ERROR,
        message=problem.message,
        hint=problem.hint,
        field=problem.field,
        line=problem.line,
    )
    return _examination(kind, name, (), (), (finding,))


def _examination(
    kind: str,
    name: str,
    entries: tuple[EventEntry, ...],
    all_entries: tuple[EventEntry, ...],
    findings: tuple[Finding, ...],
) -> Examination:
    return Examination(
        path=Path(name),
        name=name,
        checksum="",
        size=0,
        format=kind,
        entries=entries,
        all_entries=all_entries,
        findings=findings,
        content=None,
    )


def judge(reading: Reading, name: str) -> Examination:
    """Complete and check what a reader read, and leave out what is refused.

    An error on a station refuses that station, an error on an event the whole entry, an error of the reader
    that names no station the whole file.
    """
    findings = list(reading.findings)
    refused = {finding.station for finding in findings if finding.severity == Severity.ERROR}
    kept: list[EventEntry] = []
    completed: list[EventEntry] = []
    first = 0
    for entry in reading.entries:
        entry, derived = complete(entry)
        completed.append(entry)
        remarks = [*derived, *check_entry(entry, now=now_mjd()), *remark_comments(entry)]
        errors = {remark.station for remark in remarks if remark.severity == Severity.ERROR}
        errors |= {station - first for station in refused if station is not None}
        if None not in errors:
            kept += _without(entry, errors)
        findings += [
            remark if remark.station is None else replace(remark, station=remark.station + first) for remark in remarks
        ]
        first += len(entry.stations)
    if None in refused:
        kept = []
    results, remarks_on_results = check_results(reading.timing_results)
    findings += remarks_on_results
    examination = _examination(reading.format, name, tuple(kept), tuple(completed), tuple(findings))
    return replace(
        examination,
        lightcurves=reading.lightcurves,
        timing_results=results,
        corrections=() if None in refused else reading.corrections,
    )


def _without(entry: EventEntry, refused: set[int | None]) -> list[EventEntry]:
    """Return the entry without its refused stations; nothing if that leaves none of them."""
    stations: tuple[StationReport, ...] = tuple(
        station for number, station in enumerate(entry.stations) if number not in refused
    )
    if entry.stations and not stations:
        return []
    return [replace(entry, stations=stations)]
