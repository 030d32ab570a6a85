"""Publishing of light curves: only those that changed are written, by binary COPY."""

import hashlib
import json
from collections.abc import Callable, Sequence
from urllib.parse import quote

from psycopg import sql

from ingest.archive.archive import Archive
from ingest.archive.record_json import JsonObject
from ingest.events.lightcurve_rows import LightCurveRow, LightCurveTables, lightcurve_tables
from service.ground.database import Connection
from service.publishing.binary_copy import Columns, Type
from service.publishing.replacement import replace_rows
from service.publishing.set_aside import list_set_aside, publish_batches

#: Change this where the arrays of a row are made in another way from the same archive.
_ROW_VERSION = "1"
_TABLES = ("lightcurve", "timing_result", "attachment")


def publish_lightcurves(
    connection: Connection, archive: Archive, progress: Callable[[int, int], None], now: float, site: str
) -> int:
    """Bring the tables of light curves and timing results up to the archive; return the number of rows written.

    Events are looked at whose files changed since the last time, and those of which something became public by
    its release date. After the tables were made anew they are filled from the beginning.

    Parameters
    ----------
    connection
        To the site's database, as the owner of the tables.
    archive
        The archive.
    progress
        Called with the number of events done and of all.
    now
        The present instant, UTC [MJD].
    site
        Address of the site, which is in the links.
    """
    columns = {table: _columns(connection, table) for table in _TABLES}
    if not all(columns.values()):
        return 0
    last_batch = archive.index.last_batch()
    begun = _begin(connection, archive.identifier)
    due = due_events(connection, now)
    again = [one.identifier for one in list_set_aside(connection, "light curves")]
    changed = sorted({*archive.index.event_ids(begun), *due, *again})

    def publish_some(event_ids: Sequence[str]) -> int:
        tables = {event_id: lightcurve_tables(archive, event_id, now=now) for event_id in event_ids}
        with connection.transaction():
            count = _replace_curves(connection, tables, columns["lightcurve"], site)
            rows = {
                "timing_result": [row for found in tables.values() for row in found.results],
                "attachment": [row for found in tables.values() for row in found.attachments],
            }
            count += replace_rows(connection, "occ", "event_id", event_ids, rows, columns=columns)
            _note_releases(connection, tables)
        return count

    n_rows = publish_batches(connection, "light curves", changed, publish_some, progress)
    with connection.transaction():
        connection.execute("UPDATE umbra.published_curves SET batch = %s", (last_batch,))
    return n_rows


def find_published_batch(connection: Connection, archive_id: str) -> int | None:
    """Return the last batch of an archive that is in the tables of light curves, None if there are no such tables.

    It is 0 where the tables were made anew since they were filled, or were filled from another archive.
    """
    if not all(_columns(connection, table) for table in _TABLES):
        return None
    if connection.execute("SELECT to_regclass('umbra.published_curves')").fetchone() == (None,):
        return 0
    tables = [f"occ.{table}" for table in _TABLES]
    query = "SELECT batch FROM umbra.published_curves WHERE archive = %s AND tables = %s::regclass[]::oid[]"
    row = connection.execute(query, (archive_id, tables)).fetchone()
    return 0 if row is None else int(str(row[0]))


def due_events(connection: Connection, now: float) -> list[str]:
    """Return the events of which something became public since they were published last."""
    with connection.transaction():
        connection.execute("CREATE SCHEMA IF NOT EXISTS umbra")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS umbra.release"
            " (event_id text PRIMARY KEY, release_date double precision NOT NULL)"
        )
        rows = connection.execute("SELECT event_id FROM umbra.release WHERE release_date <= %s", (now,)).fetchall()
    return [str(row[0]) for row in rows]


def _columns(connection: Connection, table: str) -> list[tuple[str, Type]]:
    """Return names and types of a table's columns, nothing if there is no such table."""
    rows = connection.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        (f"occ.{table}",),
    ).fetchall()
    return [(str(name), Type(str(kind))) for name, kind in rows]


def _begin(connection: Connection, archive_id: str) -> int:
    """Return the last batch of this archive that is in these tables; empty them where they are another's."""
    with connection.transaction():
        connection.execute("CREATE SCHEMA IF NOT EXISTS umbra")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS umbra.published_curves"
            " (archive text NOT NULL, batch bigint NOT NULL, tables oid[] NOT NULL)"
        )
        connection.execute(
            "CREATE TABLE IF NOT EXISTS umbra.curve (lightcurve_id text PRIMARY KEY, event_id text, digest text)"
        )
        connection.execute("CREATE INDEX IF NOT EXISTS curve_event ON umbra.curve (event_id)")
        tables = [f"occ.{table}" for table in _TABLES]
        present = connection.execute("SELECT %s::regclass[]::oid[]::text", (tables,)).fetchone()
        row = connection.execute("SELECT archive, batch, tables::text FROM umbra.published_curves").fetchone()
        if row is not None and present is not None and (row[0], row[2]) == (archive_id, present[0]):
            return int(str(row[1]))
        for table in ("umbra.published_curves", "umbra.curve", *tables):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(*table.split("."))))
        connection.execute(
            "INSERT INTO umbra.published_curves VALUES (%s, 0, %s::regclass[]::oid[])", (archive_id, tables)
        )
    return 0


def _replace_curves(connection: Connection, tables: dict[str, LightCurveTables], columns: Columns, site: str) -> int:
    """Write the curves that differ from what is published, delete those that are no longer public."""
    wanted = {row.values["lightcurve_id"]: row for found in tables.values() for row in found.curves}
    digests = {key: _digest(row) for key, row in wanted.items()}
    rows = connection.execute(
        "SELECT lightcurve_id, digest FROM umbra.curve WHERE event_id = ANY(%s)", (list(tables),)
    ).fetchall()
    present = {str(key): str(digest) for key, digest in rows}
    gone = [key for key, digest in present.items() if digests.get(key) != digest]
    fresh = [key for key, digest in digests.items() if present.get(key) != digest]
    rows_made = (_row(wanted[key], site) for key in fresh)
    noted = (
        {"lightcurve_id": key, "event_id": wanted[key].values["event_id"], "digest": digests[key]} for key in fresh
    )
    replace_rows(connection, "umbra", "lightcurve_id", gone, {"curve": noted})
    return replace_rows(
        connection, "occ", "lightcurve_id", gone, {"lightcurve": rows_made}, columns={"lightcurve": columns}
    )


def _row(row: LightCurveRow, site: str) -> JsonObject:
    address = f"{site}/occ/lc/dl/dlget?ID={quote(row.values['lightcurve_id'])}"
    return row.values | row.arrays() | {"accref": address, "preview": f"{address}&FORMAT=png"}


def _digest(row: LightCurveRow) -> str:
    """Return what a row's arrays and values follow from: the archive never changes the arrays of a curve."""
    text = json.dumps([_ROW_VERSION, row.values], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _note_releases(connection: Connection, tables: dict[str, LightCurveTables]) -> None:
    releases = [
        {"event_id": event_id, "release_date": found.next_release}
        for event_id, found in tables.items()
        if found.next_release is not None
    ]
    replace_rows(connection, "umbra", "event_id", list(tables), {"release": releases})
