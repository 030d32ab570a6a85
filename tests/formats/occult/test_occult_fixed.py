"""Occult's old fixed columns: records made up from the description, and damaged ones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.occult import occult_fixed
from formats.occult.occult_fixed import identify, read
from schemas.codes import Outcome
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import mjd_of
from schemas.reading import EventEntry
from schemas.report import Report
from tests.formats.refusal import reads_or_refuses

DAY = date(1999, 3, 14)


def columns(mark: str, *parts: tuple[int, str]) -> str:
    """Return a line of 149 characters with texts from the columns named, counted from 0."""
    line = list(mark.ljust(149))
    for first, text in parts:
        line[first : first + len(text)] = text
    return "".join(line)


def head(body: str = "   778 Theobalda", day: str = "19990314", star: str = "4UC260-126299") -> str:
    return columns(
        "*",
        (1, body),
        (21, day),
        (30, star),
        (43, "173649.3062"),
        (54, "-380436.155"),
        (65, "  8.00"),
        (71, " -2.1234"),
        (137, "4"),
        (138, "6"),
    )


SIZES = columns(
    "#",
    (1, " 10.25"),
    (7, " 15.70"),
    (13, " 61.1"),
    (19, "   1.5  -2.0  61.0  48.0 120.5"),
    (63, "3"),
    (119, "1111100"),
)
PLACE = columns("^", (1, " 8.0350877"), (140, " N = 2"))


def station(
    d: str = " 80204.60D0.60 .304",
    r: str = " 80208.00R0.90    5",
    *,
    name: str = "A Observer, Auckland",
    place: str = "+1743928.40-365007.4   21 ",
    codes: str = " 243211",
    method: str = "3",
    rest: str = "",
) -> str:
    return columns(
        "  1",
        (3, name),
        (41, place),
        (67, codes),
        (74, d),
        (93, r),
        (112, method),
        (113, rest),
        (119, "clouds at 4 UT"),
    )


def file_of(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("cp1252")


def entry_of(*stations: str, first: str | None = None) -> tuple[EventEntry, tuple[Finding, ...]]:
    reading = read(file_of(first or head(), SIZES, PLACE, *stations), "x.obs")
    (entry,) = reading.entries
    return entry, reading.findings


def report_of(line: str) -> Report:
    return entry_of(line)[0].stations[0].report


def at(hours: int, minutes: int, seconds: float) -> float:
    return mjd_of(DAY, hours * 3600 + minutes * 60 + seconds)


def test_lines_have_151_bytes() -> None:
    assert {len(line) + 2 for line in (head(), SIZES, PLACE, station())} == {151}


def test_identify() -> None:
    assert identify(file_of(head(), SIZES, PLACE, station()))
    assert not identify(b"* a list in some text\r\n" * 20)
    assert not identify(b"")
    assert not identify(b"*" * 500)


def test_event() -> None:
    entry, findings = entry_of(station())
    event = entry.event
    assert findings == ()
    assert (event.body_number, event.body_name, event.body_class) == (778, "Theobalda", "asteroid")
    assert (event.star, event.star_mag, event.body_mag) == ("UCAC4 260-126299", 10.25, 15.7)
    assert event.ra == pytest.approx((17 + 36 / 60 + 49.30624 / 3600) * 15, abs=1e-9)
    assert event.dec == pytest.approx(-(38 + 4 / 60 + 36.1556 / 3600), abs=1e-9)
    assert event.body_diameter == 61.1
    assert entry.elements is None
    assert [fit.kind for fit in entry.fits] == ["star_and_motion", "ellipse", "astrometry"]
    ellipse = entry.fits[1]
    assert (ellipse.center_f, ellipse.center_g, ellipse.semi_major, ellipse.semi_minor) == (1.5, -2.0, 30.5, 24.0)
    assert (ellipse.position_angle, ellipse.quality) == (120.5, 3)
    assert "-2.1234" in entry.fits[0].items


def test_station() -> None:
    entry, _ = entry_of(station(rest="x-0.05"))
    report = entry.stations[0].report
    assert report.outcome == Outcome.POSITIVE
    assert report.observer == "A Observer, Auckland"
    assert report.lon == pytest.approx(174 + 39 / 60 + 28.4 / 3600)
    assert report.lat == pytest.approx(-(36 + 50 / 60 + 7.4 / 3600))
    assert (report.alt, report.alt_ref, report.datum) == (21.0, "unknown", "WGS84")
    assert (report.telescope, report.aperture) == ("sct", 24.0)
    assert (report.stability, report.transparency) == ("slight", "clear")
    assert (report.d_time, report.r_time) == (at(8, 2, 4.6), at(8, 2, 8.0))
    assert (report.d_code, report.r_code) == ("D", "R")
    assert report.d_err == pytest.approx(0.2)
    assert report.r_err == pytest.approx(0.3)
    assert report.err_level == "0.9973"
    assert (report.d_personal_equation, report.r_personal_equation) == (0.3, None)
    assert (report.timing_weight, report.time_adjustment) == (4, -0.05)
    assert (report.method, report.time_source) == ("video", "gps")
    assert report.comment == "clouds at 4 UT"
    assert entry.stations[0].lines["d_time"] == 4
    assert entry.stations[0].contact.other == (
        "seq=1",
        "plot=x",
        "method=3 (video, analysed frame by frame)",
        "time_source=1 (GPS, time inserted into the video)",
        "R weight=5",
    )


@pytest.mark.parametrize(
    ("star", "expected"),
    [
        ("HIP 12345", "HIP 12345"),
        ("1234-00567-1u", "TYC 1234-567-1"),
        ("B1234-0123456", "USNO-B1.0 1234-0123456"),
        ("2UC12345678", "UCAC2 12345678"),
        ("", None),
        ("Aldebaran", "Aldebaran"),
    ],
)
def test_stars(star: str, expected: str | None) -> None:
    assert entry_of(first=head(star=star.ljust(13)))[0].event.star == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("     1 Ceres", (1, "Ceres", "dwarf_planet")),
        ("P5M01 Io", (None, "Io", "satellite")),
        ("2001 XQ72", (None, "2001 XQ72", "asteroid")),
    ],
)
def test_bodies(body: str, expected: tuple[int | None, str, str]) -> None:
    event = entry_of(first=head(body=body.ljust(20)))[0].event
    assert (event.body_number, event.body_name, event.body_class) == expected


@pytest.mark.parametrize(
    ("codes", "method", "time_source", "expected"),
    [
        (" 243211", "4", "gps", "video"),
        (" 243212", "4", "gps", None),
        (" 243216", " ", "stopwatch", "visual"),
        (" 243211", " ", "gps", None),
        (" 243217", "6", "radio", "drift_scan"),
        (" 243215", "7", "other", None),
        (" 24321 ", "1", None, None),
        (" 243219", "x", None, None),
    ],
)
def test_methods_and_time_sources(codes: str, method: str, time_source: str | None, expected: str | None) -> None:
    report = report_of(station(codes=codes, method=method))
    assert (report.time_source, report.method) == (time_source, expected)


def test_misses_and_missing_values() -> None:
    entry, findings = entry_of(station("         M", "         M", place="                         ", codes="   "))
    report = entry.stations[0].report
    assert report.outcome == Outcome.NEGATIVE
    assert (report.lon, report.alt, report.aperture, report.d_err) == (None, None, None, None)
    assert report.err_level == "unknown"
    assert findings == ()


def test_hours_over_24() -> None:
    report = report_of(station("240204.60D0.30", "         C"))
    assert report.d_time == at(24, 2, 4.6)
    assert report.r_code == "C"


def test_several_events_and_predicted_lines() -> None:
    predicted = station(" 80206.30 ", "", name="Predicted Centreline w/Time")
    lines = [head(), SIZES, PLACE, predicted, station(), "", head(day="19990401"), SIZES, PLACE, station(), station()]
    reading = read(file_of(*lines), "x.obs")
    assert [len(entry.stations) for entry in reading.entries] == [1, 2]
    assert reading.entries[0].event.time_predicted == at(8, 2, 6.3)
    assert [fit.kind for fit in reading.entries[0].fits][-1] == "prediction"
    assert reading.entries[1].stations[0].lines["lon"] == 10


def test_event_without_a_blank_line_before_it() -> None:
    reading = read(file_of(head(), SIZES, PLACE, station(), head(), SIZES, PLACE, station()), "x.obs")
    assert len(reading.entries) == 2


def test_findings_name_line_and_station() -> None:
    broken = station(" 86204.60D0.60", place="+1746128.40-36x007.4   21 ")
    reading = read(file_of(head(), SIZES, PLACE, station(), broken, "", head(), SIZES, station()[:60]), "x.obs")
    found = [(finding.code, finding.field, finding.line, finding.station) for finding in reading.findings]
    assert found == [
        (FindingCode.VALUE_UNREADABLE, "d_time", 5, 1),
        (FindingCode.COORDINATES_RANGE, "lon", 5, 1),
        (FindingCode.VALUE_UNREADABLE, "lat", 5, 1),
        (FindingCode.STRUCTURE, "observation", 9, 2),
        (FindingCode.OUTCOME_UNKNOWN, "outcome", 9, 2),
    ]


def test_missing_lines_and_date() -> None:
    reading = read(file_of(head(day="1999xx14"), station()), "x.obs")
    entry = reading.entries[0]
    assert entry.stations[0].report.d_time is None
    assert [(finding.code, finding.severity, finding.station) for finding in reading.findings] == [
        (FindingCode.STRUCTURE, Severity.WARNING, None),
        (FindingCode.VALUE_UNREADABLE, Severity.WARNING, None),
        (FindingCode.VALUE_MISSING, Severity.ERROR, 0),
        (FindingCode.VALUE_MISSING, Severity.ERROR, 0),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no event"),
        (b"\r\n" * 100, "no event"),
        (head().encode() + b" " * 10 + b"x" * 1_000_000, "characters"),
        (b"* some text \0", "control"),
    ],
)
def test_refused_files(data: bytes, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        read(data, "x.obs")


@pytest.mark.parametrize(("limit", "words"), [("MAX_EVENTS", "events"), ("MAX_EVENT_STATIONS", "lines")])
def test_limits(monkeypatch: pytest.MonkeyPatch, limit: str, words: str) -> None:
    monkeypatch.setattr(occult_fixed, limit, 1)
    lines = [head(), SIZES, PLACE, station(), "", head(), SIZES, PLACE, station(), station()]
    with pytest.raises(FormatError, match=words):
        read(file_of(*lines), "x.obs")


VALID = file_of(head(), SIZES, PLACE, station(), station("         M", "         M"))


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    assert reads_or_refuses(data, read)
    assert identify(data) in (True, False)


@given(st.integers(0, len(VALID)), st.integers(0, 30), st.binary(max_size=12))
def test_mutated_files(place: int, length: int, patch: bytes) -> None:
    assert reads_or_refuses(VALID[:place] + patch + VALID[place + length :], read)


@given(st.lists(st.text("0123456789 .-+*#^DRMCx\u0663", max_size=149), max_size=6))
def test_any_lines(lines: list[str]) -> None:
    assert reads_or_refuses("\n".join([head(), *lines]).encode(), read)
