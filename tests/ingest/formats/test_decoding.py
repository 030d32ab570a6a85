"""Bytes to text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.decoding import decode
from schemas.errors import FormatError
from schemas.finding import FindingCode


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


@pytest.mark.parametrize("data", [b"a\r\nb\r\n", b"a\nb\n", b"a\rb", b"a\nb"])
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


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    try:
        text = decode(data, "form.txt")
    except FormatError:
        return
    text.text.encode("utf-8")
    assert "\x00" not in text.text
