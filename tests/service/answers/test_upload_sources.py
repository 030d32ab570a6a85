"""Tables by address come from listed servers of the public Internet, and from nowhere else."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import pytest

from service.answers.upload_sources import UploadSourceError, check_source, is_public, open_source, read_hosts
from tests.listener import listen

OWN = "http://localhost:8080"


class Handler(BaseHTTPRequestHandler):
    """Gives a table, or redirects to where the address says."""

    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        self.send_response(200 if self.path == "/table" else 404)
        self.end_headers()
        self.wfile.write(b"x" * 1000)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[str]:
    Handler.seen = []
    with listen(Handler) as port:
        yield f"localhost:{port}"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
def test_addresses_within_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "FILE:/etc/passwd", "ftp://h/x", "gopher://h/", "jar:http://h!/", "data:,x"]
)
def test_other_schemes_are_refused_by_name(url: str) -> None:
    with pytest.raises(UploadSourceError, match=url.partition(":")[0].lower() + ":"):
        check_source(url, {"h"}, OWN)


@pytest.mark.parametrize(
    "url",
    [
        "http://other/x",
        "http://h:22/x",
        "https://h:80/x",
        "http://h.evil/",
        "http://h@evil/",
        "http://evil#@h/",
        "http:///x",
        "http://localhost:8081/",
        "https://localhost:8080/",
        "http://h/\r\nX: 1",
        "http://h/a b",
        "http://hé/",
    ],
)
def test_hosts_that_are_not_listed_are_refused(url: str) -> None:
    with pytest.raises(UploadSourceError):
        check_source(url, {"h"}, OWN)


@pytest.mark.parametrize(
    "url", ["http://h/x", "http://H:80/x", "https://h/x", "http://k:8000/", "http://localhost:8080/tap/async/1"]
)
def test_listed_hosts_and_the_site_itself_are_taken(url: str) -> None:
    check_source(url, {"h", "k:8000"}, OWN)


def test_a_listed_name_that_leads_within_is_not_connected_to(listener: str) -> None:
    with pytest.raises(UploadSourceError, match="public"):
        open_source(f"http://{listener}/table", {listener}, OWN, limit=10_000)
    assert Handler.seen == []


def test_a_listed_server_gives_its_table(listener: str) -> None:
    with open_source(f"http://{listener}/table", {listener}, OWN, limit=1000, may_connect=lambda _: True) as table:
        assert len(table.read()) == 1000


def test_the_site_itself_gives_its_table(listener: str) -> None:
    with open_source(f"http://{listener}/table", (), f"http://{listener}", limit=1000) as table:
        assert len(table.read()) == 1000


def test_a_table_that_is_too_long_is_refused(listener: str) -> None:
    with pytest.raises(UploadSourceError, match="longer than 999 bytes"):
        open_source(f"http://{listener}/table", {listener}, OWN, limit=999, may_connect=lambda _: True)


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/table", "file:///etc/passwd", "//169.254.169.254/", "http://evil/"]
)
def test_a_redirect_leads_nowhere_that_an_address_would_not(listener: str, target: str) -> None:
    place = target.format(port=listener.partition(":")[2])
    with pytest.raises(UploadSourceError):
        open_source(f"http://{listener}/to/{place}", {listener}, OWN, limit=1000, may_connect=lambda _: True)
    assert "/table" not in Handler.seen


def test_a_redirect_to_itself_ends(listener: str) -> None:
    with pytest.raises(UploadSourceError, match="redirects too often"):
        open_source(f"http://{listener}/to/" + "/to/" * 9, {listener}, OWN, limit=1000, may_connect=lambda _: True)


def test_an_answer_that_is_no_table_is_an_error(listener: str) -> None:
    with pytest.raises(OSError, match="status 404"):
        open_source(f"http://{listener}/none", {listener}, OWN, limit=1000, may_connect=lambda _: True)


def test_the_list_has_a_host_a_line() -> None:
    assert read_hosts("# who\nVizier.cds.unistra.fr\n\n data.example:8443 # test\n") == {
        "vizier.cds.unistra.fr",
        "data.example:8443",
    }
