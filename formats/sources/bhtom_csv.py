"""Calibrated points in the CSV of BHTOM and of the Cambridge server before it.

An upload has the header ``time,filter,magnitude,error``; the time is MJD or JD, and an error below 0 marks an upper
limit (``photometry_sample.csv`` of BHTOM). A download has ``MJD;Magnitude;Error;Facility;Filter;Observer``. Tables of
TOM Toolkit have the same names and a column of limits. Tables with other common names of these columns are read too.
"""

import csv
import re

import numpy as np
from numpy.typing import NDArray

from formats.files.decoding import decode
from formats.sources.point_times import SMALLEST_JD, utc_times
from formats.sources.point_values import PointWords, point_list
from formats.sources.source_columns import has_places
from formats.sources.source_table import MAX_SIZE, MAX_STARS, rows_finding
from formats.sources.source_words import Numbers, read_words
from formats.words.instant_text import parse_instant
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import PointList

_UPLOAD = ("time", "filter", "magnitude", "error")
_DOWNLOAD = ("mjd", "magnitude", "error", "facility", "filter", "observer")
#: Names of the columns by role, the most likely ones first; blanks and bars in a name are written as underscores here.
_NAMES = {
    "time": ("time", "mjd", "jd", "mjd_utc", "jd_utc", "time_mjd", "time_jd", "obsmjd", "obsjd", "mjd_mid", "jd_mid"),
    "filter": ("filter", "band", "passband", "filt"),
    "magnitude": ("magnitude", "mag"),
    "error": (
        *("error", "magnitude_error", "mag_error", "mag_err", "magerr", "magnitude_err", "e_mag", "dmag"),
        *("uncertainty", "mag_unc", "merr", "err"),
    ),
    "limit": (
        *("limit", "limiting_mag", "limiting_magnitude", "limit_mag", "limitmag", "limmag", "lim_mag", "maglim"),
        *("mag_limit", "magnitude_limit", "upper_limit", "upperlimit", "uplim", "ulim", "is_limit", "limit_flag"),
        *("is_upper_limit", "nondetection", "non_detection"),
    ),
    "facility": ("facility", "telescope"),
    "observer": ("observer",),
}
#: Names of times in another scale, of another centre or of an edge of the exposure, which are converted or refused.
_OTHER_TIME = re.compile(r"(?:time|[hb]?m?jd)_?(?:tdb|tt|tai|utc|hel|helio|start|end)?|[hb]jd_utc", re.IGNORECASE)
_DELIMITERS = (";", "\t", ",")


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file are the header of calibrated points."""
    try:
        lines = decode(head[:4096], "").lines()
    except FormatError:
        return False
    names = _names(lines[_header(lines)])
    if set(_UPLOAD) <= set(names) or set(_DOWNLOAD) <= set(names):
        return True
    roles = _roles(names)
    return _has_points(roles) and not has_places(names)


def read_points(data: bytes, source: str) -> PointList:
    """Read the points of one target.

    Returns
    -------
    PointList
        The points with a number as time, and as magnitude or limit; with findings on the other rows.

    Raises
    ------
    FormatError
        If the file has another header, the times cannot be converted to UTC, or no usable point is left.
    """
    if len(data) > MAX_SIZE:
        raise FormatError(source, None, "", f"The file is larger than {MAX_SIZE // 1_000_000} MB.")
    text = decode(data, source)
    lines = text.lines()
    begin = _header(lines)
    names = _names(lines[begin])
    roles = _roles(names)
    if not _has_points(roles):
        message = f"The first line is not {','.join(_UPLOAD)}."
        raise FormatError(source, begin + 1, "", message, "name the columns as BHTOM's photometry_csv does")
    cells, row, findings = _cells(lines, begin, names, source)
    time_name = roles["time"]
    times = _times(cells[time_name], time_name, row)
    mjd, notes = utc_times(times.values, time_name, [line for line in lines[:begin] if line.strip()], source)
    nothing = [""] * len(row)
    error = cells[roles["error"]] if "error" in roles else nothing
    # An error that is only a sign, or is missing in a last line without line end, shows that the file breaks off.
    is_torn = np.array([cell in {"-", "+"} for cell in error])
    is_torn[-1] |= roles.get("error") == names[-1] and not error[-1] and not text.text.endswith(("\n", "\r"))
    words = PointWords(
        filter=cells[roles["filter"]],
        magnitude=cells[roles["magnitude"]] if "magnitude" in roles else nothing,
        error=error,
        limit=cells[roles["limit"]] if "limit" in roles else None,
        facility=cells[roles["facility"]] if "facility" in roles else None,
        observer=cells[roles["observer"]] if "observer" in roles else None,
        torn=is_torn,
        row=row,
    )
    findings += [*times.findings, *_time_findings(times.values, row), *notes]
    return point_list(mjd, words, source, findings=(*text.findings, *findings))


def _has_points(roles: dict[str, str]) -> bool:
    """Return whether there are columns of times, filters, and magnitudes with errors or limits."""
    return {"time", "filter"} <= set(roles) and ("limit" in roles or {"magnitude", "error"} <= set(roles))


def _times(words: list[str], name: str, row: NDArray[np.int64]) -> Numbers:
    """Return times as numbers; dates with a time of day are converted to UTC [MJD]."""
    dates = {at: mjd for at, word in enumerate(words) if (mjd := parse_instant(word)) is not None}
    read = read_words(["" if at in dates else word for at, word in enumerate(words)], name, name, row, row_word="line")
    for at, mjd in dates.items():
        read.values[at] = mjd
    return read


def _roles(names: list[str]) -> dict[str, str]:
    """Return the name of the column of each role."""
    plain = {name.replace(" ", "_").replace("-", "_"): name for name in reversed(names)}
    roles = {
        role: next(plain[name] for name in known if name in plain)
        for role, known in _NAMES.items()
        if any(name in plain for name in known)
    }
    if "time" not in roles:
        others = [plain[name] for name in plain if _OTHER_TIME.fullmatch(name)]
        roles |= {"time": others[-1]} if others else {}
    return roles


def _header(lines: list[str]) -> int:
    """Return the line of names, counted from 0: the first line that is not a comment, or the comment above it."""
    first = next((at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0)
    above = next((at for at in range(first - 1, -1, -1) if lines[at].strip()), first)
    return above if _has_points(_roles(_names(lines[above]))) else first


def _delimiter(header: str) -> str | None:
    """Return the delimiter of the names; None: blanks."""
    found = next((mark for mark in _DELIMITERS if mark in header), None)
    return found if found or len(header.split()) > 1 else ","


def _names(line: str) -> list[str]:
    bare = line.strip().lstrip("\ufeff#").strip()
    return [name.strip().strip('"').lower() for name in bare.split(_delimiter(bare))]


def _cells(
    lines: list[str], begin: int, names: list[str], source: str
) -> tuple[dict[str, list[str]], NDArray[np.int64], list[Finding]]:
    """Return the cells by column, the line number of each row, and a finding on rows of another length."""
    delimiter = _delimiter(lines[begin].strip().lstrip("\ufeff#").strip())
    has_quotes = delimiter is not None and any('"' in line for line in lines)
    rows = [
        (number, _unquoted(line, delimiter) if has_quotes else line.split(delimiter))
        for number, line in enumerate(lines[begin + 1 :], begin + 2)
        if line.strip(f" \t{delimiter or ''}") and not line.lstrip().startswith("#")
    ]
    if len(rows) > MAX_STARS:
        raise FormatError(source, None, "", f"The file holds more than {MAX_STARS} points.")
    whole = [(number, cells[: len(names)]) for number, cells in rows if _has_length(cells, len(names))]
    wrong = np.array([number for number, cells in rows if not _has_length(cells, len(names))], dtype=np.int64)
    findings = []
    if len(wrong):
        message = f"The number of items is not {len(names)}"
        findings.append(_finding(FindingCode.STRUCTURE, Severity.WARNING, message, wrong, ""))
    if not whole:
        hint = "write a row for each point below the header"
        raise FormatError(source, None, "", "The file holds no points.", hint)
    columns = zip(*(cells for _, cells in whole), strict=True)
    cells_by_name = {name: [cell.strip() for cell in column] for name, column in zip(names, columns, strict=True)}
    return cells_by_name, np.array([number for number, _ in whole], dtype=np.int64), findings


def _has_length(cells: list[str], n_names: int) -> bool:
    """Return whether there is a cell for each name; further empty cells, as of spreadsheets, are accepted."""
    return len(cells) >= n_names and not any(cell.strip() for cell in cells[n_names:])


def _unquoted(line: str, delimiter: str | None) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter or " "), [])
    except csv.Error:
        return []


def _time_findings(mjd: NDArray[np.float64], row: NDArray[np.int64]) -> list[Finding]:
    is_jd = mjd > SMALLEST_JD
    if not is_jd.any():
        return []
    message = "The Julian Date was converted to MJD"
    return [_finding(FindingCode.VALUE_DERIVED, Severity.INFO, message, row[is_jd], "time")]


def _finding(code: FindingCode, severity: Severity, message: str, rows: NDArray[np.int64], field: str) -> Finding:
    return rows_finding(code, severity, message, rows, field=field, row_word="line")
