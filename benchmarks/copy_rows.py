"""A bare COPY of an archive's rows into a throw-away cluster: what the intake is measured beside.

``python -m benchmarks.copy_rows ARCHIVE VAR`` prints the number of rows and the seconds.
"""

import io
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from ingest.events.rows import EVENT_TABLES, table_rows
from service.ground.clock import now_mjd
from service.ground.cluster import Cluster
from service.ground.layout import Layout


@contextmanager
def throw_away_database(var: Path) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """Run a private cluster for a while."""
    layout = Layout(var)
    layout.logs.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(layout)
    cluster.create()
    cluster.configure()
    cluster.start()
    try:
        with psycopg.connect(host=str(cluster.socket), dbname="postgres", user="umbra", autocommit=True) as connection:
            yield connection
    finally:
        cluster.stop()


def copy_text(value: object) -> str:
    """Return a value in COPY's text format (PostgreSQL manual, COPY)."""
    if value is None:
        return "\\N"
    return str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def time_copy(connection: "psycopg.Connection[tuple[object, ...]]", archive: Path) -> tuple[int, float]:
    """Return the number of rows and the time in which COPY takes them, made ready as text before."""
    n_rows, seconds = 0, 0.0
    for table in EVENT_TABLES:
        rows = list(table_rows(archive, table, now=now_mjd()))
        if not rows:
            continue
        names = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in rows[0])
        connection.execute(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(table), names))
        text = io.StringIO()
        for row in rows:
            text.write("\t".join(copy_text(value) for value in row.values()) + "\n")
        begun = time.perf_counter()
        statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(text.getvalue())
        seconds += time.perf_counter() - begun
        n_rows += len(rows)
    return n_rows, seconds


if __name__ == "__main__":
    with throw_away_database(Path(sys.argv[2])) as database:
        print(*time_copy(database, Path(sys.argv[1])))
