"""Numbers and dates in compiled code, beside Python's own."""

import struct
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.answers.rows.compiled import Word, part
from service.answers.rows.fields import get_float32, get_float64, get_int16, get_int32, get_int64, parse_number
from service.answers.rows.layout import Buffer


@part
def parse(text: Buffer, room: Buffer) -> Word:
    return parse_number(np.int64(text.ctypes.data), text.size, np.int64(room.ctypes.data))


def parse_text(text: str) -> float:
    return float(parse(np.frombuffer(text.encode("ascii"), dtype=np.uint8), np.zeros(len(text) + 1, dtype=np.uint8)))


@given(st.floats().map(repr))
@example("-0.0")
@example("0")
@example("-0")
@example("9007199254740993")
@example("9007199254740992.5")
@example("0.1")
@example("1e400")
@example("-Infinity")
@example("5e-324")
def test_floats_are_read_as_python_reads_them(text: str) -> None:
    assert struct.pack("d", parse_text(text)) == struct.pack("d", float(text)) or text == "nan"


@given(st.from_regex(r"-?[0-9]{1,25}(\.[0-9]{1,25})?(e[+-]?[0-9]{1,3})?", fullmatch=True))
def test_decimals_are_rounded_as_python_rounds_them(text: str) -> None:
    assert struct.pack("d", parse_text(text)) == struct.pack("d", float(text))


def test_nan_is_read() -> None:
    assert np.isnan(parse_text("NaN"))


_GETTERS = {"h": get_int16, "i": get_int32, "q": get_int64, "f": get_float32, "d": get_float64}


@pytest.mark.parametrize("code", _GETTERS)
@given(data=st.data())
def test_numbers_are_read_at_any_place(code: str, data: st.DataObject) -> None:
    n_bytes = struct.calcsize(f"!{code}")
    number = (
        data.draw(st.floats(width=32 if code == "f" else 64, allow_nan=False))
        if code in "fd"
        else data.draw(st.integers(-(2 ** (8 * n_bytes - 1)), 2 ** (8 * n_bytes - 1) - 1))
    )
    offset = data.draw(st.integers(0, 8))
    buffer = np.frombuffer(bytes(offset) + struct.pack(f"!{code}", number), dtype=np.uint8)
    assert _READERS[code](buffer, offset) == number


def _make_reader(get: Callable[[Word], Word]) -> Callable[[Buffer, int], Word]:
    @part
    def read(buffer: Buffer, offset: Word) -> Word:
        return get(np.int64(buffer.ctypes.data) + offset)

    return read


_READERS = {code: _make_reader(getter) for code, getter in _GETTERS.items()}
