"""The pipeline: examined files are assigned to events and stored, a batch at a time."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ingest.archive.archive import Archive
from ingest.intake.assignment import assign
from ingest.intake.attachment_assignment import assign_attachment
from ingest.intake.context import Context, bundle_context
from ingest.intake.examination import Examination, Opener, fault, unreadable
from ingest.intake.intake import Intake
from ingest.intake.release_assignment import assign_release
from ingest.intake.store import Store
from ingest.intake.unassigned_curves import as_read
from schemas.codes import FileStatus, Verdict
from schemas.errors import FormatError
from schemas.finding import Finding
from schemas.instant import Clock
from schemas.reading import EventEntry

#: Files that are written to the archive in one step.
BATCH_SIZE = 500


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
        Event, report and release of all files, where a person names them.
    is_tying
        False: light curves are checked without asking which event they belong to.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        opener: Opener,
        now: Clock,
        software: str,
        context: Context | None = None,
        is_tying: bool = True,
    ) -> None:
        self._context = context or Context()
        self._is_tying = is_tying
        self._archive = archive
        self._store = Store(archive, opener=opener, software=software)
        self._now = now

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
                intakes = [self._take_safely(examination, self._context) for examination in batch]
            yield from intakes

    def take_bundle(self, members: Sequence[Examination]) -> list[Intake]:
        """Take the files of a bundle in as one step: event and station of its report are those of all of them.

        Files of no known format become attachments of the report.

        Raises
        ------
        ArchiveError
            If the archive cannot be written; nothing of the bundle was kept.
        """
        with self._archive.batch():
            given = self._context
            forms = {number: self._take_safely(item, given) for number, item in enumerate(members) if item.entries}
            of_forms = bundle_context(given, [intake.entries for intake in forms.values()])
            # Curves come before the results of fits, which are compared with them.
            numbers = sorted(range(len(members)), key=lambda number: not members[number].lightcurves)
            data = {
                number: self._take_safely(members[number], of_forms)
                for number in numbers
                if not members[number].entries and members[number].has_curves
            }
            of_all = bundle_context(of_forms, [intake.entries for intake in (*forms.values(), *data.values())])
            taken = forms | data
            rest = {
                number: self._take_safely(item, of_all, is_attached=not item.format)
                for number, item in enumerate(members)
                if number not in taken
            }
        return [intake for _, intake in sorted((taken | rest).items())]

    def _take_safely(self, examination: Examination, context: Context, *, is_attached: bool = False) -> Intake:
        """Take one file in; a fault of ours, or an original that has gone meanwhile, costs this file and no other."""
        try:
            with self._archive.index.attempt():
                return self._take_one(examination, context, is_attached=is_attached)
        except (OSError, sqlite3.Error):
            raise  # of the archive itself
        except FormatError as problem:
            return _intake(examination, FileStatus.REFUSED, (), (unreadable(problem),))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the other files go in
            with self._archive.index.attempt():
                return self._refuse(examination, (*examination.findings, fault(examination.name, problem)))

    def _take_one(self, examination: Examination, context: Context, *, is_attached: bool) -> Intake:
        if self._archive.index.has(examination.checksum):
            return self._take_again(examination, context)
        if is_attached and context.event_id is not None and examination.checksum:
            return self._attach(examination, context.event_id, context.report_id)
        if examination.is_refused:
            return self._refuse(examination, examination.findings)
        if examination.has_curves and not self._is_tying:
            shown = as_read(examination.lightcurves, examination.timing_results)
            return _intake(examination, FileStatus.ACCEPTED, shown, examination.findings)
        received = self._now()
        assignment = assign(self._archive.index, examination, context, received)
        if assignment.status is FileStatus.REFUSED:
            return self._refuse(examination, assignment.findings)
        self._store.keep(
            examination,
            Verdict.ACCEPTED,
            received=received,
            findings=assignment.findings,
            entries=assignment.entries,
        )
        return _intake(examination, assignment.status, assignment.entries, assignment.findings)

    def _take_again(self, examination: Examination, context: Context) -> Intake:
        """Say what the archive holds of a file that it has; a release date that is named now is new."""
        places = self._archive.index.places_in(examination.checksum)
        known = tuple(self._archive.entry(place) for place in places)
        if context.release_date is not None and (releases := assign_release(known, context.release_date)):
            self._store.keep_release(examination, received=self._now(), entries=releases)
            return _intake(examination, FileStatus.SUPERSEDING, releases, examination.findings)
        findings = examination.findings if examination.format else ()
        return _intake(examination, FileStatus.UNCHANGED, known, findings)

    def _attach(self, examination: Examination, event_id: str, report_id: str | None) -> Intake:
        entry = assign_attachment(self._archive.index, examination, event_id=event_id, report_id=report_id)
        self._store.keep(examination, Verdict.ACCEPTED, received=self._now(), entries=(entry,))
        return _intake(examination, FileStatus.ACCEPTED, (entry,), ())

    def _refuse(self, examination: Examination, findings: tuple[Finding, ...]) -> Intake:
        if examination.checksum:
            self._store.keep(examination, Verdict.REFUSED, received=self._now(), findings=findings)
        shown = as_read(examination.lightcurves, examination.timing_results)
        return _intake(examination, FileStatus.REFUSED, (*examination.all_entries, *shown), findings)


def _intake(
    examination: Examination, status: FileStatus, entries: tuple[EventEntry, ...], findings: tuple[Finding, ...]
) -> Intake:
    return Intake(
        path=examination.shown_path,
        name=examination.name,
        format=examination.format,
        status=status,
        entries=entries,
        findings=findings,
    )
