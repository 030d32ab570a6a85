"""Columns of numbers of regular lines, read by the CSV reader of Apache Arrow, several times as fast as our own.

Numbers that Arrow accepts are equal, to the last bit, to those that `formats.files.delimited` reads. Tables that Arrow
refuses, or may read differently, are left to that module. Source: Apache Arrow, "Reading and Writing CSV files"
(``pyarrow.csv``).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: Smallest table that Arrow reads [byte]; for smaller ones, its import takes longer than it saves
#: (``benchmarks.bench_tables``).
WORTHWHILE = 8_000_000
#: Largest number of columns; Arrow keeps some hundred bytes for each column of a block, also for unwanted ones.
_MAX_COLUMNS = 2000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_numbers(
    lines: NDArray[np.uint8],
    columns: Sequence[int],
    *,
    delimiter: bytes,
    n_columns: int,
    n_lines: int,
    decimal_point: bytes = b".",
) -> dict[int, FloatArray]:
    """Read columns of numbers.

    Parameters
    ----------
    lines
        The bytes of the lines, shape (n_bytes,). Every line has the same number of items.
    columns
        Indices of the wanted columns, counted from 0.
    delimiter, decimal_point
        One byte each.
    n_columns, n_lines
        Number of items of each line, and number of lines.

    Returns
    -------
    The numbers of each wanted column, shape (n_lines,), NaN where an item is empty. An empty dictionary if any item is
    not a finite number, or if lines do not end with a line feed.
    """
    if not columns or n_columns > _MAX_COLUMNS or lines[:3].tobytes() == _BYTE_ORDER_MARK:
        return {}
    import pyarrow  # noqa: PLC0415 - takes longer to import than most files to read
    from pyarrow import csv  # noqa: PLC0415

    names = [str(column) for column in range(n_columns)]
    wanted = [str(column) for column in columns]
    try:
        table = csv.read_csv(
            pyarrow.BufferReader(lines),
            csv.ReadOptions(use_threads=False, block_size=lines.size + 1, column_names=names),
            csv.ParseOptions(delimiter=delimiter.decode(), quote_char=False, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pyarrow.float64()),
                include_columns=wanted,
                null_values=[""],
                decimal_point=decimal_point.decode(),
            ),
        )
    except pyarrow.ArrowInvalid:
        return {}
    if table.num_rows != n_lines:
        return {}
    numbers = {column: np.array(table.column(name)) for column, name in zip(columns, wanted, strict=True)}
    n_known = sum(int(np.isfinite(values).sum()) for values in numbers.values())
    n_empty = sum(table.column(name).null_count for name in wanted)
    return numbers if n_known + n_empty == n_lines * len(numbers) else {}
