"""Pieces of an answer go from the thread that makes them to the client, no faster than the client takes them."""

from collections.abc import Callable
from threading import Condition
from typing import Any

from twisted.internet import reactor as _reactor
from twisted.internet.interfaces import IPushProducer
from twisted.python.failure import Failure
from zope.interface import implementer

_clock: Any = _reactor
#: Pieces on their way from the thread to the socket.
_MOST_PIECES = 3
#: A client that takes nothing for so long is cut off [s]: it holds a thread and a connection to the database.
_PATIENCE = 120.0


class GoneError(Exception):
    """The client has gone away."""


@implementer(IPushProducer)
class Delivery:
    """Sends an answer in pieces.

    Made in the reactor's thread; `begin`, `send` and `end` are called by the thread that makes the pieces.

    Parameters
    ----------
    request
        Where to.
    on_gone
        Called in the reactor's thread when the client goes away.
    """

    def __init__(self, request: Any, on_gone: Callable[[], None]) -> None:  # noqa: ANN401 - a request of Twisted
        self._request = request
        self._on_gone = on_gone
        self._change = Condition()
        self._n_waiting = 0
        self._is_paused = False
        self._is_gone = False
        self.has_begun = False
        request.notifyFinish().addErrback(self._lose)

    @property
    def is_gone(self) -> bool:
        """Whether the client has gone away."""
        return self._is_gone

    def begin(self, prepare: Callable[[Any], None], first: bytes) -> None:
        """Send the header, which ``prepare`` sets, and the first piece."""
        self.has_begun = True
        self._call(self._begin, prepare, first)

    def send(self, piece: bytes) -> None:
        """Send a piece, once the client has taken what was sent before.

        Raises
        ------
        GoneError
            The client has gone away, or takes nothing.
        """
        with self._change:
            if not self._change.wait_for(self._may_go_on, _PATIENCE):
                self._call(self._break_off)
                raise GoneError
            if self._is_gone:
                raise GoneError
            self._n_waiting += 1
        self._call(self._write, piece)

    def _may_go_on(self) -> bool:
        return self._is_gone or not (self._is_paused or self._n_waiting >= _MOST_PIECES)

    def end(self) -> None:
        """Say that nothing more comes."""
        self._call(self._finish)

    def abort(self) -> None:
        """Break the connection off, so that the client does not take a part for the whole answer."""
        self._call(self._break_off)

    def send_whole(self, prepare: Callable[[Any], None], content: bytes) -> None:
        """Send an answer that is whole."""
        self.has_begun = True
        self._call(self._send_whole, prepare, content)

    def send_head(self, prepare: Callable[[Any], None]) -> None:
        """Send an answer that is a header alone."""
        self.has_begun = True
        self._call(self._send_head, prepare)

    # What follows runs in the reactor's thread.

    def pauseProducing(self) -> None:
        """Hold the pieces back."""
        with self._change:
            self._is_paused = True

    def resumeProducing(self) -> None:
        """Go on."""
        with self._change:
            self._is_paused = False
            self._change.notify_all()

    def stopProducing(self) -> None:
        """Stop, since the connection is lost."""
        self._lose(None)

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        _clock.callFromThread(function, *arguments)

    def _begin(self, prepare: Callable[[Any], None], first: bytes) -> None:
        if self._is_gone:
            return
        prepare(self._request)
        self._request.registerProducer(self, True)
        self._request.write(first)

    def _send_whole(self, prepare: Callable[[Any], None], content: bytes) -> None:
        if self._is_gone:
            return
        prepare(self._request)
        self._request.setHeader("content-length", str(len(content)))
        self._request.write(content)
        self._request.finish()

    def _send_head(self, prepare: Callable[[Any], None]) -> None:
        if not self._is_gone:
            prepare(self._request)
            self._request.finish()

    def _write(self, piece: bytes) -> None:
        if not self._is_gone:
            self._request.write(piece)
        with self._change:
            self._n_waiting -= 1
            self._change.notify_all()

    def _finish(self) -> None:
        if not self._is_gone:
            self._request.unregisterProducer()
            self._request.finish()

    def _break_off(self) -> None:
        if not self._is_gone:
            self._request.transport.abortConnection()

    def _lose(self, _: Failure | None) -> None:
        if self._is_gone:
            return
        with self._change:
            self._is_gone = True
            self._change.notify_all()
        self._on_gone()
