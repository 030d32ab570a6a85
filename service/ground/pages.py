"""The pages: assembled from their parts, put where DaCHS serves them, and given out for single things."""

import importlib.resources
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from service.ground.layout import PROJECT

#: Scripts and maps that ``etc/bootstrap.py`` fetches, as ``etc/scripts.json`` says.
SCRIPTS = Path(sys.prefix) / "share/umbra"
#: Aladin Lite is there if the set-up could fetch it; the pages ask for it.
ALADIN_LITE = SCRIPTS / "aladin.js"
_WEB = PROJECT / "web"
#: As in server-side includes: the named file of ``web/parts`` replaces this line.
_PART = re.compile(r'(?<![ \t])[ \t]*+<!--#include file="([a-z]+\.html)" -->\n')
#: Media type of all pages.
HTML = "text/html;charset=utf-8"


class Connection(Protocol):
    """DaCHS' connection to the database."""

    def query(self, query: str, arguments: dict[str, str]) -> Iterable[tuple[object, ...]]:
        """Run a query and return its rows."""


def assemble(name: str) -> str:
    """Return a page with its parts: head and foot of every page are written once."""
    text = (_WEB / name).read_text(encoding="utf-8")
    return _PART.sub(lambda part: (_WEB / "parts" / part[1]).read_text(encoding="utf-8"), text)


def install_pages(static: Path) -> None:
    """Put pages, scripts and pictures where DaCHS serves static files from.

    Parameters
    ----------
    static
        DaCHS' directory ``web/nv_static``; what lies in it wins over DaCHS' own files.
    """
    pages = static / "umbra"
    static.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(pages, ignore_errors=True)
    shutil.copytree(_WEB, pages, ignore=shutil.ignore_patterns("parts", "*.html", "tsconfig.json"))
    for page in _WEB.glob("*.html"):
        (pages / page.name).write_text(assemble(page.name), encoding="utf-8")
    # The plotting library of the pages, from the package that brings it.
    shutil.copy(str(importlib.resources.files("plotly") / "package_data/plotly.min.js"), pages)
    for path in SCRIPTS.glob("*"):
        if path.suffix != ".integrity":
            shutil.copy(path, pages)
    # Where DaCHS' own pages and its favicon look for the logo and the mark of the licence.
    for source, place in (("logo", "logo_medium"), ("logo", "img/logo_medium"), ("ccby", "img/ccby")):
        target = static / f"{place}.png"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(_WEB / f"{source}.png", target)
    _install_samp(static / "js/samp.js")


def _install_samp(target: Path) -> None:
    """Put a copy of DaCHS' SAMP library before DaCHS' own, which ends with an error in every browser.

    Its last line is one of a CommonJS module, and browsers have no ``module``.
    """
    spec = find_spec("gavo")
    if spec is None or spec.origin is None:
        return
    text = (Path(spec.origin).parent / "resources/web/js/samp.js").read_text(encoding="utf-8")
    target.parent.mkdir(exist_ok=True)
    target.write_text(
        text.replace("\nmodule.exports", '\nif (typeof module !== "undefined") module.exports'), encoding="utf-8"
    )


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
    return HTML, assemble("event.html").encode()
