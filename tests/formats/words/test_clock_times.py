"""Times of day in text, one or many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.words.clock_times import is_sixty, parse_clock, parse_clocks


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("[23:59:59.9999]", 86399.9999),
        ("00:00:0.0000", 0.0),
        ("[1:2:3]", 3723.0),
        ("[01:02:03,5]", 3723.5),
        ("[ 01 : 02 : 03. ]", 3723.0),
        ("[24:00:00]", None),
        ("[10:60:00]", None),
        ("[10:00:61]", None),
        ("[]", None),
        ("", None),
        ("[10:00:0O.0]", None),
    ],
)
def test_times_of_day_alone_and_among_others(text: str, seconds: float | None) -> None:
    assert parse_clock(text) == seconds
    texts = np.array([text.encode(), b"[10:00:00.5000]", b"[11:00:00.5000]", b"[9:00:00.50]"] * 3)
    values, _ = parse_clocks(texts)
    assert np.isnan(values[0]) if seconds is None else values[0] == pytest.approx(seconds, abs=1e-9)
    assert values[[1, 2, 3]].tolist() == [36000.5, 39600.5, 32400.5]


def test_no_time_and_an_unreadable_time_are_different() -> None:
    texts = np.array([b"", b"[]", b"[::]", b"[NA]", b"NA", b"[10:0?:00]", b"[99:00:00]"])
    _, unreadable = parse_clocks(texts)
    assert unreadable.tolist() == [False] * 5 + [True] * 2


@given(st.lists(st.tuples(st.integers(0, 86399), st.integers(0, 9999)), min_size=1, max_size=20), st.booleans())
def test_many_times_are_read_as_each_of_them_is(times: list[tuple[int, int]], has_zeros: bool) -> None:
    width = 2 if has_zeros else 1
    texts = [
        f"[{second // 3600:0{width}d}:{second // 60 % 60:02d}:{second % 60:02d}.{fraction:04d}]"
        for second, fraction in times
    ]
    seconds, unreadable = parse_clocks(np.array([text.encode() for text in texts]))
    assert seconds.tolist() == [parse_clock(text) for text in texts]
    assert seconds == pytest.approx([second + fraction / 1e4 for second, fraction in times], abs=1e-9)
    assert not unreadable.any()


def test_a_second_of_60_is_read() -> None:
    assert parse_clock("23:59:60.5") == 86400.5
    assert parse_clocks(np.array([b"23:59:60.5"]))[0].tolist() == [86400.5]


@pytest.mark.parametrize(
    ("text", "is_written"),
    [
        ("20:02:60", True),
        ("at 5h 7m 60 UT", True),
        ("23:59:60", False),
        ("20:02:59", False),
        ("20:02:600", False),
        ("60", False),
    ],
)
def test_a_second_of_60_that_no_clock_shows(text: str, is_written: bool) -> None:
    assert is_sixty(text) is is_written
