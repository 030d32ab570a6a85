"""Rows of PostgreSQL into rows of text, in compiled code."""

from service.answers.rows.binary_kernel import put_results
from service.answers.rows.bytes_access import load_own64, store8
from service.answers.rows.compiled import Word, compiled
from service.answers.rows.fields import copy_bytes, get_int32
from service.answers.rows.layout import DELIMITED, FULL, N_TEXT_PLACES
from service.answers.rows.text_cells import put_cell

#: Bytes of the description of a column.
ROW_SIZE = 8 * N_TEXT_PLACES


@compiled
def encode_text_rows(
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
        Description of each column; its places are those of `text_cells`.
    literals
        What means NULL, of all columns; before that what is before a row, between cells and behind a row.
    limits
        How many rows are wanted; bytes that a row may need besides those of its message; the factor for these; style;
        delimiter; sizes of what is before a row, between cells and behind a row.
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
    n_wanted, most, factor = load_own64(limits), load_own64(limits + 8), load_own64(limits + 16)
    style, delimiter, n_before = load_own64(limits + 24), load_own64(limits + 32), load_own64(limits + 40)
    n_between, n_behind = load_own64(limits + 48), load_own64(limits + 56)
    at, end, to, n_rows = piece + position, piece + size, out, 0
    while at < end and n_rows < n_wanted:
        length = get_int32(at + 1) + 1
        if to - out + most + factor * length > out_size:
            return put_results(results, at - piece, to - out, n_rows, 0, FULL)
        field, row = at + 7, to
        to = copy_bytes(literals, n_before, to)
        for column in range(n_columns):
            if column:
                to = copy_bytes(literals + n_before, n_between, to)
            field_size = get_int32(field)
            field += 4
            cell = put_cell(field, field_size, specs + column * ROW_SIZE, literals, scratch, to, style, delimiter)
            if cell < 0:
                return put_results(results, at - piece, row - out, n_rows, column, cell)
            to = cell
            field += max(field_size, 0)
        if style == DELIMITED and n_columns == 1 and to == row:
            # Readers pass over an empty line.
            store8(to, 34)
            store8(to + 1, 34)
            to += 2
        to = copy_bytes(literals + n_before + n_between, n_behind, to)
        at += length
        n_rows += 1
    return put_results(results, at - piece, to - out, n_rows, 0, 0)
