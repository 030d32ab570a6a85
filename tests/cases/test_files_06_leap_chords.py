"""Chords across a leap second: D at 23:59:58, R at 0:00:02 are 5 s apart on 2016-12-31, and 4 s a year earlier."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.events.rows import public_event
from ingest.intake.examination import examine
from reduction.chords.chords import compute_chords
from reduction.chords.sightings import Sighting
from reduction.geometry.plane_setup import plane_from_elements
from schemas.chord import Chord
from schemas.codes import Outcome
from schemas.event import Elements
from schemas.instant import mjd_of, mjd_of_day
from schemas.leap_seconds import LEAP_DAYS, later
from schemas.reading import EventEntry, StationReport
from schemas.report import Report
from service.commands.samples import SAMPLES
from tests.desk import Desk

#: The star of the sample elements culminates here at midnight of the last day of a year.
LON, LAT = -177.0, -31.0


def sample() -> EventEntry:
    path = SAMPLES / "20170622_10199_chariklo.xml"
    return examine(path, lambda found: found.open("rb")).entries[0]


def elements_near(time_ref: float) -> Elements:
    elements = sample().elements
    assert elements is not None
    return replace(elements, time_ref=time_ref)


def report(d_time: float, r_time: float) -> Report:
    return Report(
        outcome=Outcome.POSITIVE,
        observer="W Herschel",
        lon=LON,
        lat=LAT,
        alt=0.0,
        d_time=d_time,
        d_err=0.1,
        r_time=r_time,
        r_err=0.1,
        source_format="sodis_form",
    )


def chord_across(year: int, desk: Desk) -> Chord:
    day = date(year, 12, 31)
    time_ref = mjd_of(day, 23.7 * 3600)
    event = replace(sample().event, time_predicted=time_ref)
    desk.take(EventEntry(event=event, elements=elements_near(time_ref)))
    seen = report(mjd_of(day, 86398.0), mjd_of(day, 86402.0))
    (event_id,) = {
        entry.event.event_id
        for entry in desk.take(EventEntry(event=event, stations=(StationReport(report=seen),))).entries
    }
    assert event_id is not None
    public = public_event(desk.archive, event_id, now=70000.0)
    assert public is not None
    (chord,) = public.reduce(None).chords
    return chord


@pytest.mark.parametrize(("year", "seconds"), [(2015, 4.0), (2016, 5.0)])
def test_a_chord_from_the_archive(year: int, seconds: float, desk: Desk) -> None:
    chord = chord_across(year, desk)
    assert chord.length is not None
    assert chord.speed is not None
    assert chord.length / chord.speed == pytest.approx(seconds, abs=1e-3)


@given(
    st.sampled_from(LEAP_DAYS),
    st.floats(-600.0, 600.0),
    st.floats(0.5, 60.0),
    st.floats(-3.0, 3.0),
)
def test_a_chord_is_as_long_as_the_time_that_went_by(day: int, zero_s: float, length_s: float, start_s: float) -> None:
    """Wherever D, R and the zero of the elements are relative to the leap second."""
    midnight = float(day + 1)
    d_time = later(midnight, start_s)
    seen = report(d_time, later(d_time, length_s))
    plane = plane_from_elements(elements_near(later(midnight, zero_s)))
    found = compute_chords([Sighting(report=replace(seen, report_id="x_r01"))], plane, None)
    if not found.chords:
        assert {finding.code for finding in found.findings} == {"below_horizon"}
        return
    (chord,) = found.chords
    assert chord.length is not None
    assert chord.speed is not None
    assert chord.length / chord.speed == pytest.approx(length_s, rel=1e-3)


def test_the_day_itself_is_not_moved() -> None:
    day = date(2016, 12, 31)
    assert mjd_of(day, 86402.0) == mjd_of(date(2017, 1, 1), 2.0)
    assert mjd_of(day, 43200.0) == mjd_of_day(day) + 43200 / 86401
