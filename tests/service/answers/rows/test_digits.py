"""Digits of numbers, beside Python's and numpy's own."""

import math
import struct
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.answers.rows.compiled import Word, part
from service.answers.rows.digits import put_double, put_single, put_whole
from service.answers.rows.layout import LONGEST_NUMBER, Buffer


def _make_writer(put: Callable[[Word, Word], Word]) -> Callable[[Buffer, Word], Word]:
    @part
    def write(buffer: Buffer, number: Word) -> Word:
        begin = np.int64(buffer.ctypes.data)
        return put(begin, number) - begin

    return write


_PUTS: tuple[Callable[[Word, Word], Word], ...] = (put_double, put_single, put_whole)
_WRITERS = {put: _make_writer(put) for put in _PUTS}


def write(put: Callable[[Word, Word], Word], number: Word) -> str:
    buffer = np.zeros(64, dtype=np.uint8)
    size = _WRITERS[put](buffer, number)
    assert size <= LONGEST_NUMBER
    return bytes(buffer[:size]).decode("ascii")


@settings(max_examples=2000)
@given(st.floats(allow_nan=False, allow_infinity=False))
@example(0.0)
@example(-0.0)
@example(5e-324)
@example(1.7976931348623157e308)
@example(2.2250738585072014e-308)
@example(2.0**53)
@example(1e16)
@example(9007199254740993.0)
@example(123456789012345.6)
@example(1e-5)
@example(0.0001)
@example(9.5367431640625e-07)
def test_doubles_are_spelled_as_python_spells_them(number: float) -> None:
    assert write(put_double, number) == repr(number)


@pytest.mark.parametrize("exponent", range(-1074, 1024))
def test_powers_of_two_have_the_fewest_digits(exponent: int) -> None:
    number = math.ldexp(1, exponent)
    assert write(put_double, number) == repr(number)


def test_numbers_of_every_size() -> None:
    rng = np.random.default_rng(1)
    numbers = rng.integers(0, 2**64, 20_000, dtype=np.uint64).view(np.float64)
    short = np.round(rng.normal(0, 1e4, 20_000), rng.integers(0, 5))
    for number in [*numbers[np.isfinite(numbers)], *short]:
        assert write(put_double, number) == repr(float(number))


@settings(max_examples=1000)
@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
@example(1e-45)
@example(struct.unpack("f", struct.pack("f", 3.4028235e38))[0])
@example(16777216.0)
def test_numbers_of_32_bits_have_their_own_fewest_digits(number: float) -> None:
    assert write(put_single, np.float32(number)) == repr(float(str(np.float32(number))))


@given(st.integers(-(2**63), 2**63 - 1))
@example(0)
@example(-(2**63))
@example(10**18)
@example(10**18 - 1)
def test_integers(number: int) -> None:
    assert write(put_whole, number) == str(number)
