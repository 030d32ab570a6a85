"""Addresses of the TAP service, as clients know them: below ``/tap``, not below DaCHS' own name of it."""

from collections.abc import Callable
from typing import Any

from service.answers.seam import Replacement

_OWN, _PUBLIC = "/__system__/tap/run", "/tap"


def make_public(address: str) -> str:
    """Return an address with the public name of the TAP service, and the name that TAP gives the list of tables."""
    before, own, after = address.partition(_OWN)
    if not own or after[:1] not in ("", "/", "?"):
        return address
    return f"{before}{_PUBLIC}{'/tables' if after == '/tableMetadata' else after}"


def _make_get_url(original: Callable[..., str]) -> Callable[..., str]:
    def get_url(service: Any, rendName: Any, *arguments: Any, **options: Any) -> str:  # noqa: ANN401 - DaCHS' things
        """Return the address of a service."""
        return make_public(original(service, rendName, *arguments, **options))

    return get_url


SERVER_REPLACEMENTS = (
    Replacement(
        module="gavo.svcs.service",
        name="GetURLMixin.getURL",
        feature="addresses below /tap",
        checksum="6232b93912ed93f7",
        make=_make_get_url,
    ),
)
