"""Joins the chips of a mosaic, which are a table each, to one list of stars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formats.sources.ldac_header import NO_IMAGE_TIME, ImageTime
from formats.sources.source_columns import Choice, one_filter
from formats.sources.source_table import MAX_STARS, build_sources
from formats.sources.source_words import read_words
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode
from schemas.photometry import SourceList

#: Roles that every catalogue of stars has.
_NEEDED = frozenset({"ra", "dec", "mag"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """The stars of one table."""

    choice: Choice
    #: Numbers by role, shape (n,), NaN where they are missing.
    values: Mapping[str, NDArray[np.float64]]
    #: Units of ``ra`` and ``dec`` where the form of the values shows them.
    units: Mapping[str, str]
    #: Filter that all rows name, or None.
    filter: str | None = None
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.values["ra"])


def make_chip(choice: Choice, cells: Mapping[str, NDArray[np.generic]], source: str) -> Chip:
    """Make a chip of the chosen columns, which may hold numbers, vectors of numbers, or words.

    Parameters
    ----------
    choice
        Which column has which role.
    cells
        The cells of these columns by role, shape (n,) or (n, width); masked where missing.
    source
        Name of the file, for messages.

    Raises
    ------
    FormatError
        If positions or magnitudes are not numbers, or the rows are of several filters.
    """
    values: dict[str, NDArray[np.float64]] = {}
    units: dict[str, str] = {}
    findings: list[Finding] = []
    for role, column in choice.columns.items():
        words = _words(cells[role])
        if role == "filter":
            continue
        if words is not None:
            row = np.arange(1, len(words) + 1)
            read = read_words(words, role, column.name, row, row_word="row")
            numbers: NDArray[np.float64] | None = read.values if np.isfinite(read.values).any() else None
            findings += read.findings if numbers is not None else ()
            units |= {role: read.unit} if read.unit is not None else {}
        else:
            numbers = _element(cells[role], choice.elements.get(role, 0), column.width)
        if numbers is not None:
            values[role] = numbers
        elif role in _NEEDED and len(cells[role]):
            raise FormatError(source, None, column.name, "The column does not hold numbers.")
        elif role in _NEEDED:
            values[role] = np.empty(0)
        else:
            findings.append(
                Finding.warning(
                    FindingCode.VALUE_MISSING, "The column does not hold numbers; it was not used.", field=column.name
                )
            )
    used = (
        one_filter(_words(cells["filter"]) or (), choice.columns["filter"].name, source) if "filter" in cells else None
    )
    return Chip(choice=choice, values=values, units=units, filter=used, findings=tuple(findings))


def join_chips(
    chips: Sequence[Chip],
    source: str,
    *,
    file_format: str,
    zero_point: float = 0.0,
    head_filter: str | None = None,
    image: ImageTime = NO_IMAGE_TIME,
) -> SourceList:
    """Make one list of stars; see `formats.sources.source_table.build_sources`.

    Raises
    ------
    FormatError
        If there are no stars or too many, or the chips have different columns of magnitudes or positions.
    """
    sizes = [len(chip) for chip in chips]
    if not 0 < sum(sizes) <= MAX_STARS:
        message = f"The catalogue holds {sum(sizes)} stars; between 1 and {MAX_STARS} can be read."
        raise FormatError(source, None, "rows", message, "" if sum(sizes) else "was anything detected on the image?")
    first = chips[0].choice
    findings = [finding for chip in chips for finding in chip.findings]
    for number, chip in enumerate(chips[1:], 2):
        for role in ("ra", "dec", "mag"):
            ours, theirs = first.columns[role], chip.choice.columns[role]
            if (ours.name, ours.unit, chips[0].units.get(role)) != (theirs.name, theirs.unit, chip.units.get(role)):
                message = f"The first table has {ours.name}, table {number} has {theirs.name}, or another unit."
                raise FormatError(source, None, theirs.name, message, "give all chips the same columns")
    roles = {role: column for chip in chips for role, column in chip.choice.columns.items() if role in chip.values}
    for role, column in roles.items():
        without = [str(number) for number, chip in enumerate(chips, 1) if role not in chip.values and len(chip)]
        if without:
            findings.append(
                Finding.warning(
                    FindingCode.VALUE_MISSING,
                    f"The column is not usable in table {', '.join(without)}.",
                    field=column.name,
                )
            )
    named = [chip.choice.columns["filter"] for chip in chips if "filter" in chip.choice.columns]
    return build_sources(
        replace(first, columns={**roles, "filter": named[0]} if named else roles),
        {role: np.concatenate([chip.values.get(role, np.full(len(chip), np.nan)) for chip in chips]) for role in roles},
        source,
        file_format=file_format,
        row=np.concatenate([np.arange(1, size + 1) for size in sizes]),
        chip=np.repeat(np.arange(1, len(sizes) + 1), sizes),
        units=chips[0].units,
        zero_point=zero_point,
        filters=[chip.filter or "" for chip in chips] if named else (),
        head_filter=head_filter,
        image=image,
        findings=tuple(findings),
    )


def _words(cells: NDArray[np.generic]) -> list[str] | None:
    """Return the texts of a column of text, None for other columns."""
    if cells.dtype.kind not in "SU" and not (cells.dtype.kind == "O" and all(isinstance(cell, str) for cell in cells)):
        return None
    filled = np.ma.asarray(cells).filled("") if cells.dtype.kind != "S" else np.ma.asarray(cells).filled(b"")
    return [cell.decode("latin-1").strip() if isinstance(cell, bytes) else str(cell).strip() for cell in filled]


def _element(cells: NDArray[np.generic], element: int, width: int) -> NDArray[np.float64] | None:
    """Return one element of each row of a column of numbers or vectors, None for other columns."""
    if cells.dtype.kind == "O":
        rows = [np.ma.asarray(cell).ravel() for cell in cells]
        if any(row.dtype.kind not in "iufb" for row in rows):
            return None
        return np.array([float(np.ma.filled(row[element], np.nan)) if len(row) > element else np.nan for row in rows])
    if cells.dtype.kind not in "iufb" or width < 1 or cells.size != len(cells) * width:
        return None
    numbers: NDArray[np.float64] = np.ma.asarray(cells, dtype=np.float64).filled(np.nan)
    return numbers.reshape(len(cells), width)[:, element]
