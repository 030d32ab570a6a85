"""The lines before a table: bytes made text, the title row, ``#KEY: value`` lines, and what they tell of the event."""

from datetime import date

import pytest

from formats.curves import curve_head
from schemas.errors import FormatError
from schemas.instant import mjd_of, mjd_of_day
from schemas.lightcurve import TimeKind

HEAD = """# PyMovie Version 4.1.3
# source: C:/Users/w/(928) Hildrun/20220825.avi
"# Observer: Wilhelm Herschel",,,
# OBSERVER: second
# Latitude: +52 58 48.36
# Longitude: 346.6295
# Altitude: 37
# comment: none
FrameNum,timeInfo,signal-target
0.00,[20:02:00.0000],1000.0
"""


def is_title(line: bytes) -> bool:
    return line.startswith(b"FrameNum")


def test_head_title_and_first_row() -> None:
    data = HEAD.encode()
    head = curve_head.split_head(data, "lc.csv", is_title, "FrameNum")
    assert (head.title, head.first_line, len(head.lines)) == ("FrameNum,timeInfo,signal-target", 10, 8)
    assert data[head.start :].startswith(b"0.00,")
    assert head.lines[2] == "# Observer: Wilhelm Herschel"


def test_a_table_without_its_title_is_refused() -> None:
    with pytest.raises(FormatError, match="title row that begins with FrameNum"):
        curve_head.split_head(b"1,2,3\n4,5,6\n", "lc.csv", is_title, "FrameNum")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\r\nb\r\r\n", b"a\nb\n"),
        (b"a\rb\r", b"a\nb\n"),
        ("a\xa0b\n".encode(), b"a b\n"),
        ("a\n".encode("utf-16"), b"a\n"),
        (b"a\r\nb\0\0\0", b"a\r\nb\0\0\0"),
    ],
)
def test_bytes_made_text(data: bytes, text: bytes) -> None:
    assert curve_head.text_bytes(data, "lc.csv").lstrip(b"\xef\xbb\xbf") == text


def test_a_file_with_nul_bytes_is_no_text() -> None:
    with pytest.raises(FormatError, match="NUL"):
        curve_head.text_bytes(b"FrameNum\0,\0x\n", "lc.csv")


def test_items_of_the_head() -> None:
    items = curve_head.header_items(curve_head.split_head(HEAD.encode(), "lc.csv", is_title, "FrameNum").lines)
    assert items["observer"] == "Wilhelm Herschel"
    assert "comment" not in items
    assert items["source"].endswith("20220825.avi")


def test_namibia_is_no_empty_value() -> None:
    assert curve_head.header_items(("# country: Na", "# site: NA")) == {"country": "Na"}


def test_only_what_decides_is_kept_beside_the_curve() -> None:
    items = {"observer": "W. Herschel", "grabber": "SharpCap", "instrument": "QHY174", "source": "/home/w/a.avi"}
    assert curve_head.header_settings(items) == (("grabber", "SharpCap"), ("instrument", "QHY174"))


def test_clues_of_the_head() -> None:
    items = curve_head.header_items(curve_head.split_head(HEAD.encode(), "lc.csv", is_title, "FrameNum").lines)
    clues = curve_head.header_clues({**items, "occultation-predicted-center-time": "2022-08-25T20:02:31Z"}, "lc.csv")
    assert (clues.body_number, clues.body_name, clues.measured_file) == (928, "Hildrun", "20220825.avi")
    assert (clues.observer, clues.alt) == ("Wilhelm Herschel", 37.0)
    assert clues.lat == pytest.approx(52.9801)
    assert clues.lon == pytest.approx(-13.3705)
    assert clues.day == mjd_of_day(date(2022, 8, 25))
    assert clues.time_predicted == mjd_of(date(2022, 8, 25), 72151.0)


@pytest.mark.parametrize(
    ("key", "text", "field"),
    [
        ("latitude", "91", "lat"),
        ("longitude", "far", "lon"),
        ("altitude", "99999", "alt"),
        ("observer", "w@herschel.de", "observer"),
        ("ra", "361", "ra"),
        ("occultation-predicted-center-time", "1822-08-25T20:02:31", "time_predicted"),
    ],
)
def test_impossible_clues_are_none(key: str, text: str, field: str) -> None:
    assert getattr(curve_head.header_clues({key: text}, "lc.csv"), field) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("2022-08-25", date(2022, 8, 25)), ("2022/8/5 20:00", date(2022, 8, 5)), ("2022-02-30", None), ("", None)],
)
def test_the_day_of_the_first_frame(text: str, day: date | None) -> None:
    assert curve_head.header_day({"date at frame 0": text}) == (None if day is None else mjd_of_day(day))


def test_a_shutter_is_in_nanoseconds() -> None:
    assert curve_head.header_exposure({"instrument-shutter": "40000000"}) == 0.04
    assert curve_head.header_exposure({"instrument-shutter": "auto"}) is None
    assert curve_head.header_exposure({}) is None


def test_remarks_in_the_head_are_obeyed() -> None:
    data = b"# times are the start of each exposure\n" + HEAD.encode()
    assert (
        curve_head.said_of(curve_head.split_head(data, "lc.csv", is_title, "FrameNum"), "timeInfo").time_kind
        is TimeKind.START
    )
    assert (
        curve_head.said_of(curve_head.split_head(HEAD.encode(), "lc.csv", is_title, "FrameNum"), "timeInfo").time_kind
        is None
    )
