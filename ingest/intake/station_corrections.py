"""Recorded corrections of stations' times: taken into the archive, and found again when an event is reduced."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.archive.archive_index import ArchiveIndex
from reduction.chords.corrections import corrections_of, station_shift
from schemas.chord import Correction, Corrections
from schemas.codes import Answer
from schemas.correction import RecordedCorrection, StationCorrection
from schemas.event import Event
from schemas.finding import Finding, FindingCode, Severity
from schemas.reading import EventEntry
from schemas.report import Report


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportCorrections:
    """All corrections of one report: for the arithmetic, and for publishing."""

    corrections: Corrections
    published: tuple[StationCorrection, ...]


def place_corrections(
    index: ArchiveIndex, corrections: Sequence[RecordedCorrection], received: float
) -> tuple[list[EventEntry], list[Finding]]:
    """Give recorded corrections their events.

    Either all corrections of a file are taken or none.

    Parameters
    ----------
    index
        Of the archive.
    corrections
        As read.
    received
        When they came in, UTC [MJD].

    Returns
    -------
    One entry an event, and a finding on each correction of a report that is not known.
    """
    findings: list[Finding] = []
    by_event: dict[str, list[RecordedCorrection]] = {}
    for correction in corrections:
        event_id = index.event_of_report(correction.report_id)
        if event_id is None:
            findings.append(
                Finding(
                    code=FindingCode.REPORT_UNKNOWN,
                    severity=Severity.ERROR,
                    message=f"There is no report {correction.report_id}.",
                    hint="look it up in occ.report",
                    field="report_id",
                    line=correction.line,
                )
            )
        else:
            by_event.setdefault(event_id, []).append(replace(correction, received=received))
    if findings:
        return [], findings
    return [
        EventEntry(event=Event(event_id=event_id), corrections=tuple(found)) for event_id, found in by_event.items()
    ], []


def gather_corrections(report: Report, entries: Sequence[EventEntry]) -> ReportCorrections:
    """Return the corrections of one report: what it says itself, and what was recorded, the latest of a reason."""
    own = corrections_of(report)
    recorded = [
        correction for entry in entries for correction in entry.corrections if correction.report_id == report.report_id
    ]
    latest = {correction.reason: correction for correction in recorded}
    total = own
    for correction in latest.values():
        if correction.shift:
            total = station_shift(total, correction.shift, correction.reason)
    rows = [*_own_rows(report, own), *_recorded_rows(report, recorded, latest)]
    named = (replace(row, correction_id=f"{report.report_id}_k{number:02d}") for number, row in enumerate(rows, 1))
    return ReportCorrections(corrections=total, published=tuple(named))


def lapsed_corrections(reports: Sequence[Report], entries: Sequence[EventEntry]) -> list[tuple[Finding, str]]:
    """Return a finding, with its report, on each correction of a report that was replaced by another."""
    successors = {report.supersedes: report.report_id for report in reports if report.supersedes}
    return [
        (
            Finding(
                code=FindingCode.CORRECTION_LAPSED,
                severity=Severity.WARNING,
                message=f"A correction of {correction.shift:+g} s ({correction.reason}) of the replaced report "
                f"{correction.report_id} was not added to {successors[correction.report_id]}.",
                hint="record it for the new report if its times need it",
                field="d_time",
            ),
            successors[correction.report_id] or "",
        )
        for entry in entries
        for correction in entry.corrections
        if correction.shift and correction.report_id in successors
    ]


def _own_rows(report: Report, own: Corrections) -> Iterator[StationCorrection]:
    for contact, corrections in (("all", own.both), ("D", own.d), ("R", own.r)):
        for correction in corrections:
            yield _row(report, contact, correction)


def _recorded_rows(
    report: Report, recorded: Sequence[RecordedCorrection], latest: dict[str, RecordedCorrection]
) -> Iterator[StationCorrection]:
    for correction in recorded:
        is_latest = latest[correction.reason] is correction
        row = _row(report, "all", Correction(reason=correction.reason, shift=correction.shift, applied=Answer.NO))
        yield replace(
            row,
            is_added=is_latest and correction.shift != 0,
            author=correction.author,
            reference=correction.reference,
            received=correction.received,
            status="accepted" if is_latest else "superseded",
        )


def _row(report: Report, contact: str, correction: Correction) -> StationCorrection:
    return StationCorrection(
        correction_id="",
        event_id=report.event_id or "",
        report_id=report.report_id or "",
        contact=contact,
        reason=correction.reason,
        shift=correction.shift,
        applied=correction.applied,
        is_added=correction.applied == Answer.NO,
    )
