"""Bytes to text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import identify
from formats.files.decoding import as_utf8, decode
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"plain", "utf-8"),
        ("März".encode(), "utf-8"),
        (b"\xef\xbb\xbfMai", "utf-8-sig"),
        ("März".encode("cp1252"), "cp1252"),
        ("Größe\n".encode("utf-16"), "utf-16"),
        ("#DATE: 1\n".encode("utf-16-le"), "utf-16-le"),
        ("#DATE: 1\n".encode("utf-16-be"), "utf-16-be"),
        (b"\x81\xe4", "latin-1"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    text = decode(data, "form.txt")
    assert text.encoding == encoding
    is_guessed = encoding not in {"utf-8", "utf-8-sig"}
    assert [finding.code for finding in text.findings] == [FindingCode.ENCODING_GUESSED] * is_guessed


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"a\x00b", b"\xff\xfea", b"\xff\xfe\x00\xd8"])
def test_binaries_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="text"):
        decode(data, "form.txt")


def test_end_of_a_dos_file_is_taken_off() -> None:
    assert decode(b"last line\x1a", "form.txt").text == "last line"


@pytest.mark.parametrize("data", [b"a\r\nb\r\n", b"a\r\r\nb\r\r\n", b"a\nb\n", b"a\rb", b"a\nb"])
def test_line_ends(data: bytes) -> None:
    assert decode(data, "form.txt").lines() == ["a", "b"]


def test_exotic_separators_do_not_end_a_line() -> None:
    assert decode("a\u2028b\x0cc\x85d".encode(), "form.txt").lines() == ["a\u2028b\x0cc\x85d"]


def test_file_cut_inside_a_character_keeps_the_rest() -> None:
    text = decode("März, Groß".encode()[:-1], "form.txt")
    assert text.text.endswith("März, Gro")
    assert [finding.code for finding in text.findings] == [FindingCode.STRUCTURE]


def test_last_letter_of_windows_1252_is_no_cut() -> None:
    assert decode("café".encode("cp1252"), "form.txt").text == "café"


def test_padding_after_a_power_failure_is_left_out_and_said() -> None:
    text = decode(b"last line\n" + bytes(512), "form.txt")
    assert text.text == "last line\n"
    assert [(finding.code, finding.severity) for finding in text.findings] == [
        (FindingCode.STRUCTURE, Severity.WARNING)
    ]


def test_one_name_in_another_encoding_spoils_no_other_line() -> None:
    data = "N°: 130\n".encode() + "Observer: Jürgen\n".encode("cp1252")
    text = decode(data, "form.txt")
    assert text.text == "N°: 130\nObserver: Jürgen\n"
    assert [(finding.severity, finding.line) for finding in text.findings] == [(Severity.INFO, 2)]


@pytest.mark.parametrize(
    ("name", "encoding", "shown"),
    [
        ("Paweł Łodyga", "cp1250", "Pawe³"),
        ("Иванов", "cp1251", "Èâàíîâ"),
        ("Władysław", "cp1250", "W³adys³aw"),
        ("観測者", "shift-jis", "ŠÏ‘ªŽÒ"),
    ],
)
def test_words_that_are_probably_wrong_are_shown(name: str, encoding: str, shown: str) -> None:
    text = decode(f"#Observer1: Anna\n#Observer2: {name}\n".encode(encoding), "form.txt")
    [finding] = text.findings
    assert (finding.severity, finding.line) == (Severity.WARNING, 2)
    assert f"'{shown}" in finding.message
    assert "UTF-8" in finding.hint


@pytest.mark.parametrize("text", ["Jürgen Müller", "Été à Orléans, 45°30'", "Peña ±0,5 s", "l’été", "naïve – façade"])
def test_western_words_are_no_warning(text: str) -> None:
    [finding] = decode(text.encode("cp1252"), "form.txt").findings
    assert finding.severity == Severity.INFO


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AOTA analysis of the file\xa0x\n\nEvent #1\n", "aota_text"),
        ("aota analysis of the file x\n\nevent #1\n", "aota_text"),
        ("Tangra v3.6\nFrameNo,Time (UT),Signal (1)\n", "tangra_csv"),
        ("#DATE: 1 May 2024\n#STARTOBS: 1\n#ENDOBS: 2\n#NEARESTCITY: x\n#OBSERVER1: a\n", "sodis_form"),
    ],
)
def test_texts_are_known_in_every_encoding(encoding: str, text: str, name: str) -> None:
    assert identify(text.encode(encoding)) == name


@given(st.binary(max_size=200))
def test_the_first_bytes_of_anything(data: bytes) -> None:
    assert isinstance(as_utf8(data), bytes)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    try:
        text = decode(data, "form.txt")
    except FormatError:
        return
    text.text.encode("utf-8")
    assert "\x00" not in text.text
