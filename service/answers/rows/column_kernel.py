"""Rows of PostgreSQL into columns, in compiled code."""

import math

import numpy as np

from service.answers.rows.binary_cells import get_float, get_integer, is_of_number
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
from service.answers.rows.fields import copy_bytes, get_int32, parse_number
from service.answers.rows.layout import MISFIT, N_COLUMN_PLACES

#: Places in the description of a column, which is of 64-bit integers [byte]; the last four are addresses.
SOURCE, IS_ARRAY, TARGET, VALUES, IS_VALID, OFFSETS, ARE_VALID = range(0, 56, 8)
_ROW_SIZE = 8 * N_COLUMN_PLACES
_FLOAT8, _TEXT, _SHAPE = 6, 8, 12
_BOOLEAN, _SHORT, _INT, _FLOAT, _DOUBLE = 0, 1, 2, 4, 5
_DEGREE = math.pi / 180


@compiled
def measure(piece: Word, size: Word, totals: Word, n_columns: Word, n_bytes: Word, n_wanted: Word) -> Word:
    """Return the number of rows, no more than are wanted, and add up the sizes of each column's fields.

    Parameters
    ----------
    piece, size
        Address of whole ``DataRow`` messages, and their size.
    totals, n_columns
        Address of the sum of each column [byte]; zero before.
    n_bytes
        Address of what the rows take of the piece; set.
    n_wanted
        How many rows count.
    """
    at, end, n_rows = piece, piece + size, 0
    while at < end and n_rows < n_wanted:
        field = at + 7
        for column in range(n_columns):
            length = max(get_int32(field), 0)
            total = totals + 8 * column
            store_own64(total, load_own64(total) + length)
            field += 4 + length
        at += get_int32(at + 1) + 1
        n_rows += 1
    store_own64(n_bytes, at - piece)
    return n_rows


@part
def set_value(values: Word, number: Word, at: Word, length: Word, source: Word, target: Word, scratch: Word) -> Word:
    """Write a number or truth value as an element of an array; return 0 or `MISFIT`."""
    if target == _BOOLEAN:
        store8(values + number, load8(at) != 0)
        return 0
    if target >= _FLOAT:
        value = get_float(at, length, source, scratch)
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
def set_numbers(at: Word, spec: Word, first: Word, scratch: Word) -> Word:
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
                load_own64(spec + VALUES),
                number,
                at,
                length,
                load_own64(spec + SOURCE),
                load_own64(spec + TARGET),
                scratch,
            )
            if status < 0:
                return MISFIT
            at += length
    return first + n_items


@part
def set_shape(at: Word, length: Word, spec: Word, number: Word, scratch: Word) -> Word:
    """Write the numbers of a shape of pgSphere, in degrees; return the number of the element behind them."""
    end = at + length
    while at < end:
        first = at
        while at < end and is_of_number(load8(at)):
            at += 1
        if at > first:
            value = parse_number(first, at - first, scratch) / _DEGREE
            store_own64(load_own64(spec + VALUES) + 8 * number, np.int64(np.float64(value).view(np.uint64)))
            store8(load_own64(spec + ARE_VALID) + number, 1)
            number += 1
        else:
            at += 1
    return number


@part
def set_cell(at: Word, length: Word, spec: Word, row: Word, scratch: Word) -> Word:
    """Write a field as an element of its column; return 0 or `MISFIT`."""
    source = load_own64(spec + SOURCE)
    store8(load_own64(spec + IS_VALID) + row, length >= 0)
    offset = load_own64(spec + OFFSETS) + 4 * row
    if load_own64(spec + OFFSETS) == 0:
        if length < 0:
            return 0
        return set_value(load_own64(spec + VALUES), row, at, length, source, load_own64(spec + TARGET), scratch)
    behind: Word = np.int64(load_own32(offset))
    if length >= 0:
        if load_own64(spec + IS_ARRAY):
            behind = set_numbers(at, spec, behind, scratch)
        elif source == _SHAPE:
            behind = set_shape(at, length, spec, behind, scratch)
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


@compiled
def fill(piece: Word, specs: Word, n_columns: Word, n_rows: Word, scratch: Word) -> Word:
    """Write rows into arrays.

    Parameters
    ----------
    piece
        Address of whole ``DataRow`` messages.
    specs, n_columns
        Address of the description of each column, with the addresses of its arrays: values, a truth value for each row
        that is not NULL, offsets (the first of them 0), a truth value for each element that is not NULL.
    n_rows
        How many to write.
    scratch
        Address of room for the characters of a number.

    Returns
    -------
    int
        0, or -1 less the number of the column whose value does not fit.
    """
    at = piece
    for row in range(n_rows):
        field = at + 7
        for column in range(n_columns):
            length = get_int32(field)
            field += 4
            if set_cell(field, length, specs + column * _ROW_SIZE, row, scratch) < 0:
                return -1 - column
            field += max(length, 0)
        at += get_int32(at + 1) + 1
    return 0


@compiled
def pad_texts(letters: Word, offsets: Word, n_rows: Word, out: Word, width: Word) -> Word:
    """Write texts in UTF-8 as ASCII of one width; other characters become one question mark each.

    Parameters
    ----------
    letters
        Address of the texts, one behind the other.
    offsets, n_rows
        Address of where each begins and the last ends.
    out, width
        Address of one row a text, full of zeros.
    """
    for row in range(n_rows):
        to = out + row * width
        for at in range(load_own32(offsets + 4 * row), load_own32(offsets + 4 * row + 4)):
            letter = load8(letters + at)
            if letter < 0x80 or letter >= 0xC0:
                store8(to, letter if letter < 0x80 else 63)
                to += 1
    return 0


@compiled
def find_width(letters: Word, offsets: Word, n_rows: Word) -> Word:
    """Return the number of characters of the longest of texts in UTF-8; see `pad_texts`."""
    longest = 0
    for row in range(n_rows):
        width = 0
        for at in range(load_own32(offsets + 4 * row), load_own32(offsets + 4 * row + 4)):
            letter = load8(letters + at)
            width += 1 if letter < 0x80 or letter >= 0xC0 else 0
        longest = max(longest, width)
    return longest
