"""Publishing photometry: targets, uploads and points of the archive into the tables of the running site."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from psycopg import sql

from ingest.archive.record_json import JsonObject, full_object
from ingest.photometry.photometry_archive import PhotometryArchive
from ingest.photometry.photometry_rows import UPLOAD_TABLES, upload_rows
from ingest.photometry.reference_files import ReferenceFiles
from service.ground.database import Connection, open_database
from service.ground.layout import Layout
from service.publishing.reference_stars import fill_table

#: Uploads that are published in one transaction.
_BATCH_SIZE = 500


def refresh_photometry(var: Path) -> None:
    """Bring reference stars and published tables up to the files of the archive, also after they were made anew."""
    layout = Layout(var)
    with open_database(var) as connection, PhotometryArchive(layout.photometry) as archive:
        fill_table(connection, ReferenceFiles(layout.references))
        publish_photometry(connection, archive)


def publish_photometry(connection: Connection, archive: PhotometryArchive, catalogue_ids: Iterable[str] = ()) -> None:
    """Bring the published tables up to the archive; queries that run meanwhile see each upload whole or not at all.

    Parameters
    ----------
    connection
        Of `open_database`.
    archive
        The archive.
    catalogue_ids
        Uploads that may have changed; those that are not published yet are found.
    """
    places = archive.catalogue_ids()
    published = {str(row[0]) for row in connection.execute("SELECT catalogue_id FROM phot.catalogue")}
    wanted = sorted((places.keys() - published) | (places.keys() & set(catalogue_ids)))
    hidden = list(archive.withdrawals())
    for start in range(0, len(wanted), _BATCH_SIZE):
        chosen = wanted[start : start + _BATCH_SIZE]
        found = [archive.find(places[catalogue_id], catalogue_id) for catalogue_id in chosen]
        with connection.transaction():
            _replace_uploads(connection, chosen, upload_rows([one for one in found if one is not None], hidden))
    with connection.transaction():
        connection.execute("DELETE FROM phot.measurement WHERE measurement_id = ANY(%s)", (hidden,))
        _replace_all(connection, "target", [full_object(target) for target in archive.targets().values()])
        _replace_all(connection, "observatory", [full_object(one) for one in archive.observatories().values()])


def _replace_uploads(connection: Connection, catalogue_ids: Sequence[str], rows: dict[str, list[JsonObject]]) -> None:
    for table in reversed(UPLOAD_TABLES):
        statement = sql.SQL("DELETE FROM {} WHERE catalogue_id = ANY(%s)").format(sql.Identifier("phot", table))
        connection.execute(statement, (list(catalogue_ids),))
    for table in UPLOAD_TABLES:
        copy_rows(connection, table, rows[table])


def _replace_all(connection: Connection, table: str, rows: Sequence[JsonObject]) -> None:
    """Replace targets or observatories, and count their points."""
    name, key = sql.Identifier("phot", table), sql.Identifier(f"{table}_id")
    connection.execute(sql.SQL("DELETE FROM {}").format(name))
    copy_rows(connection, table, rows)
    connection.execute(
        sql.SQL(
            "UPDATE {name} AS t SET n_points = c.n FROM"
            " (SELECT {key} AS id, COUNT(*) AS n FROM phot.measurement GROUP BY {key}) AS c WHERE c.id = t.{key}"
        ).format(name=name, key=key)
    )


def copy_rows(connection: Connection, table: str, rows: Sequence[JsonObject]) -> None:
    """Put rows into a table."""
    if not rows:
        return
    names = list(rows[0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier("phot", table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
