"""One observer of Occult's archive: the element to a report, nothing of it lost."""

from datetime import date

import pytest

from formats.files.xml_events import Node
from formats.occult.occult_days import EventDay
from formats.occult.occult_items import Notes
from formats.occult.occult_observer import EventWords, items_of, read_observer
from schemas.codes import Answer, Outcome
from schemas.finding import FindingCode
from schemas.instant import mjd_of
from schemas.reading import StationReport

DAY = date(2024, 6, 27)
WORDS = EventWords(day=EventDay(day=DAY), star="UCAC4 260-84632", body="778 Theobalda")
ID = "1|W Herschel|C Herschel|0|Slough|UK|-  0 35 40.0|+51 30 30.0|45||30|2|a|a"
CONDITIONS = "1|1|12|0.25|thin clouds"


def observer(d: str = " 8  2  4.6|D|0.05|||", r: str = " 8  2  8.0|R|0.06|||", **parts: str) -> Node:
    texts = {"ID": ID, "Conditions": CONDITIONS, "D": d, "R": r, **parts}
    children = tuple(Node(name=name, line=10 + place, text=text) for place, (name, text) in enumerate(texts.items()))
    return Node(name="Observer", line=9, text="", children=children)


def read(node: Node) -> tuple[StationReport, Notes]:
    notes = Notes(source="x.xml", station=0)
    return read_observer(node, WORDS, notes), notes


def test_a_station_is_read_to_its_values() -> None:
    station, notes = read(observer())
    report = station.report
    assert notes.findings == []
    assert (report.outcome, report.observer, report.observer2) == (Outcome.POSITIVE, "W Herschel", "C Herschel")
    assert (report.country, report.site, report.alt, report.datum) == ("GB", "Slough", 45.0, "WGS84")
    assert report.lon == pytest.approx(-0.5944444)
    assert report.lat == pytest.approx(51.5083333)
    assert (report.telescope, report.aperture, report.method, report.time_source) == ("newtonian", 30.0, "video", "gps")
    assert (report.d_time, report.r_time) == (mjd_of(DAY, 28924.6), mjd_of(DAY, 28928.0))
    assert (report.d_err, report.r_err, report.d_code, report.r_code) == (0.05, 0.06, "D", "R")
    assert (report.stability, report.transparency, report.snr) == ("steady", "clear", 12.0)
    assert (report.time_adjustment, report.comment) == (0.25, "thin clouds")
    assert report.reaction_time_applied is Answer.UNKNOWN
    assert (report.star_written, report.body_written) == (WORDS.star, WORDS.body)
    assert "seq=1" in station.contact.other
    assert (station.lines["lon"], station.lines["comment"], station.lines["r_err"]) == (10, 11, 13)


def test_an_element_that_is_not_known_is_kept_and_said() -> None:
    station, notes = read(observer(Weather="rain"))
    assert [(finding.code, finding.field) for finding in notes.findings] == [(FindingCode.KEY_UNKNOWN, "Weather")]
    assert "Weather=rain" in station.contact.other


def test_a_state_is_added_to_the_site() -> None:
    station, notes = read(observer(ID=ID.replace("|UK|", "|TX|")))
    assert (station.report.country, station.report.site) == (None, "Slough, TX")
    assert [finding.field for finding in notes.findings] == ["country"]


def test_a_time_without_a_date_is_an_error_and_kept() -> None:
    notes = Notes(source="x.xml", station=0)
    words = EventWords(day=EventDay(day=None), star=None, body=None)
    station = read_observer(observer(), words, notes)
    assert station.report.d_time is None
    assert {finding.code for finding in notes.findings} == {FindingCode.VALUE_MISSING}
    assert any(words.startswith("D time=") for words in station.contact.other)


def test_items_are_divided_by_bars() -> None:
    notes = Notes(source="x.xml")
    assert items_of(Node(name="D", line=1, text=""), notes, 6).values == ()
    assert items_of(Node(name="D", line=1, text="a| b |"), notes).values == ("a", " b ", "")
    items_of(Node(name="D", line=1, text="a|b"), notes, 6)
    assert [finding.code for finding in notes.findings] == [FindingCode.STRUCTURE]
