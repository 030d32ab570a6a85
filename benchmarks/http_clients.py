"""Clients that ask a server again and again, each a process of its own with one connection that it keeps."""

import http.client
import multiprocessing
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from multiprocessing.connection import Connection
from urllib.parse import urlencode

_BUFFER = 1 << 20
_TIMEOUT = 300.0
_HOST = "127.0.0.1"
_processes = multiprocessing.get_context("fork")


class RefusedError(Exception):
    """The server answered with another status than 200."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a client saw of an answer.

    Parameters
    ----------
    first
        When its first byte came, after the request [s].
    whole
        When its last byte came [s].
    n_bytes
        Its length.
    """

    first: float
    whole: float
    n_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What some clients saw together.

    Parameters
    ----------
    times
        How long each answer took, in order of length [s].
    seconds
        How long they asked.
    """

    times: list[float]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def percentile_ms(self, percent: float) -> float:
        """Return the time that so much of all answers do not exceed [ms]."""
        return 1e3 * self.times[min(len(self.times) - 1, int(len(self.times) * percent / 100))]


class Client:
    """One connection to a server."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(_HOST, port, timeout=_TIMEOUT)
        self._connection.connect()
        self._buffer = memoryview(bytearray(_BUFFER))

    def ask(self, path: str) -> Answer:
        """Ask for an address and throw the answer away.

        Raises
        ------
        RefusedError
            The server does not give it.
        """
        begun = time.perf_counter()
        response = self._open(path)
        n_bytes = len(response.read(1))
        first = time.perf_counter() - begun
        while n_read := response.readinto(self._buffer):
            n_bytes += n_read
        return Answer(first=first, whole=time.perf_counter() - begun, n_bytes=n_bytes)

    def peek(self, path: str) -> float:
        """Return when the first byte of an answer came [s], and leave the rest: the connection is closed."""
        begun = time.perf_counter()
        self._open(path).read(1)
        first = time.perf_counter() - begun
        self.close()
        return first

    def send(self, path: str, arguments: dict[str, str]) -> str:
        """Send a form and return where the server says to go on."""
        header = {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", path, urlencode(arguments), header)
        response = self._connection.getresponse()
        response.read()
        return response.headers["Location"]

    def read(self, path: str) -> str:
        """Return the text of a small answer."""
        return self._open(path).read().decode()

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _open(self, path: str) -> http.client.HTTPResponse:
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        if response.status != http.client.OK:
            words = re.sub(r"<[^>]*>", " ", response.read().decode(errors="replace"))
            raise RefusedError(f"HTTP {response.status}: {' '.join(words.split())[:120]}")
        return response


def query_path(query: str, form: str = "votable", maxrec: int | None = None) -> str:
    """Return the address of a synchronous query."""
    arguments = {"LANG": "ADQL", "QUERY": query, "RESPONSEFORMAT": form}
    return "/tap/sync?" + urlencode({**arguments, "MAXREC": maxrec} if maxrec else arguments)


def put_load(port: int, paths_of: Callable[[int], Iterator[str]], *, n_clients: int, seconds: float) -> Load:
    """Let some clients ask for a while, each at once again after each answer.

    Parameters
    ----------
    port
        Of the server.
    paths_of
        Called with the number of a client, in its process; yields what it asks for.
    n_clients
        How many.
    seconds
        How long.
    """
    with _running(_measure, [(port, paths_of(number), seconds) for number in range(n_clients)]) as receivers:
        times = list(chain.from_iterable(receiver.recv() for receiver in receivers))
    return Load(times=sorted(times), seconds=seconds)


@contextmanager
def background(port: int, path: str, *, n_clients: int) -> Iterator[None]:
    """Let some clients ask for an address as long as the context lasts."""
    with _running(_measure, [(port, repeat(path), _TIMEOUT)] * n_clients):
        yield


@contextmanager
def _running(work: Callable[..., None], arguments: list[tuple[object, ...]]) -> Iterator[list[Connection]]:
    """Run a function in processes that begin together; they end with the context."""
    ready = _processes.Barrier(len(arguments) + 1)
    receivers, children = [], []
    for own in arguments:
        receiver, sender = _processes.Pipe(duplex=False)
        children.append(_processes.Process(target=work, args=(sender, ready, *own), daemon=True))
        receivers.append(receiver)
    try:
        for child in children:
            child.start()
        ready.wait(_TIMEOUT)
        yield receivers
    finally:
        for child in children:
            child.terminate()
            child.join()


def _measure(
    sender: Connection, ready: "multiprocessing.synchronize.Barrier", port: int, paths: Iterator[str], seconds: float
) -> None:
    """Ask for one address after the other, and send how long each answer took; the first one is not counted."""
    client, times = Client(port), []
    first = next(paths)
    client.ask(first)
    ready.wait(_TIMEOUT)
    end = time.perf_counter() + seconds
    for path in paths:
        times.append(client.ask(path).whole)
        if time.perf_counter() > end:
            break
    sender.send(times)
