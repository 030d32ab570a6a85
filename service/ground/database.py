"""The site's database, and the errors where it does not run or refuses something."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from schemas.errors import UmbraError
from service.ground.dachs import DachsError, database_dsn

Connection = psycopg.Connection[tuple[object, ...]]


class PublishingError(UmbraError):
    """The tables of the site cannot be brought up to date."""


class SiteDownError(PublishingError):
    """The site's database does not run."""


@contextmanager
def open_database(var: Path) -> Iterator[Connection]:
    """Connect to the site's database as owner of its tables; each statement is a transaction of its own.

    Raises
    ------
    SiteDownError
        The database does not run.
    PublishingError
        The database refused something.
    """
    try:
        connection = psycopg.connect(make_conninfo("", **database_dsn(var)), connect_timeout=10, autocommit=True)
    except (psycopg.OperationalError, DachsError, OSError) as problem:
        raise SiteDownError(f"The site in {var} is not running.", "start it with 'umbra serve'") from problem
    with connection:
        try:
            yield connection
        except psycopg.Error as problem:
            raise PublishingError(
                f"The database refused that: {str(problem).splitlines()[0]}.",
                "start 'umbra serve', which publishes the archive",
            ) from problem
