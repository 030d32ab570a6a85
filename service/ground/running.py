"""What a site that runs leaves for other processes to see: a lock, and a note on where it is reached."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from schemas.errors import UmbraError
from service.ground.dachs import Address
from service.ground.layout import Layout


class SiteError(UmbraError):
    """The site cannot be started, or one of its processes ended by itself."""


@contextmanager
def hold_lock(layout: Layout) -> Iterator[None]:
    """Hold the site's lock, so that one process at a time serves a directory.

    Raises
    ------
    SiteError
        Another process holds it.
    """
    with layout.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = read_running(layout)
            place = f" at {other['url']} (process {other['pid']})" if other else ""
            raise SiteError(
                f"Another umbra already serves {layout.var}{place}.", "stop it first, or name another --var"
            ) from None
        try:
            yield
        finally:
            layout.running.unlink(missing_ok=True)


def is_served(layout: Layout) -> bool:
    """Tell whether a process serves this directory now."""
    try:
        with layout.lock.open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def read_running(layout: Layout) -> dict[str, str | int] | None:
    """Return what the serving process says of itself (``url``, ``port``, ``pid``), None if nothing."""
    try:
        found = json.loads(layout.running.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"url", "port", "pid"} <= found.keys() else None


def describe(address: Address) -> str:
    """Return what other processes may know of this one, as JSON."""
    return json.dumps({"pid": os.getpid(), "port": address.port, "bind": address.bind, "url": address.url})
