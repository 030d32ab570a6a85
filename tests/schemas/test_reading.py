"""Readings and their parts: empty until filled, and nothing shared between two of them."""

from dataclasses import fields

from schemas.codes import Outcome
from schemas.event import Event
from schemas.reading import EventEntry, Reading, StationReport
from schemas.report import Report

REPORT = Report(outcome=Outcome.POSITIVE, source_format="sodis_form")


def test_parts_that_a_file_does_not_have_are_empty() -> None:
    entry, reading = EventEntry(event=Event()), Reading(format="sodis_form", entries=())
    assert entry.elements is None
    for record in (entry, reading):
        values = [getattr(record, field.name) for field in fields(record) if field.name not in {"event", "format"}]
        assert not any(values)


def test_lines_of_one_station_are_not_those_of_another() -> None:
    one, other = StationReport(report=REPORT), StationReport(report=REPORT)
    assert one.lines == {}
    assert one.lines is not other.lines
