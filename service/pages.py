"""Pages of single things: a static file of ours under an address that names the thing."""

from service.layout import PROJECT

#: Media type of all pages.
HTML = "text/html;charset=utf-8"


def event_page() -> tuple[str, bytes]:
    """Return the page of an event, which finds out from its address which one: media type and content."""
    return HTML, (PROJECT / "web/event.html").read_bytes()
