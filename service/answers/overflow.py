"""The mark of a cut answer in the header of HTTP."""

from typing import Any

#: Status of a cut answer (DALI 1.1, section 4.4.1).
OVERFLOW = "OVERFLOW"
#: Header that has the status of formats without a place for it.
HEADER = "Query-Status"


def tell(request: Any) -> None:  # noqa: ANN401 - a request of Twisted
    """Say in an answer's header that it was cut."""
    request.setHeader(HEADER, OVERFLOW)
