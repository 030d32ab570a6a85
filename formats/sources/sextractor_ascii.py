"""Catalogues of stars as text: SExtractor's ASCII_HEAD and ASCII_SKYCAT, and plain tables with the same columns.

The layouts are those that SExtractor writes (``src/catout.c``). ASCII_HEAD has a line ``# n NAME comment [unit]`` for
each item, where n is the first column of the item; the width of a vector is the difference to the next n. Other
programs that write this layout may number a column twice, write a line for each element of a vector, or put blanks or a
second ``#`` before the first.
In ASCII_SKYCAT the first four items are named id, ra, dec and mag whatever they hold, tabs separate the items and the
elements of vectors, and ``[EOD]`` ends the table.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from formats.files.decoding import decode
from formats.sources.ldac_header import ImageTime, image_time
from formats.sources.sextractor_header import (
    HEAD_LINES,
    ITEM,
    OWN_NAME,
    Head,
    check_later_heads,
    find_heads,
    find_starts,
    join_vectors,
    unit_of,
)
from formats.sources.source_columns import (
    LIGHT_CURVE_HINT,
    Choice,
    Column,
    choose_columns,
    has_source_columns,
    looks_like_light_curve,
    plain_name,
    unit_in_name,
)
from formats.sources.source_table import MAX_STARS, build_sources, rows_finding
from formats.sources.source_words import read_words
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import SourceList

_SKYCAT = "QueryResult"
_SKYCAT_END = "[EOD]"
#: Columns of ADES. Its tables of asteroid positions have positions and magnitudes too, but are not catalogues of stars.
_OBSERVATION_NAMES = frozenset({"obsTime", "stn", "trkSub"})
_MAX_WIDTH = 1000
#: Names of columns that SExtractor may write as vectors (``src/param.h``), and vectors of other programs.
_VECTOR = re.compile(r"APER|RADIUS|ASSOC|VIGNET|VECTOR|MATRIX|PSF|PARAM|GROWTH|IMAFLAGS|PC|SHIFT", re.IGNORECASE)
_SCALAR = re.compile(
    r"(NUMBER|FLAGS|CLASS_STAR|EL\w+|FWHM_\w+|(ALPHA|DELTA|X|Y|MAG|MAGERR|FLUX|FLUXERR|THETA|A|B|BACKGROUND)(_\w+)?)",
    re.IGNORECASE,
)
_NO_END = Finding.info(
    FindingCode.STRUCTURE, "The last line has no line end, which SExtractor writes: the catalogue may be cut off."
)
_DELIMITERS = (",", ";", "\t", "|")
#: A column with its unit in the header of ECSV (astropy's APE 6).
_ECSV_UNIT = re.compile(r"# - \{name: ([^,{}]+), unit: ([^,{}]+),")

#: Columns with values of the header of the image, the same in every row, as stellarphot writes them.
_HEADER_COLUMNS = ("DATE-OBS", "MJD-OBS", "EXPTIME", "EXPOSURE")
_FILTER_LINE = re.compile(r"# {0,9}filter {0,9}[=:] {0,9}'?([A-Za-z][^'/#\t]{0,63})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layout:
    """The layout of a table in text."""

    format: str
    columns: tuple[Column, ...]
    #: First item of each column in a row, counted from 0.
    starts: tuple[int, ...]
    #: Number of items of a row.
    n_items: int
    #: Delimiter of the items; None: blanks.
    delimiter: str | None = None
    #: First line below the header, counted from 0.
    begin: int = 0
    #: True where the mark at the end of the table is missing.
    is_cut: bool = False
    findings: tuple[Finding, ...] = ()


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file look like a table of stars in text."""
    text = head[:65536].decode("latin-1").lstrip("\ufeffï»¿")
    lines = text.splitlines()
    if not lines or "\0" in text:
        return False
    if lines[0].strip() == _SKYCAT:
        return True
    names = [match[2] for match in map(ITEM.match, lines[:HEAD_LINES]) if match]
    if len(names) >= 3 and any(OWN_NAME.match(name.upper()) for name in names):
        return True
    names = _header_names(_first_line(lines))
    return has_source_columns(names) and not _OBSERVATION_NAMES.intersection(names)


def read_sources(data: bytes, source: str, *, magnitude: str | None = None, aperture: int | None = None) -> SourceList:
    """Read a text catalogue; parameters and errors are those of `formats.sources.sextractor.read_sources`."""
    text = decode(data, source)
    lines = text.lines()
    first = next((line for line in lines if line.strip()), "")
    if first.strip() == _SKYCAT:
        layout = _skycat(lines, source)
    elif len(heads := find_heads(lines)) > 1:
        layout = _ascii_head(lines, heads, source)
    else:
        layout = _plain(lines, source)
    choice = choose_columns(layout.columns, source, magnitude=magnitude, aperture=aperture)
    row, tokens, wrong = _pick(lines, layout, choice, source)
    words = tokens.pop("filter", None)
    values, units, unread = _numbers(tokens, row, choice)
    is_cut = layout.is_cut or _breaks_off(wrong, row)
    has_end = layout.format != "ascii_head" or text.text.endswith(("\n", "\r"))
    return build_sources(
        choice,
        values,
        source,
        file_format=layout.format,
        row=row,
        units=units,
        row_word="line",
        filters=words or (),
        head_filter=_filter_in_head(lines) if words is None else None,
        image=_image_time(lines, layout),
        is_cut=is_cut,
        findings=(*text.findings, *layout.findings, *_length_findings(wrong, row, layout.n_items), *unread),
        last_findings=() if is_cut or has_end else (_NO_END,),
    )


def _image_time(lines: list[str], layout: _Layout) -> ImageTime:
    """Return the time of the image from columns named as keywords of its header, if all rows have the same values."""
    index = {
        plain_name(column.name).replace("_", "-"): start
        for column, start in zip(layout.columns[::-1], layout.starts[::-1], strict=True)
    }
    wanted = {name: index[name] for name in _HEADER_COLUMNS if name in index}
    if not wanted:
        return ImageTime()
    found: dict[str, set[str]] = {name: set() for name in wanted}
    for _, items in _rows(lines, layout.begin, layout.delimiter):
        if len(items) == layout.n_items:
            for name, at in wanted.items():
                found[name].add(items[at])
    return image_time({name: next(iter(words)) for name, words in found.items() if len(words) == 1})


def _filter_in_head(lines: list[str]) -> str | None:
    """Return the filter that a comment above the table names (``# FILTER = 'B'``), or None."""
    return next((match[1].strip() for match in map(_FILTER_LINE.match, lines[:HEAD_LINES]) if match), None)


def _rows(lines: list[str], begin: int, delimiter: str | None) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each line of the table, counted from 1, and its items."""
    for number, line in enumerate(lines[begin:], begin + 1):
        words = line.strip()
        if words == _SKYCAT_END:
            return
        if words and words[0] not in "#\\" and not re.fullmatch(r"[-+|= \t]+", line):
            yield number, _items(line, delimiter)


def _ascii_head(lines: list[str], heads: list[Head], source: str) -> _Layout:
    starts, findings = find_starts(heads, source)
    check_later_heads(lines, heads, source)
    delimiter = _row_delimiter(lines, starts[-1] + 1)
    n_items = max(_usual_length(lines, 0, delimiter), starts[-1] + 1)
    name = heads[-1][1][2]
    width = n_items - starts[-1]
    is_longer = width > 1 and _SCALAR.fullmatch(name) is not None and _VECTOR.search(name) is None
    if width > _MAX_WIDTH or is_longer:
        message = f"The rows have {n_items} items, but the header names {starts[-1] + 1}."
        hint = "write positions in degrees, not in hours, minutes and seconds with blanks" if is_longer else ""
        raise FormatError(source, heads[-1][0], name, message, hint)
    widths = np.diff([*starts, n_items])
    columns = [
        Column(name=head[2], unit=unit_of(head[3]), width=int(width))
        for (_, head), width in zip(heads, widths, strict=True)
    ]
    columns, starts = join_vectors(columns, starts)
    return _Layout(
        format="ascii_head",
        columns=tuple(columns),
        starts=tuple(starts),
        n_items=n_items,
        delimiter=delimiter,
        findings=findings,
    )


def _row_delimiter(lines: list[str], n_items: int) -> str | None:
    """Return the delimiter of the first row: None (blanks), or another mark if only that one gives enough items."""
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    blanks = _items(first, None)
    if len(blanks) >= n_items and not any(item.endswith((",", ";")) for item in blanks[:-1]):
        return None
    return next((mark for mark in _DELIMITERS if len(_items(first, mark)) >= n_items), None)


def _skycat(lines: list[str], source: str) -> _Layout:
    rule = next((number for number, line in enumerate(lines[:500]) if re.fullmatch(r"-{3,}\s*", line)), None)
    if not rule:
        message = "The line of dashes below the names of the columns is missing."
        raise FormatError(source, None, "", message, "send the whole file")
    names = lines[rule - 1].split()
    columns = _with_widths(names, _usual_length(lines, rule + 1, None), source)
    widths = [column.width for column in columns]
    findings: tuple[Finding, ...] = ()
    is_cut = not any(line.strip() == _SKYCAT_END for line in lines)
    if is_cut:
        message = "The mark [EOD] at the end is missing: the catalogue may be cut off."
        findings = (Finding.warning(FindingCode.STRUCTURE, message, line=len(lines)),)
    return _Layout(
        format="ascii_skycat",
        columns=columns,
        starts=tuple(int(start) for start in np.cumsum([0, *widths[:-1]])),
        n_items=sum(widths),
        begin=rule + 1,
        is_cut=is_cut,
        findings=findings,
    )


def _with_widths(names: list[str], n_items: int, source: str) -> tuple[Column, ...]:
    """Return the columns of a row with more items than names: all vectors have the same number of elements."""
    extra = n_items - len(names)
    vectors = [name for name in names if name.endswith("_APER")]
    if extra == 0 or n_items == 0:
        return tuple(Column(name=name) for name in names)
    if extra < 0 or not vectors or extra % len(vectors) or extra > _MAX_WIDTH:
        message = f"The rows have {n_items} items, but the header has {len(names)} names."
        raise FormatError(source, None, "", message, "have SExtractor write ASCII_HEAD")
    width = extra // len(vectors) + 1
    return tuple(Column(name=name, width=width if name in vectors else 1) for name in names)


def _plain(lines: list[str], source: str) -> _Layout:
    header = _first_line(lines)
    names = _header_names(header)
    if len(names) < 2 or not any(name and not _is_number(name) for name in names) or any(map(_is_number, names)):
        message = "The file is not a catalogue of stars with a line of column names."
        hint = "send SExtractor's ASCII_HEAD, FITS_LDAC or a CSV with names"
        remarks = [_header_names(line) for line in lines[:HEAD_LINES] if line.startswith("#")]
        if any(map(looks_like_light_curve, remarks)):
            hint = LIGHT_CURVE_HINT
        raise FormatError(source, 1, "", message, hint)
    units = {match[1].strip(): match[2].strip() for match in map(_ECSV_UNIT.match, lines[:HEAD_LINES]) if match}
    columns = [Column(name=name, unit=units.get(name, unit_in_name(name))) for name in names]
    starts = list(range(len(names)))
    if any(_VECTOR.search(name) for name in names):
        columns, starts = join_vectors(columns, starts)
    delimiter = _delimiter(header)
    # In tables of IPAC, bars occur in the header only.
    begin = _begin(lines, header)
    is_ipac = header.startswith("|") and "|" not in "".join(lines[begin : begin + 1])
    return _Layout(
        format="table",
        columns=tuple(columns),
        starts=tuple(starts),
        n_items=len(names),
        delimiter=None if is_ipac else delimiter,
        begin=begin,
    )


def _begin(lines: list[str], header: str) -> int:
    """Return the first line below the header, counted from 0; a header of several lines has a bar before each."""
    begin = lines.index(header) + 1
    while header.startswith("|") and begin < len(lines) and lines[begin].startswith("|"):
        if any(map(_is_number, _header_names(lines[begin]))):
            break
        begin += 1
    return begin


def _first_line(lines: list[str]) -> str:
    """Return the line of column names.

    It is the first line with names of positions and magnitudes, else the first line that is not a comment. A comment is
    used only if it is the last one before the rows.
    """
    header = first = ""
    for line in lines[:HEAD_LINES]:
        words = line.strip()
        if words.startswith("#"):
            header = line if words.strip("# ") else header
        elif words and words[0] != "\\":
            if has_source_columns(_header_names(header)):
                return header
            if has_source_columns(_header_names(line)):
                return line
            first = first or line
            items = _items(line, _delimiter(line))
            if sum(map(_is_number, items)) > len(items) / 2:
                break
    return first or header


def _is_number(word: str) -> bool:
    try:
        return not np.isnan(float(word))
    except ValueError:
        return False


def _header_names(line: str) -> list[str]:
    bare = line.strip().lstrip("#").strip().lstrip("\ufeff")
    return [name.strip().strip('"').strip() for name in _items(bare, _delimiter(bare))]


def _delimiter(line: str) -> str | None:
    return next((mark for mark in _DELIMITERS if mark in line), None)


def _items(line: str, delimiter: str | None) -> list[str]:
    if delimiter is None:
        return line.split()
    if delimiter == "|" and line.strip().startswith("|"):
        line = line.strip().strip("|")
    if '"' not in line:
        return [item.strip() for item in line.split(delimiter)]
    try:
        return [item.strip() for item in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])]
    except csv.Error:
        return []


def _usual_length(lines: list[str], begin: int, delimiter: str | None) -> int:
    """Return the most frequent number of items in the first thousand rows, 0 if there are no rows."""
    lengths = [min(len(items), 100_000) for _, items in islice(_rows(lines, begin, delimiter), 1000)]
    return int(np.argmax(np.bincount(lengths))) if lengths else 0


def _pick(
    lines: list[str], layout: _Layout, choice: Choice, source: str
) -> tuple[NDArray[np.int64], dict[str, list[str]], list[int]]:
    """Return line numbers and chosen items of the rows of the right length, and the line numbers of the others."""
    index = {column.name: start for column, start in zip(layout.columns[::-1], layout.starts[::-1], strict=True)}
    places = [index[column.name] + choice.elements.get(role, 0) for role, column in choice.columns.items()]
    numbers: list[int] = []
    wrong: list[int] = []
    picked: list[list[str]] = [[] for _ in places]
    for number, items in _rows(lines, layout.begin, layout.delimiter):
        # Some programs end each row with the delimiter.
        if len(items) == layout.n_items + 1 and not items[-1]:
            items.pop()
        if len(items) != layout.n_items:
            wrong.append(number)
            continue
        numbers.append(number)
        for tokens, place in zip(picked, places, strict=True):
            tokens.append(items[place])
    if len(numbers) > MAX_STARS:
        raise FormatError(source, None, "", f"The catalogue holds more than {MAX_STARS} stars.", "send frames singly")
    if not numbers:
        raise _no_rows(lines, layout, wrong, source)
    tokens_by_role = dict(zip(choice.columns, picked, strict=True))
    return np.array(numbers, dtype=np.int64), tokens_by_role, wrong


def _no_rows(lines: list[str], layout: _Layout, wrong: list[int], source: str) -> FormatError:
    if not wrong:
        return FormatError(source, None, "", "The catalogue holds no stars.", "was anything detected on the image?")
    there = _usual_length(lines, layout.begin, layout.delimiter)
    message = f"No row has the {layout.n_items} items of the header; most have {there}."
    return FormatError(source, wrong[0], "", message, "name every column, and separate all items by the same mark")


def _breaks_off(wrong: list[int], row: NDArray[np.int64]) -> bool:
    """Return whether the last row is incomplete."""
    return bool(wrong) and wrong[-1] > row[-1]


def _length_findings(wrong: list[int], row: NDArray[np.int64], n_items: int) -> tuple[Finding, ...]:
    if not wrong:
        return ()
    hint = "send the whole file: was it cut off?" if _breaks_off(wrong, row) else ""
    rows = np.array(wrong, dtype=np.int64)
    message = f"The number of items is not {n_items}"
    code = FindingCode.STRUCTURE
    return (rows_finding(code, Severity.WARNING, message, rows, field="", row_word="line", hint=hint),)


def _numbers(
    tokens: dict[str, list[str]], row: NDArray[np.int64], choice: Choice
) -> tuple[dict[str, NDArray[np.float64]], dict[str, str], tuple[Finding, ...]]:
    """Return the numbers and units by role, and findings on texts that are not numbers."""
    read = {
        role: read_words(words, role, choice.columns[role].name, row, row_word="line") for role, words in tokens.items()
    }
    units = {role: one.unit for role, one in read.items() if one.unit is not None}
    findings = tuple(finding for one in read.values() for finding in one.findings)
    return {role: one.values for role, one in read.items()}, units, findings
