"""What the reduction of an event remarked: why there is no chord or limb, and what to doubt in those there are."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ReductionFinding:
    """One remark of the reduction. Field names are the columns of ``occ.reduction_finding``."""

    finding_id: str
    event_id: str
    #: The report it is about; None for the event as a whole.
    report_id: str | None = None
    #: Value of `schemas.finding.FindingCode`.
    code: str
    #: Value of `schemas.finding.Severity`; an error is a report that no chord could be computed from.
    severity: str
    #: Column that it is about, empty if none.
    column_name: str = ""
    message: str
    #: What may help.
    hint: str = ""
