"""The one place where read, check, match and archive are strung together."""

import hashlib
import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from ingest.archive.archive import ACCEPTED, REFUSED, Archive
from ingest.archive.archive_index import index_reports
from ingest.archive.compared_values import values_of
from ingest.archive.identifiers import numbered
from ingest.archive.lightcurve_json import shown_object
from ingest.archive.record_json import JsonObject, finding_object, full_object
from ingest.archive.submission import Submission
from ingest.intake.curve_checks import check_replacement
from ingest.intake.examination import Examination, Opener, fault, refused
from ingest.intake.matching import MatchingError, match_event, match_station
from ingest.intake.placing import Context, as_read, bundle_context, place, released
from ingest.intake.station_corrections import place_corrections
from schemas.attachment import Attachment
from schemas.errors import FormatError
from schemas.event import Event
from schemas.finding import Finding, FindingCode, Severity
from schemas.reading import EventEntry, StationReport

#: Files that are written to the archive in one step.
BATCH_SIZE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """What became of one file."""

    path: Path
    name: str
    format: str
    #: ``accepted``, ``unchanged``, ``superseding`` or ``refused``.
    status: str
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


class Pipeline:
    """Takes examined files into an archive.

    Parameters
    ----------
    archive
        The archive, open for writing or as a rehearsal.
    opener
        Opens a file that is too large to be held.
    now
        Returns the time of day, UTC [MJD].
    software
        Name and version written beside the records.
    context
        Event, report and release of all files, where a person says so.
    is_tying
        False: light curves are checked without asking which event they belong to.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        opener: Opener,
        now: Callable[[], float],
        software: str,
        context: Context | None = None,
        is_tying: bool = True,
    ) -> None:
        self._context = context or Context()
        self._is_tying = is_tying
        self._archive = archive
        self._opener = opener
        self._now = now
        self._software = software

    def take(self, examinations: Iterable[Examination]) -> Iterator[Intake]:
        """Take files in, a batch at a time; each is reported once its batch is safe on disk.

        Raises
        ------
        ArchiveError
            If the archive cannot be written; the batches before are kept.
        """
        iterator = iter(examinations)
        while batch := list(islice(iterator, BATCH_SIZE)):
            with self._archive.batch():
                intakes = [self._take_safely(examination) for examination in batch]
            yield from intakes

    def take_bundle(self, members: Sequence[Examination]) -> list[Intake]:
        """Take the files of a bundle in as one step: what its report says of event and station holds for all of them.

        Files of no known format become attachments of the report.

        Raises
        ------
        ArchiveError
            If the archive cannot be written; nothing of the bundle was kept.
        """
        with self._archive.batch():
            forms = {number: self._take_safely(item) for number, item in enumerate(members) if item.entries}
            told = bundle_context(self._context, [intake.entries for intake in forms.values()])
            # Curves come before the results of fits, which are compared with them.
            numbers = sorted(range(len(members)), key=lambda number: not members[number].lightcurves)
            data = {
                number: self._take_safely(members[number], told)
                for number in numbers
                if not members[number].entries and (members[number].lightcurves or members[number].timing_results)
            }
            known = bundle_context(told, [intake.entries for intake in (*forms.values(), *data.values())])
            taken = forms | data
            rest = {
                number: self._take_safely(item, known, is_attached=not item.format)
                for number, item in enumerate(members)
                if number not in taken
            }
        return [intake for _, intake in sorted((taken | rest).items())]

    def _attach(self, examination: Examination, context: Context) -> Intake:
        """Keep a file of no known format as an attachment of the bundle's event and report."""
        if self._archive.index.has(examination.checksum) or context.event_id is None or not examination.checksum:
            return self._take_one(examination)
        number = self._archive.index.highest_number("attachment", context.event_id) + 1
        attachment = Attachment(
            attachment_id=f"{context.event_id}_a{number:02d}",
            event_id=context.event_id,
            report_id=context.report_id if context.report_id != "none" else None,
            name=examination.name,
            media_type=examination.media_type,
            n_bytes=examination.size,
        )
        entry = EventEntry(event=Event(event_id=context.event_id), attachments=(attachment,))
        self._store(examination, ACCEPTED, self._now(), (), (entry,))
        return _intake(examination, "accepted", (entry,), ())

    def _take_safely(
        self, examination: Examination, told: Context | None = None, *, is_attached: bool = False
    ) -> Intake:
        """Take one file in; a fault of ours, or an original that has gone meanwhile, costs this file and no other."""
        try:
            with self._archive.index.attempt():
                if is_attached and told is not None:
                    return self._attach(examination, told)
                return self._take_one(examination, told)
        except (OSError, sqlite3.Error):
            raise  # of the archive itself
        except FormatError as problem:
            return _intake(refused(examination, problem), "refused", (), refused(examination, problem).findings)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the other files go in
            with self._archive.index.attempt():
                return self._refuse(examination, (*examination.findings, fault(examination.name, problem)))

    def _take_one(self, examination: Examination, told: Context | None = None) -> Intake:
        index = self._archive.index
        context = told or self._context
        if index.has(examination.checksum):
            known = tuple(self._archive.entry(place) for place in index.places_in(examination.checksum))
            if context.release_date is not None and (noted := released(known, context.release_date)):
                self._note_release(examination, noted)
                return _intake(examination, "superseding", noted, examination.findings)
            return _intake(examination, "unchanged", known, examination.findings if examination.format else ())
        if examination.is_refused:
            return self._refuse(examination, examination.findings)
        received = self._now()
        findings = list(examination.findings)
        entries: list[EventEntry] = []
        for entry in examination.entries:
            placed, remarks = self._place(entry, examination.checksum, received)
            findings += remarks
            if placed is not None:
                entries.append(placed)
                if len(examination.entries) > 1:
                    index_reports(index, examination.checksum, placed, index.next_batch())
        curves, results = examination.lightcurves, examination.timing_results
        if (curves or results) and not self._is_tying:
            return _intake(examination, "accepted", as_read(curves, results), tuple(findings))
        placement = place(index, curves, results, replace(context, received=received))
        entries += placement.entries
        findings += placement.findings
        corrected, unknown = place_corrections(index, examination.corrections, received)
        entries += corrected
        findings += unknown
        if not entries:
            return self._refuse(examination, tuple(findings))
        self._store(examination, ACCEPTED, received, tuple(findings), tuple(entries))
        superseding = any(station.report.supersedes for entry in entries for station in entry.stations)
        return _intake(examination, "superseding" if superseding else "accepted", tuple(entries), tuple(findings))

    def _note_release(self, examination: Examination, entries: tuple[EventEntry, ...]) -> None:
        """Keep the release date that was named for embargoed light curves which the archive holds."""
        dates = [(release.lightcurve_id, release.release_date) for entry in entries for release in entry.releases]
        text = json.dumps({"file": examination.checksum, "releases": dates}).encode()
        note = replace(
            examination,
            name=f"{examination.name}.release.json",
            checksum=hashlib.sha256(text).hexdigest(),
            size=len(text),
            format="release",
            content=text,
        )
        if not self._archive.index.has(note.checksum):
            self._store(note, ACCEPTED, self._now(), (), entries)

    def _refuse(self, examination: Examination, findings: tuple[Finding, ...]) -> Intake:
        if examination.checksum:
            self._store(examination, REFUSED, self._now(), findings, ())
        shown = as_read(examination.lightcurves, examination.timing_results)
        return _intake(examination, "refused", (*examination.all_entries, *shown), findings)

    def _store(
        self,
        examination: Examination,
        status: str,
        received: float,
        findings: tuple[Finding, ...],
        entries: tuple[EventEntry, ...],
    ) -> None:
        submission = Submission(
            checksum=examination.checksum,
            name=examination.name,
            size=examination.size,
            format=examination.format,
            status=status,
            received=received,
            software=self._software,
            findings=findings,
            entries=entries,
        )
        with self._open(examination) as stream:
            self._archive.store(submission, stream)

    def _open(self, examination: Examination) -> IO[bytes]:
        if examination.content is not None:
            return io.BytesIO(examination.content)
        try:
            return self._opener(examination.path)
        except OSError as problem:
            message = f"The file cannot be read any more: {problem.strerror}."
            raise FormatError(examination.name, None, "", message, "send it again") from problem

    def _place(
        self, entry: EventEntry, checksum: str, received: float
    ) -> tuple[EventEntry | None, tuple[Finding, ...]]:
        """Give an entry its event and its reports their identifiers."""
        findings: list[Finding] = []
        event_id = self._context.event_id
        if event_id is None:
            try:
                match = match_event(self._archive.index, entry)
            except MatchingError as problem:
                return None, (
                    _remark(Severity.ERROR, FindingCode.EVENT_AMBIGUOUS, "event_id", problem.message, problem.hint),
                )
            event_id = match.event_id
            if match.resembles:
                message = f"The star {entry.event.star} is {match.resembles} in the other reports of {event_id}."
                findings.append(
                    _remark(Severity.WARNING, FindingCode.STAR_DIFFERS, "star", message, "correct the star")
                )
        event = replace(entry.event, event_id=event_id)
        number = self._archive.index.highest_number("report", event_id)
        stations: list[StationReport] = []
        for station in entry.stations:
            report_id = numbered(event_id, "report", number + 1)
            placed, remarks = self._place_station(station, event_id, report_id, checksum, received)
            findings += remarks
            stations += placed
            number += len(placed)
        return _with_event(entry, event_id, replace(entry, event=event, stations=tuple(stations))), tuple(findings)

    def _place_station(
        self, station: StationReport, event_id: str, report_id: str, checksum: str, received: float
    ) -> tuple[list[StationReport], list[Finding]]:
        match = match_station(self._archive.index, event_id, station, checksum)
        if match.equal_to is not None:
            message = f"This report is known as {match.equal_to}."
            return [], [_remark(Severity.INFO, FindingCode.ALREADY_KNOWN, "", message)]
        findings = []
        if match.supersedes is not None:
            message = f"It replaces the report {match.supersedes} of the same station."
            findings.append(_remark(Severity.INFO, FindingCode.SUPERSEDES, "supersedes", message))
            curves = self._archive.index.compared.curves_of(match.supersedes)
            findings += check_replacement(values_of(station.report), curves)
        elif match.others:
            message = f"{station.report.observer} already reported this event: {', '.join(match.others)}."
            hint = "if this corrects that report, send it with the same place and aperture"
            findings.append(_remark(Severity.INFO, FindingCode.SAME_OBSERVER, "observer", message, hint))
        report = replace(
            station.report,
            report_id=report_id,
            event_id=event_id,
            supersedes=match.supersedes,
            received=received,
        )
        timings = tuple(replace(timing, report_id=report_id, event_id=event_id) for timing in station.timings)
        return [replace(station, report=report, timings=timings)], findings


def _with_event(entry: EventEntry, event_id: str, placed: EventEntry) -> EventEntry:
    """Give elements and fits of an entry their event."""
    elements = None if entry.elements is None else replace(entry.elements, event_id=event_id)
    return replace(placed, elements=elements, fits=tuple(replace(fit, event_id=event_id) for fit in entry.fits))


def _intake(
    examination: Examination, status: str, entries: tuple[EventEntry, ...], findings: tuple[Finding, ...]
) -> Intake:
    return Intake(
        path=examination.shown_path,
        name=examination.name,
        format=examination.format,
        status=status,
        entries=entries,
        findings=findings,
    )


def _remark(severity: Severity, code: FindingCode, field: str, message: str, hint: str = "") -> Finding:
    return Finding(code=code, severity=severity, field=field, message=message, hint=hint)
