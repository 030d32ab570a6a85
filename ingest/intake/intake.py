"""An intake: the outcome of one file, as it is printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.archive.lightcurve_json import shown_object
from ingest.archive.record_json import JsonObject, finding_object, full_object
from schemas.codes import FileStatus
from schemas.event import Event
from schemas.finding import Finding, Severity
from schemas.reading import EventEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """The outcome of one file."""

    path: Path
    name: str
    format: str
    status: FileStatus
    #: The entries with their identifiers; of a refused file, what was read of it.
    entries: tuple[EventEntry, ...]
    findings: tuple[Finding, ...]

    @property
    def event_id(self) -> str | None:
        """The event of the file, None if it holds several or none."""
        events = {entry.event.event_id for entry in self.entries}
        return events.pop() if len(events) == 1 else None

    @property
    def names(self) -> Iterator[str]:
        """Identifiers of the reports, light curves and timing results of the file."""
        for entry in self.entries:
            yield from (station.report.report_id or "" for station in entry.stations)
            yield from (curve.lightcurve_id or "" for curve in entry.lightcurves)
            yield from (result.result_id or "" for result in entry.timing_results)
            yield from (attachment.attachment_id or "" for attachment in entry.attachments)

    @property
    def is_well(self) -> bool:
        """Whether nothing of the file was refused."""
        return not any(finding.severity == Severity.ERROR for finding in self.findings)

    def as_object(self, *, with_arrays: bool = False) -> JsonObject:
        """Return the intake as `umbra ingest --json` prints it."""
        return {
            "file": str(self.path),
            "format": self.format or None,
            "status": self.status,
            "event_id": self.event_id,
            "records": list(self.records(with_arrays=with_arrays)),
            "findings": [finding_object(finding) for finding in self.findings],
        }

    def records(self, *, with_arrays: bool = False) -> Iterator[JsonObject]:
        """Return the records as objects with a ``kind``, fields named as the columns, without private words."""
        for entry in self.entries:
            if entry.event != Event():
                yield {"kind": "event", **full_object(entry.event)}
            if entry.elements is not None:
                yield {"kind": "elements", **full_object(entry.elements)}
            for fit in entry.fits:
                yield {**full_object(fit), "kind": "published_fit", "fit_kind": fit.kind}
            for station in entry.stations:
                yield {"kind": "report", **full_object(station.report)}
                for timing in station.timings:
                    yield {"kind": "timing", **full_object(timing)}
            for curve in entry.lightcurves:
                yield {"kind": "lightcurve", **shown_object(curve, with_arrays=with_arrays)}
            for attachment in entry.attachments:
                yield {"kind": "attachment", **full_object(attachment)}
            for result in entry.timing_results:
                yield {**full_object(result), "kind": "timing_result", "result_kind": result.kind}
            for correction in entry.corrections:
                yield {"kind": "correction", **full_object(correction)}
