"""From the bytes of Occult's XML to its elements: text around it is left out, what is mended is said."""

import pytest

from formats.occult.occult_items import Notes
from formats.occult.occult_nodes import note_stranger, open_nodes
from schemas.errors import FormatError

ROOTS = frozenset({"Occultations"})
XML = "<Occultations><Event><Star>1,2</Star></Event><Else>3</Else></Occultations>"


def test_the_elements_below_the_root_come_one_after_the_other() -> None:
    nodes, notes = open_nodes(XML.encode(), "a.xml", ROOTS)
    assert [(node.name, node.line) for node in nodes] == [("Event", 1), ("Else", 1)]
    assert (notes.source, notes.findings) == ("a.xml", [])


def test_what_is_mended_is_noted() -> None:
    nodes, notes = open_nodes(f"Dear all,\n\n{XML}\nRegards".encode("utf-16"), "mail.txt", ROOTS)
    assert [node.name for node in nodes] == ["Event", "Else"]
    assert notes.findings


@pytest.mark.parametrize("data", [b"\0\1\2", b"<Occultations><Event>", b"<Other/>"])
def test_what_is_no_such_xml_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match=r"a\.xml"):
        list(open_nodes(data, "a.xml", ROOTS)[0])


def test_an_element_beside_the_events_is_named() -> None:
    notes = Notes(source="a.xml")
    *_, stranger = open_nodes(XML.encode(), "a.xml", ROOTS)[0]
    note_stranger(stranger, notes)
    (finding,) = notes.findings
    assert (finding.code, finding.field, finding.line, finding.severity) == ("key_unknown", "Else", 1, "info")
