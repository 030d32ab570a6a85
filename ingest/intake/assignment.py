"""Assignment: what was read from one file gets its events, stations and identifiers; the archive is only looked at."""

from dataclasses import dataclass

from ingest.archive.archive_index import ArchiveIndex, index_reports
from ingest.intake.context import Context
from ingest.intake.correction_assignment import assign_corrections
from ingest.intake.curve_assignment import assign_curves
from ingest.intake.examination import Examination
from ingest.intake.report_assignment import assign_reports
from schemas.codes import FileStatus
from schemas.finding import Finding
from schemas.reading import EventEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """The entries of one file with their events and identifiers; none where nothing of it can be assigned."""

    entries: tuple[EventEntry, ...]
    #: Those of the examination, and those of the assignment.
    findings: tuple[Finding, ...]

    @property
    def status(self) -> FileStatus:
        """The outcome of the file with it."""
        if not self.entries:
            return FileStatus.REFUSED
        is_superseding = any(station.report.supersedes for entry in self.entries for station in entry.stations)
        return FileStatus.SUPERSEDING if is_superseding else FileStatus.ACCEPTED


def assign(index: ArchiveIndex, examination: Examination, context: Context, received: float) -> Assignment:
    """Give what was read from a file its events, stations and identifiers.

    Reports of a file with several events are entered in the index at once, so that they are matched with each other.

    Parameters
    ----------
    index
        Of the archive, in a transaction.
    examination
        The file, read and checked.
    context
        What a person or the bundle says of it.
    received
        When it came in, UTC [MJD].
    """
    findings = list(examination.findings)
    entries: list[EventEntry] = []
    for entry in examination.entries:
        reports = assign_reports(
            index, entry, checksum=examination.checksum, received=received, event_id=context.event_id
        )
        findings += reports.findings
        if reports.entry is not None:
            entries.append(reports.entry)
            if len(examination.entries) > 1:
                index_reports(index, examination.checksum, reports.entry, index.next_batch())
    curves = assign_curves(index, examination.lightcurves, examination.timing_results, context, received)
    corrected, unknown = assign_corrections(index, examination.corrections, received)
    return Assignment(entries=(*entries, *curves.entries, *corrected), findings=(*findings, *curves.findings, *unknown))
