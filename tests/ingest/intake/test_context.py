"""What the files of a bundle say holds for all of them, unless a person says otherwise."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingest.intake.context import Context, bundle_context
from schemas.event import Event
from schemas.reading import EventEntry, StationReport
from tests.records import REPORT


def part(event_id: str, *report_ids: str) -> EventEntry:
    stations = tuple(StationReport(report=replace(REPORT, report_id=one)) for one in report_ids)
    return EventEntry(event=Event(event_id=event_id), stations=stations)


def test_one_event_and_one_report_hold_for_all() -> None:
    assert bundle_context(Context(), [[part("e")], [part("e", "e_r01")]]) == Context(event_id="e", report_id="e_r01")


def test_two_events_or_reports_hold_for_none() -> None:
    assert bundle_context(Context(), [[part("e", "e_r01"), part("e", "e_r02")]]) == Context(event_id="e")
    assert bundle_context(Context(), [[part("e"), part("f")]]) == Context()


@given(st.booleans(), st.sampled_from([None, "x"]), st.sampled_from([None, 61000.0]))
def test_the_word_of_a_person_stays(has_no_report: bool, event_id: str | None, release_date: float | None) -> None:
    given_words = Context(event_id=event_id, has_no_report=has_no_report, release_date=release_date)
    found = bundle_context(given_words, [[part("e", "e_r01")]])
    assert found == replace(given_words, event_id=event_id or "e", report_id=None if has_no_report else "e_r01")
