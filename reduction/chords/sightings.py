"""Sightings: the chords that each report gives, and findings on reports that give none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reduction.geometry.datum import EPSG_CODES
from reduction.geometry.fundamental_plane import Plane, coverage
from schemas.chord import Component, Corrections
from schemas.codes import MISS_CODES, Datum, Outcome
from schemas.finding import Finding, FindingCode, Severity
from schemas.leap_seconds import later
from schemas.report import Report, Timing

_GIVE_PLACE = "give longitude and latitude of the station"
_CHECK_TIMES = "check the date, or use an ephemeris that covers it"
_COMPONENTS = {
    "D": Component.MAIN,
    "R": Component.MAIN,
    "d": Component.SECOND_STAR,
    "r": Component.SECOND_STAR,
    "G": Component.SATELLITE,
    "B": Component.SATELLITE,
    "g": Component.SATELLITE_SECOND_STAR,
    "b": Component.SATELLITE_SECOND_STAR,
    "N": Component.RING,
}
#: Codes of times that were not observed, but made up by the writer of a record.
_ARTIFICIAL = frozenset("ef")
_SEEN = frozenset({Outcome.POSITIVE, Outcome.UNCERTAIN})
_KNOWN_DATUMS = frozenset({Datum.WGS84.value, *EPSG_CODES})


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """A report with its further timings and the corrections of its times."""

    report: Report
    timings: tuple[Timing, ...] = ()
    corrections: Corrections = field(default_factory=Corrections)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A chord that is to be computed: a station and the times of its two ends, one of which may be missing.

    Times are UTC [MJD] with the corrections added; errors are 1 sigma [s], or None.
    """

    #: Index of the sighting.
    station: int
    seq: int
    outcome: Outcome
    component: Component
    d_time: float | None
    r_time: float | None
    d_err: float | None
    r_err: float | None
    is_used: bool


def spans_of(sightings: Sequence[Sighting], plane: Plane) -> tuple[list[Span], list[Finding]]:
    """Return the chords that can be computed, and findings on those that cannot or should not be.

    Parameters
    ----------
    sightings
        The reports of one event.
    plane
        Fundamental plane of the event; it limits the times.
    """
    spans: list[Span] = []
    findings: list[Finding] = []
    for number, sighting in enumerate(sightings):
        if sighting.report.outcome == Outcome.NO_DATA:
            continue
        remarks = list(_check_place(sighting.report, number))
        findings += remarks
        if any(remark.severity == Severity.ERROR for remark in remarks):
            continue
        found = _spans(sighting, number, plane)
        spans += [item for item in found if isinstance(item, Span)]
        findings += [item for item in found if isinstance(item, Finding)]
    return spans, findings


def _check_place(report: Report, number: int) -> Iterator[Finding]:
    if report.lon is None or report.lat is None:
        message = "The report has no coordinates; no chord was computed."
        yield Finding.error(FindingCode.COORDINATES_MISSING, message, _GIVE_PLACE, field="lon", station=number)
        return
    if report.lon == 0 and report.lat == 0:
        message = "The coordinates are zero; no chord was computed."
        yield Finding.error(FindingCode.COORDINATES_ZERO, message, _GIVE_PLACE, field="lon", station=number)
    if not (abs(report.lat) <= 90 and abs(report.lon) <= 360):
        message = f"The coordinates {report.lat:g} {report.lon:g} are impossible; no chord was computed."
        yield Finding.error(FindingCode.COORDINATES_RANGE, message, _GIVE_PLACE, field="lat", station=number)
    if report.alt is None:
        message = "The report has no altitude; 0 m above the ellipsoid was used."
        yield Finding.warning(FindingCode.ALTITUDE_MISSING, message, "give the altitude", field="alt", station=number)
    if report.datum is not None and report.datum not in _KNOWN_DATUMS:
        message = f"The datum {report.datum!r} is not known; the coordinates were read as WGS84."
        yield Finding.warning(FindingCode.DATUM_UNKNOWN, message, "give WGS84", field="datum", station=number)


def _spans(sighting: Sighting, number: int, plane: Plane) -> list[Span | Finding]:
    if sighting.report.outcome == Outcome.NEGATIVE:
        return [_recording(sighting, number, plane)]
    first = _main_timing(sighting.report)
    pairs = [first, *(timing for timing in sighting.timings if timing.seq != first.seq)]
    return [item for pair in pairs for item in _pair(sighting, pair, number, plane)]


def _main_timing(report: Report) -> Timing:
    return Timing(
        seq=0,
        d_time=report.d_time,
        d_err=report.d_err,
        d_code=report.d_code,
        r_time=report.r_time,
        r_err=report.r_err,
        r_code=report.r_code,
    )


def _pair(sighting: Sighting, timing: Timing, number: int, plane: Plane) -> Iterator[Span | Finding]:
    """Yield the chord of one pair of D and R with its findings, or only a finding if it gives no chord."""
    d_time = _moved(timing.d_time, timing.d_code, sighting.corrections.shift + sighting.corrections.d_shift)
    r_time = _moved(timing.r_time, timing.r_code, sighting.corrections.shift + sighting.corrections.r_shift)
    if d_time is None and r_time is None:
        message = "Neither D nor R has a time; no chord was computed."
        hint = "give the times of D and R"
        yield Finding.error(FindingCode.POSITIVE_WITHOUT_TIMES, message, hint, field="d_time", station=number)
        return
    if d_time is not None and r_time is not None and r_time <= d_time:
        message = "R is not after D; no chord was computed."
        hint = "swap D and R if they were mixed up"
        yield Finding.error(FindingCode.R_BEFORE_D, message, hint, field="r_time", station=number)
        return
    first, last = coverage(plane)
    if not all(first <= time <= last for time in (d_time, r_time) if time is not None):
        message = f"A time is outside of the span that {plane.ephemeris} covers for this event; no chord was computed."
        yield Finding.error(FindingCode.EPHEMERIS_COVERAGE, message, _CHECK_TIMES, field="d_time", station=number)
        return
    d_err, r_err = _usable(timing.d_err, timing.d_code), _usable(timing.r_err, timing.r_code)
    is_used = sighting.report.outcome == Outcome.POSITIVE and sighting.report.timing_weight != 0
    unweighted = (d_time is not None and d_err is None) or (r_time is not None and r_err is None)
    if unweighted and is_used:
        message = "D or R has no usable uncertainty; it is shown, but not fitted."
        hint = "give the uncertainty of D and R"
        yield Finding.warning(FindingCode.CHORD_UNWEIGHTED, message, hint, field="d_err", station=number)
    yield Span(
        station=number,
        seq=timing.seq,
        outcome=sighting.report.outcome,
        component=_COMPONENTS.get(timing.d_code or timing.r_code or "D", Component.MAIN),
        d_time=d_time,
        r_time=r_time,
        d_err=d_err,
        r_err=r_err,
        is_used=is_used,
    )


def _recording(sighting: Sighting, number: int, plane: Plane) -> Span | Finding:
    """Return the recording of a negative report, limited to the time that the plane covers, or a finding."""
    report = sighting.report
    if report.time_start is None or report.time_end is None:
        message = "The negative report does not state start and end of its recording; no path was computed."
        hint = "give start and end of the recording"
        return Finding.warning(FindingCode.VALUE_MISSING, message, hint, field="time_start", station=number)
    shift = sighting.corrections.shift
    start, end = later(report.time_start, shift), later(report.time_end, shift)
    if end <= start:
        message = "The recording ends before it starts; no path was computed."
        hint = "swap start and end if they were mixed up"
        return Finding.error(FindingCode.RECORDING_BACKWARDS, message, hint, field="time_end", station=number)
    first, last = coverage(plane)
    if end <= first or start >= last:
        message = f"The recording is outside of the span that {plane.ephemeris} covers for this event; it has no path."
        return Finding.error(FindingCode.EPHEMERIS_COVERAGE, message, _CHECK_TIMES, field="time_start", station=number)
    return Span(
        station=number,
        seq=0,
        outcome=Outcome.NEGATIVE,
        component=Component.MAIN,
        d_time=max(start, first),
        r_time=min(end, last),
        d_err=None,
        r_err=None,
        is_used=report.timing_weight != 0,
    )


def _moved(time: float | None, code: str | None, shift_s: float) -> float | None:
    """Return a time with its corrections; None if there is no time, or if the code states that nothing was seen."""
    if time is None or (code is not None and code in MISS_CODES):
        return None
    return later(time, shift_s)


def _usable(error_s: float | None, code: str | None) -> float | None:
    """Return an uncertainty that can be used as a weight, None for placeholders and for times that were made up."""
    if error_s is None or not error_s > 0 or (code is not None and code in _ARTIFICIAL):
        return None
    return error_s
