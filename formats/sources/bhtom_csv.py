"""Calibrated points in the CSV of BHTOM and of the Cambridge server before it.

An upload has the header ``time,filter,magnitude,error``, with the time as MJD or JD and an error below 0 for an upper
limit (``photometry_sample.csv`` of BHTOM); a download has ``MJD;Magnitude;Error;Facility;Filter;Observer``.
"""

import csv

import numpy as np
from numpy.typing import NDArray

from formats.files.decoding import decode
from formats.sources.source_table import MAX_SIZE, MAX_STARS, rows_finding
from formats.sources.source_words import read_words
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import MJD_ZERO_JD
from schemas.photometry import PointList

_UPLOAD = ("time", "filter", "magnitude", "error")
_DOWNLOAD = ("mjd", "magnitude", "error", "facility", "filter", "observer")
#: A time above this is a Julian Date (BHTOM's own rule).
_SMALLEST_JD = 2_400_000.0
#: No star is brighter, no survey deeper [mag]; numbers outside are placeholders.
_MAGNITUDES = (-30.0, 40.0)
_NO_ERROR = 9.0
_DELIMITERS = (";", "\t", ",")


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file are the header of calibrated points."""
    try:
        lines = decode(head[:4096], "").lines()
    except FormatError:
        return False
    names = _names(lines[_header(lines)])
    return set(_UPLOAD) <= set(names) or set(_DOWNLOAD) <= set(names)


def read_points(data: bytes, source: str) -> PointList:
    """Read the points of one target.

    Parameters
    ----------
    data
        The whole file.
    source
        Its name, for messages.

    Returns
    -------
    PointList
        The points whose time and magnitude are numbers, and findings on the other rows.

    Raises
    ------
    FormatError
        If the header is another one, or no point is left.
    """
    if len(data) > MAX_SIZE:
        raise FormatError(source, None, "", f"The file is larger than {MAX_SIZE // 1_000_000} MB.")
    text = decode(data, source)
    lines = text.lines()
    begin = _header(lines)
    names = _names(lines[begin])
    time_name = "time" if "time" in names else "mjd"
    if time_name not in names or not {"filter", "magnitude", "error"} <= set(names):
        message = f"The first line is not {','.join(_UPLOAD)}."
        raise FormatError(source, begin + 1, "", message, "Name the columns as BHTOM's photometry_csv does.")
    cells, row, findings = _cells(lines, begin, names, source)
    read = {
        name: read_words(cells[name], name, name, row, row_word="line") for name in (time_name, "magnitude", "error")
    }
    findings += [finding for one in read.values() for finding in one.findings]
    mjd, mag, err = (read[name].values for name in (time_name, "magnitude", "error"))
    findings += _time_findings(mjd, row)
    mjd = np.where(mjd > _SMALLEST_JD, mjd - MJD_ZERO_JD, mjd)
    # The sign of a limit's error without its number, or no error on a last line without end: a file that breaks off.
    is_torn = np.array([cell in {"-", "+"} for cell in cells["error"]])
    is_torn[-1] |= not cells["error"][-1] and not text.text.endswith(("\n", "\r"))
    keep = np.isfinite(mjd) & (mag > _MAGNITUDES[0]) & (mag < _MAGNITUDES[1]) & ~is_torn
    repeated = keep & _is_repeated(mjd, mag, err, cells)
    is_limit = (err < 0) & keep
    mag_err = np.where((err >= 0) & (err < _NO_ERROR), err, np.nan)
    unknown = np.isnan(mag_err) & ~is_limit & keep
    zero = (err == 0) & keep
    findings += _row_findings(row, repeated=repeated, unusable=~keep, unknown=unknown, zero=zero)
    if not keep.any():
        raise FormatError(source, int(row[0]), "magnitude", "No row has a time and a magnitude.")
    keep &= ~repeated
    return PointList(
        mjd=mjd[keep],
        filter=_words(cells["filter"], keep),
        mag=mag[keep],
        mag_err=mag_err[keep],
        is_limit=is_limit[keep],
        facility=_words(cells["facility"], keep) if "facility" in cells else None,
        observer=_words(cells["observer"], keep) if "observer" in cells else None,
        row=row[keep],
        findings=(*text.findings, *findings),
    )


def _row_findings(
    row: NDArray[np.int64],
    *,
    repeated: NDArray[np.bool_],
    unusable: NDArray[np.bool_],
    unknown: NDArray[np.bool_],
    zero: NDArray[np.bool_],
) -> list[Finding]:
    """Return what is to be said of rows that stand again, have no point, no error, or one of zero."""
    remarks = (
        (FindingCode.ROW_REPEATED, "The point above stands again", repeated, ""),
        (FindingCode.VALUE_UNREADABLE, "No time, no magnitude, or the row breaks off", unusable, "magnitude"),
        (FindingCode.ACCURACY_MISSING, "No error of the magnitude", unknown, "error"),
        (FindingCode.ACCURACY_UNLIKELY, "An error of zero", zero, "error"),
    )
    return [
        _finding(code, Severity.WARNING, message, row[found], field)
        for code, message, found, field in remarks
        if found.any()
    ]


def _header(lines: list[str]) -> int:
    """Return the first line that is neither empty nor a remark, counted from 0."""
    return next((at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0)


def _delimiter(header: str) -> str:
    return next((mark for mark in _DELIMITERS if mark in header), ",")


def _names(line: str) -> list[str]:
    return [name.strip().strip('"').lower() for name in line.strip().lstrip("\ufeff").split(_delimiter(line))]


def _cells(
    lines: list[str], begin: int, names: list[str], source: str
) -> tuple[dict[str, list[str]], NDArray[np.int64], list[Finding]]:
    """Return the cells by column, the line of each row, and a finding on rows of another length."""
    delimiter = _delimiter(lines[begin])
    has_quotes = any('"' in line for line in lines)
    rows = [
        (number, _unquoted(line, delimiter) if has_quotes else line.split(delimiter))
        for number, line in enumerate(lines[begin + 1 :], begin + 2)
        if line.strip(f" \t{delimiter}") and not line.lstrip().startswith("#")
    ]
    if len(rows) > MAX_STARS:
        raise FormatError(source, None, "", f"The file holds more than {MAX_STARS} points.")
    whole = [(number, cells[: len(names)]) for number, cells in rows if _has_length(cells, len(names))]
    wrong = np.array([number for number, cells in rows if not _has_length(cells, len(names))], dtype=np.int64)
    findings = []
    if len(wrong):
        message = f"Not {len(names)} items as the header says"
        findings.append(_finding(FindingCode.STRUCTURE, Severity.WARNING, message, wrong, ""))
    if not whole:
        raise FormatError(source, None, "", "The file holds no points.", "Write a row a point below the header.")
    columns = zip(*(cells for _, cells in whole), strict=True)
    cells_by_name = {name: [cell.strip() for cell in column] for name, column in zip(names, columns, strict=True)}
    return cells_by_name, np.array([number for number, _ in whole], dtype=np.int64), findings


def _has_length(cells: list[str], n_names: int) -> bool:
    """Return True for as many cells as names; empty ones behind come from spreadsheets."""
    return len(cells) >= n_names and not any(cell.strip() for cell in cells[n_names:])


def _unquoted(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _is_repeated(
    mjd: NDArray[np.float64], mag: NDArray[np.float64], err: NDArray[np.float64], cells: dict[str, list[str]]
) -> NDArray[np.bool_]:
    """Return which points stand above already, with the same time, filter, magnitude, error and telescope."""
    seen: set[tuple[object, ...]] = set()
    repeated = np.zeros(len(mjd), dtype=np.bool_)
    facilities = cells.get("facility", [""] * len(mjd))
    points = zip(mjd.tolist(), mag.tolist(), err.tolist(), cells["filter"], facilities, strict=True)
    for at, point in enumerate(points):
        key = tuple(map(repr, point))
        repeated[at] = key in seen
        seen.add(key)
    return repeated


def _time_findings(mjd: NDArray[np.float64], row: NDArray[np.int64]) -> list[Finding]:
    is_jd = mjd > _SMALLEST_JD
    if not is_jd.any():
        return []
    message = "Julian Date converted to MJD"
    return [_finding(FindingCode.VALUE_DERIVED, Severity.INFO, message, row[is_jd], "time")]


def _words(cells: list[str], keep: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(cell for cell, is_kept in zip(cells, keep, strict=True) if is_kept)


def _finding(code: FindingCode, severity: Severity, message: str, rows: NDArray[np.int64], field: str) -> Finding:
    return rows_finding(code, severity, message, rows, field=field, row_word="line")
