"""Records to JSON objects and back: how the archive writes what it read."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, get_type_hints

from schemas.attachment import Attachment
from schemas.correction import RecordedCorrection
from schemas.event import Elements, Event, PublishedFit
from schemas.finding import Finding
from schemas.lightcurve import LightCurve, Release
from schemas.reading import EventEntry, StationReport
from schemas.report import Contact, Report, Timing
from schemas.timing_result import StatedTiming

JsonObject = dict[str, Any]


class DataclassInstance(Protocol):
    """Any record."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Record = TypeVar("Record")


@cache
def _defaults(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((item.name, item.default) for item in fields(kind))


@cache
def _converters(kind: type[Any]) -> dict[str, type[Any]]:
    hints = get_type_hints(kind)
    return {
        name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, StrEnum | tuple)
    } | {name: tuple for name, hint in hints.items() if getattr(hint, "__origin__", None) is tuple}


def record_object(record: DataclassInstance) -> JsonObject:
    """Return a flat record as a JSON object of the fields that differ from their defaults."""
    return {
        name: value
        for name, default in _defaults(type(record))
        if (value := getattr(record, name)) != default or default is MISSING
    }


def full_object(record: DataclassInstance) -> JsonObject:
    """Return a flat record as a JSON object of all its fields, missing values as None."""
    return {name: getattr(record, name) for name, _ in _defaults(type(record))}


def record_from(kind: type[Record], item: Mapping[str, Any]) -> Record:
    """Return the record that `record_object` wrote; fields that the record no longer has are skipped."""
    # mypy holds a class given as a parameter for unhashable.
    known = {name for name, _ in _defaults(kind)}  # type: ignore[arg-type]
    converters = _converters(kind)  # type: ignore[arg-type]
    return kind(
        **{
            name: converters[name](value) if name in converters else value
            for name, value in item.items()
            if name in known
        }
    )


def entry_line(entry: EventEntry, lightcurves: Sequence[JsonObject] = ()) -> bytes:
    """Return one event's part of a file as a line of JSON; its light curves come as objects."""
    item: JsonObject = {"event": record_object(entry.event)}
    if entry.elements is not None:
        item["elements"] = record_object(entry.elements)
    if entry.fits:
        item["fits"] = [record_object(fit) for fit in entry.fits]
    if entry.lines:
        item["lines"] = dict(entry.lines)
    if entry.stations:
        item["stations"] = [_station_object(station) for station in entry.stations]
    if entry.timing_results:
        item["timing_results"] = [record_object(result) for result in entry.timing_results]
    if entry.releases:
        item["releases"] = [record_object(release) for release in entry.releases]
    if entry.attachments:
        item["attachments"] = [record_object(attachment) for attachment in entry.attachments]
    if entry.corrections:
        item["corrections"] = [record_object(correction) for correction in entry.corrections]
    if lightcurves:
        item["lightcurves"] = list(lightcurves)
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def entry_from(line: bytes, read_curve: Callable[[JsonObject], LightCurve] | None = None) -> EventEntry:
    """Return the event's part that `entry_line` wrote, without its light curves where nothing reads them."""
    item = json.loads(line)
    return EventEntry(
        event=record_from(Event, item["event"]),
        elements=record_from(Elements, item["elements"]) if "elements" in item else None,
        fits=tuple(record_from(PublishedFit, fit) for fit in item.get("fits", ())),
        stations=tuple(_station_from(station) for station in item.get("stations", ())),
        lines=item.get("lines", {}),
        lightcurves=tuple(map(read_curve, item.get("lightcurves", ()))) if read_curve is not None else (),
        timing_results=tuple(record_from(StatedTiming, result) for result in item.get("timing_results", ())),
        releases=tuple(record_from(Release, release) for release in item.get("releases", ())),
        attachments=tuple(record_from(Attachment, attachment) for attachment in item.get("attachments", ())),
        corrections=tuple(record_from(RecordedCorrection, one) for one in item.get("corrections", ())),
    )


def _station_object(station: StationReport) -> JsonObject:
    item: JsonObject = {"report": record_object(station.report)}
    if station.timings:
        item["timings"] = [record_object(timing) for timing in station.timings]
    if contact := record_object(station.contact):
        item["contact"] = contact
    if station.lines:
        item["lines"] = dict(station.lines)
    return item


def _station_from(item: JsonObject) -> StationReport:
    return StationReport(
        report=record_from(Report, item["report"]),
        timings=tuple(record_from(Timing, timing) for timing in item.get("timings", ())),
        contact=record_from(Contact, item.get("contact", {})),
        lines=item.get("lines", {}),
    )


def finding_object(finding: Finding) -> JsonObject:
    """Return a finding as the JSON object that `umbra ingest --json` prints."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "line": finding.line,
        "field": finding.field,
        "message": finding.message,
        "hint": finding.hint,
    }
