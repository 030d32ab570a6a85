"""The word of a person ties a file; else its times and clues do, or the candidates are named."""

import pytest

from ingest.intake.context import Context
from ingest.intake.tying import Trace, TyingError, tie
from schemas.lightcurve import Clues
from tests.desk import Desk
from tests.records import NEGATIVE, REPORT, entry

EVENT_ID = "20220825_928_hildrun"
FIRST = f"{EVENT_ID}_r01"


@pytest.fixture
def two(desk: Desk) -> Desk:
    desk.take(entry(REPORT))
    desk.take(entry(NEGATIVE))
    return desk


def test_a_named_report_gives_event_and_anchor(two: Desk) -> None:
    found = tie(two.archive.index, Trace(clues=Clues()), Context(report_id=FIRST))
    assert (found.event_id, found.report_id, found.anchor) == (EVENT_ID, FIRST, REPORT.d_time)


def test_a_station_without_a_report_is_tied_to_the_event_alone(two: Desk) -> None:
    context = Context(event_id=EVENT_ID, has_no_report=True)
    found = tie(two.archive.index, Trace(clues=Clues(observer=REPORT.observer)), context)
    assert (found.event_id, found.report_id, found.findings) == (EVENT_ID, None, ())


@pytest.mark.parametrize(
    ("context", "message"),
    [(Context(report_id="x_r01"), "no report x_r01"), (Context(event_id="x"), "no event x"), (Context(), "no date")],
)
def test_what_does_not_exist_is_named(two: Desk, context: Context, message: str) -> None:
    with pytest.raises(TyingError, match=message):
        tie(two.archive.index, Trace(clues=Clues()), context)


def test_the_observer_decides_between_two_stations(two: Desk) -> None:
    index = two.archive.index
    found = tie(index, Trace(clues=Clues(observer="W. Herschel", lon=13.3705, lat=52.9801)), Context(event_id=EVENT_ID))
    assert found.report_id == FIRST
    with pytest.raises(TyingError, match=rf"{FIRST}, {EVENT_ID}_r02"):
        tie(index, Trace(clues=Clues()), Context(event_id=EVENT_ID))
