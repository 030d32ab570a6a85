"""The header of ASCII_HEAD, which has a line ``# n NAME comment [unit]`` for each item."""

import re
from dataclasses import replace

from formats.sources.source_columns import Column
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode

#: A line of the header: number, name and comment.
ITEM = re.compile(r"\s*#[#\s]*(\d{1,5})\s+([A-Za-z_][\w().\[\]-]*)(?:\s+(.*))?")
_UNIT = re.compile(r"\[([^\[\]]*)\][\s#]*$")
#: Names that only SExtractor uses: a file with one is its catalogue, even if it cannot be used.
OWN_NAME = re.compile(r"(ALPHA|DELTA|X|Y|XWIN|YWIN|MAG|MAGERR|FLUX|FLUXERR)_[A-Z0-9_]+$")
#: Number of lines in which a header is looked for.
HEAD_LINES = 500

#: Line number, counted from 1, and a match with the number, name and comment of an item.
Head = tuple[int, re.Match[str]]


def find_heads(lines: list[str]) -> list[Head]:
    """Return the lines of an ASCII_HEAD header above the first row, with their numbers counted from 1."""
    found: list[Head] = []
    for number, line in enumerate(lines[:HEAD_LINES], 1):
        match = ITEM.match(line)
        # Comments above the header may begin with a number too.
        if match and (found or int(match[1]) == 1 or OWN_NAME.match(match[2])):
            found.append((number, match))
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return found


def find_starts(heads: list[Head], source: str) -> tuple[list[int], tuple[Finding, ...]]:
    """Return the first item of each column, counted from 0.

    A number that occurs twice is corrected where the next number leaves only one possibility.

    Raises
    ------
    FormatError
        If the numbers do not increase from 1.
    """
    starts = [int(head[1]) - 1 for _, head in heads]
    findings = []
    for at, (line, head) in enumerate(heads):
        before = starts[at - 1] if at else -1
        after = starts[at + 1] if at + 1 < len(starts) else before + 2
        if starts[at] == before and after == before + 2:
            starts[at] = before + 1
            message = f"The header has the number {before + 1} twice; this item was read as column {before + 2}."
            findings.append(Finding.warning(FindingCode.STRUCTURE, message, line=line, field=head[2]))
        if starts[at] <= before or (at == 0 and starts[0] != 0):
            message = "The numbers of the header lines do not increase from 1."
            raise FormatError(source, line, head[2], message, "have SExtractor write the catalogue again")
    return starts, tuple(findings)


def check_later_heads(lines: list[str], heads: list[Head], source: str) -> None:
    """Check that no further header in the file differs from the first one.

    Raises
    ------
    FormatError
        If a later header has another column, so that the file holds several catalogues.
    """
    known = {(head[1], head[2]) for _, head in heads}
    for number, line in enumerate(lines[heads[-1][0] :], heads[-1][0] + 1):
        match = ITEM.match(line) if "#" in line else None
        if match and OWN_NAME.match(match[2]) and (match[1], match[2]) not in known:
            message = f"A second header begins here, with {match[2]} as column {match[1]}."
            raise FormatError(source, number, match[2], message, "send the catalogue of each image singly")


def join_vectors(columns: list[Column], starts: list[int]) -> tuple[list[Column], list[int]]:
    """Join neighbouring columns of the same name to a vector; return columns and first items, counted from 0."""
    joined: list[Column] = []
    places: list[int] = []
    for column, start in zip(columns, starts, strict=True):
        if joined and joined[-1].name == column.name:
            joined[-1] = replace(joined[-1], width=joined[-1].width + column.width)
        else:
            joined.append(column)
            places.append(start)
    return joined, places


def unit_of(comment: str | None) -> str:
    """Return the unit at the end of a comment, else an empty text."""
    match = _UNIT.search(comment or "")
    return match[1] if match else ""
