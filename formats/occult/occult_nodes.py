"""The elements of the XML formats of Occult, from the bytes of a file."""

from collections.abc import Iterator

from formats.files.decoding import decode
from formats.files.xml_events import Node, cut_out, mend, walk
from formats.occult.occult_items import Notes
from schemas.finding import FindingCode


def open_nodes(data: bytes, source: str, roots: frozenset[str]) -> tuple[Iterator[Node], Notes]:
    """Return the children of the root, which are read one after the other, and notes with the corrections made before.

    Parameters
    ----------
    data
        The whole file, maybe with other text around the XML.
    source
        Name of the file, for messages.
    roots
        Root elements of the format.

    Raises
    ------
    FormatError
        If the bytes are not text. While the elements are read: if the XML is damaged, forbidden or of another kind.
    """
    decoded = decode(data, source)
    whole, around = cut_out(decoded.text, roots)
    text, mended = mend(whole, source)
    return walk(text, source, roots), Notes(source=source, findings=[*decoded.findings, *around, *mended])


def note_stranger(node: Node, notes: Notes) -> None:
    """Add a finding on an element beside the events, which is not read."""
    message = "This element is outside of the events and is not read."
    notes.info(FindingCode.KEY_UNKNOWN, message, name=node.name[:40], line=node.line)
