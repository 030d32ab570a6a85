"""A page without content on a server of files, from which tests take the scripts of the pages."""

import functools
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler

import pytest

from tests.browser import Page, open_browser
from tests.conftest import ROOT
from tests.listener import listen


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and keeps no log."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def blank() -> Iterator[Page]:
    """Return a page that has no content; ``import("/x.js")`` takes a script of ``web/``."""
    with listen(functools.partial(Quiet, directory=ROOT / "web")) as port, open_browser() as page:
        page.open(f"http://localhost:{port}/parts/head.html")
        yield page
