"""What the light curves and timing results of a file are compared with."""

from dataclasses import dataclass, field

from ingest.archive.archive_index import KnownEvent
from ingest.archive.compared_values import ReportValues


@dataclass(frozen=True, kw_only=True, slots=True)
class Counterpart:
    """What a light curve or timing result is compared with."""

    event: KnownEvent
    #: None where the station sent no report.
    report: ReportValues | None
    #: The instant that days are counted from, UTC [MJD].
    anchor: float
    #: Begin and end of other light curves of the report, UTC [MJD].
    spans: tuple[tuple[float, float], ...] = field(default=())
