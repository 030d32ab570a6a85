"""Reports as spans of time: corrected, cut to the ephemeris, or left out with a reason."""

from dataclasses import replace

import numpy as np
import pytest

from reduction.chords.corrections import station_shift
from reduction.chords.sightings import Sighting, Span, spans_of
from reduction.geometry.fundamental_plane import Frame, Plane, SkyPoint
from schemas.chord import Component, Corrections
from schemas.codes import Outcome
from schemas.finding import FindingCode, Severity
from schemas.leap_seconds import elapsed, later
from schemas.report import Report, Timing

MIDDLE = 59816.5
PLANE = Plane(
    frame=Frame.OF_DATE,
    star=SkyPoint(10.0, 20.0),
    time_ref=MIDDLE,
    half_width_s=3600.0,
    x_terms=np.array([0.0, 1.0]),
    y_terms=np.array([0.0, 1.0]),
    distance_km=None,
    body=None,
    north_angle_deg=0.0,
    ephemeris="made up",
)
REPORT = Report(
    report_id="r1",
    outcome=Outcome.POSITIVE,
    lon=13.0,
    lat=52.0,
    alt=40.0,
    d_time=MIDDLE,
    d_err=0.1,
    d_code="D",
    r_time=later(MIDDLE, 4.0),
    r_err=0.2,
    r_code="R",
    source_format="sodis_form",
)
NEGATIVE = replace(
    REPORT,
    outcome=Outcome.NEGATIVE,
    d_time=None,
    r_time=None,
    d_code="M",
    r_code="M",
    time_start=later(MIDDLE, -60.0),
    time_end=later(MIDDLE, 60.0),
)


def span_of(sighting: Sighting) -> Span:
    (span,), findings = spans_of([sighting], PLANE)
    assert findings == []
    return span


def test_a_positive_report_is_a_span() -> None:
    span = span_of(Sighting(report=REPORT))
    assert (span.station, span.seq, span.component, span.is_used) == (0, 0, Component.MAIN, True)
    assert (span.d_time, span.r_time, span.d_err, span.r_err) == (MIDDLE, later(MIDDLE, 4.0), 0.1, 0.2)


def test_corrections_move_both_ends() -> None:
    span = span_of(Sighting(report=REPORT, corrections=station_shift(Corrections(), -1.5, "clock")))
    assert span.d_time is not None
    assert span.r_time is not None
    assert elapsed(MIDDLE, span.d_time) == pytest.approx(-1.5, abs=1e-5)
    assert elapsed(span.d_time, span.r_time) == pytest.approx(4.0, abs=1e-5)


def test_a_code_of_nothing_seen_takes_the_time_of_its_end() -> None:
    span = span_of(Sighting(report=replace(REPORT, r_code="C")))
    assert span.r_time is None
    assert span.d_time == MIDDLE


@pytest.mark.parametrize(
    ("code", "component"),
    [("d", Component.SECOND_STAR), ("G", Component.SATELLITE), ("N", Component.RING), ("e", Component.MAIN)],
)
def test_the_letter_tells_the_component(code: str, component: Component) -> None:
    timing = Timing(seq=1, d_time=later(MIDDLE, 10.0), d_err=0.1, d_code=code, r_time=later(MIDDLE, 11.0), r_err=0.1)
    spans, _ = spans_of([Sighting(report=REPORT, timings=(timing,))], PLANE)
    assert [span.seq for span in spans] == [0, 1]
    assert spans[1].component is component


def test_the_recording_of_a_negative_is_cut_to_the_ephemeris() -> None:
    span = span_of(Sighting(report=replace(NEGATIVE, time_start=later(MIDDLE, -7200.0))))
    assert span.d_time == later(MIDDLE, -3600.0)
    assert span.r_time == later(MIDDLE, 60.0)
    assert (span.d_err, span.r_err) == (None, None)


@pytest.mark.parametrize("outcome", [Outcome.UNCERTAIN, Outcome.POSITIVE])
def test_doubt_or_weight_zero_keeps_a_span_out_of_the_fit(outcome: Outcome) -> None:
    span = span_of(Sighting(report=replace(REPORT, outcome=outcome, timing_weight=0)))
    assert not span.is_used


def test_a_report_without_data_is_no_span_and_no_trouble() -> None:
    assert spans_of([Sighting(report=replace(REPORT, outcome=Outcome.NO_DATA))], PLANE) == ([], [])


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (replace(REPORT, lat=None), FindingCode.COORDINATES_MISSING),
        (replace(REPORT, lat=0.0, lon=0.0), FindingCode.COORDINATES_ZERO),
        (replace(REPORT, lat=91.0), FindingCode.COORDINATES_RANGE),
        (replace(REPORT, d_time=None, r_time=None), FindingCode.POSITIVE_WITHOUT_TIMES),
        (replace(REPORT, r_time=MIDDLE), FindingCode.R_BEFORE_D),
        (replace(REPORT, r_time=later(MIDDLE, 4000.0)), FindingCode.EPHEMERIS_COVERAGE),
        (replace(NEGATIVE, time_end=later(MIDDLE, -61.0)), FindingCode.RECORDING_BACKWARDS),
    ],
)
def test_what_cannot_be_a_span_is_an_error_of_its_station(report: Report, code: FindingCode) -> None:
    spans, (finding,) = spans_of([Sighting(report=REPORT), Sighting(report=report)], PLANE)
    assert [span.station for span in spans] == [0]
    assert (finding.code, finding.severity, finding.station) == (code, Severity.ERROR, 1)
