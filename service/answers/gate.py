"""Requests as the site takes them: looked at before DaCHS sees them, and their answers before they go out."""

import gc
import os
import re
import sys
from functools import cache
from pathlib import Path

import gavo
from gavo import base
from gavo.web import common
from twisted.internet import reactor as _reactor
from twisted.python import log
from twisted.web import http

from service.answers.gate_rules import (
    HEADERS,
    IDLE_TIME,
    RECEIVE_TIME,
    RECEIVE_TIME_PER_MEGABYTE,
    find_cross_origin,
    find_longest,
    find_methods,
    find_policy,
    find_preflight,
    find_refusal,
)
from service.answers.rows.wire import Wire
from service.answers.seam import DachsThing
from service.answers.streams.engine import Engine
from service.answers.streams.front import Front
from service.answers.streams.job_runner import RUNNER
from service.ground.layout import PROJECT

_clock: DachsThing = _reactor
_MEGABYTE = 1_000_000
#: When the descriptors that the first requests ask for are loaded, too [s].
_LOADED = 120.0
#: How long what is left of a refused body is thrown away, so that its sender sees the answer [s].
_LINGER = 10.0
#: Directories that no answer names.
_PLACES = {
    os.environ.get("UMBRA_VAR", ""),
    str(PROJECT),
    sys.prefix,
    str(Path(gavo.__file__).parent),
    "/usr/lib/python",
}
_PATHS = re.compile(
    b"(?:file:)?(?:"
    + b"|".join(re.escape(os.fsencode(place)) for place in _PLACES if len(place) > 1)
    + rb")[^\s<>\"'&;,)]*"
)
_PATHS_WORD = b"(a file of the server)"


class GuardedRequest(common.Request):  # type: ignore[misc]
    """A request of HTTP; refused where `find_refusal` gives a reason, and its answer names no file of the server."""

    #: Answers queries before DaCHS does, where it is installed.
    front: Front | None = None

    def __init__(self, *arguments: DachsThing, **options: DachsThing) -> None:
        super().__init__(*arguments, **options)
        self._n_received = 0
        self._longest = 0
        self._is_refused = False
        self._deadline = _clock.callLater(RECEIVE_TIME, self._give_up)

    def gotLength(self, length: int | None) -> None:
        """Look at the body's length before it comes."""
        super().gotLength(length)
        path = getattr(self.channel, "_path", b"").split(b"?")[0]
        kind = (self.requestHeaders.getRawHeaders(b"content-type") or [b""])[0]
        self._longest = find_longest(
            path,
            kind,
            sync=base.getConfig("web", "maxSyncUploadSize"),
            upload=base.getConfig("web", "maxUploadSize"),
        )
        if length and length > self._longest:
            self._refuse_body()
        elif length and self._deadline.active():
            self._deadline.delay(length / _MEGABYTE * RECEIVE_TIME_PER_MEGABYTE)

    def handleContentChunk(self, data: bytes) -> None:
        """Keep a piece of the body, unless it is longer than the address takes."""
        self._n_received += len(data)
        if self._n_received > self._longest and not self._is_refused:
            self._refuse_body()
        if not self._is_refused:
            super().handleContentChunk(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """Take the whole request."""
        self._cancel_deadline()
        if self._is_refused:
            return
        for name, value in HEADERS.items():
            self.setHeader(name, value)
        self.setHeader("Content-Security-Policy", find_policy(path.split(b"?")[0]))
        if base.getConfig("web", "serverURL").startswith("https:"):
            self.setHeader("Strict-Transport-Security", "max-age=31536000")
        for name, value in self._find_cross_origin().items():
            self.setHeader(name, value)
        # The site's address is what its operator says, not what a client does.
        self.requestHeaders.removeHeader(b"x-forwarded-host")
        super().requestReceived(command, path, version)

    def process(self) -> None:
        """Answer the request, by a refusal or by DaCHS."""
        refusal = find_refusal(self.method, self.path, find_collections())
        if refusal is None and self.method == b"OPTIONS":
            self._answer_options()
            return
        if refusal is None:
            self._answer()
            return
        self.setResponseCode(refusal.status)
        self.setHeader("content-type", "text/plain;charset=utf-8")
        if refusal.allow:
            self.setHeader("allow", ", ".join(refusal.allow))
        body = f"{refusal.reason}\n".encode()
        self.setHeader("content-length", str(len(body)))
        self.write(b"" if self.method == b"HEAD" else body)
        self.finish()

    def _answer(self) -> None:
        # Without it an answer of several pieces waits for the client's delayed acknowledgement, some 40 ms.
        self.channel.transport.setTcpNoDelay(True)
        front = type(self).front
        if front is None or not front.take(self, super().process):
            super().process()

    def write(self, payload: bytes | str) -> None:
        """Write a piece of the answer; those of errors without the places of the server's files."""
        content = payload.encode() if isinstance(payload, str) else payload
        if self.code >= http.BAD_REQUEST:
            content = self._without_places(content)
        super().write(content)

    def connectionLost(self, reason: DachsThing) -> None:
        """Forget the request's deadline with its connection."""
        self._cancel_deadline()
        super().connectionLost(reason)

    def _find_cross_origin(self) -> dict[str, str]:
        origin = (self.requestHeaders.getRawHeaders("origin") or [None])[0]
        return find_cross_origin(origin, base.getConfig("web", "corsoriginpat"))

    def _answer_options(self) -> None:
        """Say what an address takes, and to a browser what a script of another site may send there."""
        methods = find_methods(self.path)
        self.setResponseCode(http.NO_CONTENT)
        self.setHeader("allow", ", ".join(methods))
        if self._find_cross_origin():
            for name, value in find_preflight(methods).items():
                self.setHeader(name, value)
        self.finish()

    def _without_places(self, content: bytes) -> bytes:
        cleaned = _PATHS.sub(_PATHS_WORD, content)
        lengths = self.responseHeaders.getRawHeaders("content-length")
        if cleaned != content and lengths and not self.startedWriting:
            self.setHeader("content-length", str(int(lengths[0]) + len(cleaned) - len(content)))
        return cleaned

    def _refuse_body(self) -> None:
        """Say that the body is too long at once, and take no more of it."""
        self._is_refused = True
        self._cancel_deadline()
        words = f"The body of this request is longer than {self._longest} bytes.\n".encode()
        lines = [
            b"HTTP/1.1 413 Content Too Large",
            b"Content-Type: text/plain;charset=utf-8",
            b"Content-Length: %d" % len(words),
            b"Connection: close",
            *(f"{name}: {value}".encode() for name, value in HEADERS.items()),
            b"",
            words,
        ]
        transport = self.channel.transport
        transport.write(b"\r\n".join(lines))
        transport.loseWriteConnection()
        _clock.callLater(_LINGER, transport.abortConnection)

    def _give_up(self) -> None:
        log.msg("A request that did not arrive in time was dropped.")
        channel = getattr(self, "channel", None)
        if channel is not None:
            channel.transport.abortConnection()

    def _cancel_deadline(self) -> None:
        if self._deadline.active():
            self._deadline.cancel()


@cache
def find_collections() -> frozenset[str]:
    """Return the names of the collections that the server serves; a start links them before the server."""
    return frozenset(path.name for path in Path(base.getConfig("inputsDir")).iterdir())


def spare_collector() -> None:
    """Let the garbage collector pass over all that is loaded for good.

    DaCHS collects at every eleventh request, which takes 0.2 s where all its descriptors are looked at.
    """
    gc.collect()
    gc.freeze()


def make_engine() -> Engine:
    """Return what answers queries straight from the database, with the rights of those who ask."""
    profile = dict(base.config.getDBProfile("untrustedquery").getArgs())
    profile["dbname"] = profile.pop("database")
    return Engine(lambda: Wire.open(profile))


def install_gate() -> None:
    """Let the server of this process take its requests by the gate."""
    # gavo.web.root makes the server's pages when it is imported; that needs the database.
    from gavo.web import root  # noqa: PLC0415

    root.site.requestFactory = GuardedRequest
    engine = make_engine()
    GuardedRequest.front = Front(engine, root.root.maintFile.exists)
    _clock.callWhenRunning(engine.start)
    _clock.callWhenRunning(spare_collector)
    _clock.callLater(_LOADED, spare_collector)
    _clock.callWhenRunning(RUNNER.start, engine)
    root.site.timeOut = IDLE_TIME
