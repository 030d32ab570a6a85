"""Calibrated points in the CSV of BHTOM and of the Cambridge server before it.

An upload has the header ``time,filter,magnitude,error``, with the time as MJD or JD and an error below 0 for an upper
limit (``photometry_sample.csv`` of BHTOM); a download has ``MJD;Magnitude;Error;Facility;Filter;Observer``.
"""

import csv
import re

import numpy as np
from numpy.typing import NDArray

from ingest.formats.decoding import decode
from ingest.formats.source_table import MAX_SIZE, MAX_STARS, rows_finding
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import PointList

_UPLOAD = ("time", "filter", "magnitude", "error")
_DOWNLOAD = ("mjd", "magnitude", "error", "facility", "filter", "observer")
#: A time above this is a Julian Date (BHTOM's own rule).
_SMALLEST_JD = 2_400_000.0
_JD_OF_MJD_ZERO = 2_400_000.5
_NO_MAGNITUDE = 90.0


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file are the header of calibrated points."""
    names = _names(head[:1024].decode("latin-1").removeprefix("ï»¿").partition("\n")[0])
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
    names = _names(lines[0])
    time_name = "time" if "time" in names else "mjd"
    if time_name not in names or not {"filter", "magnitude", "error"} <= set(names):
        message = f"The first line is not {','.join(_UPLOAD)}."
        raise FormatError(source, 1, "", message, "Name the columns as BHTOM's photometry_csv does.")
    cells, row, findings = _cells(lines, names, source)
    mjd, mag, err = (_numbers(cells[name]) for name in (time_name, "magnitude", "error"))
    findings += _time_findings(mjd, row)
    mjd = np.where(mjd > _SMALLEST_JD, mjd - _JD_OF_MJD_ZERO, mjd)
    keep = np.isfinite(mjd) & (np.abs(mag) < _NO_MAGNITUDE)
    if not keep.all():
        message = "No time or no magnitude"
        findings.append(_finding(FindingCode.VALUE_UNREADABLE, Severity.WARNING, message, row[~keep], "magnitude"))
    if not keep.any():
        raise FormatError(source, None, "magnitude", "No row has a time and a magnitude.")
    is_limit = (err < 0) & keep
    mag_err = np.where((err >= 0) & (err < _NO_MAGNITUDE), err, np.nan)
    unknown = np.isnan(mag_err) & ~is_limit & keep
    if unknown.any():
        message = "No error of the magnitude"
        findings.append(_finding(FindingCode.ACCURACY_MISSING, Severity.WARNING, message, row[unknown], "error"))
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


def _names(line: str) -> list[str]:
    return [name.strip().strip('"').lower() for name in re.split("[,;]", line.strip().lstrip("\ufeff"))]


def _cells(
    lines: list[str], names: list[str], source: str
) -> tuple[dict[str, list[str]], NDArray[np.int64], list[Finding]]:
    """Return the cells by column, the line of each row, and a finding on rows of another length."""
    delimiter = ";" if ";" in lines[0] else ","
    rows = [(number, line.split(delimiter)) for number, line in enumerate(lines[1:], 2) if line.strip()]
    if len(rows) > MAX_STARS:
        raise FormatError(source, None, "", f"The file holds more than {MAX_STARS} points.")
    if any('"' in line for line in lines):
        rows = [(number, _unquoted(lines[number - 1], delimiter)) for number, _ in rows]
    whole = [(number, cells) for number, cells in rows if len(cells) == len(names)]
    wrong = np.array([number for number, cells in rows if len(cells) != len(names)], dtype=np.int64)
    findings = []
    if len(wrong):
        message = f"Not {len(names)} items as the header says"
        findings.append(_finding(FindingCode.STRUCTURE, Severity.WARNING, message, wrong, ""))
    if not whole:
        raise FormatError(source, None, "", "The file holds no points.")
    columns = zip(*(cells for _, cells in whole), strict=True)
    cells_by_name = {name: [cell.strip() for cell in column] for name, column in zip(names, columns, strict=True)}
    return cells_by_name, np.array([number for number, _ in whole], dtype=np.int64), findings


def _unquoted(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _numbers(cells: list[str]) -> NDArray[np.float64]:
    return np.array([_number(cell) for cell in cells])


def _number(cell: str) -> float:
    try:
        return float(cell) if "_" not in cell else np.nan
    except ValueError:
        return np.nan


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
