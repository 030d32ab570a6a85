"""Occult's archive with other encodings, damaged, and hostile."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.files import xml_events
from formats.occult import occelmnt
from formats.occult.occult_xml import identify, read
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from tests.formats.occult.occult_document import (
    ID,
    archive,
    event,
    observer,
    station_of,
)
from tests.formats.refusal import reads_or_refuses


def test_unescaped_ampersand_is_mended() -> None:
    station, findings = station_of("|M||||", "|M||||", identity=ID.replace("A Observer", "A & B Observer&Co; &amp; C"))
    assert station.report.observer == "A & B Observer&Co; & C"
    (finding,) = findings
    assert (finding.code, finding.severity, finding.line) == (FindingCode.STRUCTURE, Severity.WARNING, 11)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="utf-8"?>\n', "<?xml version='1.0'?>"])
def test_encodings(encoding: str, declaration: str) -> None:
    text = declaration + archive(event(observer(identity=ID.replace("A Observer", "Jürgen Müller")))).decode()
    data = text.encode(encoding)
    assert identify(data)
    reading = read(data, "x.xml")
    assert reading.entries[0].stations[0].report.observer == "Jürgen Müller"
    codes = {finding.code for finding in reading.findings}
    assert codes == (set() if encoding.startswith("utf-8") else {FindingCode.ENCODING_GUESSED})


def test_doubled_line_ends_count_once() -> None:
    plain = archive(event(observer(" 8  2  4.6|D||||", "|C||||")))
    lines = {read(data, "x.xml").findings[0].line for data in (plain, plain.replace(b"\n", b"\r\r\n"))}
    assert len(lines) == 1


BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE l [<!ENTITY a "lol">%s]>\n'
    b"<AsteroidOccultations><Event>&b9;</Event></AsteroidOccultations>"
)


@pytest.mark.parametrize(
    "data",
    [
        BOMB % b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10) for n in range(1, 10)),
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><AsteroidOccultations/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><AsteroidOccultations>&x;</AsteroidOccultations>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/"> %x;]><AsteroidOccultations/>',
    ],
)
def test_document_types_are_refused(data: bytes) -> None:
    assert identify(data)
    with pytest.raises(FormatError, match="document type") as caught:
        read(data, "x.xml")
    assert caught.value.line is not None


def test_broken_archive_is_refused_whole() -> None:
    data = archive(event(observer()), event(observer()), event(observer()))
    cut = data[: data.rindex(b"<Conditions>") + 15]
    with pytest.raises(FormatError, match="2 events before it were complete") as caught:
        read(cut, "x.xml")
    assert caught.value.line == cut.count(b"\n") + 1


def test_every_truncation_is_a_clear_error() -> None:
    data = archive(event(observer())).rstrip()
    for size in range(0, len(data) - 1, 7):
        with pytest.raises(FormatError):
            read(data[:size], "x.xml")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<AsteroidOccultations></AsteroidOccultations>", "no event"),
        (b"<Occultations><Event/></Occultations>", "begins with <Occultations>"),
        (b"<AsteroidOccultations>" + b"<Event>" * 50, "deep"),
        (b"<AsteroidOccultations><Event><Star>" + b"|" * 2_000_000, "characters"),
        (b"<AsteroidOccultations><Event>" + b"<a/>" * 60_000, "elements"),
        (b"<AsteroidOccultations>" + b"&" * 20_000, "unescaped"),
        (b"<AsteroidOccultations>\0", "control"),
        (b"<AsteroidOccultations><Event a='1' a='2'/>", "damaged"),
    ],
)
def test_limits(data: bytes, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        read(data, "x.xml")


def test_too_many_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_events, "MAX_EVENTS", 2)
    with pytest.raises(FormatError, match="more than 2 events"):
        read(archive(*[event(observer())] * 3), "x.xml")


def test_memory_grows_with_the_records_only() -> None:
    data = archive(*[event(observer())] * 200)
    tracemalloc.start()
    reading = read(data, "x.xml")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(reading.entries) == 200
    assert peak < 30 * len(data)


READERS = (read, occelmnt.read)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    assert reads_or_refuses(data, *READERS)
    assert identify(data) in (True, False)


@given(st.text(max_size=200))
def test_any_text_in_an_event(text: str) -> None:
    assert reads_or_refuses(archive(f"<Event>{text}</Event>".encode("utf-8", "ignore").decode()), *READERS)


VALID = archive(event(observer(), observer("|M||||", "|C||||"), observations="<Prediction>2|||8 2 7|J</Prediction>"))


@given(st.integers(0, len(VALID)), st.integers(0, 30), st.binary(max_size=12))
def test_mutated_documents(place: int, length: int, patch: bytes) -> None:
    assert reads_or_refuses(VALID[:place] + patch + VALID[place + length :], *READERS)


WORDS = st.text("0123456789 .-+|DRMCabg&xPé", max_size=40)


@given(WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS)
def test_any_items(day: str, star: str, asteroid: str, identity: str, conditions: str, d: str, r: str) -> None:
    station = observer(d, r, identity=identity, conditions=conditions)
    prediction = f"<Prediction>{d}</Prediction>"
    reading = read(archive(event(station, day=day, star=star, asteroid=asteroid, observations=prediction)), "x.xml")
    assert len(reading.entries[0].stations) == 1


@pytest.mark.parametrize("number", ["&#143;", "&#x8F;", "&#0143;", "&#x7f;", "&#159;"])
def test_controls_by_number_are_no_letters(number: str) -> None:
    station, findings = station_of("|M||||", "|M||||", identity=ID.replace("A Observer", f"{number}ukasz"))
    assert station.report.observer == "\ufffdukasz"
    (finding,) = findings
    assert (finding.code, finding.severity, finding.line) == (FindingCode.ENCODING_GUESSED, Severity.WARNING, 11)
