"""Publishing photometry: targets, uploads and points of the archive into the tables of the running site."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from psycopg import sql

from ingest.archive.archive import ArchiveBusyError
from ingest.archive.record_json import JsonObject, full_object
from ingest.photometry.photometry_archive import PhotometryArchive
from ingest.photometry.photometry_rows import upload_rows
from ingest.photometry.reference_files import ReferenceFiles
from service.ground.database import Connection, open_database
from service.ground.layout import Layout
from service.publishing.reference_stars import fill_table
from service.publishing.replacement import copy_rows, replace_rows
from service.publishing.set_aside import make_room, publish_each

#: Uploads that are published in one transaction.
_BATCH_SIZE = 500


def refresh_photometry(var: Path) -> None:
    """Bring reference stars and published tables up to the files of the archive, also after they were made anew."""
    layout = Layout(var)
    with open_database(var) as connection:
        fill_table(connection, ReferenceFiles(layout.references))
        try:
            with PhotometryArchive(layout.photometry, writable=True, waits=False) as archive:
                publish_photometry(connection, archive)
        except ArchiveBusyError:
            # A calibration is at work, and publishes at its end.
            with PhotometryArchive(layout.photometry) as archive:
                publish_photometry(connection, archive)


def publish_missed_photometry(var: Path) -> None:
    """Publish what a calibration that was killed has left in the archive; nothing while another is at work.

    Raises
    ------
    UmbraError
        The database or the archive is in trouble.
    """
    try:
        with (
            open_database(var) as connection,
            PhotometryArchive(Layout(var).photometry, writable=True, waits=False) as archive,
        ):
            publish_photometry(connection, archive)
    except ArchiveBusyError:
        return


def has_missed_photometry(var: Path) -> bool:
    """Tell whether something of the archive is not published yet."""
    with PhotometryArchive(Layout(var).photometry) as archive:
        return bool(archive.unpublished())


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
    wanted = sorted((places.keys() - published) | (places.keys() & {*catalogue_ids, *archive.unpublished()}))
    hidden = list(archive.withdrawals())

    def publish_some(chosen: Sequence[str]) -> int:
        found = [archive.find(places[catalogue_id], catalogue_id) for catalogue_id in chosen]
        rows = upload_rows([one for one in found if one is not None], hidden)
        with connection.transaction():
            return replace_rows(connection, "phot", "catalogue_id", chosen, rows)

    make_room(connection)
    for start in range(0, len(wanted), _BATCH_SIZE):
        publish_each(connection, "catalogue", wanted[start : start + _BATCH_SIZE], publish_some)
    with connection.transaction():
        connection.execute("DELETE FROM phot.measurement WHERE measurement_id = ANY(%s)", (hidden,))
    for part, records in (
        ("target", list(map(full_object, archive.targets().values()))),
        ("observatory", list(map(full_object, archive.observatories().values()))),
    ):
        publish_each(connection, part, ["all"], partial(_replace_all, connection, part, records))
    archive.note_published()


def _replace_all(connection: Connection, table: str, rows: Sequence[JsonObject], _: Sequence[str]) -> int:
    """Replace targets or observatories, and count their points."""
    name, key = sql.Identifier("phot", table), sql.Identifier(f"{table}_id")
    with connection.transaction():
        connection.execute(sql.SQL("DELETE FROM {}").format(name))
        copy_rows(connection, "phot", table, rows)
        connection.execute(
            sql.SQL(
                "UPDATE {name} AS t SET n_points = c.n FROM"
                " (SELECT {key} AS id, COUNT(*) AS n FROM phot.measurement GROUP BY {key}) AS c WHERE c.id = t.{key}"
            ).format(name=name, key=key)
        )
    return len(rows)
