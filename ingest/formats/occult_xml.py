"""Occult's observation archive (Asteroid~Observations.xml), version 2.15."""

from schemas.errors import FormatError
from schemas.reading import Reading


def identify(head: bytes) -> bool:
    """Return whether the first bytes of a file look like this format."""
    return b"<AsteroidOccultations" in head[:2000]


def read(data: bytes, source: str) -> Reading:
    """Read a whole file.

    Raises
    ------
    FormatError
        If the file cannot be read.
    """
    raise FormatError(source, None, "", "This format is not read yet.", "Send the report as a SODIS form.")
