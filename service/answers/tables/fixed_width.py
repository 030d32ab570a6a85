"""Text in columns of one width, for people and for astropy's ``ascii.fixed_width_two_line``."""

from typing import Any, BinaryIO

from gavo import base, rsc

from service.answers.tables.truncation import is_truncated, truncation_note


def write_fixed_width(table: Any, file: BinaryIO, acquireSamples: bool = True) -> None:  # noqa: ANN401
    """Write a table as text: names, a line of hyphens as wide as the columns, rows; NULL is empty."""
    if isinstance(table, rsc.Data):
        table = table.getPrimaryTable()
    columns = base.SerManager(table, acquireSamples=acquireSamples)
    names = [str(column["name"]) for column in columns]
    rows = [[_cell(value) for value in row] for row in columns.getMappedTuples()]
    widths = [max(map(len, cells)) for cells in zip(names, *rows, strict=True)]
    for row in (names, ["-" * width for width in widths], *rows):
        line = " ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        file.write(f"{line.rstrip()}\n".encode())
    if is_truncated(table):
        file.write(f"# {truncation_note(table)}\n".encode())


def _cell(value: object) -> str:
    if value is None:
        return ""
    # A table of lines has no room for line breaks.
    return " ".join(str(value).splitlines()) if isinstance(value, str) else str(value)
