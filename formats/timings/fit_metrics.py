"""``fit_metrics.txt`` of PyOTE: a title row, and a line for each fit; other lines name the analysed file."""

import csv
import re

from formats.files.decoding import decode
from formats.files.file_clues import clues_of_path
from formats.timings.edge_times import remarks_on
from formats.words.clock_times import parse_clock
from schemas.codes import Answer
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode
from schemas.instant import SECONDS_PER_DAY
from schemas.reading import Reading
from schemas.timing_result import Edge, ErrorBar, TimingResult

FORMAT = "fit_metrics"
_TITLE = "aperture name,time err"
_SOURCE = re.compile(r"Source file is\s+(.*)", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{0,15})?([eE][+-]?\d{1,3})?")
#: Confidence level of the error bars in this table: they are PyOTE's 0.95 containment intervals.
_LEVEL = "0.95"
#: Value that PyOTE writes for a drop in magnitude that it cannot compute [mag].
_NO_MAG_DROP = 25.0
_MAX_FITS = 10_000
#: Columns kept in the file's words.
_KEPT = ("fp metric", "observed drop", "fp drop", "fp margin")


def identify(head: bytes) -> bool:
    """Return True for the title row of the table in the first line."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").replace(b"\r", b"\n").split(b"\n", 1)[0]
    return first.decode("latin-1").lower().startswith(_TITLE) and b"DNR" in first


def read(data: bytes, source: str) -> Reading:
    """Read a table of fit metrics: one timing result for each line.

    Raises
    ------
    FormatError
        If the title row is missing, or the bytes are not text.
    """
    text = decode(data, source)
    lines = text.lines()
    title = next((index for index, line in enumerate(lines) if line.lower().lstrip().startswith(_TITLE)), None)
    if title is None:
        message = "The title row of the fit metrics is missing."
        raise FormatError(source, 1, "", message, "send the file as PyOTE writes it")
    names = [name.strip().lower() for name in lines[title].split(",")]
    results: list[TimingResult] = []
    findings = list(text.findings)
    path = ""
    for number, line in enumerate(lines[title + 1 :], title + 2):
        if match := _SOURCE.match(line[:2000].strip()):
            path = match[1]
        elif line.strip() and len(results) < _MAX_FITS:
            row = dict(zip(names, _items(line), strict=False))
            result = _result(row, path, source, len(results) + 1)
            if result is None:
                findings.append(_unreadable(number))
            else:
                results.append(result)
                findings += remarks_on([(name, row.get(f"{name.lower()} time", "")) for name in "DR"], number)
    if not results:
        findings.append(Finding.info(FindingCode.VALUE_MISSING, "The table holds no fit."))
    return Reading(format=FORMAT, entries=(), findings=tuple(findings[:_MAX_FITS]), timing_results=tuple(results))


def _items(line: str) -> list[str]:
    try:
        return [item.strip() for item in next(csv.reader([line[:10_000]]), [])]
    except csv.Error:
        return []


def _unreadable(line: int) -> Finding:
    message = "The line has neither a time nor a frame of D or R."
    return Finding.warning(FindingCode.VALUE_UNREADABLE, message, line=line)


def _result(row: dict[str, str], path: str, source: str, seq: int) -> TimingResult | None:
    numbers = {name: float(text) for name, text in row.items() if _NUMBER.fullmatch(text)}
    error = next((value for name, value in numbers.items() if name.startswith("time err")), None)
    d, r = (_edge(row, numbers, letter, error) for letter in "dr")
    if d is None and r is None:
        return None
    if d is not None and r is not None and _is_overnight(d, r):
        r = Edge(seconds=(r.seconds or 0.0) + SECONDS_PER_DAY, errors=r.errors, frame=r.frame)
    mag_drop = numbers.get("magdrop")
    has_both = d is not None and r is not None
    return TimingResult(
        seq=seq,
        d=d,
        r=r,
        duration=numbers.get("duration (secs)") if has_both else None,
        mag_drop=None if mag_drop == _NO_MAG_DROP else mag_drop,
        percent_drop=numbers.get("percent drop"),
        dnr=numbers.get("dnr"),
        baseline=numbers.get("b"),
        bottom=numbers.get("a"),
        baseline_noise=numbers.get("sigmab"),
        bottom_noise=numbers.get("sigmaa"),
        camera_delay_applied=Answer.NO,
        aperture_name=row.get("aperture name") or None,
        software="PyOTE",
        source_format=FORMAT,
        clues=clues_of_path(path, source),
        settings=tuple(
            (name, row[name]) for name in ("fp metric", "observed drop", "fp drop", "fp margin") if row.get(name)
        ),
    )


def _edge(row: dict[str, str], numbers: dict[str, float], letter: str, error: float | None) -> Edge | None:
    """Return an edge; None where frame and time are both 0, which PyOTE writes for an edge that it did not fit."""
    seconds = parse_clock(row.get(f"{letter} time", ""))
    frame = numbers.get(f"{letter} frame")
    if not seconds and not frame:
        return None
    errors = (ErrorBar(level=_LEVEL, plus=abs(error), minus=abs(error)),) if error is not None else ()
    return Edge(seconds=seconds, errors=errors, frame=frame)


def _is_overnight(d: Edge, r: Edge) -> bool:
    return d.seconds is not None and r.seconds is not None and r.seconds < d.seconds - 43200
