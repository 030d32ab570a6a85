"""Remarks of the reduction of an event: why there is no chord or limb, and which of them are in doubt."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ReductionFinding:
    """One remark of the reduction. Field names are the columns of ``occ.reduction_finding``."""

    finding_id: str
    event_id: str
    #: The report concerned; None for the event as a whole.
    report_id: str | None = None
    #: Value of `schemas.finding.FindingCode`.
    code: str
    #: Value of `schemas.finding.Severity`; an error: no chord could be computed from the report.
    severity: str
    #: Column concerned; empty for the whole report.
    column_name: str = ""
    message: str
    #: Hint: how to mend it.
    hint: str = ""
