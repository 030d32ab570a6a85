"""Assignment of reports: an entry of a file gets its event, and its stations' reports their identifiers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.archive.archive_index import ArchiveIndex
from ingest.archive.compared_values import values_of
from ingest.archive.identifiers import RecordKind, numbered
from ingest.intake.curve_checks import check_replacement
from ingest.intake.matching import MatchingError, StationMatch, match_event, match_station
from schemas.finding import Finding, FindingCode
from schemas.reading import EventEntry, StationReport
from schemas.report import Report


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportAssignment:
    """An entry with its event and identifiers, and the findings on them."""

    #: None where the event of the entry is not clear.
    entry: EventEntry | None
    findings: tuple[Finding, ...]


def assign_reports(
    index: ArchiveIndex, entry: EventEntry, *, checksum: str, received: float, event_id: str | None = None
) -> ReportAssignment:
    """Give an entry its event and its reports their identifiers; a report that is known already is left out.

    Parameters
    ----------
    index
        Of the archive.
    entry
        One event's part of a file, as it was read and checked.
    checksum
        Of the file.
    received
        When the file came in, UTC [MJD].
    event_id
        The event, where a person names it.
    """
    findings: list[Finding] = []
    if event_id is None:
        try:
            match = match_event(index, entry)
        except MatchingError as problem:
            finding = Finding.error(FindingCode.EVENT_AMBIGUOUS, problem.message, problem.hint, field="event_id")
            return ReportAssignment(entry=None, findings=(finding,))
        event_id = match.event_id
        if match.resembles:
            message = f"The star {entry.event.star} is {match.resembles} in the other reports of {event_id}."
            findings.append(Finding.warning(FindingCode.STAR_DIFFERS, message, "correct the star", field="star"))
    number = index.highest_number(RecordKind.REPORT, event_id)
    stations: list[StationReport] = []
    for station in entry.stations:
        match_of_station = match_station(index, event_id, station, checksum)
        findings += _remarks(index, station.report, match_of_station)
        if match_of_station.equal_to is None:
            number += 1
            report_id = numbered(event_id, RecordKind.REPORT, number)
            stations.append(_assigned(station, event_id, report_id, match_of_station.supersedes, received))
    assigned = replace(
        entry,
        event=replace(entry.event, event_id=event_id),
        elements=None if entry.elements is None else replace(entry.elements, event_id=event_id),
        fits=tuple(replace(fit, event_id=event_id) for fit in entry.fits),
        stations=tuple(stations),
    )
    return ReportAssignment(entry=assigned, findings=tuple(findings))


def _assigned(
    station: StationReport, event_id: str, report_id: str, supersedes: str | None, received: float
) -> StationReport:
    report = replace(station.report, report_id=report_id, event_id=event_id, supersedes=supersedes, received=received)
    timings = tuple(replace(timing, report_id=report_id, event_id=event_id) for timing in station.timings)
    return replace(station, report=report, timings=timings)


def _remarks(index: ArchiveIndex, report: Report, match: StationMatch) -> Iterator[Finding]:
    """Say what the archive already has of a station, and compare a report with the curves of the one it replaces."""
    if match.equal_to is not None:
        yield Finding.info(FindingCode.ALREADY_KNOWN, f"This report is known as {match.equal_to}.")
    elif match.supersedes is not None:
        message = f"It replaces the report {match.supersedes} of the same station."
        yield Finding.info(FindingCode.SUPERSEDES, message, field="supersedes")
        yield from check_replacement(values_of(report), index.compared.curves_of(match.supersedes))
    elif match.others:
        message = f"{report.observer} already reported this event: {', '.join(match.others)}."
        hint = "if this corrects that report, send it with the same place and aperture"
        yield Finding.info(FindingCode.SAME_OBSERVER, message, hint, field="observer")
