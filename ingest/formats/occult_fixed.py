"""Occult's old observation archive with fixed columns."""

from schemas.errors import FormatError
from schemas.reading import Reading


def identify(head: bytes) -> bool:
    """Return whether the first bytes of a file look like this format."""
    return head.startswith(b"*") and head[21:29].isdigit()


def read(data: bytes, source: str) -> Reading:
    """Read a whole file.

    Raises
    ------
    FormatError
        If the file cannot be read.
    """
    raise FormatError(source, None, "", "This format is not read yet.", "Send the report as a SODIS form.")
