"""The formats that Umbra reads: one module a format, found by looking at the first bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.formats import legacy_form, occelmnt, occult_fixed, occult_xml, sodis_form
from schemas.reading import Reading

#: Bytes that `identify` may look at.
HEAD_SIZE = 65536


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """How a format is recognised and read."""

    #: True if the first bytes of a file look like this format.
    identify: Callable[[bytes], bool]
    #: Read the whole file: bytes and the file's name.
    read: Callable[[bytes, str], Reading]
    #: A file larger than this is refused unread [bytes].
    max_size: int


FORMATS: dict[str, Format] = {
    "sodis_form": Format(identify=sodis_form.identify, read=sodis_form.read, max_size=1_000_000),
    "legacy_form": Format(identify=legacy_form.identify, read=legacy_form.read, max_size=1_000_000),
    "occult_xml": Format(identify=occult_xml.identify, read=occult_xml.read, max_size=200_000_000),
    "occult_fixed": Format(identify=occult_fixed.identify, read=occult_fixed.read, max_size=200_000_000),
    "occelmnt": Format(identify=occelmnt.identify, read=occelmnt.read, max_size=200_000_000),
}


def identify(head: bytes) -> str | None:
    """Return the name of the format that a file's first bytes look like, None if none fits."""
    return next((name for name, kind in FORMATS.items() if kind.identify(head[:HEAD_SIZE])), None)
