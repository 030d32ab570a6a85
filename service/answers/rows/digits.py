"""Numbers as text: the fewest digits that give the same number again, spelled as Python's ``repr`` does.

The digits are those of Schubfach (Giulietti 2020, "The Schubfach way to render doubles", sections 8 and 9).
"""

import numpy as np
from llvmlite import ir
from numba import extending, types

from service.answers.rows.bytes_access import load_own64, store8, store32, store_own64
from service.answers.rows.compiled import Word, part

_Llvm = Word
_numba: Word = types
_intrinsic: Word = extending.intrinsic
#: Powers of ten in the table.
_LEAST, _MOST = -292, 324


def _floor_log2(power: int) -> int:
    """Return the floor of the binary logarithm of a power of ten."""
    return (power * 1741647) >> 19


def _make_powers() -> Word:
    """Return powers of ten, scaled to 128 bits and rounded up: the upper and the lower half of each."""
    halves = []
    for power in range(_LEAST, _MOST + 1):
        shift = 127 - _floor_log2(power)
        numerator = 10 ** max(power, 0) << max(shift, 0)
        denominator = 10 ** max(-power, 0) << max(-shift, 0)
        scaled = -(-numerator // denominator)
        halves += [scaled >> 64, scaled & 0xFFFFFFFFFFFFFFFF]
    return np.array(halves, dtype=np.uint64)


_POWERS = _make_powers()
#: Powers of ten that 64 bits hold.
_TENS = np.array([10**power for power in range(20)], dtype=np.uint64)
#: Eight times the character 0, and the text ``0.00``.
_ZEROS = np.uint64(0x3030303030303030)
_POINT_ZEROS = int.from_bytes(b"0.00", "big")


@_intrinsic  # type: ignore[untyped-decorator]
def _multiply(_: _Llvm, a: _Llvm, b: _Llvm) -> tuple[_Llvm, _Llvm]:
    """Return the upper and the lower half of the product of two numbers of 64 bits."""

    def generate(context: _Llvm, builder: _Llvm, signature: _Llvm, arguments: _Llvm) -> _Llvm:
        wide = ir.IntType(128)
        product = builder.mul(builder.zext(arguments[0], wide), builder.zext(arguments[1], wide))
        upper = builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))
        lower = builder.trunc(product, ir.IntType(64))
        return context.make_tuple(builder, signature.return_type, (upper, lower))

    return _numba.UniTuple(_numba.uint64, 2)(_numba.uint64, _numba.uint64), generate


@_intrinsic  # type: ignore[untyped-decorator]
def _count_zeros(_: _Llvm, number: _Llvm) -> tuple[_Llvm, _Llvm]:
    """Return how many zeros a number of 64 bits begins with."""

    def generate(_: _Llvm, builder: _Llvm, __: _Llvm, arguments: _Llvm) -> _Llvm:
        return builder.ctlz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return _numba.int64(_numba.uint64), generate


@part
def _round_to_odd(upper: Word, lower: Word, factor: Word) -> Word:
    """Return the upper 64 bits of a product of 192, made odd if anything is below them."""
    carried, _ = _multiply(lower, factor)
    high, low = _multiply(upper, factor)
    total = low + carried
    if total < low:
        high += np.uint64(1)
    return high | np.uint64(1) if total > np.uint64(1) else high


@part
def _find_digits(c: Word, q: Word, is_closer: Word) -> tuple[Word, Word]:
    """Return digits and decimal exponent of a number.

    Parameters
    ----------
    c, q
        The number is c times 2 to the power q.
    is_closer
        Whether the next smaller number is nearer than the next greater one.
    """
    k = (q * 1262611 - (524031 if is_closer else 0)) >> 22
    h = np.uint64(q + ((-k * 1741647) >> 19) + 1)
    upper, lower = _POWERS[2 * (-k - _LEAST)], _POWERS[2 * (-k - _LEAST) + 1]
    four = np.uint64(4) * np.uint64(c)
    is_odd = np.uint64(c) & np.uint64(1)
    least = _round_to_odd(upper, lower, (four - np.uint64(1 if is_closer else 2)) << h) + is_odd
    middle = _round_to_odd(upper, lower, four << h)
    most = _round_to_odd(upper, lower, (four + np.uint64(2)) << h) - is_odd
    s = middle >> np.uint64(2)
    if s >= np.uint64(10):
        tens = s // np.uint64(10)
        is_down = least <= np.uint64(40) * tens
        is_up = np.uint64(40) * tens + np.uint64(40) <= most
        if is_down != is_up:
            return np.int64(tens) + (1 if is_up else 0), k + 1
    is_down = least <= np.uint64(4) * s
    is_up = np.uint64(4) * s + np.uint64(4) <= most
    if is_down == is_up:
        half = np.uint64(4) * s + np.uint64(2)
        is_up = middle > half or (middle == half and (s & np.uint64(1)) == np.uint64(1))
    return np.int64(s) + (1 if is_up else 0), k


@part
def _count_digits(number: Word) -> Word:
    """Return how many decimal digits a number without a sign has; 0 has one."""
    # 1233 / 4096 is the logarithm of 2, near enough for 64 bits.
    n_digits = ((64 - _count_zeros(number | np.uint64(1))) * 1233) >> 12
    return n_digits + (1 if number >= _TENS[n_digits] or n_digits == 0 else 0)


@part
def _spread(number: Word) -> Word:
    """Return eight decimal digits as eight bytes of which the first digit is the lowest.

    All steps work on halves, quarters and bytes at once.
    """
    upper = number // np.uint64(10_000)
    fours = upper | ((number - upper * np.uint64(10_000)) << np.uint64(32))
    upper = ((fours * np.uint64(10486)) >> np.uint64(20)) & np.uint64(0x7F0000007F)
    twos = upper | ((fours - upper * np.uint64(100)) << np.uint64(16))
    upper = ((twos * np.uint64(103)) >> np.uint64(10)) & np.uint64(0x000F000F000F000F)
    return upper | ((twos - upper * np.uint64(10)) << np.uint64(8))


@part
def put_whole(to: Word, number: Word) -> Word:
    """Write an integer and return the place behind it; room for 20 characters is needed."""
    rest = np.uint64(number)
    if number < 0:
        store8(to, 45)
        to += 1
        rest = np.uint64(0) - rest
    if rest < np.uint64(10):
        store8(to, 48 + np.int64(rest))
        return to + 1
    n_digits = _count_digits(rest)
    if n_digits <= 8:
        store_own64(to, (_spread(rest) | _ZEROS) >> np.uint64(8 * (8 - n_digits)))
        return to + n_digits
    return put_digits(to, rest, n_digits)


@part
def put_digits(to: Word, number: Word, n_digits: Word) -> Word:
    """Write the last digits of a number without a sign."""
    rest = np.uint64(number)
    for i in range(n_digits):
        tens = rest // np.uint64(10)
        store8(to + n_digits - 1 - i, 48 + np.int64(rest - tens * np.uint64(10)))
        rest = tens
    return to + n_digits


@part
def _put_all(to: Word, number: Word) -> Word:
    """Write a number of 17 digits; return how many there are up to the last that is not zero."""
    first = number // _TENS[16]
    rest = number - first * _TENS[16]
    upper = rest // _TENS[8]
    high, low = _spread(upper), _spread(rest - upper * _TENS[8])
    store8(to, 48 + np.int64(first))
    store_own64(to + 1, high | _ZEROS)
    store_own64(to + 9, low | _ZEROS)
    if low:
        return 17 - (_count_zeros(low) >> 3)
    return 9 - (_count_zeros(high) >> 3)


@part
def _put_decimal(to: Word, digits: Word, exponent: Word) -> Word:
    """Write a number that is not zero as Python does: with a point, and with an exponent where it is long."""
    n_digits = _count_digits(np.uint64(digits))
    number = np.uint64(digits) * _TENS[17 - n_digits]
    point = n_digits + exponent
    if -4 < point <= 0:
        store32(to, _POINT_ZEROS)
        store8(to + 4, 48)
        return to + 2 - point + _put_all(to + 2 - point, number)
    is_fixed = 0 < point <= 16
    place = point if is_fixed else 1
    n_used = _put_all(to, number)
    # Sixteen bytes behind the point, or eight where there are no more; nothing is written far behind the number.
    tail, rest = load_own64(to + place), load_own64(to + place + 8)
    store_own64(to + place + 1, tail)
    if place < 9:
        store_own64(to + place + 9, rest)
    store8(to + place, 46)
    if is_fixed:
        return to + max(n_used, point + 1) + 1
    return _put_exponent(to + n_used + 1 if n_used > 1 else to + 1, point - 1)


@part
def _put_exponent(to: Word, exponent: Word) -> Word:
    """Write an exponent of two digits or more."""
    store8(to, 101)
    store8(to + 1, 45 if exponent < 0 else 43)
    exponent = abs(exponent)
    return put_digits(to + 2, exponent, 2 if exponent < 100 else 3)


@part
def put_double(to: Word, value: Word) -> Word:
    """Write a finite double and return the place behind it."""
    bits = np.float64(value).view(np.uint64)
    fraction, exponent = (
        np.int64(bits & np.uint64(0xFFFFFFFFFFFFF)),
        np.int64((bits >> np.uint64(52)) & np.uint64(0x7FF)),
    )
    return _put_parts(to, bits >> np.uint64(63) == np.uint64(1), fraction, exponent, 52, 1075)


@part
def put_single(to: Word, value: Word) -> Word:
    """Write a finite number of 32 bits: the double that its own fewest digits make."""
    bits = np.int64(np.float32(value).view(np.uint32))
    return _put_parts(to, bits >> 31 == 1, bits & 0x7FFFFF, (bits >> 23) & 0xFF, 23, 150)


@part
def _put_parts(to: Word, is_negative: Word, fraction: Word, exponent: Word, n_bits: Word, bias: Word) -> Word:
    if is_negative:
        store8(to, 45)
        to += 1
    if fraction == 0 and exponent == 0:
        store8(to, 48)
        store8(to + 1, 46)
        store8(to + 2, 48)
        return to + 3
    c, q = fraction | (np.int64(1) << n_bits), exponent - bias
    if exponent == 0:
        c, q = fraction, 1 - bias
    elif -n_bits <= q <= 0 and c & ((np.int64(1) << -q) - 1) == 0:
        return _put_decimal(to, c >> -q, 0)
    digits, power = _find_digits(c, q, fraction == 0 and exponent > 1)
    return _put_decimal(to, digits, power)
