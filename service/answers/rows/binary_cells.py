"""Cells of a VOTable in binary form (VOTable 1.5, sections 5.2 and 5.3), from fields of PostgreSQL's binary form."""

import math

import numpy as np

from service.answers.rows.bytes_access import load8, load32, load64, load_own64, store8, store16, store32, store64
from service.answers.rows.compiled import Word, part
from service.answers.rows.dates import put_instant
from service.answers.rows.fields import (
    copy_bytes,
    get_float32,
    get_float64,
    get_int16,
    get_int32,
    get_int64,
    parse_number,
)
from service.answers.rows.layout import MISFIT, NO_NULL

#: Places in the description of a column, which is of 64-bit integers [byte].
SOURCE, IS_ARRAY, TARGET, SIZE, ITEM_SIZE, IS_MANY, NULL_AT, NULL_SIZE, ITEM_NULL_AT, ITEM_NULL_SIZE, PAD, IS_STRICT = (
    range(0, 96, 8)
)
# `Source` and `Target`, as compiled code takes them.
_INT2, _INT4, _INT8, _OID, _FLOAT4, _FLOAT8, _NUMBER, _TEXT, _SHAPE = 1, 2, 3, 4, 5, 6, 7, 8, 12
_BOOLEAN, _SHORT, _INT, _LONG, _FLOAT, _DOUBLE, _CHAR, _UNICODE = range(8)
_NAN32 = 0x7FC00000
_NAN64 = 0x7FF8000000000000
_NOT_ASCII = np.uint64(0x8080808080808080)
_DEGREE = math.pi / 180


@part
def get_integer(at: Word, source: Word) -> Word:
    """Return an integer of any size."""
    if source == _INT2:
        return get_int16(at)
    if source == _INT4:
        return get_int32(at)
    if source == _OID:
        return np.int64(load32(at))
    return get_int64(at)


@part
def get_float(at: Word, size: Word, source: Word, room: Word) -> Word:
    """Return any number as a double; ``room`` is that of `parse_number`."""
    if source == _FLOAT8:
        return get_float64(at)
    if source == _FLOAT4:
        return get_float32(at)
    if source == _NUMBER:
        return parse_number(at, size, room)
    return np.float64(get_integer(at, source))


@part
def put_float(at: Word, value: Word, target: Word) -> Word:
    """Write a floating-point number; every NaN is the plain one."""
    if target == _DOUBLE:
        store64(at, np.uint64(_NAN64) if value != value else np.float64(value).view(np.uint64))
        return at + 8
    short = np.float32(value)
    if np.isinf(short) and not np.isinf(value):
        return MISFIT
    store32(at, np.uint32(_NAN32) if value != value else np.float32(short).view(np.uint32))
    return at + 4


@part
def put_integer(at: Word, value: Word, target: Word) -> Word:
    """Write an integer that fits."""
    if target == _LONG:
        store64(at, np.uint64(value))
        return at + 8
    if target == _INT:
        store32(at, np.uint32(value))
        return at + 4 if -(2**31) <= value < 2**31 else MISFIT
    store16(at, np.uint16(value))
    return at + 2 if -(2**15) <= value < 2**15 else MISFIT


@part
def put_number(at: Word, size: Word, source: Word, to: Word, target: Word) -> Word:
    """Write a truth value or a number."""
    if target == _BOOLEAN:
        store8(to, 49 if load8(at) else 48)
        return to + 1
    if target >= _FLOAT:
        return put_float(to, get_float(at, size, source, to), target)
    return put_integer(to, get_integer(at, source), target)


@part
def get_letter(at: Word) -> tuple[Word, Word]:
    """Return the code of a character in UTF-8 and the place behind it."""
    first = np.int64(load8(at))
    if first < 0x80:
        return first, at + 1
    n_more = 1 if first < 0xE0 else 2 if first < 0xF0 else 3
    code = first & (0x3F >> n_more)
    for i in range(1, n_more + 1):
        code = (code << 6) | (np.int64(load8(at + i)) & 0x3F)
    return code, at + 1 + n_more


@part
def put_text(at: Word, size: Word, to: Word, target: Word, limit: Word, pad: Word) -> Word:
    """Write characters: all, or as many as ``limit``, filled up with ``pad``.

    In ``char`` a character that is not ASCII becomes a question mark; ``unicodeChar`` is UTF-16, and a limit counts
    its units.
    """
    end, n_left = at + size, limit if limit >= 0 else np.int64(2) ** 60
    while at < end and n_left > 0:
        if target == _CHAR and end - at >= 8 and n_left >= 8 and not load64(at) & _NOT_ASCII:
            store64(to, load64(at))
            at, to, n_left = at + 8, to + 8, n_left - 8
            continue
        code, at = get_letter(at)
        if target == _CHAR:
            store8(to, code if code < 0x80 else 63)
            to, n_left = to + 1, n_left - 1
        elif code < 0x10000:
            store16(to, code)
            to, n_left = to + 2, n_left - 1
        elif n_left >= 2:
            code -= 0x10000
            store16(to, 0xD800 | (code >> 10))
            store16(to + 2, 0xDC00 | (code & 0x3FF))
            to, n_left = to + 4, n_left - 2
        else:
            break
    return to if limit < 0 else put_padding(to, n_left, target, pad)


@part
def put_padding(to: Word, count: Word, target: Word, pad: Word) -> Word:
    """Write characters that fill up."""
    for _ in range(count):
        if target == _UNICODE:
            store8(to, 0)
            to += 1
        store8(to, pad)
        to += 1
    return to


@part
def put_letter(at: Word, size: Word, to: Word, target: Word, is_strict: Word) -> Word:
    """Write the one character of a cell that has one."""
    if size == 0:
        return MISFIT
    code, behind = get_letter(at)
    most = 0x10000 if target == _UNICODE else 0x80 if is_strict else 0x100
    if behind != at + size or code >= most:
        return MISFIT
    if target == _UNICODE:
        store16(to, code)
        return to + 2
    store8(to, code)
    return to + 1


@part
def put_numbers(at: Word, spec: Word, literals: Word, to: Word) -> Word:
    """Write an array of numbers or truth values."""
    n_dimensions = get_int32(at)
    n_items = 1 if n_dimensions else 0
    for i in range(n_dimensions):
        n_items *= get_int32(at + 12 + 8 * i)
    at += 12 + 8 * n_dimensions
    size = load_own64(spec + SIZE)
    if size < 0:
        if n_dimensions > 1 and not load_own64(spec + IS_MANY):
            return MISFIT
        store32(to, n_items)
        to += 4
    source, target = load_own64(spec + SOURCE), load_own64(spec + TARGET)
    n_wanted = n_items if size < 0 else size
    for i in range(n_wanted):
        length = -1
        if i < n_items:
            length = get_int32(at)
            at += 4
        if length < 0:
            if load_own64(spec + ITEM_NULL_SIZE) < 0:
                return NO_NULL
            to = copy_bytes(literals + load_own64(spec + ITEM_NULL_AT), load_own64(spec + ITEM_NULL_SIZE), to)
        else:
            to = put_number(at, length, source, to, target)
            if to < 0:
                return to
            at += length
    return to


@part
def put_texts(at: Word, spec: Word, to: Word) -> Word:
    """Write an array of texts: their characters, one text behind the other."""
    n_dimensions = get_int32(at)
    if n_dimensions > 1:
        return MISFIT
    n_items = get_int32(at + 12) if n_dimensions else 0
    at += 12 + 8 * n_dimensions
    item_size, target, size = load_own64(spec + ITEM_SIZE), load_own64(spec + TARGET), load_own64(spec + SIZE)
    begin = to
    if size < 0:
        to += 4
    n_wanted = n_items if size < 0 else size // item_size
    for i in range(n_wanted):
        length = -1
        if i < n_items:
            length = get_int32(at)
            at += 4
        to = put_text(at, max(length, 0), to, target, item_size, load_own64(spec + PAD))
        at += max(length, 0)
    if size < 0:
        store32(begin, (to - begin - 4) // (1 if target == _CHAR else 2))
    return to


@part
def is_of_number(letter: Word) -> Word:
    """Tell whether a character belongs to a number."""
    return 48 <= letter <= 57 or letter in (43, 45, 46, 69, 78, 97, 101)


@part
def put_shape(at: Word, size: Word, to: Word, count: Word) -> Word:
    """Write the numbers of a shape of pgSphere, in degrees."""
    end, begin, n_found = at + size, to, 0
    if count < 0:
        to += 4
    while at < end:
        first = at
        while at < end and is_of_number(load8(at)):
            at += 1
        if at > first:
            value = parse_number(first, at - first, to)
            to = put_float(to, value / _DEGREE, _DOUBLE)
            n_found += 1
        else:
            at += 1
    if count < 0:
        store32(begin, n_found)
    elif n_found != count:
        return MISFIT
    return to


@part
def put_cell(at: Word, length: Word, spec: Word, literals: Word, scratch: Word, to: Word) -> Word:
    """Write one field as a cell.

    All but ``length`` are addresses: of the field, the description of its column, what means NULL, room for a
    date, and where to write.

    Returns
    -------
    Word
        The place behind it, `MISFIT` or `NO_NULL`.
    """
    source, target, size = load_own64(spec + SOURCE), load_own64(spec + TARGET), load_own64(spec + SIZE)
    if length < 0:
        if load_own64(spec + NULL_SIZE) < 0:
            return NO_NULL
        return copy_bytes(literals + load_own64(spec + NULL_AT), load_own64(spec + NULL_SIZE), to)
    if target < _CHAR:
        if source == _SHAPE:
            return put_shape(at, length, to, size)
        if load_own64(spec + IS_ARRAY):
            return put_numbers(at, spec, literals, to)
        if source == _FLOAT8 and target == _DOUBLE:
            return put_float(to, get_float64(at), target)
        return put_number(at, length, source, to, target)
    if load_own64(spec + IS_ARRAY):
        return put_texts(at, spec, to)
    if source != _TEXT:
        length = put_instant(at, source, scratch)
        if length < 0:
            return MISFIT
        at = scratch
    if size == 0:
        return put_letter(at, length, to, target, load_own64(spec + IS_STRICT))
    if size > 0:
        return put_text(at, length, to, target, size, load_own64(spec + PAD))
    end = put_text(at, length, to + 4, target, -1, 0)
    store32(to, (end - to - 4) // (1 if target == _CHAR else 2))
    return end
