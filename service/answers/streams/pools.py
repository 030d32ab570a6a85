"""Connections to the database that are kept, and always given back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Generic, Protocol, TypeVar


class Connection(Protocol):
    """What a pool keeps."""

    @property
    def is_usable(self) -> bool:
        """Whether it can take another query."""

    def close(self) -> None:
        """End it."""


C = TypeVar("C", bound=Connection)


class BusyError(Exception):
    """All connections were in use for too long."""


class Pool(Generic[C]):
    """Keeps connections that are not in use.

    Parameters
    ----------
    open_connection
        Makes a connection.
    most
        How many there may be.
    patience
        How long is waited for one [s].
    """

    def __init__(self, open_connection: Callable[[], C], most: int, patience: float) -> None:
        self._open = open_connection
        self._room = BoundedSemaphore(most)
        self._patience = patience
        self._idle: list[C] = []
        self._lock = Lock()

    @contextmanager
    def connection(self) -> Iterator[C]:
        """Return a context with a connection; it is kept afterwards if it is still usable.

        Raises
        ------
        BusyError
            None became free in time.
        """
        if not self._room.acquire(timeout=self._patience):
            raise BusyError
        try:
            found = self._take()
            try:
                yield found
            finally:
                self._give_back(found)
        finally:
            self._room.release()

    def close(self) -> None:
        """End the connections that are not in use."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> C:
        while True:
            with self._lock:
                found = self._idle.pop() if self._idle else None
            if found is None:
                return self._open()
            if found.is_usable:
                return found
            found.close()

    def _give_back(self, connection: C) -> None:
        if connection.is_usable:
            with self._lock:
                self._idle.append(connection)
        else:
            connection.close()
