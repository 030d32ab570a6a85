"""Connections are kept, given back whatever happens, and never more than allowed."""

from threading import Event, Thread

import pytest

from service.answers.streams.pools import BusyError, Pool


class Line:
    """A connection that counts."""

    made = 0

    def __init__(self) -> None:
        Line.made += 1
        self.is_usable = True
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def pool() -> Pool[Line]:
    Line.made = 0
    return Pool(Line, most=2, patience=0.05)


def test_a_connection_is_used_again(pool: Pool[Line]) -> None:
    with pool.connection() as first:
        pass
    with pool.connection() as second:
        pass
    assert first is second
    assert Line.made == 1


def test_a_connection_comes_back_after_an_error(pool: Pool[Line]) -> None:
    for _ in range(5):
        with pytest.raises(ValueError, match="wrong"), pool.connection():
            raise ValueError("wrong")
    assert Line.made == 1


def test_a_broken_connection_is_closed_and_replaced(pool: Pool[Line]) -> None:
    with pool.connection() as first:
        first.is_usable = False
    assert first.is_closed
    with pool.connection() as second:
        pass
    second.is_usable = False  # the database went away meanwhile
    with pool.connection() as third:
        assert third is not second
    assert second.is_closed


def test_no_more_than_allowed_are_in_use(pool: Pool[Line]) -> None:
    taken, go = Event(), Event()

    def hold() -> None:
        with pool.connection(), pool.connection():
            taken.set()
            go.wait()

    holder = Thread(target=hold)
    holder.start()
    taken.wait()
    with pytest.raises(BusyError), pool.connection():
        pass
    go.set()
    holder.join()
    with pool.connection():
        pass


def test_a_connection_that_cannot_be_made_takes_no_room() -> None:
    def fail() -> Line:
        raise OSError("no database")

    pool = Pool(fail, most=1, patience=0.05)
    for _ in range(3):
        with pytest.raises(OSError, match="no database"), pool.connection():
            pass


def test_closing_ends_the_idle_ones(pool: Pool[Line]) -> None:
    with pool.connection() as first:
        pass
    pool.close()
    assert first.is_closed
