"""Corrections of stations' times as a reviewer records them: CSV with the header ``report_id,shift_s,reason``.

The columns ``author`` and ``reference`` may follow; lines that begin with ``#`` are remarks. A shift is added to all
times of the report; a later one of the same report and reason takes its place, and 0 takes it back.
"""

import csv
import math
from collections.abc import Iterator

from formats.files.decoding import decode
from schemas.correction import RecordedCorrection
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.reading import Reading

SOURCE_FORMAT = "corrections_csv"

_REQUIRED = ("report_id", "shift_s", "reason")
_COLUMNS = (*_REQUIRED, "author", "reference")
#: A clock that is further off is another mistake, for instance a wrong time zone [s].
_LARGE_S = 600.0


def identify(head: bytes) -> bool:
    """Return whether the first line that is no remark is the header of corrections."""
    text = head[:4096].decode("utf-8-sig", "replace")
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return set(_REQUIRED) <= {name.strip() for name in first.split(",")}


def read(data: bytes, source: str) -> Reading:
    """Read a file of corrections.

    Raises
    ------
    FormatError
        If the header is another one, or no line follows it.
    """
    decoded = decode(data, source)
    try:
        rows = [
            (number, row)
            for number, row in enumerate(csv.reader(decoded.lines()), 1)
            if any(cell.strip() for cell in row) and not row[0].startswith("#")
        ]
    except csv.Error as problem:
        raise FormatError(source, None, "", f"The table is damaged: {problem}.", "send it again") from problem
    names = [name.strip() for name in rows[0][1]] if rows else []
    if not set(_REQUIRED) <= set(names) or not set(names) <= set(_COLUMNS):
        raise FormatError(
            source, None, "", "The header is no list of corrections.", f"name the columns {','.join(_COLUMNS)}"
        )
    if len(rows) < 2:
        raise FormatError(source, None, "", "There is no correction below the header.")
    found = [_read_row(number, names, [cell.strip() for cell in row]) for number, row in rows[1:]]
    return Reading(
        format=SOURCE_FORMAT,
        entries=(),
        findings=(*decoded.findings, *(remark for _, remarks in found for remark in remarks)),
        corrections=tuple(correction for correction, _ in found if correction is not None),
    )


def _read_row(line: int, names: list[str], cells: list[str]) -> tuple[RecordedCorrection | None, list[Finding]]:
    if len(cells) != len(names):
        message = f"The line has {len(cells)} values, the header {len(names)}."
        return None, [Finding.error(FindingCode.STRUCTURE, message, "send the whole file: was it cut off?", line=line)]
    row = dict(zip(names, cells, strict=True))
    remarks = list(_check(line, row))
    if any(remark.severity == Severity.ERROR for remark in remarks):
        return None, remarks
    correction = RecordedCorrection(
        report_id=row["report_id"],
        shift=float(row["shift_s"]),
        reason=row["reason"],
        author=row.get("author") or None,
        reference=row.get("reference") or None,
        line=line,
    )
    return correction, remarks


def _check(line: int, row: dict[str, str]) -> Iterator[Finding]:
    for name in _REQUIRED:
        if not row.get(name):
            yield Finding.error(FindingCode.VALUE_MISSING, "There is no value.", field=name, line=line)
    shift = _number(row.get("shift_s", ""))
    if row.get("shift_s") and not math.isfinite(shift):
        message = f"{row['shift_s'][:40]!r} is no number of seconds."
        yield Finding.error(FindingCode.VALUE_UNREADABLE, message, field="shift_s", line=line)
    elif abs(shift) > _LARGE_S:
        message = f"A shift of {shift:g} s is larger than any clock is off."
        yield Finding.error(FindingCode.UNIT_UNLIKELY, message, "give it in seconds", field="shift_s", line=line)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
