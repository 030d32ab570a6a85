"""A query is stopped before it begins, as it begins and while it runs, and no later query with it."""

import time
from threading import Event

import pytest

from service.answers.streams.stops import Stop, StoppedError


class Line:
    """A connection that counts how often its query was cancelled."""

    def __init__(self) -> None:
        self.count = 0
        self.is_cancelled_again = Event()

    def cancel(self) -> None:
        self.count += 1
        if self.count > 1:
            self.is_cancelled_again.set()


def test_a_query_that_is_stopped_early_never_begins() -> None:
    stop, line = Stop(), Line()
    assert not stop.was_asked()
    stop.ask()
    assert stop.was_asked()
    with pytest.raises(StoppedError), stop.watch(line):
        pytest.fail("it began")
    assert line.count == 0


def test_a_query_that_runs_is_cancelled_until_it_ends() -> None:
    stop, line = Stop(), Line()
    with stop.watch(line):
        stop.ask()
        assert line.count == 1
        # The first request came before the server had the query, say.
        assert line.is_cancelled_again.wait(60)
    count = line.count
    stop.ask()
    time.sleep(1.5)
    assert line.count == count, "a query of another user of the connection was cancelled"


def test_a_connection_is_let_go_after_an_error() -> None:
    stop, line = Stop(), Line()
    with pytest.raises(ValueError, match="wrong"), stop.watch(line):
        raise ValueError("wrong")
    stop.ask()
    assert line.count == 0
