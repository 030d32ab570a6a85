"""Tying: which event and which report a light curve or a timing result belongs to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.archive.archive_index import ArchiveIndex, KnownEvent, KnownReport
from ingest.intake.context import Context
from ingest.intake.station_match import km_between, mirrored_sign, same_body, same_observer, same_place, same_star
from schemas.errors import UmbraError
from schemas.finding import Finding, FindingCode
from schemas.instant import SECONDS_PER_DAY, clock_text
from schemas.lightcurve import Clues, LightCurve, Role
from schemas.timing_result import TimingResult

#: A recording lies around its event by no more than this [d].
NEAR_DAYS = 1 / 24
#: A day that a name gives may be off by one, and the event a night later [d].
DAY_SLACK = 1.6
#: D and R of one station in two files agree to this [s].
SAME_EDGE_S = 2.0
_MAX_NAMED = 8


class TyingError(UmbraError):
    """A file whose event or station cannot be identified."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trace:
    """What of a light curve or a timing result leads to its event."""

    clues: Clues
    #: Begin and end of what it covers, UTC [MJD], where the date is known.
    time_first: float | None = None
    time_last: float | None = None
    #: The same as seconds after 0 h of its day; may exceed a day.
    first_s: float | None = None
    last_s: float | None = None
    #: D and R as seconds after 0 h, for results.
    edges_s: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """Where a file belongs."""

    event_id: str
    #: None: a station that has sent no report.
    report_id: str | None
    #: Instant to count days from, UTC [MJD].
    anchor: float
    #: Why this station was taken where the file itself does not say it, or why none was.
    findings: tuple[Finding, ...] = ()


def trace_of(curves: Sequence[LightCurve], results: Sequence[TimingResult]) -> Trace:
    """Return what of a file leads to its event: the clues and times of its target, or of its first result."""
    if not curves:
        edges = tuple(
            edge.seconds for result in results for edge in (result.d, result.r) if edge is not None and edge.seconds
        )
        return Trace(
            clues=results[0].clues,
            first_s=min(edges, default=None),
            last_s=max(edges, default=None),
            edges_s=edges,
        )
    curve = next((item for item in curves if item.role is Role.TARGET), curves[0])
    first_s, last_s = curve.span_s or (None, None)
    return Trace(
        clues=curve.clues,
        time_first=curve.time_start,
        time_last=curve.time_end,
        first_s=first_s,
        last_s=last_s,
    )


def tie(index: ArchiveIndex, trace: Trace, context: Context) -> Tie:
    """Find event and report of a light curve or timing result.

    Parameters
    ----------
    index
        The archive's index.
    trace
        What the file says.
    context
        What a person or the bundle says.

    Raises
    ------
    TyingError
        If nothing or more than one thing fits; the message names the candidates.
    """
    event_id = context.event_id
    if context.report_id is not None:
        event_id = index.event_of_report(context.report_id)
        if event_id is None:
            raise TyingError(f"There is no report {context.report_id} in the archive.", "look it up in occ.report")
    event = index.known_event(event_id) if event_id is not None else _find_event(index, trace)
    if event is None:
        raise TyingError(f"There is no event {event_id} in the archive.", "look it up in occ.event")
    reports = list(index.current_reports(event.event_id))
    if context.report_id is not None or context.has_no_report:
        chosen = next((report for report in reports if report.report_id == context.report_id), None)
        return Tie(event_id=event.event_id, report_id=context.report_id, anchor=_anchor(event, chosen))
    found, remark = _find_report(event, reports, trace)
    findings = (Finding.info(FindingCode.VALUE_DERIVED, remark, field="report_id"),) if remark else ()
    if found is None:
        findings = (_untied(reports, trace),)
    identifier = found.report_id if found is not None else None
    return Tie(event_id=event.event_id, report_id=identifier, anchor=_anchor(event, found), findings=findings)


def _anchor(event: KnownEvent, report: KnownReport | None) -> float:
    if report is not None:
        for instant in (report.d_time, report.r_time, report.time_start):
            if instant is not None:
                return instant
    return (event.time_first + event.time_last) / 2


def _find_event(index: ArchiveIndex, trace: Trace) -> KnownEvent:
    near = [event for event in _events_near(index, trace) if _may_be(event, trace.clues)]
    sure = [event for event in near if _says(event, trace.clues)]
    sure = sure or [event for event in near if _is_of_station(list(index.current_reports(event.event_id)), trace)]
    if len(sure) == 1:
        return sure[0]
    if len(sure) > 1:
        raise TyingError(f"The file fits several events: {_names(sure)}.", "name one with --event")
    if near:
        raise TyingError(
            f"The file names neither body nor star; by its time it may be of {_names(near)}.", "name it with --event"
        )
    has_date = trace.time_first is not None or trace.clues.time_predicted is not None or trace.clues.day is not None
    raise TyingError(
        "The file fits no event of the archive."
        if has_date
        else "The file holds no date, so that no event can be found.",
        "send it together with its report, or name event or report with --event or --report",
    )


def _names(events: Sequence[KnownEvent]) -> str:
    names = [event.event_id for event in events]
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return ", ".join(names[:_MAX_NAMED]) + more


def _events_near(index: ArchiveIndex, trace: Trace) -> list[KnownEvent]:
    """Return the events whose instant agrees with the times of the file."""
    if trace.time_first is not None and trace.time_last is not None:
        return index.events_between(trace.time_first - NEAR_DAYS, trace.time_last + NEAR_DAYS)
    if trace.clues.time_predicted is not None:
        return index.events_between(trace.clues.time_predicted - NEAR_DAYS, trace.clues.time_predicted + NEAR_DAYS)
    if trace.clues.day is None:
        return []
    events = index.events_between(trace.clues.day - DAY_SLACK, trace.clues.day + 1 + DAY_SLACK)
    return [event for event in events if _is_at_clock(event, trace)]


def _is_at_clock(event: KnownEvent, trace: Trace) -> bool:
    """Return whether an event's time of day lies within that of a recording."""
    if trace.first_s is None or trace.last_s is None:
        return True
    middle = (trace.first_s + trace.last_s) / 2
    half = (trace.last_s - trace.first_s) / 2 + NEAR_DAYS * SECONDS_PER_DAY
    for instant in (event.time_first, event.time_last):
        lag = (instant * SECONDS_PER_DAY - middle + SECONDS_PER_DAY / 2) % SECONDS_PER_DAY - SECONDS_PER_DAY / 2
        if abs(lag) <= half:
            return True
    return False


def _may_be(event: KnownEvent, clues: Clues) -> bool:
    """Return False where body or star of the file are others."""
    return same_body(event, clues) is not False and same_star(event, clues) is not False


def _says(event: KnownEvent, clues: Clues) -> bool:
    """Return whether the file names body or star of the event."""
    return bool(same_body(event, clues) or same_star(event, clues))


def _is_of_station(reports: Sequence[KnownReport], trace: Trace) -> bool:
    """Return whether the file's observer or place is that of a report."""
    named = trace.clues.observer and any(same_observer(report.observer, trace.clues) for report in reports)
    return bool(named) or any(same_place(report, trace.clues) for report in reports)


#: A question whether a file is of a report's station; None where that is unknown.
_Test = Callable[[KnownReport], bool | None]


def _tests(trace: Trace) -> list[tuple[str, _Test]]:
    """Return what can be compared with a report, with the word for it, the surest first."""
    clues = trace.clues
    tests: tuple[tuple[bool, str, _Test], ...] = (
        (clues.lon is not None and clues.lat is not None, "place", lambda report: same_place(report, clues)),
        (bool(clues.observer), "observer", lambda report: same_observer(report.observer, clues)),
        (bool(trace.edges_s), "times", lambda report: _same_edges(report, trace)),
        (trace.first_s is not None, "times", lambda report: _same_time(report, trace)),
    )
    return [(word, test) for applies, word, test in tests if applies]


def _find_report(event: KnownEvent, reports: Sequence[KnownReport], trace: Trace) -> tuple[KnownReport | None, str]:
    """Return the report of the file's station, None where that station sent none."""
    left = list(reports)
    tests = _tests(trace)
    is_sure = False
    for _, test in tests:
        if not left:
            continue
        answers = [(report, test(report)) for report in left]
        agreeing = [report for report, answer in answers if answer]
        is_sure = is_sure or bool(agreeing)
        left = agreeing or [report for report, answer in answers if answer is None]
    if not left:
        return None, ""
    if len(left) == 1:
        return left[0], "" if is_sure else f"It was tied to {left[0].report_id}, the only report it can belong to."
    names = ", ".join(report.report_id for report in left[:_MAX_NAMED])
    raise TyingError(
        f"The file is of {event.event_id}, and may belong to {names}.",
        "name the report with --report, or give --report none if its station sent no report",
    )


def _untied(reports: Sequence[KnownReport], trace: Trace) -> Finding:
    """Return the finding on a file that belongs to no report: which reports resemble it, and what differs."""
    found = [
        (words, slip) for report in reports if (words := _resemblance(report, trace, slip := _slip(report, trace)))
    ]
    resembling = [words for words, _ in found]
    if not resembling:
        message = "No report of this event is of the station in this file."
        return Finding.info(FindingCode.VALUE_DERIVED, message, field="report_id")
    more = f", and {len(resembling) - _MAX_NAMED} more" if len(resembling) > _MAX_NAMED else ""
    message = f"The file was tied to no report, but resembles {'; '.join(resembling[:_MAX_NAMED])}{more}."
    hint = "name the report with --report, or give --report none if its station sent no report"
    slip = next((slip for _, slip in found if slip is not None), None)
    if slip is not None:
        hint = f"correct the sign of {slip}, east and north are positive; else {hint}"
    return Finding.warning(FindingCode.CURVE_UNTIED, message, hint, field="report_id")


def _slip(report: KnownReport, trace: Trace) -> str | None:
    """Return which sign makes the places of a report and a file one, None where they are one or none does."""
    return mirrored_sign(report, trace.clues) if same_place(report, trace.clues) is False else None


def _resemblance(report: KnownReport, trace: Trace, slip: str | None) -> str:
    """Return what a report and a file have in common and what not; empty where they have nothing in common."""
    answers = {word: answer for word, test in _tests(trace) if (answer := test(report)) is not None}
    equal = [word for word, answer in answers.items() if answer]
    if slip is not None:
        equal.append(f"place but for the sign of {slip}")
    if not equal:
        return ""
    differences = []
    away = km_between(report, trace.clues)
    if answers.get("place") is False and slip is None and away is not None:
        differences.append(f"its place is {away:.1f} km away" if away < 100 else f"its place is {away:.0f} km away")
    if answers.get("observer") is False:
        differences.append(f"its observer is not {trace.clues.observer}")
    if answers.get("times") is False:
        differences.append(_times_words(report))
    but = f", but {' and '.join(differences)}" if differences else ""
    return f"{report.report_id} (the same {' and '.join(equal)}{but})"


def _times_words(report: KnownReport) -> str:
    pairs = (("D", report.d_time), ("R", report.r_time))
    known = [f"{word} {clock_text(instant)}" for word, instant in pairs if instant is not None]
    if not known and report.time_start is not None and report.time_end is not None:
        known = [f"recording, {clock_text(report.time_start)} to {clock_text(report.time_end)}"]
    return f"the file does not cover its {' and '.join(known)}"


def _same_edges(report: KnownReport, trace: Trace) -> bool | None:
    known = [instant for instant in (report.d_time, report.r_time) if instant is not None]
    if not known:
        return None
    return any(_clock_lag(instant, edge) <= SAME_EDGE_S for instant in known for edge in trace.edges_s)


def _same_time(report: KnownReport, trace: Trace) -> bool | None:
    """Return False where the report's D or R, else its recording, is outside of the file's; None: that is open."""
    if trace.first_s is None or trace.last_s is None:
        return None
    middle, half = (trace.first_s + trace.last_s) / 2, (trace.last_s - trace.first_s) / 2
    instant = report.d_time if report.d_time is not None else report.r_time
    if instant is None and report.time_start is not None and report.time_end is not None:
        instant = (report.time_start + report.time_end) / 2
        half += abs(report.time_end - report.time_start) / 2 * SECONDS_PER_DAY
    if instant is None:
        return None
    return None if _clock_lag(instant, middle) <= half + SAME_EDGE_S else False


def _clock_lag(instant: float, seconds: float) -> float:
    """Return how far a time of day is from the one of an instant [s]."""
    lag = (instant % 1 * SECONDS_PER_DAY - seconds + SECONDS_PER_DAY / 2) % SECONDS_PER_DAY - SECONDS_PER_DAY / 2
    return abs(lag)
