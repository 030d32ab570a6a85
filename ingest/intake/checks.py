"""Checks: what is wrong with a record that could be read. Every rule is a small pure function."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ingest.intake.likely_values import accuracy_is_likely, exposure_is_likely, reaction_time_applied
from ingest.intake.place_check import place_in_country
from schemas.body import fold_name
from schemas.codes import CODE_LISTS, CODE_PAIRS, MISS_CODES, AltitudeReference, Outcome
from schemas.event import Event
from schemas.finding import Finding, FindingCode
from schemas.instant import SECONDS_PER_DAY, clock_text, day_of_mjd
from schemas.leap_seconds import elapsed
from schemas.minor_planet_names import name_of, number_of
from schemas.reading import EventEntry, StationReport
from schemas.report import Report
from schemas.star import is_rounded, normalise_star

#: Stated duration and R - D agree within this [s].
DURATION_TOLERANCE_S = 0.1
#: Times may lie this far outside the recording, which is often noted to the second [s].
RECORDING_TOLERANCE_S = 1.0
#: Observed and predicted time usually agree within this [s].
PREDICTION_TOLERANCE_S = 300.0
LONGEST_RECORDING_S = 12 * 3600.0
#: Largest telescope that a report is likely to come from [cm], and the longest focal length [cm].
LARGEST_APERTURE_CM = 120.0
LONGEST_FOCUS_CM = 2000.0
LOWEST_SITE_M = -430.0
HIGHEST_SITE_M = 6000.0
#: Formats that have no room for what the altitude is measured from.
_WITHOUT_ALTITUDE_REFERENCE = frozenset({"sodis_form", "occult_xml", "occult_fixed"})
_CODES = {field: frozenset(map(str, code_list)) for field, code_list in CODE_LISTS.items()}

Rule = Callable[[Report, Event], Iterator[Finding]]


def check_entry(entry: EventEntry, *, now: float | None = None) -> tuple[Finding, ...]:
    """Return everything that is wrong or remarkable with one event's part of a file.

    Findings carry the line of their field where the reader noted it; those of a station carry the
    station's number in the entry.

    Parameters
    ----------
    entry
        The part of the file.
    now
        The present instant, UTC [MJD], after which nothing was observed; None: not checked.
    """
    findings = [_at(entry.lines, None, finding) for rule in EVENT_RULES for finding in rule(entry.event)]
    for number, station in enumerate(entry.stations):
        lines = {**entry.lines, **station.lines}
        findings += [_at(lines, number, finding) for finding in _station_findings(station, entry.event)]
        if now is not None:
            findings += [_at(lines, number, finding) for finding in observed_before(station.report, now)]
    return tuple(findings)


def _station_findings(station: StationReport, event: Event) -> Iterator[Finding]:
    for rule in STATION_RULES:
        yield from rule(station.report, event)
    for timing in station.timings:
        if timing.d_time is not None and timing.r_time is not None and timing.r_time <= timing.d_time:
            yield Finding.error(FindingCode.R_BEFORE_D, f"R of pair {timing.seq} is not after its D.", field="r_time")


def _at(lines: Mapping[str, int], station: int | None, finding: Finding) -> Finding:
    return replace(finding, line=lines.get(finding.field), station=station)


# Times


def r_after_d(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect R after D."""
    if report.d_time is not None and report.r_time is not None and report.r_time <= report.d_time:
        message = f"R {clock_text(report.r_time)} is not after D {clock_text(report.d_time)}."
        yield Finding.error(FindingCode.R_BEFORE_D, message, "swap D and R, or correct the time", field="r_time")


def duration_is_difference(report: Report, _event: Event) -> Iterator[Finding]:
    """Compare the stated duration with R - D."""
    if report.duration is None or report.d_time is None or report.r_time is None or report.r_time <= report.d_time:
        return
    difference = elapsed(report.d_time, report.r_time)
    if abs(difference - report.duration) > DURATION_TOLERANCE_S + 1e-5:
        message = f"The duration is given as {report.duration:g} s, but R - D is {difference:.2f} s."
        yield Finding.warning(FindingCode.DURATION_MISMATCH, message, "correct the duration, D or R", field="duration")


def times_in_recording(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect D and R between start and end of the recording."""
    start, end = report.time_start, report.time_end
    slack = RECORDING_TOLERANCE_S / SECONDS_PER_DAY
    for field, word, instant in (("d_time", "D", report.d_time), ("r_time", "R", report.r_time)):
        if instant is None:
            continue
        if (start is not None and instant < start - slack) or (end is not None and instant > end + slack):
            bounds = f"{_clock(start)} to {_clock(end)}"
            message = f"{word} {clock_text(instant)} lies outside the recording, {bounds}."
            yield Finding.error(
                FindingCode.OUTSIDE_RECORDING, message, f"correct {word} or the recording's times", field=field
            )


def _clock(instant: float | None) -> str:
    return "?" if instant is None else clock_text(instant)


def recording_runs_forward(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect the recording to end after it starts, within a night."""
    if report.time_start is None or report.time_end is None:
        return
    length = elapsed(report.time_start, report.time_end)
    if not 0 < length <= LONGEST_RECORDING_S:
        words = "ends before it starts" if length <= 0 else "lasts longer than a night"
        message = f"The recording {words}: {clock_text(report.time_start)} to {clock_text(report.time_end)}."
        yield Finding.error(
            FindingCode.RECORDING_BACKWARDS, message, "correct start or end of the recording", field="time_end"
        )


def near_prediction(report: Report, event: Event) -> Iterator[Finding]:
    """Compare the observed time with the predicted one."""
    predicted = report.time_predicted if report.time_predicted is not None else event.time_predicted
    observed = report.d_time if report.d_time is not None else report.r_time
    if predicted is None or observed is None:
        return
    lag = elapsed(predicted, observed)
    if abs(lag) > PREDICTION_TOLERANCE_S:
        field = "d_time" if report.d_time is not None else "r_time"
        message = f"The event was observed {abs(lag) / 60:.1f} min {'after' if lag > 0 else 'before'} the prediction."
        yield Finding.warning(
            FindingCode.FAR_FROM_PREDICTION, message, "is the time UT, and the minute right?", field=field
        )


def observed_before(report: Report, now: float) -> Iterator[Finding]:
    """Expect an observation before an instant, UTC [MJD], by the clocks of the world give or take a day."""
    times = {"d_time": report.d_time, "r_time": report.r_time, "time_start": report.time_start}
    field, instant = next(((field, instant) for field, instant in times.items() if instant is not None), ("", None))
    if instant is not None and instant > now + 1:
        message = f"The observation is dated {day_of_mjd(instant).isoformat()}, which is in the future."
        yield Finding.warning(
            FindingCode.IN_THE_FUTURE, message, "is the date right, and the clock of this computer?", field=field
        )


# Outcome and codes


def negative_without_times(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect neither D nor R in a negative report."""
    if report.outcome == Outcome.NEGATIVE and (report.d_time is not None or report.r_time is not None):
        field = "d_time" if report.d_time is not None else "r_time"
        message = "The report is negative but gives a time of D or R."
        yield Finding.error(
            FindingCode.NEGATIVE_WITH_TIMES, message, "leave D and R empty, or is it POSITIVE?", field=field
        )


def positive_with_times(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect D or R, as a rule both, in a positive report."""
    if report.outcome != Outcome.POSITIVE:
        return
    if report.d_time is None and report.r_time is None:
        message = "The report is positive but gives neither D nor R."
        yield Finding.error(
            FindingCode.POSITIVE_WITHOUT_TIMES, message, "give the times, or is it NEGATIVE?", field="outcome"
        )
    elif report.d_time is None or report.r_time is None:
        missing = "D" if report.d_time is None else "R"
        yield Finding.warning(
            FindingCode.VALUE_MISSING, f"The time of {missing} is missing.", field=f"{missing.lower()}_time"
        )


def codes_in_lists(report: Report, _event: Event) -> Iterator[Finding]:
    """Look every code up in its list."""
    for field, code_list in CODE_LISTS.items():
        value = getattr(report, field)
        if value is not None and value not in _CODES[field]:
            allowed = ", ".join(f"{code.letter or 'blank'} {code.meaning}" for code in code_list)
            yield Finding.error(
                FindingCode.CODE_UNKNOWN,
                f"The code {value} is not in the list.",
                f"use one of these: {allowed}",
                field=field,
            )


def codes_belong_together(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect the codes of D and R to name the same pair of star and body."""
    if report.d_code is None or report.r_code is None or report.d_code in MISS_CODES or report.r_code in MISS_CODES:
        return
    expected = CODE_PAIRS.get(report.d_code)
    if expected is not None and expected != report.r_code and report.r_code != "f" and report.d_code != "e":
        message = f"The codes {report.d_code} of D and {report.r_code} of R do not belong together."
        yield Finding.warning(
            FindingCode.CODE_MISMATCH, message, f"with {report.d_code} goes {expected}", field="r_code"
        )


# Place


def has_coordinates(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect a place, which is not the one of an empty form."""
    if report.lon is None or report.lat is None:
        field = "lon" if report.lon is None else "lat"
        message = "The station has no usable longitude or latitude."
        yield Finding.error(
            FindingCode.COORDINATES_MISSING, message, "give both as +DDD MM SS.S, east and north positive", field=field
        )
    elif report.lon == 0 and report.lat == 0:
        message = "Longitude and latitude are both zero."
        yield Finding.error(FindingCode.COORDINATES_ZERO, message, "give the place of the station", field="lat")


def coordinates_possible(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect latitude and longitude on the globe."""
    if report.lat is not None and abs(report.lat) > 90:
        message = f"The latitude {report.lat:.4f} deg is beyond 90."
        hint = "swapped with longitude, or written without blanks?"
        yield Finding.error(FindingCode.COORDINATES_RANGE, message, hint, field="lat")
    if report.lon is not None and abs(report.lon) > 360:
        message = f"The longitude {report.lon:.4f} deg is beyond 180."
        yield Finding.error(FindingCode.COORDINATES_RANGE, message, "write it as +DDD MM SS.S", field="lon")


def altitude_likely(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect the altitude of a place where people observe."""
    if report.alt is None:
        if report.lon is not None:
            yield Finding.warning(
                FindingCode.VALUE_MISSING, "The altitude is missing.", "give it in metres", field="alt"
            )
        return
    if not LOWEST_SITE_M <= report.alt <= HIGHEST_SITE_M:
        yield Finding.error(
            FindingCode.ALTITUDE_UNLIKELY, f"No station is {report.alt:g} m high.", "give it in metres", field="alt"
        )
    elif report.alt < 0:
        yield Finding.warning(
            FindingCode.ALTITUDE_UNLIKELY, f"The altitude is {report.alt:g} m, below sea level.", field="alt"
        )


def altitude_has_reference(report: Report, _event: Event) -> Iterator[Finding]:
    """Ask what the altitude is measured from."""
    if (
        report.alt is not None
        and report.alt_ref == AltitudeReference.UNKNOWN
        and report.source_format not in _WITHOUT_ALTITUDE_REFERENCE
    ):
        message = "The altitude may be above sea level or above the WGS84 ellipsoid: the report does not say."
        yield Finding.info(FindingCode.ALTITUDE_REFERENCE, message, "write MSL or WGS84 behind it", field="alt")


# Names and instrument


def star_exactly_written(report: Report, event: Event) -> Iterator[Finding]:
    """Compare the star's designation with its catalogue's spelling."""
    if not report.star_written:
        if event.star is None and event.ra is None:
            yield Finding.warning(
                FindingCode.VALUE_MISSING, "The report names no star.", "copy it from the prediction", field="star"
            )
        return
    star = normalise_star(report.star_written)
    if is_rounded(report.star_written):
        message = f"The number of the star {report.star_written} was rounded by a spreadsheet; the star is left out."
        yield Finding.warning(
            FindingCode.STAR_NAME, message, "write the number as text, with all its digits", field="star"
        )
    elif star is None or not star.is_known:
        message = f"The star {report.star_written} is of no catalogue that is known here."
        yield Finding.warning(
            FindingCode.STAR_NAME, message, "write it as UCAC4 350-187717, TYC 1234-5678-1, Gaia DR3 ...", field="star"
        )
    elif not star.is_exact and star.designation.replace(" ", "") != report.star_written.strip().replace(" ", ""):
        message = f"The star is written {report.star_written}, understood as {star.designation}."
        yield Finding.warning(FindingCode.STAR_NAME, message, "copy the designation from the prediction", field="star")


def body_named(event: Event) -> Iterator[Finding]:
    """Expect a number or a name."""
    if event.body_number is None and not event.body_name:
        yield Finding.error(
            FindingCode.VALUE_MISSING, "The body is not named.", "give its number and name", field="body_name"
        )


def number_fits_name(event: Event) -> Iterator[Finding]:
    """Compare number and name with the Minor Planet Center's list."""
    number, name = event.body_number, event.body_name
    if number is None or not name:
        return
    official = name_of(number)
    holder = number_of(name)
    if official is not None and fold_name(official) == fold_name(name):
        return
    if holder is not None and holder != number:
        known = f"({number}) is {official}" if official else f"({number}) has another name"
        message = f"{name} has the number {holder}, not {number}; {known}."
        yield Finding.error(FindingCode.BODY_NUMBER, message, "correct number or name", field="body_number")
    elif official is not None and not any(char.isdigit() for char in name):
        message = f"({number}) is {official}, not {name}."
        yield Finding.error(FindingCode.BODY_NUMBER, message, "correct number or name", field="body_name")


def sizes_in_unit(report: Report, _event: Event) -> Iterator[Finding]:
    """Ask whether aperture and focal length can be in cm."""
    aperture, focus = report.aperture, report.focal_length
    if aperture is not None and not 1 <= aperture <= LARGEST_APERTURE_CM:
        message = f"The aperture is given as {aperture:g} cm."
        yield Finding.warning(
            FindingCode.UNIT_UNLIKELY, message, "give it in cm, not in mm, m or inches", field="aperture"
        )
    if focus is not None and not 1 <= focus <= LONGEST_FOCUS_CM:
        message = f"The focal length is given as {focus:g} cm."
        yield Finding.warning(FindingCode.UNIT_UNLIKELY, message, "give it in cm, not in mm or m", field="focal_length")
    elif focus is not None and aperture and not 0.5 <= focus / aperture <= 40:
        message = f"Focal length {focus:g} cm and aperture {aperture:g} cm make f/{focus / aperture:.3g}."
        yield Finding.warning(FindingCode.UNIT_UNLIKELY, message, "give both in cm", field="focal_length")


def observer_named(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect an observer's name."""
    if not report.observer:
        yield Finding.warning(
            FindingCode.VALUE_MISSING, "The report names no observer.", "give a name", field="observer"
        )


def time_source_named(report: Report, _event: Event) -> Iterator[Finding]:
    """Ask where the time of a timed report came from."""
    if report.time_source is None and report.d_time is not None:
        message = "The report does not say where its time came from."
        yield Finding.info(FindingCode.VALUE_MISSING, message, "name it: a GPS, b NTP ...", field="time_source")


#: Rules on the event, in the order of their findings.
EVENT_RULES: tuple[Callable[[Event], Iterator[Finding]], ...] = (body_named, number_fits_name)

#: Rules on a station's report, in the order of their findings.
STATION_RULES: tuple[Rule, ...] = (
    observer_named,
    has_coordinates,
    coordinates_possible,
    place_in_country,
    altitude_likely,
    altitude_has_reference,
    star_exactly_written,
    sizes_in_unit,
    exposure_is_likely,
    codes_in_lists,
    negative_without_times,
    positive_with_times,
    codes_belong_together,
    r_after_d,
    duration_is_difference,
    recording_runs_forward,
    times_in_recording,
    near_prediction,
    accuracy_is_likely,
    reaction_time_applied,
    time_source_named,
)
