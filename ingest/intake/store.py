"""The store: files and what was read from them go into the archive."""

import hashlib
import io
from typing import IO

from ingest.archive.archive import Archive
from ingest.archive.submission import Submission
from ingest.intake.examination import Examination, Opener
from ingest.intake.release_assignment import NOTE_FORMAT, release_note
from schemas.codes import Verdict
from schemas.errors import FormatError
from schemas.finding import Finding
from schemas.reading import EventEntry


class Store:
    """Keeps files in an archive, within a batch of it.

    Parameters
    ----------
    archive
        The archive.
    opener
        Opens a file that is too large to be held.
    software
        Name and version written beside the records.
    """

    def __init__(self, archive: Archive, *, opener: Opener, software: str) -> None:
        self._archive = archive
        self._opener = opener
        self._software = software

    def keep(
        self,
        examination: Examination,
        verdict: Verdict,
        *,
        received: float,
        findings: tuple[Finding, ...] = (),
        entries: tuple[EventEntry, ...] = (),
    ) -> None:
        """Keep a file.

        Parameters
        ----------
        examination
            The file.
        verdict
            Whether it is taken in.
        received
            When it came in, UTC [MJD].
        findings
            All findings on it.
        entries
            What was read from it, with events and identifiers.

        Raises
        ------
        FormatError
            If the file cannot be read any more.
        """
        submission = Submission(
            checksum=examination.checksum,
            name=examination.name,
            size=examination.size,
            format=examination.format,
            verdict=verdict,
            received=received,
            software=self._software,
            findings=findings,
            entries=entries,
        )
        with self._open(examination) as stream:
            self._archive.store(submission, stream)

    def keep_release(self, examination: Examination, *, received: float, entries: tuple[EventEntry, ...]) -> None:
        """Keep the release date that was named for embargoed light curves which the archive holds.

        Parameters
        ----------
        examination
            The file with the light curves.
        received
            When the date was named, UTC [MJD].
        entries
            The releases.
        """
        content = release_note(examination.checksum, entries)
        submission = Submission(
            checksum=hashlib.sha256(content).hexdigest(),
            name=f"{examination.name}.release.json",
            size=len(content),
            format=NOTE_FORMAT,
            verdict=Verdict.ACCEPTED,
            received=received,
            software=self._software,
            findings=(),
            entries=entries,
        )
        self._archive.store(submission, io.BytesIO(content))

    def _open(self, examination: Examination) -> IO[bytes]:
        if examination.content is not None:
            return io.BytesIO(examination.content)
        try:
            return self._opener(examination.path)
        except OSError as problem:
            message = f"The file cannot be read any more: {problem.strerror}."
            raise FormatError(examination.name, None, "", message, "send it again") from problem
