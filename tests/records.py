"""Records to test with: valid ones, to be changed with `dataclasses.replace`."""

from dataclasses import replace
from datetime import date

from schemas.chord import Chord
from schemas.codes import AltitudeReference, Outcome
from schemas.event import Elements, Event
from schemas.instant import mjd_of
from schemas.reading import EventEntry, StationReport
from schemas.report import Report

NIGHT = date(2022, 8, 25)


def at(clock: str, day: date = NIGHT) -> float:
    """Return the MJD of a time of day of the night."""
    hour, minute, second = clock.split(":")
    return mjd_of(day, int(hour) * 3600 + int(minute) * 60 + float(second))


EVENT = Event(
    body_number=928,
    body_name="Hildrun",
    body_class="asteroid",
    star="UCAC4 350-187717",
    time_predicted=at("20:02:31"),
)
REPORT = Report(
    outcome=Outcome.POSITIVE,
    observer="Wilhelm Herschel",
    country="DE",
    site="Berlin",
    lon=13.3705,
    lat=52.9801,
    alt=37.4,
    alt_ref=AltitudeReference.WGS84,
    datum="WGS84",
    telescope="sct",
    aperture=36.0,
    focal_length=277.0,
    method="video",
    time_source="gps",
    exposure=1.0,
    time_start=at("20:01:34.99"),
    time_end=at("20:03:34.01"),
    d_time=at("20:02:30.0"),
    d_err=0.5,
    d_code="D",
    r_time=at("20:02:34.0"),
    r_err=0.5,
    r_code="R",
    duration=4.0,
    source_format="sodis_form",
    star_written="UCAC4 350-187717",
    body_written="928 Hildrun",
    time_predicted=at("20:02:31"),
)
#: The axis of a shadow that goes straight east over the Earth's centre.
ELEMENTS = Elements(
    source="made up", time_ref=59816.5, x=0.0, y=0.0, dx=8.0, dy=0.0, d2x=0.0, d2y=0.0, d3x=0.0, d3y=0.0,
    source_format="occelmnt",
)  # fmt: skip
NEGATIVE = replace(
    REPORT,
    outcome=Outcome.NEGATIVE,
    observer="Caroline Herschel",
    lon=13.9,
    d_time=None,
    d_err=None,
    d_code="M",
    r_time=None,
    r_err=None,
    r_code="M",
    duration=None,
)


def make_chord(
    name: str,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    middle: tuple[float | None, float | None] = (None, None),
    outcome: Outcome = Outcome.POSITIVE,
    ephemeris: str = "made up",
) -> Chord:
    """Return a chord between two points (f, g) of the sky plane [km], without errors."""
    (d_f, d_g), (mid_f, mid_g), (r_f, r_g) = start, middle, end
    return Chord(
        chord_id=name, outcome=outcome, ephemeris=ephemeris,
        d_f=d_f, d_g=d_g, mid_f=mid_f, mid_g=mid_g, r_f=r_f, r_g=r_g,
    )  # fmt: skip


def entry(*reports: Report, event: Event = EVENT) -> EventEntry:
    """Return an event's part of a file with these stations."""
    return EventEntry(event=event, stations=tuple(StationReport(report=report) for report in reports))
