"""Tying: which event and which report a light curve or a timing result belongs to."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.archive.archive_index import ArchiveIndex, KnownEvent, KnownReport
from ingest.intake.matching import SAME_STATION_KM
from schemas.body import fold_name
from schemas.errors import UmbraError
from schemas.instant import SECONDS_PER_DAY
from schemas.lightcurve import Clues

#: A recording lies around its event by no more than this [d].
NEAR_DAYS = 1 / 24
#: A day that a name gives may be off by one, and the event a night later [d].
DAY_SLACK = 1.6
#: D and R of one station in two files agree to this [s].
SAME_EDGE_S = 2.0
#: An event is not farther from its own recording [d].
OTHER_EVENT_DAYS = 0.5
_MAX_NAMED = 8
_EARTH_RADIUS_KM = 6371.0


class TyingError(UmbraError):
    """A file whose event or station cannot be told."""


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
    #: Why this station was taken, where the file itself does not say it.
    remark: str = ""


def tie(index: ArchiveIndex, trace: Trace, *, event_id: str | None = None, report_id: str | None = None) -> Tie:
    """Find event and report of a light curve or timing result.

    Parameters
    ----------
    index
        The archive's index.
    trace
        What the file says.
    event_id, report_id
        What a person or the bundle says; ``none`` as a report says that the station sent none.

    Raises
    ------
    TyingError
        If nothing or more than one thing fits; the message names the candidates.
    """
    if report_id is not None and report_id != "none":
        event_id = index.event_of_report(report_id)
        if event_id is None:
            raise TyingError(f"There is no report {report_id} in the archive.", "Look it up in occ.report.")
    event = index.known_event(event_id) if event_id is not None else _find_event(index, trace)
    if event is None:
        raise TyingError(f"There is no event {event_id} in the archive.", "Look it up in occ.event.")
    reports = list(index.current_reports(event.event_id))
    if report_id is not None:
        chosen = next((report for report in reports if report.report_id == report_id), None)
        kept = report_id if report_id != "none" else None
        return Tie(event_id=event.event_id, report_id=kept, anchor=_anchor(event, chosen))
    found, remark = _find_report(event, reports, trace)
    identifier = found.report_id if found is not None else None
    return Tie(event_id=event.event_id, report_id=identifier, anchor=_anchor(event, found), remark=remark)


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
        raise TyingError(f"The file fits several events: {_names(sure)}.", "Name one with --event.")
    if near:
        raise TyingError(
            f"The file names neither body nor star; by its time it may be of {_names(near)}.", "Name it with --event."
        )
    raise TyingError(
        "The file fits no event of the archive.",
        "Send it together with its report, or name event or report with --event or --report.",
    )


def _names(events: Sequence[KnownEvent]) -> str:
    names = [event.event_id for event in events]
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return ", ".join(names[:_MAX_NAMED]) + more


def _events_near(index: ArchiveIndex, trace: Trace) -> list[KnownEvent]:
    """Return the events whose instant agrees with what the file says of time."""
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
    return _same_body(event, clues) is not False and _same_star(event, clues) is not False


def _says(event: KnownEvent, clues: Clues) -> bool:
    """Return whether the file names body or star of the event."""
    return bool(_same_body(event, clues) or _same_star(event, clues))


def _same_body(event: KnownEvent, clues: Clues) -> bool | None:
    if clues.body_number is not None and event.body_number is not None:
        return clues.body_number == event.body_number
    if clues.body_name and event.body_name:
        return fold_name(clues.body_name) == fold_name(event.body_name)
    return None


def _same_star(event: KnownEvent, clues: Clues) -> bool | None:
    names = {name for name in (clues.star, *clues.star_aliases) if name}
    if names & event.stars:
        return True
    if None in (clues.ra, clues.dec, event.ra, event.dec):
        return None
    north = (clues.dec or 0.0) - (event.dec or 0.0)
    east = ((clues.ra or 0.0) - (event.ra or 0.0) + 180) % 360 - 180
    separation = math.hypot(east * math.cos(math.radians(event.dec or 0.0)), north) * 3600
    return True if separation < 5 else False if separation > 600 else None


def _is_of_station(reports: Sequence[KnownReport], trace: Trace) -> bool:
    """Return whether the file's observer or place is that of a report."""
    named = trace.clues.observer and any(_same_observer(report, trace.clues) for report in reports)
    return bool(named) or any(_same_place(report, trace.clues) for report in reports)


def _find_report(event: KnownEvent, reports: Sequence[KnownReport], trace: Trace) -> tuple[KnownReport | None, str]:
    """Return the report of the file's station, None where that station sent none."""
    clues = trace.clues
    left = list(reports)
    tests: tuple[tuple[bool, Callable[[KnownReport], bool | None]], ...] = (
        (clues.lon is not None and clues.lat is not None, lambda report: _same_place(report, clues)),
        (bool(clues.observer), lambda report: _same_observer(report, clues)),
        (bool(trace.edges_s), lambda report: _same_edges(report, trace)),
        (trace.first_s is not None, lambda report: _same_time(report, trace)),
    )
    is_sure = False
    for applies, test in tests:
        if not applies or not left:
            continue
        answers = [(report, test(report)) for report in left]
        agreeing = [report for report, answer in answers if answer]
        is_sure = is_sure or bool(agreeing)
        left = agreeing or [report for report, answer in answers if answer is None]
    if not left:
        return None, "No report of this event is of the station in this file."
    if len(left) == 1:
        return left[0], "" if is_sure else f"It was tied to {left[0].report_id}, the only report it can belong to."
    names = ", ".join(report.report_id for report in left[:_MAX_NAMED])
    raise TyingError(
        f"The file is of {event.event_id}, and may belong to {names}.",
        "Name the report with --report, or say --report none if its station sent none.",
    )


def _same_place(report: KnownReport, clues: Clues) -> bool | None:
    if None in (report.lon, report.lat, clues.lon, clues.lat):
        return None
    east = ((report.lon or 0.0) - (clues.lon or 0.0) + 180) % 360 - 180
    east *= math.cos(math.radians(clues.lat or 0.0))
    north = (report.lat or 0.0) - (clues.lat or 0.0)
    return math.radians(math.hypot(east, north)) * _EARTH_RADIUS_KM <= SAME_STATION_KM


def _same_observer(report: KnownReport, clues: Clues) -> bool | None:
    """Compare names: all of it, or the family name where one side has initials or is cut."""
    if not clues.observer or not report.observer:
        return None
    mine = fold_name(clues.observer)
    if mine == report.observer:
        return True
    family = fold_name(clues.observer.replace(".", " ").split()[-1])
    return len(family) >= 4 and (report.observer.endswith(family) or family in report.observer)


def _same_edges(report: KnownReport, trace: Trace) -> bool | None:
    known = [instant for instant in (report.d_time, report.r_time) if instant is not None]
    if not known:
        return None
    return any(_clock_lag(instant, edge) <= SAME_EDGE_S for instant in known for edge in trace.edges_s)


def _same_time(report: KnownReport, trace: Trace) -> bool | None:
    """Return False where the report's D or R lies outside of the recording, None where that says nothing."""
    instant = report.d_time if report.d_time is not None else report.r_time
    if instant is None or trace.first_s is None or trace.last_s is None:
        return None
    middle, half = (trace.first_s + trace.last_s) / 2, (trace.last_s - trace.first_s) / 2
    return None if _clock_lag(instant, middle) <= half + SAME_EDGE_S else False


def _clock_lag(instant: float, seconds: float) -> float:
    """Return how far a time of day is from the one of an instant [s]."""
    lag = (instant % 1 * SECONDS_PER_DAY - seconds + SECONDS_PER_DAY / 2) % SECONDS_PER_DAY - SECONDS_PER_DAY / 2
    return abs(lag)
