"""Bodies of forms as all clients send them.

DaCHS closes the connection without an answer where it finds no boundary. Clients exist that write one with equals
signs and without quotation marks (``boundary====1795739545053===``, astroquery's TapPlus), which RFC 2045 does not
allow and every other server reads.
"""

import re
from collections.abc import Callable
from typing import Any

from gavo.protocols import dali
from gavo.utils import xmlrender

from service.answers.seam import Replacement

_BOUNDARY = re.compile(rb'(?i)[;\s]boundary\s{0,9}=\s{0,9}(?:"([^"]{1,200})"|([^";,\s]{1,200}))')
_NO_BOUNDARY = "The Content-Type multipart/form-data has no boundary"
_NO_PART = "The body has no part that begins with the boundary of its Content-Type"
_HINT = "send Content-Type: multipart/form-data; boundary=WORD and begin every part with --WORD"


def find_boundary(content_type: bytes) -> bytes | None:
    """Return the boundary that a header names, None if it names none."""
    found = _BOUNDARY.search(content_type)
    return None if found is None else found[1] or found[2]


def _make_request_received(original: Callable[..., None]) -> Callable[..., None]:
    def request_received(request: Any, command: bytes, path: bytes, version: bytes) -> None:  # noqa: ANN401
        """Read a request whose body has come in."""
        kind = (request.requestHeaders.getRawHeaders(b"content-type") or [b""])[0]
        if command != b"POST" or not kind.lower().lstrip().startswith(b"multipart/form-data"):
            original(request, command, path, version)
            return
        boundary = find_boundary(kind)
        if boundary is None:
            _refuse(request, command, path, version, _NO_BOUNDARY)
            return
        request.content.seek(0)
        # A preamble may come before the first part; clients send short ones.
        if b"--" + boundary not in request.content.read(100_000):
            _refuse(request, command, path, version, _NO_PART)
            return
        request.requestHeaders.setRawHeaders(b"content-type", [b'multipart/form-data; boundary="' + boundary + b'"'])
        original(request, command, path, version)

    return request_received


def _refuse(request: Any, command: bytes, path: bytes, version: bytes, message: str) -> None:  # noqa: ANN401
    """Answer 400 with a sentence; the request has not been read yet."""
    request.method, request.uri, request.clientproto = command, path, version
    request.path, request.args = path.split(b"?", 1)[0], {}
    document, _ = dali.getDALIError({"msg": message, "hint": _HINT})
    body = xmlrender(document)
    request.setResponseCode(400)
    request.setHeader("content-type", "text/xml")
    request.setHeader("content-length", str(len(body)))
    request.write(body)
    request.finish()


SERVER_REPLACEMENTS = (
    Replacement(
        module="gavo.formal.twistedpatch",
        name="MPRequest.requestReceived",
        feature="forms of all clients",
        checksum="02f1d44e947216ef",
        make=_make_request_received,
    ),
)
