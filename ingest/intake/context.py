"""A context: what a person, or the bundle a file came in, says of event, report and release of a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.reading import EventEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What a person, or the bundle a file came in, says of it."""

    event_id: str | None = None
    report_id: str | None = None
    #: The station has sent no report; there is no ``report_id`` then.
    has_no_report: bool = False
    #: Why light curves and results are taken in although they contradict their report or event.
    override_reason: str | None = None
    #: Nothing of it is published before this instant, UTC [MJD].
    release_date: float | None = None


def bundle_context(given: Context, parts: Sequence[Sequence[EventEntry]]) -> Context:
    """Return what the files of a bundle say for all of them: the one event, and the one report, that they name.

    Parameters
    ----------
    given
        What is known of the bundle without them.
    parts
        The entries of each of its files.
    """
    entries = [entry for part in parts for entry in part]
    events = {entry.event.event_id for entry in entries} - {None}
    reports = {station.report.report_id for entry in entries for station in entry.stations} - {None}
    event_id = given.event_id or (events.pop() if len(events) == 1 else None)
    report_id = given.report_id
    if report_id is None and not given.has_no_report and len(reports) == 1:
        report_id = reports.pop()
    return replace(given, event_id=event_id, report_id=report_id)
