"""Reports get their event and identifiers; one that is known, replaces another or names no body is said to."""

from dataclasses import replace

from ingest.intake.report_assignment import ReportAssignment, assign_reports
from schemas.event import Event, PublishedFit
from schemas.finding import FindingCode
from schemas.reading import EventEntry
from schemas.report import Report, Timing
from tests.desk import Desk
from tests.records import ELEMENTS, EVENT, NEGATIVE, REPORT, entry

EVENT_ID = "20220825_928_hildrun"


def assigned(desk: Desk, *reports: Report, event: Event = EVENT, event_id: str | None = None) -> ReportAssignment:
    part = entry(*reports, event=event)
    return assign_reports(desk.archive.index, part, checksum="c", received=60001.0, event_id=event_id)


def codes(assignment: ReportAssignment) -> list[FindingCode]:
    return [finding.code for finding in assignment.findings]


def test_all_parts_of_an_entry_get_the_event(desk: Desk) -> None:
    first = entry(REPORT, NEGATIVE)
    station = replace(first.stations[0], timings=(Timing(seq=1),))
    fit = PublishedFit(kind="ellipse", items="0|1", source_format="occult_xml")
    part = EventEntry(event=EVENT, elements=ELEMENTS, fits=(fit,), stations=(station, first.stations[1]))
    found = assign_reports(desk.archive.index, part, checksum="c", received=60001.0).entry
    assert found is not None
    assert found.elements is not None
    reports = [one.report for one in found.stations]
    assert [report.report_id for report in reports] == [f"{EVENT_ID}_r01", f"{EVENT_ID}_r02"]
    assert {report.received for report in reports} == {60001.0}
    events = {found.event.event_id, found.elements.event_id, found.fits[0].event_id, reports[0].event_id}
    assert events | {found.stations[0].timings[0].event_id} == {EVENT_ID}
    assert found.stations[0].timings[0].report_id == f"{EVENT_ID}_r01"


def test_a_known_report_is_left_out_and_takes_no_number(desk: Desk) -> None:
    desk.take(entry(REPORT))
    found = assigned(desk, REPORT, NEGATIVE)
    assert found.entry is not None
    assert [one.report.report_id for one in found.entry.stations] == [f"{EVENT_ID}_r02"]
    assert codes(found) == [FindingCode.ALREADY_KNOWN]


def test_a_changed_report_replaces_its_earlier_one(desk: Desk) -> None:
    desk.take(entry(REPORT))
    found = assigned(desk, replace(REPORT, r_err=0.2))
    assert found.entry is not None
    assert found.entry.stations[0].report.supersedes == f"{EVENT_ID}_r01"
    assert codes(found) == [FindingCode.SUPERSEDES]


def test_the_same_observer_elsewhere_is_another_station(desk: Desk) -> None:
    desk.take(entry(REPORT))
    found = assigned(desk, replace(REPORT, lon=14.5))
    assert codes(found) == [FindingCode.SAME_OBSERVER]


def test_an_entry_without_a_body_is_of_no_event_but_a_named_one(desk: Desk) -> None:
    desk.take(entry(REPORT))
    nameless = replace(EVENT, body_number=None, body_name=None)
    found = assigned(desk, NEGATIVE, event=nameless)
    assert (found.entry, codes(found)) == (None, [FindingCode.EVENT_AMBIGUOUS])
    named = assigned(desk, NEGATIVE, event=nameless, event_id=EVENT_ID)
    assert named.entry is not None
    assert named.entry.event.event_id == EVENT_ID
