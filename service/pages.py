"""Pages of single things: a static file of ours under an address that names the thing."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from service.layout import PROJECT

#: Media type of all pages.
HTML = "text/html;charset=utf-8"


class Connection(Protocol):
    """DaCHS' connection to the database."""

    def query(self, query: str, arguments: dict[str, str]) -> Iterable[tuple[object, ...]]:
        """Run a query and return its rows."""


def event_page(
    connect: Callable[[], AbstractContextManager[Connection]], not_found: Callable[[str], Exception], event_id: str
) -> tuple[str, bytes]:
    """Return the page of an event: media type and content. It finds out from its address which event it is of.

    Parameters
    ----------
    connect
        DaCHS' function that gives a connection to the database.
    not_found
        DaCHS' exception for what does not exist.
    event_id
        The event.
    """
    with connect() as connection:
        rows = list(connection.query("SELECT 1 FROM occ.event WHERE event_id=%(event_id)s", {"event_id": event_id}))
    if not rows:
        raise not_found(f"There is no event {event_id}.")
    return HTML, (PROJECT / "web/event.html").read_bytes()
