"""Checks of a light curve against the report and event that it is tied to, however it was tied."""

from collections.abc import Callable, Iterator, Sequence

from formats.files.file_clues import day_of_name
from ingest.archive.archive_index import KnownEvent
from ingest.archive.compared_values import CurveValues, ReportValues
from ingest.intake.counterpart import Counterpart
from ingest.intake.lightcurve_dates import days_between
from ingest.intake.result_checks import is_milli
from ingest.intake.station_match import km_between, mirrored_sign, same_body, same_star
from reduction.lightcurves.drop_depth import drop_depth
from schemas.body import fold_name
from schemas.codes import Outcome
from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import SECONDS_PER_DAY, clock_text, day_of_mjd, iso_text
from schemas.lightcurve import Clues, LightCurve, Role
from schemas.minor_planet_names import name_of

#: A recording with its own date is not farther from its event than this [d].
OTHER_EVENT_DAYS = 0.5
#: No station sees an event farther from the instants that others give for it [d].
FARTHEST_STATION_DAYS = 1 / 24
#: A day that a name or head gives may be off by one, and the event a night later [d].
DAY_SLACK = 1.6
#: A recording covers an instant if it misses it by no more than this [s].
COVER_SLACK_S = 1.0
#: Two places of one station differ by less; by more than the second it is another station [km].
SAME_PLACE_KM = 0.1
NEAR_PLACE_KM = 1.0
OTHER_PLACE_KM = 25.0
#: An exposure may be this many times the step of the readings: fields of interlaced video.
FIELDS_A_FRAME = 2.2
#: Readings whose step is this many exposures have pauses between them that no camera makes by itself.
LONGEST_PAUSE = 50.0
#: A positive report's drop is missing where less light than this is gone at most, at `SIGMAS` times the error.
LEAST_DEPTH = 0.1
SIGMAS = 3.0


Rule = Callable[[LightCurve, LightCurve, Counterpart], Iterator[Finding]]


def check_curves(curves: Sequence[LightCurve], placed: Sequence[LightCurve], other: Counterpart) -> list[Finding]:
    """Return what of a file's light curves contradicts their report or event; an error says that they cannot be of it.

    Parameters
    ----------
    curves
        As they were read.
    placed
        The same with the day of the event.
    other
        The report and event.
    """
    number = next((index for index, curve in enumerate(placed) if curve.role is Role.TARGET), 0)
    read, dated = curves[number], placed[number]
    findings: list[Finding] = []
    for rule in RULES:
        found = list(rule(read, dated, other))
        findings += found
        if rule in DAY_RULES and any(finding.severity is Severity.ERROR for finding in found):
            # Of another day, nothing else can be compared.
            break
    return findings


# Event


def same_object(read: LightCurve, _dated: LightCurve, other: Counterpart) -> Iterator[Finding]:
    """Expect body and star of the file to be those of the event."""
    yield from object_differs(read.clues, other.event)


def object_differs(clues: Clues, event: KnownEvent) -> Iterator[Finding]:
    """Return a finding where a file names another body or star than an event; an error where there is no doubt."""
    hint = "name the event that the file is of"
    if same_body(event, clues) is False:
        number = f"({clues.body_number}) " if clues.body_number is not None else ""
        message = f"The file names {number}{clues.body_name or 'another body'}, which is not the body of "
        message += f"{event.event_id}."
        official = name_of(clues.body_number) if clues.body_number is not None else None
        # A number and a name in the name of a file may be anything else, unless they belong together.
        is_sure = clues.body_number is None or not clues.body_name or official is None
        is_sure = is_sure or fold_name(official or "") == fold_name(clues.body_name or "")
        make = Finding.error if is_sure else Finding.warning
        yield make(FindingCode.CURVE_MISFIT, message, hint, field="event_id")
    elif same_star(event, clues) is False:
        message = f"The file is of the star {clues.star or 'at another place'}, which is not that of {event.event_id}."
        yield Finding.error(FindingCode.CURVE_MISFIT, message, hint, field="star")


def same_day(read: LightCurve, _dated: LightCurve, other: Counterpart) -> Iterator[Finding]:
    """Expect the date that the file itself gives to be that of the event."""
    lag = days_between(read, other.anchor)
    event_id = other.event.event_id
    hint = "name another event, or correct the date"
    if read.mjd is not None:
        if lag is not None and abs(lag) > OTHER_EVENT_DAYS:
            message = f"The light curve is {_days(lag)} from {event_id}."
            yield Finding.error(FindingCode.FAR_FROM_PREDICTION, message, hint, field="mjd")
        return
    if lag is not None and abs(lag) > OTHER_EVENT_DAYS and read.date_frame0 is not None:
        day = day_of_mjd(read.date_frame0)
        message = f"The date of frame 0 is {day.isoformat()}, {_days(lag)} from {event_id}"
        # Dates may be local ones, and cameras without a clock begin to count at a new year.
        if abs(lag) <= DAY_SLACK or (day.month, day.day) == (1, 1):
            yield Finding.warning(FindingCode.CURVE_DATE, f"{message}; the date of the event was taken.", field="mjd")
        else:
            yield Finding.error(FindingCode.CURVE_DATE, f"{message}.", hint, field="mjd")
        return
    if lag is None:
        yield from day_of_file_differs(read.clues, other)


def day_of_file_differs(clues: Clues, other: Counterpart) -> Iterator[Finding]:
    """Return a finding where the name of the measured file has another day; a warning where only a folder has it."""
    if clues.day is None or abs(clues.day + 0.5 - other.anchor) <= DAY_SLACK:
        return
    is_of_file = clues.measured_file is not None and day_of_name(clues.measured_file) == clues.day
    what = "The file that was measured" if is_of_file else "A folder or name"
    message = f"{what} has the date {day_of_mjd(clues.day).isoformat()}, "
    message += f"{_days(clues.day + 0.5 - other.anchor)} from {other.event.event_id}."
    hint = "name another event, or correct the date"
    make = Finding.error if is_of_file else Finding.warning
    yield make(FindingCode.CURVE_DATE, message, hint, field="mjd")


def _days(lag: float) -> str:
    return f"{abs(lag):.1f} days" if abs(lag) < 400 else f"{abs(lag) / 365.25:.1f} years"


def near_event(_read: LightCurve, dated: LightCurve, other: Counterpart) -> Iterator[Finding]:
    """Expect a recording near the event where no times of a report say more."""
    report = other.report
    if report is not None and (_times(report) or None not in (report.time_start, report.time_end)):
        return
    if dated.time_start is None or dated.time_end is None:
        return
    yield from far_from_event(dated.time_start, dated.time_end, other.event, "The light curve")


def far_from_event(first: float, last: float, event: KnownEvent, what: str) -> Iterator[Finding]:
    """Return an error where an interval, UTC [MJD], is hours from every instant that is known of an event."""
    lag = max(event.time_first - last, first - event.time_last)
    if lag <= FARTHEST_STATION_DAYS:
        return
    side = "after" if first > event.time_last else "before"
    message = f"{what} is {lag * 24:.1f} hours {side} {event.event_id}."
    hint = "check that the time is UT and the event the right one"
    yield Finding.error(FindingCode.FAR_FROM_PREDICTION, message, hint, field="mjd")


# Report


def covers_times(_read: LightCurve, dated: LightCurve, other: Counterpart) -> Iterator[Finding]:
    """Expect a recording of a positive report to cover its D and R, and one of any report to overlap its recording."""
    report = other.report
    if report is None or dated.time_start is None or dated.time_end is None:
        return
    first, last = dated.time_start, dated.time_end
    slack = _slack_s(dated, report) / SECONDS_PER_DAY
    span = f"{clock_text(first)} to {clock_text(last)} on {iso_text(first)[:10]}"
    missed = [(word, instant) for word, instant in _times(report) if not first - slack <= instant <= last + slack]
    if missed:
        words = " and ".join(f"{word} {clock_text(instant)}" for word, instant in missed)
        message = f"The light curve, {span}, does not cover {words} of {report.report_id}."
        make = Finding.error if len(missed) == len(_times(report)) else Finding.warning
        yield make(
            FindingCode.OUTSIDE_RECORDING,
            message,
            "check that it is of this report and that its times are UT",
            field="mjd",
        )
        return
    start, end = report.time_start, report.time_end
    if start is None or end is None or (first <= end + slack and last >= start - slack):
        return
    message = f"The light curve, {span}, has nothing of the recording of {report.report_id}, "
    message += f"{clock_text(start)} to {clock_text(end)}."
    make = Finding.warning if _times(report) else Finding.error
    yield make(
        FindingCode.OUTSIDE_RECORDING, message, "check that it is of this report and that its times are UT", field="mjd"
    )


def check_replacement(report: ReportValues, curves: Sequence[CurveValues]) -> Iterator[Finding]:
    """Expect D and R of a report that replaces another one within the light curves that the other has.

    Parameters
    ----------
    report
        The new report.
    curves
        The light curves of the one it replaces.
    """
    slack = COVER_SLACK_S / SECONDS_PER_DAY
    for word, instant in _times(report):
        if not curves or any(curve.time_start - slack <= instant <= curve.time_end + slack for curve in curves):
            continue
        first = curves[0]
        message = f"{word} {clock_text(instant)} is not in the light curve {first.lightcurve_id} of this station, "
        message += f"{clock_text(first.time_start)} to {clock_text(first.time_end)}."
        hint = f"check {word} and the light curve"
        yield Finding.warning(FindingCode.OUTSIDE_RECORDING, message, hint, field=f"{word.lower()}_time")


def _times(report: ReportValues) -> list[tuple[str, float]]:
    if report.outcome is Outcome.NEGATIVE:
        return []
    pairs = (("D", report.d_time), ("R", report.r_time))
    return [(word, instant) for word, instant in pairs if instant is not None]


def _slack_s(curve: LightCurve, report: ReportValues) -> float:
    """Return by how much the ends of a recording may miss a time of its report [s]."""
    step = max(curve.cadence or 0.0, curve.exposure or 0.0)
    return max(COVER_SLACK_S, 2 * step, *(SIGMAS * err for err in (report.d_err, report.r_err) if err is not None))


def same_exposure(_read: LightCurve, dated: LightCurve, other: Counterpart) -> Iterator[Finding]:
    """Compare the exposure of the report with exposure and step of its light curve."""
    given = other.report.exposure if other.report is not None else None
    if given is None or given <= 0 or other.report is None:
        return
    report_id = other.report.report_id
    if dated.exposure is not None and dated.exposure > 0:
        if not 1 / 1.1 <= given / dated.exposure <= 1.1:
            yield _exposure(report_id, given, "its light curve was exposed", dated.exposure)
    elif dated.cadence is not None and dated.cadence > 0:
        ratio = given / dated.cadence
        if ratio > FIELDS_A_FRAME or ratio < 1 / LONGEST_PAUSE:
            yield _exposure(report_id, given, "its light curve has a reading every", dated.cadence)


def _exposure(report_id: str, given: float, words: str, found: float) -> Finding:
    message = f"The exposure in {report_id} is {given:g} s, but {words} {found:g} s."
    hint = "give the exposure in seconds: is it in milliseconds?" if is_milli(given, found) else "correct the exposure"
    return Finding.warning(FindingCode.UNIT_UNLIKELY, message, hint, field="exposure")


def has_drop(_read: LightCurve, dated: LightCurve, other: Counterpart) -> Iterator[Finding]:
    """Expect a positive report's drop in its light curve where noise would let it be seen."""
    report = other.report
    if report is None or report.outcome is not Outcome.POSITIVE or dated.mjd is None or dated.is_placeholder:
        return
    if report.d_time is None or report.r_time is None or report.r_time <= report.d_time:
        return
    steps = [value for value in (dated.cadence, dated.exposure, report.exposure) if value is not None]
    length = (report.r_time - report.d_time) * SECONDS_PER_DAY
    margin = max([SIGMAS * err for err in (report.d_err, report.r_err) if err is not None] + steps[:2], default=0.0)
    found = drop_depth(
        dated.mjd,
        dated.flux,
        start=report.d_time,
        end=report.r_time,
        margin=min(margin, length / 4) / SECONDS_PER_DAY,
    )
    if found is None or margin > length:
        return
    deepest = max(found.depth, 0.0) + SIGMAS * found.depth_err
    if deepest < LEAST_DEPTH and found.depth < SIGMAS * found.depth_err:
        message = f"{report.report_id} is positive, but between its D and R the light curve is at most "
        message += f"{100 * deepest:.0f} % fainter than beside them ({found.n_inside} readings)."
        hint = "check that it is of this station and that the occulted star was measured"
        yield Finding.warning(FindingCode.CURVE_WITHOUT_DROP, message, hint, field="flux")


def same_place(read: LightCurve, _dated: LightCurve, other: Counterpart) -> Iterator[Finding]:
    """Compare the place in the head of the file with that of the report."""
    report, clues = other.report, read.clues
    away = None if report is None else km_between(report, clues)
    if report is None or away is None or away <= SAME_PLACE_KM:
        return
    message = f"The place in the file, {clues.lat:+.5f} {clues.lon:+.5f}, is {_length(away)} from that of "
    message += f"{report.report_id}, {report.lat:+.5f} {report.lon:+.5f}"
    slip = mirrored_sign(report, clues)
    if away > NEAR_PLACE_KM and slip is not None:
        message += f"; with the other sign of {slip} it is the same"
        hint = f"correct the sign of {slip}: east and north are positive"
        yield Finding.error(FindingCode.COORDINATES_SIGN, f"{message}.", hint, field=slip[:3])
    elif away <= NEAR_PLACE_KM:
        message += ": as much as the width of many a chord"
        yield Finding.info(FindingCode.PLACE_DIFFERS, f"{message}.", "correct the place that is wrong", field="lat")
    else:
        make = Finding.warning if away <= OTHER_PLACE_KM else Finding.error
        yield make(FindingCode.PLACE_DIFFERS, f"{message}.", "name the report of this station", field="lat")


def _length(km: float) -> str:
    return f"{1000 * km:.0f} m" if km < 1 else f"{km:.1f} km" if km < 100 else f"{km:.0f} km"


#: Rules on a light curve, in the order of their findings.
RULES: tuple[Rule, ...] = (
    same_object,
    same_day,
    near_event,
    covers_times,
    same_exposure,
    has_drop,
    same_place,
)
#: After an error of these the others would say the same again.
DAY_RULES: tuple[Rule, ...] = (same_day,)
