"""Tables that a query brings along by address: fetched from listed servers only, and from none within.

A server that fetches what strangers name can be made to ask the machines beside it ("server-side request
forgery", OWASP Top Ten 2021, A10). So the host must be in the operator's list, and every address that its name
has must be a public one when it is connected to, after each redirect, too.
"""

import http.client
import io
import socket
import time
from collections.abc import Callable, Collection
from ipaddress import IPv6Address, ip_address, ip_network
from typing import BinaryIO
from urllib.parse import SplitResult, urljoin, urlsplit

#: Schemes of addresses that are fetched, with the ports that need not be listed.
_PORTS = {"http": 80, "https": 443}
_MAX_REDIRECTS = 3
#: Time for a whole table [s], and for one answer of the network.
_WHOLE_TIME = 120.0
_TIMEOUT = 20.0
_CHUNK = 65536
#: Addresses of IPv6 that contain those of IPv4, which may be anybody's: RFC 6052 and RFC 3056.
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16"))


class UploadSourceError(OSError):
    """An address that nothing is fetched from."""


def read_hosts(text: str) -> frozenset[str]:
    """Read the operator's list: a host a line, with a port where it is not the usual one; ``#`` begins a remark."""
    lines = (line.partition("#")[0].strip().lower() for line in text.splitlines())
    return frozenset(line for line in lines if line)


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public Internet: not private, loopback, link-local, or reserved."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if any(found in network for network in _TRANSLATED):
            return False
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


def check_source(url: str, hosts: Collection[str], own: str) -> SplitResult:
    """Return the parts of an address that may be fetched.

    Parameters
    ----------
    url
        The address.
    hosts
        The operator's list.
    own
        Address of the site itself.

    Raises
    ------
    UploadSourceError
        Nothing is fetched from there.
    """
    scheme = url.partition(":")[0].lower()
    if scheme not in _PORTS:
        raise UploadSourceError(f"Tables are not taken from {scheme}: addresses, only from http: and https: ones.")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        raise UploadSourceError("The address of the uploaded table cannot be read.") from None
    if parts.username is not None or not host or not url.isascii() or not url.isprintable() or " " in url:
        raise UploadSourceError("The address of the uploaded table cannot be read.")
    if _is_own(parts, own):
        return parts
    names = {f"{host}:{port}"} if port not in (None, _PORTS[scheme]) else {host, f"{host}:{_PORTS[scheme]}"}
    if not names & set(hosts):
        raise UploadSourceError(f"This site takes no tables from {parts.netloc}; send the table with the query.")
    return parts


def open_source(
    url: str, hosts: Collection[str], own: str, *, limit: int, may_connect: Callable[[str], bool] = is_public
) -> BinaryIO:
    """Fetch a table.

    Parameters
    ----------
    url, hosts, own
        As in `check_source`.
    limit
        Longest table that is taken [byte].
    may_connect
        Tells whether an address of the network may be connected to.

    Raises
    ------
    UploadSourceError
        Nothing is fetched from there, or the table is too long, or takes too long.
    OSError
        The other server does not give it.
    """
    end = time.monotonic() + _WHOLE_TIME
    for _ in range(_MAX_REDIRECTS + 1):
        parts = check_source(url, hosts, own)
        check = may_connect if not _is_own(parts, own) else lambda _: True
        connection = _connect(parts, check)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={"Accept-Encoding": "identity", "User-Agent": "Umbra"})
            answer = connection.getresponse()
            place = answer.getheader("Location")
            if answer.status in (301, 302, 303, 307, 308) and place:
                url = urljoin(url, place)
                continue
            if answer.status != http.client.OK:
                raise OSError(f"{parts.netloc} answers with status {answer.status}.")
            return io.BytesIO(_read(answer, limit, end))
        except http.client.HTTPException as problem:
            raise OSError(f"{parts.netloc} does not speak HTTP.") from problem
        finally:
            connection.close()
    raise UploadSourceError("The address of the uploaded table redirects too often.")


def _is_own(parts: SplitResult, own: str) -> bool:
    mine = urlsplit(own)
    return (parts.scheme.lower(), parts.netloc.lower()) == (mine.scheme.lower(), mine.netloc.lower())


def _connect(parts: SplitResult, check: Callable[[str], bool]) -> http.client.HTTPConnection:
    def create(
        address: tuple[str, int], timeout: float | None = None, source: tuple[str, int] | None = None
    ) -> socket.socket:
        # The name is looked up once, and what was looked at is what is connected to.
        found = {str(info[4][0]) for info in socket.getaddrinfo(*address, type=socket.SOCK_STREAM)}
        if not found or not all(map(check, found)):
            raise UploadSourceError(f"{parts.netloc} is no server of the public Internet.")
        return socket.create_connection((sorted(found)[0], address[1]), timeout, source)

    kind = http.client.HTTPSConnection if parts.scheme.lower() == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    connection._create_connection = create  # type: ignore[attr-defined]
    return connection


def _read(answer: http.client.HTTPResponse, limit: int, end: float) -> bytes:
    found = bytearray()
    while chunk := answer.read(_CHUNK):
        found += chunk
        if len(found) > limit:
            raise UploadSourceError(f"The table is longer than {limit} bytes.")
        if time.monotonic() > end:
            raise UploadSourceError(f"The table did not come within {_WHOLE_TIME:.0f} s.")
    return bytes(found)
