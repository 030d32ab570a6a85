"""How an answer leaves: whole where it is small, in pieces where it is not, compressed where that is asked for."""

import tempfile
import zlib
from collections.abc import Callable, Sequence
from typing import IO, Any

from service.answers.job_limits import LONGEST_RESULT
from service.answers.overflow import tell
from service.answers.rows.encoding import TooLongError
from service.answers.streams.deliveries import Delivery

#: What is sent as soon as it is there; less waits for the next piece, or for the end [byte].
_WORTH_SENDING = 65536
#: Answers that are shorter are not compressed [byte].
_WORTH_PACKING = 16384
#: What is kept in memory of an answer that must be complete before it leaves [byte].
_MOST_IN_MEMORY = 8_000_000
#: zlib's level and its windows of gzip. The fastest level makes tables nearly as small as the slowest.
_LEVEL, _GZIP = 1, 31


def accepts_gzip(header: str | None) -> bool:
    """Tell whether the header Accept-Encoding of a request lets an answer be compressed by gzip (RFC 9110, 12.5.3)."""
    for item in (header or "").lower().split(","):
        name, _, parameters = item.partition(";")
        if name.strip() in ("gzip", "x-gzip", "*"):
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class Outlet:
    """Takes the text of an answer and hands it to its delivery.

    Parameters
    ----------
    delivery
        Of the request.
    media_type, headers
        Of the answer.
    is_packed
        Whether the client takes gzip.
    folder
        Where an answer waits of which nothing leaves before all is there; None for one that leaves as it comes.
    is_truncated
        Tells whether it is known that there are more rows; asked when the header leaves.
    """

    def __init__(
        self,
        delivery: Delivery,
        media_type: str,
        headers: Sequence[tuple[str, str]] = (),
        *,
        is_packed: bool,
        folder: str | None,
        is_truncated: Callable[[], bool],
    ) -> None:
        self._delivery = delivery
        self._headers = (("content-type", media_type), *headers)
        self._is_packed = is_packed
        self._is_truncated = is_truncated
        self._spool: IO[bytes] | None = None
        if folder is not None:
            self._spool = tempfile.SpooledTemporaryFile(_MOST_IN_MEMORY, dir=folder)  # noqa: SIM115 - `end` and `close` close it
        self._pieces: list[bytes] = []
        self._size = 0
        self._packer: zlib._Compress | None = None

    def write(self, piece: bytes) -> None:
        """Take a piece.

        Raises
        ------
        GoneError
            The client has gone away.
        TooLongError
            The answer is longer than one that waits may be.
        """
        if self._spool is not None:
            self._spool.write(piece)
            if self._spool.tell() > LONGEST_RESULT:
                raise TooLongError(f"The answer is longer than {LONGEST_RESULT} bytes.")
            return
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= _WORTH_SENDING:
            self._send()

    def end(self) -> None:
        """Send what has not left yet, and say that nothing more comes.

        Raises
        ------
        GoneError
            The client has gone away.
        """
        if self._spool is not None:
            spool, self._spool = self._spool, None
            with spool:
                self._send_spool(spool)
        if self._delivery.has_begun:
            self._send(is_last=True)
            self._delivery.end()
            return
        content = self._take()
        is_packed = self._is_packed and len(content) >= _WORTH_PACKING
        if is_packed:
            content = zlib.compress(content, _LEVEL, _GZIP)
        header = _Header(self._headers, is_packed=is_packed, is_truncated=self._is_truncated())
        self._delivery.send_whole(header, content)

    def fail(self, tail: bytes | None) -> None:
        """End an answer of which the first piece has left and the last one never comes.

        Parameters
        ----------
        tail
            The end of the text, which states the failure; None for a format without a place for it: then the
            connection is broken off.
        """
        if tail is None:
            self._delivery.abort()
            return
        self._pieces.append(tail)
        self._send(is_last=True)
        self._delivery.end()

    def close(self) -> None:
        """Forget what has not left."""
        if self._spool is not None:
            self._spool.close()

    def _send_spool(self, spool: IO[bytes]) -> None:
        spool.seek(0)
        while piece := spool.read(_WORTH_SENDING):
            self._pieces.append(piece)
            if len(piece) == _WORTH_SENDING:
                self._send()

    def _take(self) -> bytes:
        content, self._pieces, self._size = b"".join(self._pieces), [], 0
        return content

    def _send(self, *, is_last: bool = False) -> None:
        content = self._take()
        if self._delivery.has_begun:
            self._delivery.send(self._pack(content, is_last=is_last))
            return
        if self._is_packed:
            self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        header = _Header(self._headers, is_packed=self._is_packed, is_truncated=self._is_truncated())
        self._delivery.begin(header, self._pack(content, is_last=is_last))

    def _pack(self, content: bytes, *, is_last: bool) -> bytes:
        if self._packer is None:
            return content
        packed = self._packer.compress(content)
        return packed + self._packer.flush() if is_last else packed


class _Header:
    """Sets the header of an answer."""

    def __init__(self, headers: Sequence[tuple[str, str]], *, is_packed: bool, is_truncated: bool) -> None:
        self._headers = headers
        self._is_packed = is_packed
        self._is_truncated = is_truncated

    def __call__(self, request: Any) -> None:  # noqa: ANN401 - a request of DaCHS
        for name, value in self._headers:
            request.setHeader(name, value)
        # What browsers of other sites may see depends on their origin, which is in this header already.
        request.responseHeaders.addRawHeader("vary", "accept-encoding")
        if self._is_packed:
            request.setHeader("content-encoding", "gzip")
        if self._is_truncated:
            tell(request)
