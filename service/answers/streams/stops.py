"""Queries that somebody else can stop: who asked for them has gone, aborts the job, or has waited long enough."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import Protocol

#: A request to stop is repeated after this time [s]: one that comes before the query itself has no effect.
_AGAIN = 1.0


class Cancellable(Protocol):
    """A connection whose query can be cancelled."""

    def cancel(self) -> None:
        """Cancel the query that runs, if one runs."""


class StoppedError(Exception):
    """The query was stopped before it began."""


class Stop:
    """Stops a query, whatever it has come to: before it has a connection, as it begins, while it runs."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._connection: Cancellable | None = None
        self._is_asked = False

    def ask(self) -> None:
        """Stop the query, now or as soon as it begins."""
        with self._lock:
            self._is_asked = True
            if self._connection is None:
                return
            self._connection.cancel()
        again = Timer(_AGAIN, self.ask)
        again.daemon = True
        again.start()

    def was_asked(self) -> bool:
        """Tell whether the query is to stop."""
        with self._lock:
            return self._is_asked

    @contextmanager
    def watch(self, connection: Cancellable) -> Iterator[None]:
        """Return a context in which a query runs on a connection.

        Raises
        ------
        StoppedError
            It is to stop before it has begun.
        """
        with self._lock:
            if self._is_asked:
                raise StoppedError
            self._connection = connection
        try:
            yield
        finally:
            with self._lock:
                self._connection = None
