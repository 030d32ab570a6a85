"""Numbers as PostgreSQL sends them: big-endian, or decimal digits, at any address."""

from typing import Any

import numpy as np
from numba import types

from service.answers.rows.bytes_access import load8, load16, load32, load64, store8
from service.answers.rows.compiled import Word, part

_numba: Any = types
#: The C library's, which rounds correctly; compiled code finds it by name.
_strtod = _numba.ExternalFunction("strtod", _numba.float64(_numba.uintp, _numba.uintp))
#: Powers of ten that a double holds exactly.
_POWERS = np.array([float(f"1e{power}") for power in range(23)])
#: Whole numbers up to here are exact in a double.
_EXACT = 2**53


@part
def get_int16(at: Word) -> Word:
    """Return a 16-bit integer."""
    return np.int64(np.int16(load16(at)))


@part
def get_int32(at: Word) -> Word:
    """Return a 32-bit integer."""
    return np.int64(np.int32(load32(at)))


@part
def get_int64(at: Word) -> Word:
    """Return a 64-bit integer."""
    return np.int64(load64(at))


@part
def get_float32(at: Word) -> Word:
    """Return a 32-bit floating-point number, as 64 bits."""
    return np.float64(np.uint32(load32(at)).view(np.float32))


@part
def get_float64(at: Word) -> Word:
    """Return a 64-bit floating-point number."""
    return np.uint64(load64(at)).view(np.float64)


@part
def copy_bytes(at: Word, size: Word, to: Word) -> Word:
    """Copy bytes and return the place behind."""
    for i in range(size):
        store8(to + i, load8(at + i))
    return to + size


@part
def _parse_slowly(at: Word, size: Word, room: Word) -> Word:
    store8(copy_bytes(at, size, room), 0)
    return _strtod(np.uintp(room), np.uintp(0))


@part
def parse_number(at: Word, size: Word, room: Word) -> Word:
    """Return the double nearest to a decimal number, as Python's ``float`` does; NaN and Infinity too.

    ``room`` is the address of room for its characters and one more.
    """
    mantissa, power, n_digits, is_fraction = np.int64(0), 0, 0, False
    position, end = at, at + size
    is_negative = size > 0 and load8(position) == 45
    if is_negative:
        position += 1
    while position < end:
        letter = load8(position)
        if letter == 46:
            is_fraction = True
        elif 48 <= letter <= 57 and n_digits < 18:
            mantissa = mantissa * 10 + np.int64(letter - 48)
            n_digits += mantissa != 0
            power -= is_fraction
        else:
            return _parse_slowly(at, size, room)
        position += 1
    # One division or multiplication of exact numbers rounds once (Clinger 1990).
    if n_digits == 0 or mantissa > _EXACT or power < -22:
        return _parse_slowly(at, size, room)
    value = np.float64(mantissa) / _POWERS[-power]
    return -value if is_negative else value
