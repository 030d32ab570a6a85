"""Lines of delimited text: numbers through Arrow and numbers read by us are the same, whatever the table."""

from dataclasses import asdict
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.files import delimited
from formats.files.delimited import Kind, Table, read_table
from formats.files.delimited_lines import BLANKS, Lines

PLAIN = st.one_of(
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: f"{value:.3f}"),
    st.floats(-1e9, 1e9, allow_nan=False).map(repr),
    st.integers(-99, 99_999).map(str),
    st.sampled_from(("", "1.", ".5", "1E5", "1e-400", "999.123", "-0.0", "12345678.123456789012345678")),
)
ODD_WORDS = r"nan -inf 1e400 x +1.5 1_0 0x1 . [] 1,234.5 1.234,5 # 10:00:01,5 [10:00:01.5]".split()
ODD = st.sampled_from((*ODD_WORDS, '"', '"2"', "\t1.5", "1\0", "\xff", "\x0b1", "1\r2", "1" * 70, " ", " 7 "))
KINDS = st.sampled_from((Kind.NUMBER, Kind.NUMBER, Kind.SIGNAL, Kind.CLOCK, Kind.JULIAN))
ENDS = st.sampled_from(("\n", "\r\n", "\n\n", "", "\n\x1a", "\n\0\0"))


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Return a table of two to four columns and its delimiter: plain, or with odd items and lines of other lengths."""
    delimiter = draw(st.sampled_from((",", ";", "\t", " ")))
    has_commas = delimiter != "," and draw(st.booleans())
    is_odd = draw(st.booleans())
    n_columns = draw(st.integers(2, 4))
    rows = draw(
        st.lists(
            st.lists(
                st.one_of(PLAIN, PLAIN, PLAIN, ODD) if is_odd else PLAIN,
                min_size=1 if is_odd and draw(st.booleans()) else n_columns,
                max_size=n_columns,
            ),
            min_size=1,
            max_size=8,
        )
    )
    text = draw(st.sampled_from(("\n", "\r\n"))).join(map(delimiter.join, rows)) + draw(ENDS)
    if has_commas:
        text = text.replace(".", ",")
    return text.encode("latin-1"), delimiter.encode()


def read_with(worthwhile: int, data: bytes, delimiter: bytes, kinds: list[Kind], n_most: int | None) -> Table:
    with patch.object(delimited, "WORTHWHILE", worthwhile):
        return read_table(
            data, "x", start=0, first_line=1, delimiter=delimiter, wanted=list(enumerate(kinds)), n_expected=3,
            n_most=n_most, has_decimal_commas=b"," in data and delimiter == BLANKS,
        )  # fmt: skip


@given(table=tables(), kinds=st.lists(KINDS, min_size=1, max_size=4), n_most=st.sampled_from((None, 2, 3)))
def test_tables_are_the_same_with_arrow_and_without(
    table: tuple[bytes, bytes], kinds: list[Kind], n_most: int | None
) -> None:
    ours, through_arrow = (asdict(read_with(least, *table, kinds, n_most)) for least in (1_000_000, 0))
    for one, other in zip(ours.pop("columns"), through_arrow.pop("columns"), strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(np.signbit(one[one == 0]), np.signbit(other[other == 0]))
    assert ours.pop("lines").tolist() == through_arrow.pop("lines").tolist()
    assert ours == through_arrow


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        (b"1,2.5,x\n3,4.25,\xff\n", b","),
        (b"1;2,5;x\n3;4,25;y\n", b";"),
        (b"1\t2.5\t\n3\t4.25\tz", b"\t"),
        (b"1 2.5 x\n3 4.25 y\n", BLANKS),
        (b"  1 \t2.5   x \r\n3 4.25\ty\t\t\r\n", BLANKS),
    ],
)
def test_regular_lines_go_through_arrow(text: bytes, delimiter: bytes) -> None:
    numbers = Lines(np.frombuffer(text, np.uint8), delimiter).regular_numbers([0, 1, 7])
    assert {column: values.tolist() for column, values in numbers.items()} == {0: [1.0, 3.0], 1: [2.5, 4.25]}


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        (b"1,2\n3\n", b","),
        (b"1,2\n\n3,4\n", b","),
        (b"1," + b"2" * 65 + b"\n3,4\n", b","),
        (b"1;2,5\n3;1.234,5\n", b";"),
        (b"1,5; 2\n3;4\n", b";"),
        (b"1 2\n3 4 5\n", BLANKS),
    ],
)
def test_other_lines_do_not(text: bytes, delimiter: bytes) -> None:
    assert Lines(np.frombuffer(text, np.uint8), delimiter).regular_numbers([0, 1]) == {}


def test_every_line_knows_its_items_though_their_number_differs() -> None:
    lines = Lines(np.frombuffer(b"1,2\n3\n4,5,6\n,\n", np.uint8), b",")
    assert lines.counts.tolist() == [2, 1, 3, 2]
    assert [lines.items(column)[0].tolist() for column in (0, 1, 2)] == [
        [b"1", b"3", b"4", b""], [b"2", b"", b"5", b""], [b"", b"", b"6", b""],
    ]  # fmt: skip
