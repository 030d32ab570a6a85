"""Catalogues of stars as text: SExtractor's ASCII_HEAD and ASCII_SKYCAT, and plain tables with the same columns.

The layouts are those that SExtractor writes (``src/catout.c``). ASCII_HEAD has a line ``# n NAME comment [unit]`` an
item, where n is the first column of the item, so that the width of a vector shows in the jump to the next n.
In ASCII_SKYCAT the first four items are called id, ra, dec and mag whatever they are, items are set off by tabs, one a
vector element, and ``[EOD]`` ends the table.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from ingest.formats.decoding import decode
from ingest.formats.sexagesimal import parse_angle
from ingest.formats.source_columns import Choice, Column, choose_columns, has_source_columns
from ingest.formats.source_table import MAX_STARS, build_sources, rows_finding
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import SourceList

_ITEM = re.compile(r"#\s*(\d{1,5})\s+([A-Za-z_][\w().]*)(?:\s+(.*))?")
_UNIT = re.compile(r"\[([^\[\]]*)\]\s*$")
#: Names that only SExtractor gives, enough to know its catalogue even if it cannot be used.
_OWN_NAME = re.compile(r"(ALPHA|DELTA|X|Y|XWIN|YWIN|MAG|MAGERR|FLUX|FLUXERR)_[A-Z0-9_]+$")
_SKYCAT = "QueryResult"
_SKYCAT_END = "[EOD]"
#: Columns of ADES, whose tables of asteroid positions have places and magnitudes as well.
_OBSERVATION_NAMES = frozenset({"obsTime", "stn", "trkSub"})
_MAX_WIDTH = 1000
_NOTHING = frozenset({"", "nan", "null", "none", "--", "-", "inf", "-inf", "+inf", "n/a"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layout:
    """How a text lays out its table."""

    format: str
    columns: tuple[Column, ...]
    #: First item of each column in a row, counted from 0.
    starts: tuple[int, ...]
    #: Number of items of a row.
    n_items: int
    #: What stands between items; None: blanks.
    delimiter: str | None = None
    #: First line below the header, counted from 0.
    begin: int = 0
    findings: tuple[Finding, ...] = ()


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file look like a table of stars in text."""
    text = head[:65536].decode("latin-1").lstrip("\ufeffï»¿")
    lines = text.splitlines()
    if not lines or "\0" in text:
        return False
    if lines[0].strip() == _SKYCAT:
        return True
    names = [match[2] for match in map(_ITEM.match, lines[:500]) if match]
    if names:
        return len(names) >= 3 and any(_OWN_NAME.match(name) for name in names)
    names = _header_names(_first_line(lines))
    return has_source_columns(names) and not _OBSERVATION_NAMES.intersection(names)


def read_sources(data: bytes, source: str, *, magnitude: str | None = None, aperture: int | None = None) -> SourceList:
    """Read a text catalogue; parameters and errors are those of `ingest.formats.sextractor.read_sources`."""
    text = decode(data, source)
    lines = text.lines()
    first = next((line for line in lines if line.strip()), "")
    if first.strip() == _SKYCAT:
        layout = _skycat(lines, source)
    elif any(_ITEM.match(line) for line in lines[:500]):
        layout = _ascii_head(lines, source)
    else:
        layout = _plain(lines, source)
    choice = choose_columns(layout.columns, source, magnitude=magnitude, aperture=aperture)
    row, tokens, strange = _pick(lines, layout, choice, source)
    values, units, unread = _numbers(tokens, row, choice)
    return build_sources(
        choice,
        values,
        source,
        file_format=layout.format,
        row=row,
        units=units,
        row_word="line",
        findings=(*text.findings, *layout.findings, *strange, *unread),
    )


def _rows(lines: list[str], begin: int, delimiter: str | None) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each line of the table, counted from 1, and its items."""
    for number, line in enumerate(lines[begin:], begin + 1):
        if line.strip() == _SKYCAT_END:
            return
        if line.strip() and line[0] != "#" and not re.fullmatch(r"[-+|= \t]+", line):
            yield number, _items(line, delimiter)


def _ascii_head(lines: list[str], source: str) -> _Layout:
    heads = [match for line in lines if (match := _ITEM.match(line))]
    starts = [int(head[1]) - 1 for head in heads]
    if starts[0] != 0 or any(after <= this for this, after in pairwise(starts)):
        raise FormatError(source, None, heads[0][2], "The numbers of the header lines do not increase from 1.")
    n_items = max(_usual_length(lines, 0, None), starts[-1] + 1)
    if n_items - starts[-1] > _MAX_WIDTH:
        raise FormatError(source, None, heads[-1][2], "The rows are far longer than the header says.")
    widths = np.diff([*starts, n_items])
    columns = tuple(
        Column(name=head[2], unit=_unit(head[3]), width=int(width)) for head, width in zip(heads, widths, strict=True)
    )
    return _Layout(format="ascii_head", columns=columns, starts=tuple(starts), n_items=n_items)


def _unit(comment: str | None) -> str:
    match = _UNIT.search(comment or "")
    return match[1] if match else ""


def _skycat(lines: list[str], source: str) -> _Layout:
    rule = next((number for number, line in enumerate(lines[:500]) if re.fullmatch(r"-{3,}\s*", line)), None)
    if not rule:
        raise FormatError(source, None, "", "The line of dashes below the names of the columns is missing.")
    columns = _with_widths(lines[rule - 1].split(), _usual_length(lines, rule + 1, None), source)
    widths = [column.width for column in columns]
    findings: tuple[Finding, ...] = ()
    if not any(line.strip() == _SKYCAT_END for line in lines):
        message = "The mark [EOD] at the end is missing: the catalogue may have been cut off."
        findings = (Finding(code=FindingCode.STRUCTURE, severity=Severity.WARNING, message=message, line=len(lines)),)
    return _Layout(
        format="ascii_skycat",
        columns=columns,
        starts=tuple(int(start) for start in np.cumsum([0, *widths[:-1]])),
        n_items=sum(widths),
        begin=rule + 1,
        findings=findings,
    )


def _with_widths(names: list[str], n_items: int, source: str) -> tuple[Column, ...]:
    """Spread the items of a row over the names: what is too many belongs to the vectors, equally."""
    extra = n_items - len(names)
    vectors = [name for name in names if name.endswith("_APER")]
    if extra == 0 or n_items == 0:
        return tuple(Column(name=name) for name in names)
    if extra < 0 or not vectors or extra % len(vectors) or extra > _MAX_WIDTH:
        message = f"A row has {n_items} items, the header {len(names)} names."
        raise FormatError(source, None, "", message, "Have SExtractor write ASCII_HEAD.")
    width = extra // len(vectors) + 1
    return tuple(Column(name=name, width=width if name in vectors else 1) for name in names)


def _plain(lines: list[str], source: str) -> _Layout:
    header = _first_line(lines)
    names = _header_names(header)
    if len(names) < 2 or not np.isnan([_number(name) for name in names]).all():
        message = "This is no catalogue of stars with a line of column names."
        raise FormatError(source, 1, "", message, "Send SExtractor's ASCII_HEAD, FITS_LDAC or a CSV with names.")
    return _Layout(
        format="table",
        columns=tuple(Column(name=name) for name in names),
        starts=tuple(range(len(names))),
        n_items=len(names),
        delimiter=_delimiter(header),
        begin=lines.index(header) + 1,
    )


def _first_line(lines: list[str]) -> str:
    """Return the line of column names: the first one that is no empty comment, or the last comment before the rows."""
    header = ""
    for line in lines[:500]:
        words = line.strip()
        if words and not words.startswith("#"):
            return header if has_source_columns(_header_names(header)) else line
        header = line if words.strip("# ") else header
    return header


def _header_names(line: str) -> list[str]:
    bare = line.strip().lstrip("#").strip().lstrip("\ufeff")
    return [name.strip().strip('"').strip() for name in _items(bare, _delimiter(bare))]


def _delimiter(line: str) -> str | None:
    return next((mark for mark in (",", ";", "\t", "|") if mark in line), None)


def _items(line: str, delimiter: str | None) -> list[str]:
    if delimiter is None:
        return line.split()
    if '"' not in line:
        return [item.strip() for item in line.split(delimiter)]
    try:
        return [item.strip() for item in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])]
    except csv.Error:
        return []


def _usual_length(lines: list[str], begin: int, delimiter: str | None) -> int:
    """Return the number of items that most of the first thousand rows have, 0 without rows."""
    lengths = [min(len(items), 100_000) for _, items in islice(_rows(lines, begin, delimiter), 1000)]
    return int(np.argmax(np.bincount(lengths))) if lengths else 0


def _pick(
    lines: list[str], layout: _Layout, choice: Choice, source: str
) -> tuple[NDArray[np.int64], dict[str, list[str]], tuple[Finding, ...]]:
    """Return line numbers and chosen items of the rows of the right length, and a finding on the others."""
    index = {column.name: start for column, start in zip(layout.columns[::-1], layout.starts[::-1], strict=True)}
    places = [index[column.name] + choice.elements.get(role, 0) for role, column in choice.columns.items()]
    numbers: list[int] = []
    wrong: list[int] = []
    picked: list[list[str]] = [[] for _ in places]
    for number, items in _rows(lines, layout.begin, layout.delimiter):
        if len(items) != layout.n_items:
            wrong.append(number)
            continue
        numbers.append(number)
        for tokens, place in zip(picked, places, strict=True):
            tokens.append(items[place])
    if len(numbers) > MAX_STARS:
        raise FormatError(source, None, "", f"The catalogue holds more than {MAX_STARS} stars.", "Send frames singly.")
    if not numbers:
        message = f"No row has the {layout.n_items} items of the header." if wrong else "The catalogue holds no stars."
        raise FormatError(source, wrong[0] if wrong else None, "", message, "Was anything detected on the image?")
    tokens_by_role = dict(zip(choice.columns, picked, strict=True))
    return np.array(numbers, dtype=np.int64), tokens_by_role, _length_findings(wrong, numbers, layout.n_items)


def _length_findings(wrong: list[int], numbers: list[int], n_items: int) -> tuple[Finding, ...]:
    if not wrong:
        return ()
    hint = "the file may have been cut off" if wrong[-1] > numbers[-1] else ""
    rows = np.array(wrong, dtype=np.int64)
    message = f"Not {n_items} items as the header says"
    code = FindingCode.STRUCTURE
    return (rows_finding(code, Severity.WARNING, message, rows, field="", row_word="line", hint=hint),)


def _numbers(
    tokens: dict[str, list[str]], row: NDArray[np.int64], choice: Choice
) -> tuple[dict[str, NDArray[np.float64]], dict[str, str], tuple[Finding, ...]]:
    """Return the numbers and units by role, and findings on what is no number."""
    values: dict[str, NDArray[np.float64]] = {}
    units: dict[str, str] = {}
    findings: list[Finding] = []
    for role, words in tokens.items():
        read = _number
        if role in {"ra", "dec"} and _is_sexagesimal(words[0]):
            read, units[role] = _angle, "h" if role == "ra" else "deg"
        values[role] = np.array([read(word) for word in words])
        bad = np.array([word.lower() not in _NOTHING for word in words]) & np.isnan(values[role])
        if bad.any():
            name, first = choice.columns[role].name, int(np.flatnonzero(bad)[0])
            message = f"No number ({words[first][:20]!r})"
            code = FindingCode.VALUE_UNREADABLE
            findings.append(rows_finding(code, Severity.WARNING, message, row[bad], field=name, row_word="line"))
    return values, units, tuple(findings)


def _is_sexagesimal(token: str) -> bool:
    angle = parse_angle(token) if any(mark in token for mark in ":hd ") else None
    return angle is not None and angle.n_parts > 1


def _angle(token: str) -> float:
    angle = parse_angle(re.sub(r"(?<=\d)[hH]", ":", token))
    return angle.degrees if angle else np.nan


def _number(token: str) -> float:
    try:
        return float(token) if "_" not in token else np.nan
    except ValueError:
        return np.nan
