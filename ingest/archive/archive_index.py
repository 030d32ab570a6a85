"""The archive's index: the location of every event and report. It can be rebuilt from the archive at any time."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ingest.archive.compared_values import TABLES, ComparedValues
from ingest.archive.identifiers import IdentifierKnownError, Named, RecordKind, number_in
from ingest.archive.record_keys import body_key, fingerprint, instant_of, observer_key, star_names
from schemas.attachment import Attachment
from schemas.codes import Verdict
from schemas.event import Event
from schemas.lightcurve import LightCurve
from schemas.reading import EventEntry, StationReport
from schemas.timing_result import StatedTiming

_VERSION = 6
_TABLES = """
CREATE TABLE submission (checksum TEXT, status TEXT, batch INTEGER, received REAL, name TEXT, format TEXT,
    PRIMARY KEY (checksum, status)) WITHOUT ROWID;
CREATE INDEX submission_batch ON submission (batch);
CREATE TABLE entry (event_id TEXT, batch INTEGER, received REAL, checksum TEXT, number INTEGER,
    start INTEGER, size INTEGER, PRIMARY KEY (event_id, batch, received, checksum, number)) WITHOUT ROWID;
CREATE INDEX entry_checksum ON entry (checksum);
CREATE TABLE event (event_id TEXT PRIMARY KEY, body TEXT, time_first REAL, time_last REAL, ra REAL, dec REAL,
    body_name TEXT, body_number INTEGER, changed INTEGER) WITHOUT ROWID;
CREATE INDEX event_body ON event (body, time_first);
CREATE INDEX event_changed ON event (changed);
CREATE TABLE star (event_id TEXT, designation TEXT, PRIMARY KEY (event_id, designation)) WITHOUT ROWID;
CREATE TABLE report (report_id TEXT PRIMARY KEY, event_id TEXT, observer TEXT, lon REAL, lat REAL, aperture REAL,
    fingerprint TEXT, checksum TEXT, superseded_by TEXT, time_start REAL, time_end REAL, d_time REAL, r_time REAL)
    WITHOUT ROWID;
CREATE INDEX report_event ON report (event_id);
CREATE TABLE lightcurve (lightcurve_id TEXT PRIMARY KEY, event_id TEXT, report_id TEXT, checksum TEXT) WITHOUT ROWID;
CREATE INDEX lightcurve_event ON lightcurve (event_id);
CREATE TABLE timing_result (result_id TEXT PRIMARY KEY, event_id TEXT, report_id TEXT, checksum TEXT) WITHOUT ROWID;
CREATE INDEX timing_result_event ON timing_result (event_id);
CREATE TABLE attachment (attachment_id TEXT PRIMARY KEY, event_id TEXT, report_id TEXT, checksum TEXT) WITHOUT ROWID;
CREATE INDEX attachment_event ON attachment (event_id);
CREATE TABLE renamed (checksum TEXT, number INTEGER, kind TEXT, position INTEGER, identifier TEXT, report_id TEXT,
    PRIMARY KEY (checksum, number, kind, position)) WITHOUT ROWID;
"""
#: Column of the identifier in the table of each kind.
_KEYS = {
    RecordKind.REPORT: "report_id",
    RecordKind.LIGHTCURVE: "lightcurve_id",
    RecordKind.TIMING_RESULT: "result_id",
    RecordKind.ATTACHMENT: "attachment_id",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryPlace:
    """Location of one event's part of a submission."""

    checksum: str
    #: Number of the batch.
    batch: int
    #: Number of the entry in the submission, counted from 0.
    number: int
    #: Offset and length in the batch's ``records.jsonl`` [byte].
    start: int
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownEvent:
    """What matching needs to know of an event in the archive."""

    event_id: str
    #: First and last instant any of its files gives, UTC [MJD].
    time_first: float
    time_last: float
    #: Position of the star [deg], where a file gave it.
    ra: float | None
    dec: float | None
    #: Normalised designations of its star.
    stars: frozenset[str]
    body_name: str | None = None
    body_number: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownReport:
    """What superseding needs to know of a report in the archive that none has replaced."""

    report_id: str
    observer: str
    lon: float | None
    lat: float | None
    aperture: float | None
    fingerprint: str
    checksum: str
    #: Begin and end of the recording, D and R, UTC [MJD].
    time_start: float | None = None
    time_end: float | None = None
    d_time: float | None = None
    r_time: float | None = None


class ArchiveIndex:
    """The index, an SQLite file beside the archive.

    Parameters
    ----------
    path
        The file; made if it is missing and ``writable``, else read as empty.
    writable
        Open for writing; the caller holds the archive's lock.
    """

    def __init__(self, path: Path, *, writable: bool) -> None:
        if writable and path.exists() and _version_of(path) != _VERSION:
            for part in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
                part.unlink(missing_ok=True)
        # A reader that meets an index of another version makes its own in memory.
        exists = path.exists() and (writable or _version_of(path) == _VERSION)
        self.is_new = not exists
        self._db = sqlite3.connect(path if exists or writable else ":memory:", isolation_level=None, timeout=60)
        self._batch: int | None = None
        if not exists:
            if writable:
                self._db.execute("PRAGMA journal_mode=WAL")
            self._db.executescript(f"BEGIN; {_TABLES} {TABLES} PRAGMA user_version={_VERSION}; COMMIT;")

    def in_memory(self) -> "ArchiveIndex":
        """Return a copy that lives in memory, to try things on."""
        copy = ArchiveIndex(Path(":memory:"), writable=False)
        copy._db.close()
        copy._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.backup(copy._db)
        return copy

    @property
    def compared(self) -> ComparedValues:
        """What later files are compared with."""
        return ComparedValues(self._db)

    def close(self) -> None:
        """Close the file; what was not committed is gone."""
        self._db.close()

    def begin(self) -> None:
        """Start a transaction; an immediate one, so that readers keep the state before it."""
        self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the transaction's changes visible to readers."""
        self._db.execute("COMMIT")
        self._batch = None

    def rollback(self) -> None:
        """Undo the transaction, if one is open."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._batch = None

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Undo within a transaction what was done in it since here, if it ends with an exception."""
        self._db.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            # A full disk ends the whole transaction by itself.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK TO attempt")
            raise
        finally:
            if self._db.in_transaction:
                self._db.execute("RELEASE attempt")

    # Submissions and entries

    def has(self, checksum: str, verdict: Verdict = Verdict.ACCEPTED) -> bool:
        """Return whether a file with this checksum is known as accepted, or as refused."""
        statement = "SELECT 1 FROM submission WHERE checksum=? AND status=?"
        return self._db.execute(statement, (checksum, verdict)).fetchone() is not None

    def batch_of(self, checksum: str, verdict: Verdict) -> tuple[int, str]:
        """Return the batch in which a file came, and its name.

        Raises
        ------
        KeyError
            If there is no such file.
        """
        statement = "SELECT batch, name FROM submission WHERE checksum=? AND status=?"
        row = self._db.execute(statement, (checksum, verdict)).fetchone()
        if row is None:
            raise KeyError(checksum)
        return int(row[0]), str(row[1])

    def next_batch(self) -> int:
        """Return the number of the batch that is being written."""
        if self._batch is None:
            self._batch = self.last_batch() + 1
        return self._batch

    def last_batch(self) -> int:
        """Return the number of the last batch, 0 for an empty archive."""
        return int(self._db.execute("SELECT COALESCE(MAX(batch), 0) FROM submission").fetchone()[0])

    def add_submission(
        self, checksum: str, verdict: Verdict, *, batch: int, received: float, name: str, file_format: str
    ) -> None:
        """Add a file, accepted or refused."""
        values = (checksum, verdict, batch, received, name, file_format)
        self._db.execute("INSERT OR IGNORE INTO submission VALUES (?,?,?,?,?,?)", values)

    def add_entry(self, event_id: str, place: EntryPlace, received: float) -> None:
        """Add an event's part of a file."""
        values = (event_id, place.batch, received, place.checksum, place.number, place.start, place.size)
        self._db.execute("INSERT OR IGNORE INTO entry VALUES (?,?,?,?,?,?,?)", values)

    def places_of(self, event_id: str) -> list[EntryPlace]:
        """Return the locations of all parts of an event, in the order in which they came."""
        rows = self._db.execute(
            "SELECT checksum, batch, number, start, size FROM entry WHERE event_id=?"
            " ORDER BY batch, received, checksum, number",
            (event_id,),
        )
        return [_entry_place(row) for row in rows]

    def places_in(self, checksum: str) -> list[EntryPlace]:
        """Return the locations of the entries of one file."""
        rows = self._db.execute(
            "SELECT checksum, batch, number, start, size FROM entry WHERE checksum=? ORDER BY number", (checksum,)
        )
        return [_entry_place(row) for row in rows]

    def counts(self) -> dict[str, int]:
        """Return how many files, events and reports the archive holds."""
        return {
            "files": self._db.execute("SELECT COUNT(*) FROM submission WHERE status='accepted'").fetchone()[0],
            "events": self._db.execute("SELECT COUNT(*) FROM event").fetchone()[0],
            "reports": self._db.execute("SELECT COUNT(*) FROM report").fetchone()[0],
        }

    # Events

    def add_event(self, event_id: str, event: Event, body: str, instant: float | None, batch: int) -> None:
        """Add an event, or widen and complete what is known of it.

        An entry whose reports were all known already may give no instant; its event is known then.
        """
        self._db.execute(
            "INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?)"
            " ON CONFLICT (event_id) DO UPDATE SET changed=excluded.changed,"
            " time_first=MIN(time_first, COALESCE(excluded.time_first, time_first)),"
            " time_last=MAX(time_last, COALESCE(excluded.time_last, time_last)),"
            " ra=COALESCE(ra, excluded.ra), dec=COALESCE(dec, excluded.dec),"
            " body_name=COALESCE(body_name, excluded.body_name),"
            " body_number=COALESCE(body_number, excluded.body_number)",
            (
                event_id,
                body,
                instant,
                instant,
                event.ra,
                event.dec,
                event.body_name,
                event.body_number,
                batch,
            ),
        )

    def add_stars(self, event_id: str, designations: Iterable[str]) -> None:
        """Add designations of an event's star."""
        self._db.executemany("INSERT OR IGNORE INTO star VALUES (?,?)", [(event_id, name) for name in designations])

    def has_event(self, event_id: str) -> bool:
        """Return whether the archive holds an event of this identifier."""
        return self._db.execute("SELECT 1 FROM event WHERE event_id=?", (event_id,)).fetchone() is not None

    def events_of_body(self, body: str, instant: float, days: float) -> list[KnownEvent]:
        """Return the events of a body within some days of an instant."""
        rows = self._db.execute(
            "SELECT event_id, time_first, time_last, ra, dec FROM event"
            " WHERE body=? AND time_first BETWEEN ? AND ? AND time_last>=? ORDER BY event_id",
            (body, instant - days - 1, instant + days, instant - days),
        ).fetchall()
        return [
            KnownEvent(
                event_id=row[0],
                time_first=row[1],
                time_last=row[2],
                ra=row[3],
                dec=row[4],
                stars=self._stars(row[0]),
            )
            for row in rows
        ]

    def _stars(self, event_id: str) -> frozenset[str]:
        rows = self._db.execute("SELECT designation FROM star WHERE event_id=?", (event_id,))
        return frozenset(row[0] for row in rows)

    def event_ids(self, changed_after: int = 0) -> list[str]:
        """Return the events that changed after a batch, in the order of their identifiers."""
        rows = self._db.execute("SELECT event_id FROM event WHERE changed>? ORDER BY event_id", (changed_after,))
        return [row[0] for row in rows]

    def event_ids_of_body(self, number: int) -> list[str]:
        """Return the events of a numbered body, in the order of their identifiers."""
        rows = self._db.execute("SELECT event_id FROM event WHERE body_number=? ORDER BY event_id", (number,))
        return [row[0] for row in rows]

    def names_of_number(self, number: int) -> set[str]:
        """Return the names under which the archive knows a numbered body."""
        rows = self._db.execute("SELECT DISTINCT body_name FROM event WHERE body_number=?", (number,))
        return {row[0] for row in rows if row[0]}

    # Reports

    def add_report(self, station: StationReport, checksum: str) -> None:
        """Add a report and mark the one it replaces."""
        report = station.report
        values = (
            report.report_id,
            report.event_id,
            observer_key(report),
            report.lon,
            report.lat,
            report.aperture,
            fingerprint(station),
            checksum,
            report.time_start,
            report.time_end,
            report.d_time,
            report.r_time,
        )
        self._insert(
            RecordKind.REPORT, "INSERT OR IGNORE INTO report VALUES (?,?,?,?,?,?,?,?,NULL,?,?,?,?)", values, checksum
        )
        if report.supersedes is not None:
            self._db.execute(
                "UPDATE report SET superseded_by=? WHERE report_id=?", (report.report_id, report.supersedes)
            )

    def event_of_report(self, report_id: str) -> str | None:
        """Return the event of a report, None if there is no such report."""
        row = self._db.execute("SELECT event_id FROM report WHERE report_id=?", (report_id,)).fetchone()
        return None if row is None else str(row[0])

    def events_between(self, first: float, last: float) -> list[KnownEvent]:
        """Return the events any of whose instants lies between two, UTC [MJD]."""
        rows = self._db.execute(
            "SELECT event_id, time_first, time_last, ra, dec, body_name, body_number FROM event"
            " WHERE time_first BETWEEN ? AND ? AND time_last>=? ORDER BY event_id",
            (first - 1, last, first),
        ).fetchall()
        return [_known_event(row, self._stars(row[0])) for row in rows]

    def known_event(self, event_id: str) -> KnownEvent | None:
        """Return an event, None if it is unknown."""
        rows = self._db.execute(
            "SELECT event_id, time_first, time_last, ra, dec, body_name, body_number FROM event WHERE event_id=?",
            (event_id,),
        ).fetchall()
        return _known_event(rows[0], self._stars(event_id)) if rows else None

    # Identifiers

    def highest_number(self, kind: RecordKind, event_id: str) -> int:
        """Return the highest number in the identifiers of an event's records of a kind, 0 without any."""
        rows = self._db.execute(f"SELECT {_KEYS[kind]} FROM {kind} WHERE event_id=?", (event_id,))  # noqa: S608 - words of ours
        return max((number_in(row[0]) for row in rows), default=0)

    def holder_of(self, kind: RecordKind, identifier: str) -> str | None:
        """Return the checksum of the file that an identifier was given to, None if it is free."""
        statement = f"SELECT checksum FROM {kind} WHERE {_KEYS[kind]}=?"  # noqa: S608 - words of ours
        row = self._db.execute(statement, (identifier,)).fetchone()
        return None if row is None else str(row[0])

    def rename(self, place: "EntryPlace", named: Named) -> None:
        """Note that a record is known by another identifier, or belongs to another report, than its line says."""
        values = (place.checksum, place.number, named.kind, named.position, named.identifier, named.report_id)
        self._db.execute("INSERT OR REPLACE INTO renamed VALUES (?,?,?,?,?,?)", values)

    def names_in(self, checksum: str, number: int) -> dict[tuple[RecordKind, int], tuple[str | None, str | None]]:
        """Return what `rename` noted of an entry: identifier and report by kind and position."""
        rows = self._db.execute(
            "SELECT kind, position, identifier, report_id FROM renamed WHERE checksum=? AND number=?",
            (checksum, number),
        )
        return {(RecordKind(row[0]), row[1]): (row[2], row[3]) for row in rows}

    def _insert(self, kind: RecordKind, statement: str, values: tuple[Any, ...], checksum: str) -> None:
        """Add a record with an identifier; one that the same file added before stays."""
        if self._db.execute(statement, values).rowcount == 0 and self.holder_of(kind, values[0]) != checksum:
            raise IdentifierKnownError(str(values[0]))

    # Light curves and timing results

    def add_lightcurve(self, curve: LightCurve, checksum: str) -> None:
        """Add a light curve."""
        values = (curve.lightcurve_id, curve.event_id, curve.report_id, checksum)
        self._insert(RecordKind.LIGHTCURVE, "INSERT OR IGNORE INTO lightcurve VALUES (?,?,?,?)", values, checksum)

    def add_timing_result(self, result: StatedTiming, checksum: str) -> None:
        """Add a timing result."""
        values = (result.result_id, result.event_id, result.report_id, checksum)
        self._insert(RecordKind.TIMING_RESULT, "INSERT OR IGNORE INTO timing_result VALUES (?,?,?,?)", values, checksum)

    def add_attachment(self, attachment: Attachment, checksum: str) -> None:
        """Add an attachment."""
        values = (attachment.attachment_id, attachment.event_id, attachment.report_id, checksum)
        self._insert(RecordKind.ATTACHMENT, "INSERT OR IGNORE INTO attachment VALUES (?,?,?,?)", values, checksum)

    def file_of(self, table: str, identifier: str) -> tuple[str, str] | None:
        """Return checksum and name of the file that a light curve, timing result or attachment came in.

        Parameters
        ----------
        table
            ``lightcurve``, ``timing_result`` or ``attachment``.
        identifier
            Its identifier.
        """
        key = {"lightcurve": "lightcurve_id", "timing_result": "result_id", "attachment": "attachment_id"}[table]
        row = self._db.execute(
            f"SELECT checksum, name FROM {table} JOIN submission USING (checksum) WHERE {key}=? AND status='accepted'",  # noqa: S608 - two words of ours
            (identifier,),
        ).fetchone()
        return None if row is None else (str(row[0]), str(row[1]))

    def current_reports(self, event_id: str) -> Iterator[KnownReport]:
        """Return the reports of an event that none has replaced."""
        names = [item.name for item in fields(KnownReport)]
        rows = self._db.execute(
            f"SELECT {', '.join(names)} FROM report WHERE event_id=? AND superseded_by IS NULL ORDER BY report_id",  # noqa: S608 - names of fields
            (event_id,),
        ).fetchall()
        for row in rows:
            yield KnownReport(**dict(zip(names, row, strict=True)))


def _entry_place(row: tuple[Any, ...]) -> EntryPlace:
    return EntryPlace(checksum=row[0], batch=row[1], number=row[2], start=row[3], size=row[4])


def _known_event(row: tuple[Any, ...], stars: frozenset[str]) -> KnownEvent:
    return KnownEvent(
        event_id=row[0],
        time_first=row[1],
        time_last=row[2],
        ra=row[3],
        dec=row[4],
        stars=stars,
        body_name=row[5],
        body_number=row[6],
    )


def index_entry(index: ArchiveIndex, place: EntryPlace, entry: EventEntry, received: float) -> None:
    """Add an event's part of a file, with its event and reports."""
    index.add_entry(index_reports(index, place.checksum, entry, place.batch), place, received)
    index.compared.add(entry)
    for curve in entry.lightcurves:
        index.add_lightcurve(curve, place.checksum)
    for result in entry.timing_results:
        index.add_timing_result(result, place.checksum)
    for attachment in entry.attachments:
        index.add_attachment(attachment, place.checksum)


def index_reports(index: ArchiveIndex, checksum: str, entry: EventEntry, batch: int) -> str:
    """Add the event and the reports of an event's part of a file; return the event's identifier.

    What is known already is left as it is, so that the parts of one file can be matched with each other.
    """
    event_id = entry.event.event_id
    if event_id is None:
        raise ValueError("an entry in the archive names its event")
    index.add_event(event_id, entry.event, body_key(entry.event), instant_of(entry), batch)
    index.add_stars(event_id, star_names(entry))
    for station in entry.stations:
        index.add_report(station, checksum)
    return event_id


def _version_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return -1
    finally:
        connection.close()
