"""Rows of PostgreSQL into rows of text, in compiled code."""

import numpy as np
from numpy.typing import NDArray

from service.answers.rows.bytes_access import store8
from service.answers.rows.compiled import Word, compiled
from service.answers.rows.fields import Buffer, copy_bytes, get_int32
from service.answers.rows.text_cells import DELIMITED, N_PLACES, put_cell

#: No room for the next row.
FULL = 1
#: Bytes of the description of a column.
ROW_SIZE = 8 * N_PLACES


@compiled(
    "Tuple((int64, int64, int64, int64, int64))"
    "(uint8[::1], int64, int64[:,::1], uint8[::1], int64[::1], uint8[::1], uint8[::1])"
)
def encode_rows(
    piece: Buffer,
    position: Word,
    specs: NDArray[np.int64],
    literals: Buffer,
    limits: NDArray[np.int64],
    scratch: Buffer,
    out: Buffer,
) -> tuple[Word, Word, Word, Word, Word]:
    """Write rows until they, the room or the number of rows that is wanted end.

    Parameters
    ----------
    piece
        Whole ``DataRow`` messages.
    position
        Where the first of them begins.
    specs
        Description of each column; its places are those of `text_cells`.
    literals
        What means NULL, of all columns; before that what is before a row, between cells and behind a row.
    limits
        How many rows are wanted; bytes that a row may need besides those of its message; the factor for these; style;
        delimiter; sizes of what is before a row, between cells and behind a row.
    scratch
        Room for a date.
    out
        Where to.

    Returns
    -------
    tuple
        Where in ``piece`` the next row begins; where in ``out`` the last row ends; number of rows; what stopped it (0,
        `FULL`, or what a writer of cells returns); number of the column that stopped it.
    """
    start, begin = np.int64(piece.ctypes.data), np.int64(out.ctypes.data)
    described, means, room = np.int64(specs.ctypes.data), np.int64(literals.ctypes.data), np.int64(scratch.ctypes.data)
    n_wanted, most, factor, style, delimiter = limits[0], limits[1], limits[2], limits[3], limits[4]
    n_before, n_between, n_behind = limits[5], limits[6], limits[7]
    at, end, to, n_rows, n_columns = start + position, start + piece.size, begin, 0, specs.shape[0]
    while at < end and n_rows < n_wanted:
        size = get_int32(at + 1) + 1
        if to - begin + most + factor * size > out.size:
            return at - start, to - begin, n_rows, FULL, 0
        field, row = at + 7, to
        to = copy_bytes(means, n_before, to)
        for column in range(n_columns):
            if column:
                to = copy_bytes(means + n_before, n_between, to)
            length = get_int32(field)
            field += 4
            cell = put_cell(field, length, described + column * ROW_SIZE, means, room, to, style, delimiter)
            if cell < 0:
                return at - start, row - begin, n_rows, cell, column
            to = cell
            field += max(length, 0)
        if style == DELIMITED and n_columns == 1 and to == row:
            # Readers pass over an empty line.
            store8(to, 34)
            store8(to + 1, 34)
            to += 2
        to = copy_bytes(means + n_before + n_between, n_behind, to)
        at += size
        n_rows += 1
    return at - start, to - begin, n_rows, 0, 0
