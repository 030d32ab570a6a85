"""Rows of PostgreSQL into rows of a binary VOTable, in compiled code."""

from service.answers.rows.binary_cells import put_cell
from service.answers.rows.bytes_access import load8, load_own64, store8, store_own64
from service.answers.rows.compiled import Word, compiled, part
from service.answers.rows.fields import get_int32
from service.answers.rows.layout import FULL, N_BINARY_PLACES

#: Bytes of the description of a column.
ROW_SIZE = 8 * N_BINARY_PLACES


@part
def put_results(results: Word, position: Word, end: Word, n_rows: Word, column: Word, status: Word) -> Word:
    """Write what a function that writes rows has done, and return what stopped it."""
    store_own64(results, position)
    store_own64(results + 8, end)
    store_own64(results + 16, n_rows)
    store_own64(results + 24, column)
    return status


@compiled
def encode_binary_rows(
    piece: Word,
    size: Word,
    position: Word,
    specs: Word,
    n_columns: Word,
    literals: Word,
    limits: Word,
    scratch: Word,
    out: Word,
    out_size: Word,
    results: Word,
) -> Word:
    """Write rows until they, the room or the number of rows that is wanted end.

    All but sizes and numbers are addresses.

    Parameters
    ----------
    piece, size
        Whole ``DataRow`` messages, and their size.
    position
        Where the first of them begins.
    specs, n_columns
        Description of each column; its places are those of `binary_cells`.
    literals
        What means NULL, of all columns.
    limits
        How many rows are wanted; size of the mask of NULLs before each row; bytes that a row may need besides four
        times those of its message; where in ``out`` to begin.
    scratch
        Room for a date.
    out, out_size
        Where to.
    results
        Set: where in ``piece`` the next row begins; where in ``out`` the last row ends; number of rows; number of the
        column that stopped it.

    Returns
    -------
    int
        What stopped it: 0, `FULL`, `MISFIT` or `NO_NULL`.
    """
    n_wanted, mask_size = load_own64(limits), load_own64(limits + 8)
    most, to = load_own64(limits + 16), out + load_own64(limits + 24)
    at, end, n_rows = piece + position, piece + size, 0
    while at < end and n_rows < n_wanted:
        length = get_int32(at + 1) + 1
        if to - out + most + 4 * length > out_size:
            return put_results(results, at - piece, to - out, n_rows, 0, FULL)
        field, row = at + 7, to
        for _ in range(mask_size):
            store8(to, 0)
            to += 1
        for column in range(n_columns):
            field_size = get_int32(field)
            field += 4
            if field_size < 0 and mask_size:
                mask = row + column // 8
                store8(mask, load8(mask) | (0x80 >> (column % 8)))
            behind = put_cell(field, field_size, specs + column * ROW_SIZE, literals, scratch, to)
            if behind < 0:
                return put_results(results, at - piece, row - out, n_rows, column, behind)
            to = behind
            field += max(field_size, 0)
        at += length
        n_rows += 1
    return put_results(results, at - piece, to - out, n_rows, 0, 0)
