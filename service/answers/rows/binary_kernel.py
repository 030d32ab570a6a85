"""Rows of PostgreSQL into rows of a binary VOTable, in compiled code."""

import numpy as np
from numpy.typing import NDArray

from service.answers.rows.binary_cells import N_PLACES, put_cell
from service.answers.rows.bytes_access import load8, store8
from service.answers.rows.compiled import Word, compiled
from service.answers.rows.fields import Buffer, get_int32

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
        Description of each column; its places are those of `binary_cells`.
    literals
        What means NULL, of all columns.
    limits
        How many rows are wanted; size of the mask of NULLs before each row; bytes that a row may need besides four
        times those of its message; where in ``out`` to begin.
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
    n_wanted, mask_size, most, n_before = limits[0], limits[1], limits[2], limits[3]
    start, begin = np.int64(piece.ctypes.data), np.int64(out.ctypes.data)
    described, means, room = np.int64(specs.ctypes.data), np.int64(literals.ctypes.data), np.int64(scratch.ctypes.data)
    at, end = start + position, start + piece.size
    to, n_rows = begin + n_before, 0
    while at < end and n_rows < n_wanted:
        size = get_int32(at + 1) + 1
        if to - begin + most + 4 * size > out.size:
            return at - start, to - begin, n_rows, FULL, 0
        field, row = at + 7, to
        for _ in range(mask_size):
            store8(to, 0)
            to += 1
        for column in range(specs.shape[0]):
            length = get_int32(field)
            field += 4
            if length < 0 and mask_size:
                mask = row + column // 8
                store8(mask, load8(mask) | (0x80 >> (column % 8)))
            behind = put_cell(field, length, described + column * ROW_SIZE, means, room, to)
            if behind < 0:
                return at - start, row - begin, n_rows, behind, column
            to = behind
            field += max(length, 0)
        at += size
        n_rows += 1
    return at - start, to - begin, n_rows, 0, 0
