"""What is compared where records are matched: names without accents, stars, instants, and the contents of a report."""

import hashlib
import json
import math
from dataclasses import replace

from ingest.archive.record_json import record_object
from schemas.body import fold_name
from schemas.event import Event
from schemas.reading import EventEntry, StationReport
from schemas.report import Report


def body_key(event: Event) -> str:
    """Return the key of a body in matching: its number, else its name without accents and blanks."""
    return str(event.body_number) if event.body_number is not None else fold_name(event.body_name or "")


def star_names(entry: EventEntry) -> set[str]:
    """Return the normalised designations that an entry gives its star."""
    names = {entry.event.star} if entry.event.star else set()
    return names | ({f"Gaia DR3 {entry.event.star_gaia}"} if entry.event.star_gaia else set())


def instant_of(entry: EventEntry) -> float | None:
    """Return the instant that an entry gives its event: predicted, else observed, UTC [MJD]."""
    candidates = [entry.event.time_closest, entry.event.time_predicted]
    for station in entry.stations:
        candidates += _instants(station)
    if body_key(entry.event):
        candidates += [curve.time_start for curve in entry.lightcurves]
    return next((instant for instant in candidates if instant is not None and math.isfinite(instant)), None)


def _instants(station: StationReport) -> list[float | None]:
    report = station.report
    middle = None
    if report.time_start is not None and report.time_end is not None:
        middle = (report.time_start + report.time_end) / 2
    return [report.d_time, report.r_time, report.time_predicted, middle, report.time_start, report.time_end]


def observer_key(report: Report) -> str:
    """Return an observer's name as it is compared between reports."""
    return fold_name(report.observer or "")


def fingerprint(station: StationReport) -> str:
    """Return a digest of the contents of a report, without its file, identifier and time of arrival."""
    item = record_object(station.report)
    for name in ("report_id", "event_id", "received", "supersedes", "status", "source_format"):
        item.pop(name, None)
    timings = [record_object(replace(timing, report_id=None, event_id=None)) for timing in station.timings]
    return hashlib.sha256(json.dumps([item, timings], sort_keys=True).encode()).hexdigest()
