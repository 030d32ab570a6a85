"""A page without content on a server of files, from which tests take the scripts of the pages."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser import Page, open_browser
from tests.conftest import ROOT


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and keeps no log."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def blank() -> Iterator[Page]:
    """Return a page that has no content; ``import("/x.js")`` takes a script of ``web/``."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=ROOT / "web")) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with open_browser() as page:
                page.open(f"http://localhost:{server.server_port}/parts/head.html")
                yield page
        finally:
            server.shutdown()
            thread.join()
