"""What cannot be published is set aside by itself, so that all the rest is published; `umbra status` names it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from service.ground.database import Connection, PublishingError, open_database

_log = logging.getLogger(__name__)
#: Things that are published in one transaction.
BATCH_SIZE = 200
_MAX_REASON = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class SetAside:
    """Something that was not published as it is in the archive."""

    #: ``event``, ``light curves`` (of an event), or ``catalogue``, ``targets`` and ``observatories`` of photometry.
    part: str
    identifier: str
    reason: str


def make_room(connection: Connection) -> None:
    """Make the table of what is set aside."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS umbra")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS umbra.set_aside"
        " (part text, identifier text, reason text NOT NULL, PRIMARY KEY (part, identifier))"
    )


def list_set_aside(connection: Connection, part: str | None = None) -> list[SetAside]:
    """Return what is set aside, of one part or of all."""
    if connection.execute("SELECT to_regclass('umbra.set_aside')").fetchone() == (None,):
        return []
    rows = connection.execute(
        "SELECT part, identifier, reason FROM umbra.set_aside WHERE %s::text IS NULL OR part = %s"
        " ORDER BY part, identifier",
        (part, part),
    )
    return [SetAside(part=str(row[0]), identifier=str(row[1]), reason=str(row[2])) for row in rows]


def find_set_aside(var: Path) -> list[SetAside]:
    """Return what could not be published on a site; nothing where its database does not run."""
    try:
        with open_database(var) as connection:
            return list_set_aside(connection)
    except PublishingError:
        return []


def publish_each(
    connection: Connection, part: str, identifiers: Sequence[str], work: Callable[[Sequence[str]], int]
) -> int:
    """Publish things together, or, if that fails, apart, and set those aside that fail by themselves.

    Parameters
    ----------
    connection
        To the database, outside of a transaction.
    part
        What they are, for `SetAside`.
    identifiers
        The things.
    work
        Publishes some of them in one transaction of its own; returns the number of rows.

    Returns
    -------
    The number of rows.

    Raises
    ------
    psycopg.OperationalError
        The database is in trouble, which is no matter of one thing.
    """
    try:
        n_rows = work(identifiers)
    except psycopg.OperationalError:
        raise
    except Exception as problem:  # noqa: BLE001 - whatever it is, the rest is published
        if len(identifiers) > 1:
            middle = len(identifiers) // 2
            halves = (identifiers[:middle], identifiers[middle:])
            return sum(publish_each(connection, part, half, work) for half in halves)
        _note(connection, part, identifiers[0], problem)
        return 0
    connection.execute(
        "DELETE FROM umbra.set_aside WHERE part = %s AND identifier = ANY(%s)", (part, list(identifiers))
    )
    return n_rows


def publish_batches(
    connection: Connection,
    part: str,
    identifiers: Sequence[str],
    work: Callable[[Sequence[str]], int],
    progress: Callable[[int, int], None],
) -> int:
    """Publish many things, some hundred in a transaction; parameters and result are those of `publish_each`.

    ``progress`` is called with the number of things done and of all.
    """
    n_rows = 0
    for start in range(0, len(identifiers), BATCH_SIZE):
        batch = identifiers[start : start + BATCH_SIZE]
        n_rows += publish_each(connection, part, batch, work)
        progress(start + len(batch), len(identifiers))
    return n_rows


def _note(connection: Connection, part: str, identifier: str, problem: Exception) -> None:
    _log.warning("Not published: %s %s", part, identifier, exc_info=problem)
    reason = " ".join(f"{type(problem).__name__}: {problem}".split())[:_MAX_REASON]
    connection.execute(
        "INSERT INTO umbra.set_aside VALUES (%s, %s, %s)"
        " ON CONFLICT (part, identifier) DO UPDATE SET reason = excluded.reason",
        (part, identifier, reason.replace("\0", "")),
    )
