"""Pieces made ahead by a thread: all of them, in order, and nothing goes on when they are not wanted any more."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.publishing.pieces_ahead import made_ahead


@given(pieces=st.lists(st.binary(max_size=5), max_size=20))
def test_all_pieces_come_in_order(pieces: list[bytes]) -> None:
    assert list(made_ahead(pieces)) == pieces


def test_what_goes_wrong_is_raised_after_the_pieces_before_it() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"a"
        raise ValueError("no more")

    ahead = made_ahead(pieces())
    assert next(ahead) == b"a"
    with pytest.raises(ValueError, match="no more"):
        next(ahead)


def test_a_few_pieces_are_made_before_they_are_taken_and_no_thread_is_left() -> None:
    made: list[int] = []
    is_ready = threading.Event()

    def pieces() -> Iterator[bytes]:
        for number in range(1000):
            made.append(number)
            if number == 3:
                is_ready.set()
            yield b"x"

    before = threading.active_count()
    with closing(made_ahead(pieces())) as ahead:
        next(ahead)
        assert is_ready.wait(60)
    assert threading.active_count() == before
    assert len(made) < 10
