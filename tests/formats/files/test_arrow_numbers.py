"""Numbers through Arrow: what it reads as we do, and what is left to us."""

import numpy as np
import pytest

from formats.files.arrow_numbers import read_numbers


def numbers_of(text: bytes, *columns: int, n_lines: int = 2, decimal_point: bytes = b".") -> dict[int, list[float]]:
    lines = np.frombuffer(text, np.uint8)
    delimiter = b";" if b";" in text else b","
    read = read_numbers(
        lines, columns, delimiter=delimiter, n_columns=3, n_lines=n_lines, decimal_point=decimal_point
    )  # fmt: skip
    return {column: values.tolist() for column, values in read.items()}


def test_columns_that_are_not_wanted_may_hold_anything() -> None:
    assert numbers_of(b'1,"x\xff,2.5\r\n-0.0,\0, 3e2\r\n', 0, 2) == {0: [1.0, -0.0], 2: [2.5, 300.0]}


def test_empty_items_have_no_number() -> None:
    numbers = numbers_of(b"1,,3\n,,4\n", 0, 1, 2)
    assert np.isnan(numbers[0]).tolist() == [False, True]
    assert np.isnan(numbers[1]).all()
    assert numbers[2] == [3.0, 4.0]


def test_decimal_commas() -> None:
    assert numbers_of(b"1,5;x;2\n2,25;x;3\n", 0, decimal_point=b",") == {0: [1.5, 2.25]}


@pytest.mark.parametrize(
    "text",
    [
        b"nan,1,1\n1,1,1\n",
        b"1,1,inf\n1,1,1\n",
        b"1e400,1,1\n1,1,1\n",
        b"x,1,1\n1,1,1\n",
        b'"1",1,1\n1,1,1\n',
        b"1,1\n1,1,1\n",
        b"1,1,1,1\n1,1,1\n",
        b"1\0,1,1\n1,1,1\n",
        b"\xef\xbb\xbf1,1,1\n1,1,1\n",
        b"1,1,1\r1,1,1\n1,1,1\n",
        b"1,1,1\n1,1,1\r\r\n",
    ],
)
def test_whatever_is_odd_is_left_to_us(text: bytes) -> None:
    assert numbers_of(text, 0, 2) == {}


def test_a_million_columns_are_left_to_us() -> None:
    lines = np.frombuffer(b"1," * 999_999 + b"1\n", np.uint8)
    assert read_numbers(lines, [0], delimiter=b",", n_columns=1_000_000, n_lines=1) == {}


def test_every_double_comes_back_as_it_was_written() -> None:
    values = np.random.default_rng(5).uniform(-1, 1, 30_000) * 10.0 ** np.random.default_rng(6).integers(-300, 300)
    text = "".join(f"{value!r},0,0\n" for value in values.tolist()).encode()
    assert numbers_of(text, 0, n_lines=values.size) == {0: values.tolist()}
