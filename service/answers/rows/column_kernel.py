"""Rows of PostgreSQL into columns, in compiled code."""

import math

import numpy as np
from numpy.typing import NDArray

from service.answers.rows.binary_cells import MISFIT, get_float, get_integer, is_of_number
from service.answers.rows.bytes_access import (
    load8,
    load_own32,
    load_own64,
    store8,
    store_own16,
    store_own32,
    store_own64,
)
from service.answers.rows.compiled import Word, compiled, part
from service.answers.rows.dates import put_instant
from service.answers.rows.fields import Buffer, copy_bytes, get_int32, parse_number

#: Places in the description of a column, which is of 64-bit integers [byte]; the last four are addresses.
SOURCE, IS_ARRAY, TARGET, VALUES, IS_VALID, OFFSETS, ARE_VALID = range(0, 56, 8)
N_PLACES = 7
_ROW_SIZE = 8 * N_PLACES
_FLOAT8, _TEXT, _SHAPE = 6, 8, 12
_BOOLEAN, _SHORT, _INT, _FLOAT, _DOUBLE = 0, 1, 2, 4, 5
_DEGREE = math.pi / 180


@compiled("int64(uint8[::1], int64[::1], int64[::1], int64)")
def measure(piece: Buffer, totals: NDArray[np.int64], n_bytes: NDArray[np.int64], n_wanted: Word) -> Word:
    """Return the number of rows, no more than are wanted, and add up the sizes of each column's fields.

    Parameters
    ----------
    piece
        Whole ``DataRow`` messages.
    totals
        Of each column [byte]; set.
    n_bytes
        What the rows take of the piece, as its only element; set.
    n_wanted
        How many rows count.
    """
    at = np.int64(piece.ctypes.data)
    end, n_rows = at + piece.size, 0
    totals[:] = 0
    while at < end and n_rows < n_wanted:
        field = at + 7
        for column in range(totals.size):
            length = max(get_int32(field), 0)
            totals[column] += length
            field += 4 + length
        at += get_int32(at + 1) + 1
        n_rows += 1
    n_bytes[0] = at - np.int64(piece.ctypes.data)
    return n_rows


@part
def set_value(values: Word, number: Word, at: Word, length: Word, source: Word, target: Word) -> Word:
    """Write a number or truth value as an element of an array; return 0 or `MISFIT`."""
    if target == _BOOLEAN:
        store8(values + number, load8(at) != 0)
        return 0
    if target >= _FLOAT:
        value = get_float(at, length, source)
        if target == _DOUBLE:
            store_own64(values + 8 * number, np.int64(np.float64(value).view(np.uint64)))
            return 0
        short = np.float32(value)
        store_own32(values + 4 * number, np.int64(short.view(np.uint32)))
        return MISFIT if np.isinf(short) and not np.isinf(value) else 0
    whole = get_integer(at, source)
    if target == _SHORT:
        store_own16(values + 2 * number, whole)
        return 0 if -(2**15) <= whole < 2**15 else MISFIT
    if target == _INT:
        store_own32(values + 4 * number, whole)
        return 0 if -(2**31) <= whole < 2**31 else MISFIT
    store_own64(values + 8 * number, whole)
    return 0


@part
def set_numbers(at: Word, spec: Word, first: Word) -> Word:
    """Write an array; return the number of the element behind it, or `MISFIT`."""
    n_items = 1 if get_int32(at) == 1 else 0
    if get_int32(at) > 1:
        return MISFIT
    if n_items:
        n_items = get_int32(at + 12)
        at += 8
    at += 12
    for number in range(first, first + n_items):
        length = get_int32(at)
        at += 4
        store8(load_own64(spec + ARE_VALID) + number, length >= 0)
        if length >= 0:
            status = set_value(
                load_own64(spec + VALUES), number, at, length, load_own64(spec + SOURCE), load_own64(spec + TARGET)
            )
            if status < 0:
                return MISFIT
            at += length
    return first + n_items


@part
def set_shape(at: Word, length: Word, spec: Word, number: Word) -> Word:
    """Write the numbers of a shape of pgSphere, in degrees; return the number of the element behind them."""
    end = at + length
    while at < end:
        first = at
        while at < end and is_of_number(load8(at)):
            at += 1
        if at > first:
            value = parse_number(first, at - first) / _DEGREE
            store_own64(load_own64(spec + VALUES) + 8 * number, np.int64(np.float64(value).view(np.uint64)))
            store8(load_own64(spec + ARE_VALID) + number, 1)
            number += 1
        else:
            at += 1
    return number


@part
def set_cell(at: Word, length: Word, spec: Word, row: Word) -> Word:
    """Write a field as an element of its column; return 0 or `MISFIT`."""
    source = load_own64(spec + SOURCE)
    store8(load_own64(spec + IS_VALID) + row, length >= 0)
    offset = load_own64(spec + OFFSETS) + 4 * row
    if load_own64(spec + OFFSETS) == 0:
        if length < 0:
            return 0
        return set_value(load_own64(spec + VALUES), row, at, length, source, load_own64(spec + TARGET))
    behind: Word = np.int64(load_own32(offset))
    if length >= 0:
        if load_own64(spec + IS_ARRAY):
            behind = set_numbers(at, spec, behind)
        elif source == _SHAPE:
            behind = set_shape(at, length, spec, behind)
        elif source == _TEXT:
            copy_bytes(at, length, load_own64(spec + VALUES) + behind)
            behind += length
        else:
            size = put_instant(at, source, load_own64(spec + VALUES) + behind)
            behind = behind + size if size >= 0 else MISFIT
        if behind < 0:
            return MISFIT
    store_own32(offset + 4, behind)
    return 0


@compiled("int64(uint8[::1], int64[:,::1], int64)")
def fill(piece: Buffer, specs: NDArray[np.int64], n_rows: Word) -> Word:
    """Write rows into arrays.

    Parameters
    ----------
    piece
        Whole ``DataRow`` messages.
    specs
        Description of each column, with the addresses of its arrays: values, a truth value for each row that is not
        NULL, offsets (the first of them 0), a truth value for each element that is not NULL.
    n_rows
        How many to write.

    Returns
    -------
    int
        0, or -1 less the number of the column whose value does not fit.
    """
    at, described = np.int64(piece.ctypes.data), np.int64(specs.ctypes.data)
    for row in range(n_rows):
        field = at + 7
        for column in range(specs.shape[0]):
            length = get_int32(field)
            field += 4
            if set_cell(field, length, described + column * _ROW_SIZE, row) < 0:
                return -1 - column
            field += max(length, 0)
        at += get_int32(at + 1) + 1
    return 0


@compiled("void(uint8[::1], int32[::1], uint8[:,::1])")
def pad_texts(letters: Buffer, offsets: NDArray[np.int32], out: NDArray[np.uint8]) -> None:
    """Write texts in UTF-8 as ASCII of one width; other characters become one question mark each.

    Parameters
    ----------
    letters
        The texts, one behind the other.
    offsets
        Where each begins and the last ends.
    out
        One row a text, full of zeros.
    """
    for row in range(out.shape[0]):
        to = 0
        for at in range(offsets[row], offsets[row + 1]):
            letter = letters[at]
            if letter < 0x80:
                out[row, to] = letter
                to += 1
            elif letter >= 0xC0:
                out[row, to] = 63
                to += 1


@compiled("int64(uint8[::1], int32[::1])")
def find_width(letters: Buffer, offsets: NDArray[np.int32]) -> Word:
    """Return the number of characters of the longest of texts in UTF-8."""
    longest = 0
    for row in range(offsets.size - 1):
        width = 0
        for at in range(offsets[row], offsets[row + 1]):
            width += letters[at] < 0x80 or letters[at] >= 0xC0
        longest = max(longest, width)
    return longest
