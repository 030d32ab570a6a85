"""Assignment of corrections: a reviewer's shifts of stations' times get the events of their reports."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.archive.archive_index import ArchiveIndex
from schemas.correction import RecordedCorrection
from schemas.event import Event
from schemas.finding import Finding, FindingCode
from schemas.reading import EventEntry


def assign_corrections(
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
            message = f"There is no report {correction.report_id}."
            hint = "look it up in occ.report"
            findings.append(
                Finding.error(FindingCode.REPORT_UNKNOWN, message, hint, field="report_id", line=correction.line)
            )
        else:
            by_event.setdefault(event_id, []).append(replace(correction, received=received))
    if findings:
        return [], findings
    return [
        EventEntry(event=Event(event_id=event_id), corrections=tuple(found)) for event_id, found in by_event.items()
    ], []
