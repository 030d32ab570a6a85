"""Findings of the reduction of an event: why a chord or the limb is missing or doubtful."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ReductionFinding:
    """One finding of the reduction. Field names are the columns of ``occ.reduction_finding``."""

    finding_id: str
    event_id: str
    #: The report concerned; None for the event as a whole.
    report_id: str | None = None
    #: Value of `schemas.finding.FindingCode`.
    code: str
    #: Value of `schemas.finding.Severity`; after an error, the report has no chord.
    severity: str
    #: Column concerned; empty for the whole report.
    column_name: str = ""
    message: str
    #: What to do about it.
    hint: str = ""
