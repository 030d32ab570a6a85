"""Reference stars in the site's database: put in from files, fetched where they are missing, taken out by field."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import sql
from psycopg.adapt import Buffer, Loader
from psycopg.pq import Format

from ingest.photometry.reference_files import ReferenceFiles
from ingest.photometry.reference_services import Fetched, ReferenceService, RemoteError, read_services
from ingest.photometry.sky_cells import Cell, cells_near
from ingest.photometry.survey_columns import SURVEYS
from schemas.finding import Finding, FindingCode
from schemas.photometry import ReferenceStars
from service.ground.database import Connection
from service.ground.layout import PROJECT, Layout
from service.publishing.binary_copy import Type, column_blocks, copy_binary, read_doubles, read_reals
from service.publishing.pieces_ahead import made_ahead

#: Columns of ``phot.star`` in the order in which they are copied.
STAR_COLUMNS = (
    ("survey", Type.TEXT),
    ("source_id", Type.TEXT),
    ("ra", Type.DOUBLE),
    ("dec", Type.DOUBLE),
    ("mag", Type.REALS),
    ("mag_err", Type.REALS),
)
#: Key of the lock that one filler of the table holds.
_LOCK = 0x756D62726103
#: Object identifiers of arrays of double precision and real (pg_type.dat).
_DOUBLE_ARRAY, _REAL_ARRAY = 1022, 1021
_FIELD = """
    SELECT survey, array_agg(source_id), array_agg(ra), array_agg(dec), array_agg(mag), array_agg(mag_err)
    FROM phot.star WHERE q3c_radial_query(ra, dec, %s, %s, %s) AND (%s::text IS NULL OR survey = %s)
    GROUP BY survey ORDER BY survey
"""


class _Doubles(Loader):
    """Loads ``float8[]`` as an array of numpy."""

    format = Format.BINARY

    def load(self, data: Buffer) -> object:
        return read_doubles(bytes(data))


class _Reals(Loader):
    """Loads ``float4[]`` as an array of numpy."""

    format = Format.BINARY

    def load(self, data: Buffer) -> object:
        return read_reals(bytes(data))


def select_field(
    connection: Connection, ra: float, dec: float, radius: float, survey: str | None = None
) -> tuple[ReferenceStars, ...]:
    """Return the stars within a radius of a position, one record a survey; all in degrees."""
    with connection.cursor(binary=True) as cursor:
        cursor.adapters.register_loader(_DOUBLE_ARRAY, _Doubles)
        cursor.adapters.register_loader(_REAL_ARRAY, _Reals)
        # Plans for any place do not use the index as they should.
        cursor.execute(_FIELD, (ra, dec, radius, survey, survey), prepare=False)
        return tuple(_stars(*row) for row in cursor)


def _stars(survey: Any, source_id: Any, ra: Any, dec: Any, mag: Any, mag_err: Any) -> ReferenceStars:  # noqa: ANN401
    return ReferenceStars(
        survey=survey,
        source_id=np.array(source_id),
        ra=ra,
        dec=dec,
        bands=tuple(SURVEYS[survey].bands),
        mag=mag.T,
        mag_err=mag_err.T,
    )


def fill_table(
    connection: Connection, files: ReferenceFiles, progress: Callable[[int, int], None] | None = None
) -> int:
    """Put the stars of all files that are not in the table yet into it, and return the number of stars.

    A table that was made anew since, or whose surveys have other bands now, is filled from the beginning.
    """
    n_stars = 0
    with connection.transaction():
        known = _known_keys(connection)
        missing = [key for key in files.keys() if key not in known]  # noqa: SIM118 - not a dict
        for number, key in enumerate(missing, 1):
            stars = files.read(key)
            _copy(connection, stars)
            connection.execute(
                "INSERT INTO umbra.reference_file VALUES (%s, %s, 'phot.star'::regclass::oid)", (key, _layout())
            )
            n_stars += len(stars)
            if progress is not None:
                progress(number, len(missing))
    if n_stars:
        connection.execute("ANALYZE phot.star")
    return n_stars


def _known_keys(connection: Connection) -> set[str]:
    """Return the files whose stars are in the table, after taking out what was made for another table."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    connection.execute("CREATE SCHEMA IF NOT EXISTS umbra")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS umbra.reference_file (key text PRIMARY KEY, made_for text NOT NULL,"
        " star oid NOT NULL)"
    )
    wrong = connection.execute(
        "SELECT 1 FROM umbra.reference_file WHERE made_for <> %s OR star <> 'phot.star'::regclass::oid LIMIT 1",
        (_layout(),),
    ).fetchone()
    if wrong is not None:
        connection.execute("TRUNCATE umbra.reference_file")
        connection.execute("TRUNCATE phot.star")
    return {str(row[0]) for row in connection.execute("SELECT key FROM umbra.reference_file")}


def _copy(connection: Connection, stars: ReferenceStars) -> None:
    with closing(made_ahead(star_blocks(stars))) as blocks:
        copy_binary(connection, sql.Identifier("phot", "star"), STAR_COLUMNS, blocks)


def star_blocks(stars: ReferenceStars) -> Iterator[bytes]:
    """Yield the rows of stars for binary COPY; their columns are `STAR_COLUMNS`."""
    identifiers = np.where(stars.source_id == "", "-", stars.source_id)
    values: dict[str, NDArray[Any]] = {
        "survey": np.array([stars.survey]),
        "source_id": identifiers,
        "ra": stars.ra,
        "dec": stars.dec,
        "mag": stars.mag.T,
        "mag_err": stars.mag_err.T,
    }
    return column_blocks(STAR_COLUMNS, values)


def _layout() -> str:
    """Return a digest of the order of the surveys' bands, which the arrays in the table follow."""
    words = repr([(survey.name, tuple(survey.bands)) for survey in SURVEYS.values()])
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def find_services(layout: Layout) -> dict[str, ReferenceService]:
    """Return the services of reference stars: the operator's list if there is one, else ours."""
    own = layout.var / "reference_services.cfg"
    return read_services(own if own.exists() else PROJECT / "etc/reference_services.cfg")


class ReferenceDesk:
    """Gives out reference stars by field, and fetches what is missing.

    Parameters
    ----------
    connection
        To the site's database, as owner of the tables.
    files
        Where fetched stars are kept.
    services
        Where they are fetched from, by survey; none: nothing is fetched.
    """

    def __init__(self, connection: Connection, files: ReferenceFiles, services: dict[str, ReferenceService]) -> None:
        self._connection = connection
        self._files = files
        self._services = services

    def field(
        self, ra: float, dec: float, radius: float, survey: str | None
    ) -> tuple[tuple[ReferenceStars, ...], tuple[Finding, ...]]:
        """Return the stars of a field, of one survey or of all, and what could not be fetched; all in degrees.

        Raises
        ------
        RemoteError
            If there is no star, because nothing could be fetched.
        """
        name = next((name for name in SURVEYS if survey is not None and name.lower() == survey.lower()), survey)
        stars = select_field(self._connection, ra, dec, radius, name)
        wanted = self._missing_cells(stars, ra, dec, radius, name)
        trouble: dict[str, RemoteError] = {}
        if wanted:
            # Importing pyvo takes 0.2 s, and a field is asked for once.
            from ingest.photometry.remote import fetch_cells  # noqa: PLC0415

            trouble = fetch_cells(wanted, self._keep)
            fill_table(self._connection, self._files)
            stars = select_field(self._connection, ra, dec, radius, name)
        if not stars:
            raise _nothing(ra, dec, radius, name, trouble)
        return stars, tuple(map(_missing, trouble.values()))

    def _missing_cells(
        self, stars: Sequence[ReferenceStars], ra: float, dec: float, radius: float, survey: str | None
    ) -> list[tuple[ReferenceService, list[Cell]]]:
        """Return what has to be fetched: cells never asked for, of surveys that no bulk file gives here."""
        in_bulk = {key.partition("/")[0] for key in self._files.keys() if "/bulk-" in key}  # noqa: SIM118
        covered = in_bulk & {one.survey for one in stars}
        cells = list(cells_near(ra, dec, radius))
        wanted = []
        for name, service in self._services.items():
            missing = [cell for cell in cells if not self._files.has_cell(name, cell)]
            if survey in (None, name) and name not in covered and missing:
                wanted.append((service, missing))
        return wanted

    def _keep(self, survey: str, fetched: list[Fetched]) -> None:
        for cell, stars in fetched:
            self._files.add_cell(survey, cell, stars)


def _nothing(ra: float, dec: float, radius: float, survey: str | None, trouble: dict[str, RemoteError]) -> RemoteError:
    """Return the error for a field without any reference star."""
    where = f"within {radius:.2f} deg of RA {ra:.4f}, Dec {dec:+.4f}"
    reasons = " ".join(problem.message for problem in trouble.values())
    command = f"load them with 'umbra references load {survey or 'SURVEY'} FILE'"
    return RemoteError(
        f"There are no reference stars of {survey or 'any survey'} here {where}. {reasons}".strip(),
        f"{command}, or look at the network and etc/reference_services.cfg" if trouble else command,
    )


def _missing(problem: RemoteError) -> Finding:
    return Finding.warning(FindingCode.REFERENCES_MISSING, problem.message)
