"""What is compared where records are matched."""

from dataclasses import replace

import pytest

from ingest.archive.record_keys import body_key, fingerprint, instant_of, observer_key, star_names
from schemas.event import Event
from schemas.reading import EventEntry, StationReport
from schemas.report import Timing
from tests.records import EVENT, NEGATIVE, REPORT, at, entry


@pytest.mark.parametrize(
    ("event", "key"),
    [
        (Event(body_number=928, body_name="Hildrun"), "928"),
        (Event(body_name="Hildrun"), body_key(Event(body_name=" HILDRUN "))),
        (Event(body_name="Čapek"), body_key(Event(body_name="Capek"))),
        (Event(), ""),
    ],
)
def test_a_body_is_its_number_or_its_name_without_accents(event: Event, key: str) -> None:
    assert body_key(event) == key


def test_designations_of_the_star() -> None:
    event = replace(EVENT, star_gaia=4691443935057297792)
    assert star_names(entry(event=event)) == {"UCAC4 350-187717", "Gaia DR3 4691443935057297792"}
    assert star_names(entry(event=Event())) == set()


def test_the_instant_of_an_entry() -> None:
    assert instant_of(entry(REPORT)) == EVENT.time_predicted
    bare = Event(body_number=928)
    assert instant_of(entry(REPORT, event=bare)) == REPORT.d_time
    negative = replace(NEGATIVE, time_predicted=None)
    assert instant_of(entry(negative, event=bare)) == pytest.approx((at("20:01:34.99") + at("20:03:34.01")) / 2)
    assert instant_of(EventEntry(event=bare)) is None


def test_observers_are_compared_without_accents() -> None:
    assert observer_key(replace(REPORT, observer="JÉRÔME AÏSSA")) == observer_key(
        replace(REPORT, observer="Jerome Aissa")
    )
    assert observer_key(replace(REPORT, observer=None)) == ""


def test_a_fingerprint_is_of_what_a_report_says() -> None:
    station = StationReport(report=REPORT, timings=(Timing(seq=1, d_time=59816.0),))
    same = StationReport(
        report=replace(REPORT, report_id="r1", event_id="e1", received=60000.0, source_format="occult_xml"),
        timings=(Timing(seq=1, d_time=59816.0, report_id="r1", event_id="e1"),),
    )
    assert fingerprint(station) == fingerprint(same)
    for other in (
        replace(station, report=replace(REPORT, d_err=0.6)),
        replace(station, timings=()),
        replace(station, timings=(Timing(seq=1, d_time=59816.1),)),
    ):
        assert fingerprint(other) != fingerprint(station)
