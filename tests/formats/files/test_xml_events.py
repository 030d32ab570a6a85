"""XML read one event at a time: nodes with their lines, words around a document, mended letters, hostile files."""

import pytest

from formats.files import xml_events
from formats.files.xml_events import cut_out, mend, root_of, walk
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity

ROOTS = frozenset({"Occultations"})
EVENT = "<Event>\n <Date>2024</Date>\n <D>1</D><D>2</D>\n</Event>\n"
DOCUMENT = f'<?xml version="1.0"?>\n<Occultations>\n{EVENT}</Occultations>\n'


def test_nodes_have_lines_text_and_children() -> None:
    (event,) = walk(DOCUMENT, "x.xml", ROOTS)
    assert (event.name, event.line, event.text) == ("Event", 3, "")
    date = event.first("Date")
    assert date is not None
    assert (date.line, date.text) == (4, "2024")
    assert [node.text for node in event.all("D")] == ["1", "2"]
    assert event.first("R") is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<Occultations><Event>", "Occultations"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><!-- <No> --><Occultations>', "Occultations"),
        ("<Occultations>".encode("utf-16"), "Occultations"),
        ("<Occultations>".encode("utf-16-le"), "Occultations"),
        ("<Occultations>".encode("utf-16-be"), "Occultations"),
        (b"Dear all,\n<Occultations>\n", "Occultations"),
        (b"Dear all,\n<Letter>\n", ""),
        (b"", ""),
    ],
)
def test_the_first_element_of_a_file(head: bytes, name: str) -> None:
    found, text = root_of(head)
    assert found == name
    assert text.startswith(f"<{name}" if name else "")


def test_words_around_a_document_are_cut_off_and_lines_stay() -> None:
    text, (finding,) = cut_out("Dear all,\n\n<Occultations>\n<Event/>\n</Occultations>\nYours\n", ROOTS)
    assert text == "\n\n<Occultations>\n<Event/>\n</Occultations>"
    assert (finding.code, finding.severity, finding.line) == (FindingCode.STRUCTURE, Severity.INFO, 1)
    assert cut_out(DOCUMENT, ROOTS) == (DOCUMENT, ())


def test_names_with_an_ampersand_are_mended() -> None:
    text, findings = mend("<a>\r\nM & M &amp; &#228;\r\n& Co</a>", "x.xml")
    assert text == "<a>\nM &amp; M &amp; &#228;\n&amp; Co</a>"
    assert [finding.line for finding in findings] == [2, 3]


def test_control_characters_by_number_become_the_sign_of_a_lost_letter() -> None:
    text, (finding,) = mend("<a>\n&#143;ukasz</a>", "x.xml")
    assert text == "<a>\n\ufffdukasz</a>"
    assert (finding.severity, finding.line) == (Severity.WARNING, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (DOCUMENT[:-8], "breaks off here.*the one event before it was complete"),
        ("<Other/>", "begins with <Other>, not with <Occultations>"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><Occultations>&b;</Occultations>', "document type"),
        (f"<Occultations>{'<a>' * 20}", "16 deep"),
    ],
)
def test_damaged_and_hostile_files(text: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        list(walk(text, "x.xml", ROOTS))


@pytest.mark.parametrize("limit", ["MAX_EVENT_ELEMENTS", "MAX_TEXT", "MAX_EVENTS"])
def test_limits(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(xml_events, limit, 0)
    with pytest.raises(FormatError, match="more than 0"):
        list(walk(DOCUMENT, "x.xml", ROOTS))
