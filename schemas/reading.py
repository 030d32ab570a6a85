"""The records that a reader returns for one file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.attachment import Attachment
from schemas.correction import RecordedCorrection
from schemas.event import Elements, Event, PublishedFit
from schemas.finding import Finding
from schemas.lightcurve import LightCurve, Release
from schemas.report import Contact, Report, Timing
from schemas.timing_result import StatedTiming, TimingResult


@dataclass(frozen=True, kw_only=True, slots=True)
class StationReport:
    """The report of one station in a file, its further timings, and the lines of its fields."""

    report: Report
    timings: tuple[Timing, ...] = ()
    contact: Contact = field(default_factory=Contact)
    #: Line of each field of the report that was read, counted from 1.
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class EventEntry:
    """An event in a file, and its stations."""

    event: Event
    elements: Elements | None = None
    fits: tuple[PublishedFit, ...] = ()
    stations: tuple[StationReport, ...] = ()
    #: Line of each field of the event that was read, counted from 1.
    lines: Mapping[str, int] = field(default_factory=dict)
    lightcurves: tuple[LightCurve, ...] = ()
    #: D and R that programs state for this event, in other files than the reports.
    timing_results: tuple[StatedTiming, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    releases: tuple[Release, ...] = ()
    #: Shifts of stations' times that a reviewer recorded.
    corrections: tuple[RecordedCorrection, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The contents of a file: its events, timing results and light curves, and the findings of the reader."""

    format: str
    entries: tuple[EventEntry, ...]
    findings: tuple[Finding, ...] = ()
    lightcurves: tuple[LightCurve, ...] = ()
    timing_results: tuple[TimingResult, ...] = ()
    corrections: tuple[RecordedCorrection, ...] = ()
