"""A reader is given anything: it reads it or refuses it, and nothing else happens."""

import contextlib
from collections.abc import Callable

from schemas.errors import FormatError
from schemas.reading import Reading


def reads_or_refuses(data: bytes, *readers: Callable[[bytes, str], Reading]) -> bool:
    """Try each reader; another error than a refusal goes on to the test."""
    for read in readers:
        with contextlib.suppress(FormatError):
            assert isinstance(read(data, "x"), Reading)
    return True
