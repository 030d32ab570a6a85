"""Small answers leave whole, long ones in pieces; compressed where the client takes it, cut ones with a word on it."""

import gzip
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers.streams.deliveries import Delivery
from service.answers.streams.outlets import Outlet, accepts_gzip

LONG = [b"a" * 40_000, b"b" * 40_000, b"c" * 40_000]


class Client:
    """Takes what is delivered, and the header of a request."""

    def __init__(self) -> None:
        self.has_begun = False
        self.is_ended = self.is_aborted = self.is_whole = False
        self.header: dict[str, str] = {}
        self.responseHeaders = self
        self.content = b""

    def setHeader(self, name: str, value: str) -> None:
        self.header[name.lower()] = value

    def addRawHeader(self, name: str, value: str) -> None:
        self.header[name] = ", ".join(filter(None, (self.header.get(name), value)))

    def begin(self, prepare: Callable[[Any], None], first: bytes) -> None:
        self.has_begun = True
        prepare(self)
        self.content += first

    def send(self, piece: bytes) -> None:
        assert self.has_begun
        self.content += piece

    def send_whole(self, prepare: Callable[[Any], None], content: bytes) -> None:
        self.begin(prepare, content)
        self.is_whole = True

    def end(self) -> None:
        self.is_ended = True

    def abort(self) -> None:
        self.is_aborted = True

    @property
    def text(self) -> bytes:
        return gzip.decompress(self.content) if "content-encoding" in self.header else self.content


def open_outlet(client: Client, *, is_packed: bool = False, waits: bool = False, is_truncated: bool = False) -> Outlet:
    delivery, folder = cast("Delivery", client), "/tmp" if waits else None
    return Outlet(delivery, "text/csv", is_packed=is_packed, folder=folder, is_truncated=lambda: is_truncated)


def send(pieces: list[bytes], *, is_packed: bool = False, waits: bool = False, is_truncated: bool = False) -> Client:
    client = Client()
    outlet = open_outlet(client, is_packed=is_packed, waits=waits, is_truncated=is_truncated)
    for piece in pieces:
        outlet.write(piece)
    outlet.end()
    outlet.close()
    return client


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("waits", [False, True])
def test_a_small_answer_leaves_whole(is_packed: bool, waits: bool) -> None:
    client = send([b"a,b\r\n", b"1,2\r\n"], is_packed=is_packed, waits=waits)
    assert client.is_whole
    assert client.content == b"a,b\r\n1,2\r\n"
    assert client.header == {"content-type": "text/csv", "vary": "accept-encoding"}


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("waits", [False, True])
def test_a_long_answer_leaves_in_pieces(is_packed: bool, waits: bool) -> None:
    client = send(LONG, is_packed=is_packed, waits=waits)
    assert client.is_ended
    assert not client.is_whole
    assert client.text == b"".join(LONG)
    assert ("content-encoding" in client.header) == is_packed


def test_an_answer_of_middle_size_is_packed_whole() -> None:
    client = send([b"a" * 20_000], is_packed=True)
    assert client.is_whole
    assert client.text == b"a" * 20_000
    assert len(client.content) < 1000


@pytest.mark.parametrize("pieces", [[b"short"], LONG])
def test_a_cut_answer_that_waited_says_so_in_its_header(pieces: list[bytes]) -> None:
    client = send(pieces, waits=True, is_truncated=True)
    assert client.header["query-status"] == "OVERFLOW"
    assert client.text == b"".join(pieces)


@pytest.mark.parametrize("is_packed", [False, True])
def test_an_answer_that_fails_ends_as_a_whole_document(is_packed: bool) -> None:
    client = Client()
    outlet = open_outlet(client, is_packed=is_packed)
    for piece in LONG:
        outlet.write(piece)
    outlet.fail(b"ERROR")
    assert client.is_ended
    assert client.text == b"".join(LONG) + b"ERROR"


def test_an_answer_without_a_place_for_errors_is_broken_off() -> None:
    client = Client()
    outlet = open_outlet(client)
    for piece in LONG:
        outlet.write(piece)
    outlet.fail(None)
    assert client.is_aborted
    assert not client.is_ended


@given(st.lists(st.binary(max_size=70_000), max_size=6), st.booleans(), st.booleans())
def test_nothing_is_lost_on_the_way(pieces: list[bytes], is_packed: bool, waits: bool) -> None:
    client = send(pieces, is_packed=is_packed, waits=waits)
    assert client.text == b"".join(pieces)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("gzip, deflate", True),
        ("deflate, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("identity", False),
        ("*", True),
        ("br;q=1.0, *;q=0", False),
    ],
)
def test_gzip_is_used_where_it_is_taken(header: str | None, expected: bool) -> None:
    assert accepts_gzip(header) == expected
