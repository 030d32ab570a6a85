"""Points in AAVSO's Extended format: https://www.aavso.org/aavso-extended-file-format.

Parameters are above the table (``#TYPE=EXTENDED``, ``#DELIM=``, ``#DATE=JD`` or ``HJD`` ...). Times are those of
mid-exposure, ``<`` before a magnitude marks a limit, and ``na`` marks a missing value.
"""

import re

import numpy as np
from numpy.typing import NDArray

from formats.files.decoding import decode
from formats.sources.point_times import SMALLEST_JD, utc_times
from formats.sources.point_values import PointWords, point_list
from formats.sources.source_table import MAX_SIZE, MAX_STARS, rows_finding
from formats.sources.source_words import read_words
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import PointList

#: The first columns of every file, in their order.
_NAMES = ("name", "date", "mag", "merr", "filt", "trans", "mtype")
_PARAMETER = re.compile(r"#\s{0,3}([A-Za-z]{1,12})\s{0,3}=([^\n]{0,200})")
_HEAD_LINES = 100
_DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "": ","}
_N_NEEDED = 5


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file are the head of AAVSO's Extended format."""
    return re.match(rb"(?:\xef\xbb\xbf)?\s{0,9}#\s?TYPE=EXTENDED", head[:64], re.IGNORECASE) is not None


def read_points(data: bytes, source: str) -> PointList:
    """Read the points of one star.

    Raises
    ------
    FormatError
        If the points are of several stars, are differences from a comparison star, have times that cannot be converted
        to UTC, or if no usable point is left.
    """
    if len(data) > MAX_SIZE:
        raise FormatError(source, None, "", f"The file is larger than {MAX_SIZE // 1_000_000} MB.")
    text = decode(data, source)
    lines = text.lines()
    parameters = {
        match[1].upper(): match[2].strip(" \r") for match in map(_PARAMETER.match, lines[:_HEAD_LINES]) if match
    }
    delimiter = _delimiter(parameters.get("DELIM", ""))
    row, cells, wrong = _cells(lines, delimiter, source)
    findings: list[Finding] = []
    if wrong:
        message = f"There are fewer than {_N_NEEDED} items"
        rows = np.array(wrong, dtype=np.int64)
        findings.append(rows_finding(FindingCode.STRUCTURE, Severity.WARNING, message, rows, field="", row_word="line"))
    _check(cells, source)
    mjd, notes = _times(cells["date"], row, parameters, source)
    observer = parameters.get("OBSCODE", "")
    words = PointWords(
        filter=cells["filt"],
        magnitude=cells["mag"],
        error=cells["merr"],
        observer=[observer] * len(row) if observer else None,
        torn=np.zeros(len(row), dtype=np.bool_),
        row=row,
    )
    return point_list(mjd, words, source, findings=(*text.findings, *findings, *notes), file_format="aavso_extended")


def _delimiter(word: str) -> str:
    return _DELIMITERS.get(word.casefold(), word[:1])


def _cells(lines: list[str], delimiter: str, source: str) -> tuple[NDArray[np.int64], dict[str, list[str]], list[int]]:
    """Return line numbers and cells of the rows, and the line numbers of rows that are too short."""
    rows, wrong = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        items = [item.strip() for item in line.split(delimiter)]
        if len(items) < _N_NEEDED:
            wrong.append(number)
        elif number > 1 and items[0].casefold() == "name" and items[1].casefold() == "date":
            continue
        else:
            rows.append((number, [*items, "", ""][: len(_NAMES)]))
    if len(rows) > MAX_STARS:
        raise FormatError(source, None, "", f"The file holds more than {MAX_STARS} points.")
    if not rows:
        message = f"No line below the head has {_N_NEEDED} items separated by {delimiter!r}."
        raise FormatError(source, wrong[0] if wrong else None, "#DELIM", message, "name the delimiter in #DELIM=")
    cells = {name: [items[at] for _, items in rows] for at, name in enumerate(_NAMES)}
    return np.array([number for number, _ in rows], dtype=np.int64), cells, wrong


def _check(cells: dict[str, list[str]], source: str) -> None:
    """Refuse points of several stars, and magnitudes that are differences from a comparison star."""
    stars = sorted({" ".join(name.casefold().split()) for name in cells["name"]})
    if len(stars) > 1:
        message = f"The points are of {len(stars)} stars ({', '.join(stars[:5])})."
        raise FormatError(source, None, "NAME", message, "send the points of each star in a file of its own")
    if any(word.upper() == "DIF" for word in cells["mtype"]):
        message = "The magnitudes are differences from a comparison star (MTYPE DIF)."
        raise FormatError(source, None, "MTYPE", message, "add the magnitude of the comparison star and write STD")


def _times(
    words: list[str], row: NDArray[np.int64], parameters: dict[str, str], source: str
) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    kind = parameters.get("DATE", "").upper()
    if kind != "JD":
        message = f"The head states #DATE={kind}." if kind else "The head does not state the kind of times in #DATE=."
        if kind == "HJD":
            message = "The times are heliocentric (#DATE=HJD), up to 8.3 minutes from those on Earth."
        raise FormatError(source, None, "#DATE", message, "write Julian Dates in UTC and #DATE=JD")
    read = read_words(words, "time", "DATE", row, row_word="line")
    values = np.where(read.values > SMALLEST_JD, read.values, np.nan)
    # Only parameters such as #TIMESYS may name another time scale.
    remarks = [f"{name} {value}" for name, value in parameters.items() if "TIME" in name or "SCALE" in name]
    mjd, notes = utc_times(values, "DATE", remarks, source)
    return mjd, (*read.findings, *notes)
