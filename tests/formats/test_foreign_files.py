"""Files that are not read: what they are called, and what an observer is told to send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import identify
from formats.foreign_files import READABLE, explain
from tests.growth import assert_linear

FEED = (
    "2026 Feb 17\n5301 Novobranets\n22.04\n14.35 9.89 -1.86 UCAC4 441-051313 14.8\n17.48 22 1.46 2.63 -1.7 9.2\n"
    "30.2 -1.9 -147.1 -11.7\n22.04 0.14 0.42 -8.04 2.76 0.0 0.0\n0 127.6\nRATE 1.0\n0.0019 0.0004 110\n\n"
)
MAIL = "From: Anna <anna@example.org>\nTo: data\nSubject: my\n report\nMIME-Version: 1.0\n\n#DATE: 3 May 2024\n"
LONG_MAIL = "".join(f"X-Header-{number}: a b\n\tc\n" for number in range(60)) + MAIL


@pytest.mark.parametrize(
    ("head", "what", "advice"),
    [
        (b"", "empty", "sent whole"),
        (bytes(600), "nothing but NUL", "again"),
        (b"\x89PNG\r\n\x1a\n", "a picture", "one zip"),
        (b"\xff\xd8\xff\xe0", "a picture", "--bundle"),
        (b"%PDF-1.7", "a PDF", "as text or .xlsx"),
        (b"FSTF\2\0", "a video", "measure"),
        (b"\0\0\0 ftypisom", "a video", "measure"),
        (b"PYMOVIE\0\1\0", "record of an aperture", "CSV"),
        (b"DAF/SPK ", "an ephemeris kernel", "umbra ephemeris add"),
        (b"\x1f\x8b\x08", "packed", "as .zip"),
        (b"7z\xbc\xaf\x27\x1c", "packed", "unpack"),
        (MAIL.encode(), "an e-mail", "attached"),
        (LONG_MAIL.encode(), "an e-mail", "attached"),
        (b"<!DOCTYPE html>\n<html>", "a web page", "as text"),
        (FEED.encode(), "OccultWatcher's feeds", "occelmnt"),
        (FEED.replace("\n", "\r\n").encode(), "OccultWatcher's feeds", "occelmnt"),
        (b'[{"name": 1}]', "JSON", "report form"),
        (b"Location       Code Latitude Longitude Observer     #  Height\n", "1990s", "report form"),
        (b"1,5 2,5\n0,5 2,25\n-3,5 2,75\n", "columns of numbers", "two columns"),
        (b"# a title\n1.0 2.0 3.0\n1.5 2.0 3.0\n1.1 2.0 3.0\n", "columns of numbers", "Julian Date"),
        (b"clouds all night", "no format known", READABLE),
        (b"\1\2\3\0\4", "no format known", READABLE),
    ],
)
def test_kinds(head: bytes, what: str, advice: str) -> None:
    assert identify(head) is None
    found = explain(head)
    assert what in found.message
    assert advice in found.hint


def test_a_form_pasted_into_a_mail_is_still_a_form() -> None:
    text = "#Occultation: POSITIVE\n#DATE: 3 May 2024\n#PREDICTTIME: x\n#StartObs: 1\n#EndObs: 2\n#NearestCity: x\n"
    assert identify(f"Hello,\nhere is my report\n\n{text}".encode()) == "sodis_form"


@given(st.binary(max_size=2000))
def test_anything_is_explained(head: bytes) -> None:
    found = explain(head)
    assert found.message.endswith(".")
    assert found.hint


@pytest.mark.parametrize("filler", [b"a: b\n", b" ", b"\n", b"x" * 7 + b"\n", b"a:\n\t"])
def test_long_texts_are_explained_in_no_time(filler: bytes) -> None:
    assert explain(filler * (65536 // len(filler))).hint


@pytest.mark.parametrize(
    ("lead", "line"),
    [
        ("", "1,5 2 3,4; 5 "),
        ("", "12, "),
        ("", "1"),
        ("", "X-Mail: a b\n"),
        ("From: a\n", " x\n"),
        ("", "#\n"),
        ("selection criteria:", "selection criteria: "),
        ("location", " "),
        ("", "[ {"),
        ("", " "),
    ],
)
def test_long_files_take_time_in_proportion(lead: str, line: str) -> None:
    assert_linear(lambda times: explain((lead + line * times).encode() + b"!"), 4000)


def test_forty_numbers_and_a_comma_or_many_header_lines_take_no_time() -> None:
    assert "columns" in explain(3 * (b"1.5,2.5 " * 40 + b",\n")).message
    explain(b"1.5,2.5 " * 40 + b",!\n")
    explain(b"X-Header: a b\n" * 35 + b"\nHello\n")
