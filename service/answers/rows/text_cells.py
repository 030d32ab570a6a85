"""Cells as text: of TABLEDATA, of delimited values, of JSON; from fields of PostgreSQL's binary form."""

import math

import numpy as np

from service.answers.rows.binary_cells import get_float, get_integer, get_letter, is_of_number
from service.answers.rows.bytes_access import load8, load_own64, store8, store32
from service.answers.rows.compiled import Word, part
from service.answers.rows.dates import put_instant
from service.answers.rows.digits import put_double, put_single, put_whole
from service.answers.rows.fields import copy_bytes, get_int32, parse_number
from service.answers.rows.layout import DELIMITED, JSON, MISFIT, NO_NULL, XML

#: Places in the description of a column, which is of 64-bit integers [byte].
SOURCE, IS_ARRAY, TARGET, SIZE, ITEM_SIZE, IS_TUPLE, NULL_AT, NULL_SIZE, ITEM_NULL_AT, ITEM_NULL_SIZE = range(0, 80, 8)
# `Source` and `Target`, as compiled code takes them.
_BOOL, _FLOAT4, _TEXT, _SHAPE = 0, 5, 8, 12
_FLOAT, _CHAR, _UNICODE = 4, 6, 7
_DEGREE = math.pi / 180
_QUOTE, _LINE_FEED, _CARRIAGE_RETURN, _AMPERSAND, _LESS, _GREATER, _BACKSLASH = 34, 10, 13, 38, 60, 62, 92
#: Characters by fours, most significant first.
_TRUE, _FALS, _AMP, _INFI, _NULL = (
    int.from_bytes(word, "big") for word in (b"true", b"fals", b"amp;", b"Inf\0", b"null")
)
_PLAIN_TRUE, _PLAIN_FALS = int.from_bytes(b"True", "big"), int.from_bytes(b"Fals", "big")
#: Letters of JSON for the characters 8 to 13.
_SHORT = (98, 116, 110, 0, 102, 114)
_LT, _GT = (int.from_bytes(word, "big") for word in (b"&lt;", b"&gt;"))


@part
def put_truth(to: Word, is_true: Word, style: Word) -> Word:
    """Write a truth value."""
    if style == XML:
        store8(to, 49 if is_true else 48)
        return to + 1
    if is_true:
        store32(to, _TRUE if style == JSON else _PLAIN_TRUE)
        return to + 4
    store32(to, _FALS if style == JSON else _PLAIN_FALS)
    store8(to + 4, 101)
    return to + 5


@part
def put_special(to: Word, value: Word, style: Word) -> Word:
    """Write NaN or an infinity; in VOTables as their standard has them (VOTable 1.5, section 6), in JSON as null."""
    if style == JSON:
        store32(to, _NULL)
        return to + 4
    if value != value:
        n = 110 if style == DELIMITED else 78
        store8(to, n)
        store8(to + 1, 97)
        store8(to + 2, n)
        return to + 3
    if value < 0 or style == XML:
        store8(to, 45 if value < 0 else 43)
        to += 1
    store32(to, _INFI)
    if style == DELIMITED:
        store8(to, 105)
    return to + 3


@part
def put_real(to: Word, value: Word, style: Word, is_single: Word) -> Word:
    """Write a floating-point number."""
    if not np.isfinite(value):
        return put_special(to, value, style)
    return put_single(to, value) if is_single else put_double(to, value)


@part
def put_number(at: Word, size: Word, source: Word, to: Word, target: Word, style: Word) -> Word:
    """Write a truth value or a number."""
    if source == _BOOL:
        return put_truth(to, load8(at) != 0, style)
    if source >= _FLOAT4:
        return put_real(to, get_float(at, size, source, to), style, source == _FLOAT4)
    number = get_integer(at, source)
    if style == XML and target >= _FLOAT:
        return put_double(to, np.float64(number))
    return put_whole(to, number)


@part
def put_bracket(to: Word, is_end: Word, style: Word, is_tuple: Word) -> Word:
    """Write what an array begins or ends with."""
    if style == XML:
        return to
    if style == DELIMITED and is_tuple:
        store8(to, 41 if is_end else 40)
    else:
        store8(to, 93 if is_end else 91)
    return to + 1


@part
def put_gap(to: Word, style: Word) -> Word:
    """Write what is between the elements of an array."""
    if style != XML:
        store8(to, 44)
        to += 1
    store8(to, 32)
    return to + 1


@part
def put_numbers(at: Word, spec: Word, literals: Word, to: Word, style: Word) -> Word:
    """Write an array of numbers or truth values."""
    n_dimensions = get_int32(at)
    n_items = 1 if n_dimensions else 0
    for i in range(n_dimensions):
        n_items *= get_int32(at + 12 + 8 * i)
    if style != XML and n_dimensions > 1:
        return MISFIT
    at += 12 + 8 * n_dimensions
    size, source, target = load_own64(spec + SIZE), load_own64(spec + SOURCE), load_own64(spec + TARGET)
    n_wanted = n_items if style != XML or size < 0 else size
    to = put_bracket(to, False, style, False)
    for i in range(n_wanted):
        length = -1
        if i < n_items:
            length = get_int32(at)
            at += 4
        if i:
            to = put_gap(to, style)
        if length >= 0:
            to = put_number(at, length, source, to, target, style)
            at += length
        elif load_own64(spec + ITEM_NULL_SIZE) < 0:
            return NO_NULL
        else:
            to = copy_bytes(literals + load_own64(spec + ITEM_NULL_AT), load_own64(spec + ITEM_NULL_SIZE), to)
    return put_bracket(to, True, style, False)


@part
def put_shape(at: Word, size: Word, spec: Word, to: Word, style: Word) -> Word:
    """Write the numbers of a shape of pgSphere, in degrees."""
    end, n_found = at + size, 0
    is_tuple = load_own64(spec + IS_TUPLE)
    to = put_bracket(to, False, style, is_tuple)
    while at < end:
        first = at
        while at < end and is_of_number(load8(at)):
            at += 1
        if at > first:
            if n_found:
                to = put_gap(to, style)
            to = put_real(to, parse_number(first, at - first, to) / _DEGREE, style, False)
            n_found += 1
        else:
            at += 1
    return put_bracket(to, True, style, is_tuple)


@part
def put_xml_letter(to: Word, code: Word, at: Word, behind: Word, target: Word) -> Word:
    """Write one character as XML can hold it; those that XML forbids become question marks."""
    is_control = code < 32 and code not in (9, _LINE_FEED, _CARRIAGE_RETURN)
    is_forbidden = is_control or 0xFFFE <= code <= 0xFFFF
    if is_forbidden or (code >= 0x80 and target == _CHAR):
        store8(to, 63)
        return to + 1
    if code == _AMPERSAND:
        store8(to, code)
        store32(to + 1, _AMP)
        return to + 5
    if code in (_LESS, _GREATER):
        store32(to, _LT if code == _LESS else _GT)
        return to + 4
    return copy_bytes(at, behind - at, to)


@part
def put_xml_text(at: Word, size: Word, to: Word, target: Word, limit: Word) -> Word:
    """Write characters of TABLEDATA: all, or as many as ``limit``, filled up with blanks."""
    end, n_left = at + size, limit if limit >= 0 else np.int64(2) ** 60
    while at < end and n_left > 0:
        code, behind = get_letter(at)
        to = put_xml_letter(to, code, at, behind, target)
        at, n_left = behind, n_left - 1
    if limit >= 0:
        for _ in range(n_left):
            store8(to, 32)
            to += 1
    return to


@part
def put_xml_texts(at: Word, spec: Word, to: Word) -> Word:
    """Write an array of texts in TABLEDATA: their characters, one text behind the other."""
    n_dimensions = get_int32(at)
    if n_dimensions > 1:
        return MISFIT
    n_items = get_int32(at + 12) if n_dimensions else 0
    at += 12 + 8 * n_dimensions
    item_size, size = load_own64(spec + ITEM_SIZE), load_own64(spec + SIZE)
    n_wanted = n_items if size < 0 else size // item_size
    for i in range(n_wanted):
        length = -1
        if i < n_items:
            length = get_int32(at)
            at += 4
        to = put_xml_text(at, max(length, 0), to, load_own64(spec + TARGET), item_size)
        at += max(length, 0)
    return to


@part
def put_delimited_text(at: Word, size: Word, to: Word, delimiter: Word) -> Word:
    """Write a text, between quotes where it needs them (RFC 4180, section 2)."""
    is_special = False
    for i in range(size):
        letter = load8(at + i)
        is_special |= letter == delimiter or letter in (_QUOTE, _LINE_FEED, _CARRIAGE_RETURN)
    if not is_special:
        return copy_bytes(at, size, to)
    store8(to, _QUOTE)
    to += 1
    for i in range(size):
        letter = load8(at + i)
        if letter == _QUOTE:
            store8(to, _QUOTE)
            to += 1
        store8(to, letter)
        to += 1
    store8(to, _QUOTE)
    return to + 1


@part
def put_hex(to: Word, code: Word) -> Word:
    """Write an escape of JSON for a unit of UTF-16."""
    store8(to, _BACKSLASH)
    store8(to + 1, 117)
    for i in range(4):
        digit = (code >> (12 - 4 * i)) & 15
        store8(to + 2 + i, 48 + digit if digit < 10 else 87 + digit)
    return to + 6


@part
def put_json_letter(to: Word, code: Word) -> Word:
    """Write one character as Python's ``json`` does."""
    short = 0
    if code in (_QUOTE, _BACKSLASH):
        short = code
    elif 8 <= code <= 13:
        # b, t, n, f and r; a vertical tabulator has no letter.
        short = _SHORT[code - 8]
    if short:
        store8(to, _BACKSLASH)
        store8(to + 1, short)
        return to + 2
    if 32 <= code < 127:
        store8(to, code)
        return to + 1
    if code < 0x10000:
        return put_hex(to, code)
    code -= 0x10000
    return put_hex(put_hex(to, 0xD800 | (code >> 10)), 0xDC00 | (code & 0x3FF))


@part
def put_json_text(at: Word, size: Word, to: Word) -> Word:
    """Write a text as Python's ``json`` does: ASCII only."""
    end = at + size
    store8(to, _QUOTE)
    to += 1
    while at < end:
        code, at = get_letter(at)
        to = put_json_letter(to, code)
    store8(to, _QUOTE)
    return to + 1


@part
def put_text_cell(at: Word, length: Word, spec: Word, to: Word, style: Word, delimiter: Word) -> Word:
    """Write characters of any style."""
    if style == DELIMITED:
        return put_delimited_text(at, length, to, delimiter)
    if style == JSON:
        return put_json_text(at, length, to)
    size = load_own64(spec + SIZE)
    return put_xml_text(at, length, to, load_own64(spec + TARGET), 1 if size == 0 else size)


@part
def put_cell(
    at: Word, length: Word, spec: Word, literals: Word, scratch: Word, to: Word, style: Word, delimiter: Word
) -> Word:
    """Write one field as a cell.

    ``at``, ``spec``, ``literals``, ``scratch`` and ``to`` are addresses: of the field, the description of its column,
    what means NULL, room for a date, and where to write.

    Returns
    -------
    Word
        The place behind it, `MISFIT` or `NO_NULL`.
    """
    source = load_own64(spec + SOURCE)
    if length < 0:
        if load_own64(spec + NULL_SIZE) < 0:
            return NO_NULL
        return copy_bytes(literals + load_own64(spec + NULL_AT), load_own64(spec + NULL_SIZE), to)
    if source == _TEXT:
        if load_own64(spec + IS_ARRAY):
            return put_xml_texts(at, spec, to) if style == XML else MISFIT
        return put_text_cell(at, length, spec, to, style, delimiter)
    is_list = load_own64(spec + IS_ARRAY) or source == _SHAPE
    if is_list:
        # The gaps of a list hold commas, and never a quote: it is put between quotes where the comma delimits.
        begin = to
        is_quoted = style == DELIMITED and delimiter == 44
        to += is_quoted
        to = put_shape(at, length, spec, to, style) if source == _SHAPE else put_numbers(at, spec, literals, to, style)
        return close_list(begin, to) if is_quoted and to > 0 else to
    if source > _TEXT:
        length = put_instant(at, source, scratch)
        return put_text_cell(scratch, length, spec, to, style, delimiter) if length >= 0 else MISFIT
    return put_number(at, length, source, to, load_own64(spec + TARGET), style)


@part
def close_list(begin: Word, to: Word) -> Word:
    """Put a list between quotes if it has a comma, for which there is room before it; else move it there."""
    at = begin + 1
    while at < to and load8(at) != 44:
        at += 1
    if at == to:
        return copy_bytes(begin + 1, to - begin - 1, begin)
    store8(begin, _QUOTE)
    store8(to, _QUOTE)
    return to + 1
