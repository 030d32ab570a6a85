"""Recorded corrections of stations' times, found again in the archive when an event is reduced."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reduction.chords.corrections import corrections_of, station_shift
from schemas.chord import Correction, Corrections
from schemas.codes import Answer, RecordStatus
from schemas.correction import RecordedCorrection, StationCorrection
from schemas.finding import Finding, FindingCode
from schemas.reading import EventEntry
from schemas.report import Report


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportCorrections:
    """All corrections of one report: for the arithmetic, and for publishing."""

    corrections: Corrections
    published: tuple[StationCorrection, ...]


def gather_corrections(report: Report, entries: Sequence[EventEntry]) -> ReportCorrections:
    """Return the corrections of one report: those that follow from it and the recorded ones, the latest of each."""
    own = corrections_of(report)
    recorded = [
        correction for entry in entries for correction in entry.corrections if correction.report_id == report.report_id
    ]
    latest = {correction.reason: correction for correction in recorded}
    total = own
    for correction in latest.values():
        if correction.shift:
            total = station_shift(total, correction.shift, correction.reason)
    rows = [_own_row(report, number, *one) for number, one in enumerate(_by_contact(own), 1)]
    rows += [
        _recorded_row(report, number, one, is_latest=latest[one.reason] is one)
        for number, one in enumerate(recorded, len(rows) + 1)
    ]
    return ReportCorrections(corrections=total, published=tuple(rows))


def lapsed_corrections(reports: Sequence[Report], entries: Sequence[EventEntry]) -> list[tuple[Finding, str]]:
    """Return a finding, with its report, on each correction of a report that was replaced by another."""
    successors = {report.supersedes: report.report_id for report in reports if report.supersedes}
    return [
        (
            Finding.warning(
                FindingCode.CORRECTION_LAPSED,
                f"A correction of {correction.shift:+g} s ({correction.reason}) of the replaced report "
                f"{correction.report_id} was not added to {successors[correction.report_id]}.",
                "record it for the new report if its times need it",
                field="d_time",
            ),
            successors[correction.report_id] or "",
        )
        for entry in entries
        for correction in entry.corrections
        if correction.shift and correction.report_id in successors
    ]


def _by_contact(own: Corrections) -> Iterator[tuple[str, Correction]]:
    for contact, corrections in (("all", own.both), ("D", own.d), ("R", own.r)):
        for correction in corrections:
            yield contact, correction


def _own_row(report: Report, number: int, contact: str, correction: Correction) -> StationCorrection:
    return StationCorrection(
        correction_id=_identifier(report, number),
        event_id=report.event_id or "",
        report_id=report.report_id or "",
        contact=contact,
        reason=correction.reason,
        shift=correction.shift,
        applied=correction.applied,
        is_added=correction.applied == Answer.NO,
    )


def _recorded_row(report: Report, number: int, correction: RecordedCorrection, *, is_latest: bool) -> StationCorrection:
    return StationCorrection(
        correction_id=_identifier(report, number),
        event_id=report.event_id or "",
        report_id=report.report_id or "",
        contact="all",
        reason=correction.reason,
        shift=correction.shift,
        applied=Answer.NO,
        is_added=is_latest and correction.shift != 0,
        author=correction.author,
        reference=correction.reference,
        received=correction.received,
        status=RecordStatus.ACCEPTED if is_latest else RecordStatus.SUPERSEDED,
    )


def _identifier(report: Report, number: int) -> str:
    return f"{report.report_id}_k{number:02d}"
