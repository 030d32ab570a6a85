"""The button that sends a light curve by SAMP, with a real hub (pyvo's) and a program that takes tables."""

import queue
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from astropy.table import Table
from pyvo.samp import SAMPHubServer, SAMPIntegratedClient
from pyvo.samp.hub import WebProfileDialog

from tests.browser import Page, open_browser
from tests.site_fixture import RunningSite

pytestmark = [pytest.mark.site, pytest.mark.client]
MOON = "20151219_moon_lc01"
PRESS = "document.querySelector('.curve .links button').click()"
WORDS = "document.querySelector('.curve .links [role=status]').innerText"


class Consent(WebProfileDialog):  # type: ignore[misc]
    """Lets every page in, as a person at the hub does who presses Yes."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def show_dialog(self, name: str, _details: object, _client: object, origin: str) -> None:
        self.asked.append((name, origin))
        self.consent()

    def _answer(self) -> None:
        while not self._end.wait(0.05):
            self.handle_queue()

    def stop(self) -> None:
        self._end.set()
        self._thread.join()


@contextmanager
def run_hub(folder: Path) -> Iterator[tuple[SAMPHubServer, Consent]]:
    """Run a hub with the Web Profile on its port, 21012, which the standard fixes."""
    consent = Consent()
    hub = SAMPHubServer(web_profile_dialog=consent, lockfile=str(folder / "samp"), addr="127.0.0.1")
    hub.start()
    try:
        yield hub, consent
    finally:
        hub.stop()
        consent.stop()


@contextmanager
def listen(hub: SAMPHubServer) -> Iterator["queue.Queue[dict[str, Any]]"]:
    """Be a program that takes tables; what it is told comes into the queue."""
    told: queue.Queue[dict[str, Any]] = queue.Queue()
    client = SAMPIntegratedClient(name="taker of tables", addr="127.0.0.1")
    client.connect(hub=hub)
    client.bind_receive_notification(
        "table.load.votable", lambda _key, _sender, _mtype, parameters, _extra: told.put(parameters)
    )
    try:
        yield told
    finally:
        client.disconnect()


def receive(messages: "queue.Queue[dict[str, Any]]") -> dict[str, Any]:
    """Return the next message."""
    return messages.get(timeout=300)


@pytest.fixture
def page(site: RunningSite) -> Iterator[Page]:
    """Return the page of the lunar event, its light curve drawn."""
    with open_browser() as opened:
        opened.open(f"{site.url}/occ/q/page/qp/20151219_moon")
        opened.wait("document.querySelectorAll('.plot[data-drawn]').length")
        yield opened


def test_the_button_sends_a_table_that_can_be_fetched(page: Page, site: RunningSite, tmp_path: Path) -> None:
    with run_hub(tmp_path) as (hub, consent), listen(hub) as told:
        page.evaluate(PRESS)
        parameters = receive(told)
        page.wait(f"{WORDS} === 'Sent.'")
        page.evaluate(PRESS)
        assert receive(told) == parameters
    # The page asks once to be let in, whatever is sent.
    assert consent.asked == [("Umbra", site.url)]
    assert parameters["table-id"] == parameters["name"] == MOON
    with urllib.request.urlopen(parameters["url"], timeout=60) as answer:
        assert answer.headers.get_content_type() == "application/x-votable+xml"
        assert len(Table.read(BytesIO(answer.read()), format="votable")) == 120
    assert page.errors == []


def test_the_page_says_that_no_program_takes_tables(page: Page, tmp_path: Path) -> None:
    with run_hub(tmp_path):
        page.evaluate(PRESS)
        page.wait(f"{WORDS}.startsWith('The hub knows no program that takes tables')")


def test_the_page_says_that_there_is_no_hub(page: Page) -> None:
    page.evaluate(PRESS)
    page.wait(f"{WORDS}.startsWith('No SAMP hub answers')")
