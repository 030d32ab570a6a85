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
from ingest.intake.checks import check_entry
from ingest.intake.comment_words import remark_comments
from ingest.intake.derivation import complete
from ingest.intake.media_type import UNKNOWN_TYPE, ZIP_TYPE, media_type
from ingest.intake.result_checks import check_results
from schemas.correction import RecordedCorrection
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import Clock
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
class Judgement:
    """What a file holds, read, completed and checked."""

    #: Name of the format, empty if none was recognised.
    format: str
    #: Entries without the stations that are refused; empty if the whole file is.
    entries: tuple[EventEntry, ...] = ()
    #: Everything that was read, refused stations included.
    all_entries: tuple[EventEntry, ...] = ()
    findings: tuple[Finding, ...]
    lightcurves: tuple[LightCurve, ...] = ()
    timing_results: tuple[TimingResult, ...] = ()
    corrections: tuple[RecordedCorrection, ...] = ()

    @property
    def has_curves(self) -> bool:
        """Whether it holds light curves or results of fits to them."""
        return bool(self.lightcurves or self.timing_results)

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the file is acceptable."""
        return not (self.entries or self.has_curves or self.corrections)

    @property
    def has_errors(self) -> bool:
        """Whether anything of the file is refused."""
        return any(finding.severity == Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, kw_only=True, slots=True)
class Examination(Judgement):
    """What a file holds, and the file itself."""

    path: Path
    #: Name of the file without its folder.
    name: str
    #: SHA-256, hexadecimal; empty where the file could not be opened.
    checksum: str
    #: [byte]
    size: int
    #: The file itself if it is small; else it is read again.
    content: bytes | None
    #: What the first bytes tell of the content.
    media_type: str = UNKNOWN_TYPE
    #: Where the file came from, if it is read from another place.
    shown: Path | None = None

    @property
    def shown_path(self) -> Path:
        """The path as it can be printed and stored: what is no letter in it is replaced."""
        path = self.shown or self.path
        name = shown_name(str(path))
        return path if name == str(path) else Path(name)

    @property
    def is_zip(self) -> bool:
        """Whether it is a zip, to be taken apart."""
        return not self.format and self.media_type == ZIP_TYPE


def shown_name(name: str) -> str:
    """Return the name of a file without bytes that are no text, line ends and other invisible characters."""
    if name.isprintable():
        return name
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    """A file as it was opened: its first bytes, and all of them where a reader may want them."""

    name: str
    checksum: str
    size: int
    media_type: str
    #: Name of the format that the first bytes are of, None if they are of none.
    format: str | None
    head: bytes
    content: bytes | None


def examine(
    path: Path,
    opener: Opener,
    finding: Finding | None = None,
    *,
    now: Clock | None = None,
    shown: Path | None = None,
) -> Examination:
    """Read and check one file.

    Parameters
    ----------
    path
        The file.
    opener
        Opens it for reading bytes.
    finding
        Why the file is only to be kept, if reading it had to be broken off.
    now
        The time of day, to find observations that are dated after it; None: they are not looked for.
    shown
        Where the file came from, if it is read from another place.

    Raises
    ------
    OSError
        If the file cannot be opened or read.
    FormatError
        If it is no regular file, or larger than the archive takes.
    """
    file = _open_file(path, opener)
    broken_off = None if finding is None else Judgement(format=file.format or "", findings=(finding,))
    judgement = broken_off or _read_safely(file, now)
    return Examination(
        path=path,
        name=file.name,
        checksum=file.checksum,
        size=file.size,
        content=file.content if file.size <= HELD_SIZE else None,
        media_type=file.media_type,
        shown=shown,
        format=judgement.format,
        entries=judgement.entries,
        all_entries=judgement.all_entries,
        findings=judgement.findings,
        lightcurves=judgement.lightcurves,
        timing_results=judgement.timing_results,
        corrections=judgement.corrections,
    )


def _open_file(path: Path, opener: Opener) -> _File:
    name = shown_name(path.name)
    with opener(path) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise FormatError(name, None, "", "This is no regular file.", "name a file or a folder")
        size = _size_of(stream, name)
        if size > LARGEST_FILE:
            raise FormatError(
                name, None, "", f"The file has {size / 1e6:.0f} MB.", f"send at most {LARGEST_FILE / 1e6:.0f} MB"
            )
        stream.seek(0)
        head = _read_exactly(stream, min(size, HEAD_SIZE), name)
        content_type = media_type(head)
        # A zip that is not compressed shows the words of the files in it; a workbook is a zip too, but one form.
        kind = _workbook(head) if content_type == ZIP_TYPE else identify(head)
        limit = FORMATS[kind].max_size if kind else 0
        content = head + _read_exactly(stream, size - len(head), name) if size <= max(HELD_SIZE, limit) else None
        return _File(
            name=name,
            checksum=_checksum(head, content, stream),
            size=size,
            media_type=content_type,
            format=kind,
            head=head,
            content=content,
        )


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
    """Return the next bytes of a file; files of the system have more or fewer than their size, or none yet.

    Raises
    ------
    FormatError
        If there are fewer, or after the last ones more.
    """
    # A file that was opened without waiting gives None where nothing has come yet.
    content: bytes | None = stream.read(n_bytes)
    is_end = content is not None and (n_bytes == HEAD_SIZE or not stream.read(1))
    if content is None or len(content) < n_bytes or not is_end:
        message = "The file does not have its stated size: it is still being written, or is no file on a disk."
        raise FormatError(name, None, "", message, "send it when it is complete")
    return content


def unopened(path: Path, problem: FormatError, *, shown: Path | None = None) -> Examination:
    """Return the examination of a file that could not even be opened; its checksum is empty."""
    return Examination(
        path=path,
        name=shown_name(path.name),
        checksum="",
        size=0,
        content=None,
        shown=shown,
        format="",
        findings=(unreadable(problem),),
    )


def unreadable(problem: FormatError) -> Finding:
    """Return the finding on a file that cannot be read or taken apart."""
    return Finding.error(FindingCode.UNREADABLE, problem.message, problem.hint, field=problem.field, line=problem.line)


def _workbook(head: bytes) -> str | None:
    return iota_workbook.NAME if iota_workbook.identify(head) else None


def _checksum(head: bytes, content: bytes | None, stream: IO[bytes]) -> str:
    digest = hashlib.sha256(head if content is None else content)
    if content is None:
        while block := stream.read(HELD_SIZE):
            digest.update(block)
    return digest.hexdigest()


def _read_safely(file: _File, now: Clock | None) -> Judgement:
    """Read and check a file; a fault of a reader or check costs this file, and no other."""
    try:
        return _read(file, now)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other files go in
        return Judgement(format=file.format or "", findings=(fault(file.name, problem),))


def fault(name: str, problem: Exception) -> Finding:
    """Write to the log how the program itself failed on a file; return the finding on it."""
    _log.warning("A fault of Umbra with the file %s", name, exc_info=problem)
    message = f"Umbra failed on this file: {type(problem).__name__}."
    return Finding.error(FindingCode.FAULT, message, "tell the operators of the site, who have the details in a log")


def _read(file: _File, now: Clock | None) -> Judgement:
    if file.format is None:
        return Judgement(format="", findings=(unreadable(_unknown(file.head, file.name)),))
    if file.content is None:
        limit = FORMATS[file.format].max_size
        message = f"The file has {file.size / 1e6:.1f} MB; of its format ({file.format}) at most "
        message += f"{limit / 1e6:g} MB are read."
        hint = "send it in parts"
        return Judgement(format=file.format, findings=(Finding.error(FindingCode.UNREADABLE, message, hint),))
    try:
        reading = FORMATS[file.format].read(file.content, file.name)
    except FormatError as problem:
        return Judgement(format=file.format, findings=(unreadable(problem),))
    return judge(reading, now=None if now is None else now())


def _unknown(head: bytes, name: str) -> FormatError:
    """Return the error for a file of no format known here; the formats of photometry have a command of their own."""
    is_catalogue = any(form.identify(head) for form in (sextractor_ascii, bhtom_csv)) or head.startswith(b"SIMPLE  =")
    if is_catalogue and photometry_program(head) is None:
        message = "This is no report and no light curve, but maybe photometry of the stars of an image."
        return FormatError(name, None, "", message, f"umbra calibrate --dry-run --target ID --mjd MJD {name}")
    foreign = explain(head)
    return FormatError(name, None, "", foreign.message, foreign.hint)


def judge(reading: Reading, *, now: float | None = None) -> Judgement:
    """Complete and check what a reader read, and leave out what is refused.

    An error on a station refuses that station, an error on an event the whole entry, an error of the reader
    that names no station the whole file.

    Parameters
    ----------
    reading
        What the reader made of the file.
    now
        The present instant, UTC [MJD], after which nothing was observed; None: dates are not compared with it.
    """
    findings = list(reading.findings)
    refused = {finding.station for finding in findings if finding.severity == Severity.ERROR}
    kept: list[EventEntry] = []
    completed: list[EventEntry] = []
    first = 0
    for entry_as_read in reading.entries:
        entry, derived = complete(entry_as_read)
        completed.append(entry)
        remarks = [*derived, *check_entry(entry, now=now), *remark_comments(entry)]
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
    return Judgement(
        format=reading.format,
        entries=tuple(kept),
        all_entries=tuple(completed),
        findings=tuple(findings),
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
