"""Publishing: the rows of changed events into the tables of the running site, without a rebuild."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from ingest.archive.archive import Archive, ArchiveBusyError
from ingest.archive.record_json import JsonObject
from ingest.ephemerides.ephemerides import Ephemerides
from ingest.ephemerides.ephemeris_files import ephemerides_folder
from ingest.events.rows import EVENT_TABLES, event_rows
from schemas.instant import Clock
from service.ground.dachs import DachsError, database_dsn, site_address
from service.ground.database import Connection, PublishingError, SiteDownError
from service.ground.layout import Layout
from service.publishing.lightcurve_publishing import due_events, find_published_batch, publish_lightcurves
from service.publishing.replacement import replace_rows
from service.publishing.set_aside import list_set_aside, make_room, publish_batches

#: Number of the database's lock that a publishing process holds.
_LOCK = 7301


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What was published."""

    n_events: int
    n_rows: int


def publish(
    var: Path, now: Clock, progress: Callable[[int, int], None] | None = None, *, also: Sequence[str] = ()
) -> Published:
    """Bring the published tables up to the archive.

    Only the events that changed since the last time are touched, some hundred in a transaction; queries that
    run meanwhile see each event as it was or as it is.

    Parameters
    ----------
    var
        The site's directory.
    now
        The time of day, up to which embargoed records are left out.
    progress
        Called with the number of events done and of all.
    also
        Events to be published anew whether they changed or not.

    Raises
    ------
    SiteDownError
        The database does not run.
    PublishingError
        The database refused the rows.
    """
    with _connect(var) as connection, Archive(Layout(var).archive) as archive:
        show = progress or (lambda done, total: None)
        try:
            # One process publishes at a time: the server for what was released, `umbra ingest` for what came in.
            connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            make_room(connection)
            instant = now()
            due = [*due_events(connection, instant), *also]
            published = _publish(connection, archive, due, show, instant)
            n_curves = publish_lightcurves(connection, archive, show, instant, site_address(var))
            return Published(n_events=published.n_events, n_rows=published.n_rows + n_curves)
        except psycopg.Error as problem:
            raise PublishingError(
                f"The tables could not be brought up to date: {str(problem).splitlines()[0]}.",
                "start 'umbra serve', which publishes the archive",
            ) from problem


def publish_released(var: Path, now: Clock) -> bool:
    """Publish what became public by its release date since the last time; tell whether there was anything.

    Raises
    ------
    PublishingError
        As in `publish`.
    """
    with _connect(var) as connection:
        is_due = bool(due_events(connection, now()))
    if is_due:
        publish(var, now)
    return is_due


def find_missed(var: Path) -> tuple[int, int] | None:
    """Return the last batch of the archive and the last one that is wholly published, None where all is published.

    They differ while an intake is at work, and after one that was killed before it had published events and light
    curves. Tables of light curves that were made anew by hand are empty until somebody publishes.

    Raises
    ------
    PublishingError
        As in `publish`.
    """
    with _connect(var) as connection, Archive(Layout(var).archive) as archive:
        last = archive.last_batch_on_disk()
        known = connection.execute("SELECT to_regclass('umbra.published')").fetchone()
        row = None
        if known != (None,):
            query = "SELECT batch FROM umbra.published WHERE archive = %s"
            row = connection.execute(query, (archive.identifier,)).fetchone()
        published = 0 if row is None else int(str(row[0]))
        curves = find_published_batch(connection, archive.identifier)
    published = published if curves is None else min(published, curves)
    return None if last <= published else (last, published)


def publish_missed(var: Path, now: Clock) -> None:
    """Publish what an intake that was killed has left in the archive; nothing while another is at work.

    Raises
    ------
    UmbraError
        As in `publish`; or the archive cannot be written.
    """
    try:
        with Archive(Layout(var).archive, writable=True, waits=False):
            pass  # opening it carries through what was left
    except ArchiveBusyError:
        return
    publish(var, now)


def forget_published(var: Path) -> None:
    """Let the next publishing begin with the first event, since the tables are empty."""
    with _connect(var) as connection:
        if connection.execute("SELECT to_regclass('umbra.published')").fetchone() != (None,):
            connection.execute("UPDATE umbra.published SET batch = 0")


def _connect(var: Path) -> Connection:
    try:
        return psycopg.connect(make_conninfo("", **database_dsn(var)), connect_timeout=10, autocommit=True)
    except (psycopg.OperationalError, DachsError, OSError) as problem:
        raise SiteDownError(f"The site in {var} is not running.", "start it with 'umbra serve'") from problem


def _publish(
    connection: Connection,
    archive: Archive,
    due: Sequence[str],
    progress: Callable[[int, int], None],
    now: float,
) -> Published:
    last_batch = archive.index.last_batch()
    begun = _published_batch(connection, archive.identifier)
    again = [one.identifier for one in list_set_aside(connection, "event")]
    changed = sorted({*archive.index.event_ids(begun), *due, *again})
    with Ephemerides(ephemerides_folder(archive.folder)) as ephemerides:

        def publish_some(event_ids: Sequence[str]) -> int:
            rows: dict[str, list[JsonObject]] = {table: [] for table in EVENT_TABLES}
            for event_id in event_ids:
                for table, found in event_rows(archive, event_id, ephemerides, now=now).items():
                    rows[table] += found
            with connection.transaction():
                return replace_rows(connection, "occ", "event_id", event_ids, rows)

        n_rows = publish_batches(connection, "event", changed, publish_some, progress)
    with connection.transaction():
        connection.execute("UPDATE umbra.published SET batch = %s", (last_batch,))
    return Published(n_events=len(changed), n_rows=n_rows)


def _published_batch(connection: Connection, archive_id: str) -> int:
    """Return the last batch of this archive that is published; forget what another archive published."""
    with connection.transaction():
        connection.execute("CREATE SCHEMA IF NOT EXISTS umbra")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS umbra.published (archive text PRIMARY KEY, batch bigint NOT NULL)"
        )
        row = connection.execute("SELECT archive, batch FROM umbra.published FOR UPDATE").fetchone()
        if row is not None and row[0] == archive_id:
            return int(str(row[1]))
        connection.execute("DELETE FROM umbra.published")
        connection.execute("INSERT INTO umbra.published VALUES (%s, 0)", (archive_id,))
        for table in reversed(EVENT_TABLES):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("occ", table)))
    return 0
