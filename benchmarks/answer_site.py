"""A throw-away site with the numbers of rows that answers are measured with."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from service.ground.dachs import database_dsn
from tests.site_fixture import RunningSite, start_site, stop_site

#: Events of the larger table for each of the smaller one.
TIMES_LARGER = 10
#: Readings of a light curve.
N_READINGS = 1000
#: One nullable value in this number of values is NULL.
_EVERY = 7
_VALUES = {
    "text": "'{name} ' || i * 7919 % 9973",
    "double precision": "floor(random() * 1e7) / 1e4",
    "real": "(floor(random() * 2000) / 100)::real",
    "integer": "i * 7919 % 9973",
    "bigint": "i * 7919000000",
    "boolean": "i % 2 = 0",
}
_READINGS = "(SELECT array_agg({value}) FROM generate_series(1, {n}) AS k WHERE i = i)"
#: An event's place: the first ones are north of the equator, those of the larger table south of it.
_PLACE = {"ra": "random() * 360", "dec": "(CASE WHEN i <= {n} THEN 1 ELSE -1 END) * degrees(asin(random()))"}


class AnswerSite:
    """A running site with rows.

    Parameters
    ----------
    running
        The site.
    """

    def __init__(self, running: RunningSite) -> None:
        self.var = running.var
        self.port = running.port
        self._database = database_dsn(running.var)

    def fill(self, *, n_events: int, n_reports: int, n_curves: int) -> None:
        """Fill the published tables."""
        with self._connection() as connection:
            _insert(connection, "event", f"generate_series(1, {n_events})", _event_values(n_events))
            report = {"report_id": "'report-' || i", "event_id": f"'event-' || 1 + i % {n_events}"}
            _insert(connection, "report", f"generate_series(1, {n_reports})", report)
            _insert(connection, "lightcurve", f"generate_series(1, {n_curves})", _curve_values(n_events))
            for table in ("event", "report", "lightcurve"):
                connection.execute(f"VACUUM ANALYZE occ.{table}")

    def enlarge(self, n_events: int) -> None:
        """Put events in until there are `TIMES_LARGER` times as many."""
        with self._connection() as connection:
            numbers = f"generate_series({n_events + 1}, {n_events * TIMES_LARGER})"
            _insert(connection, "event", numbers, _event_values(n_events))
            connection.execute("VACUUM ANALYZE occ.event")

    def shrink(self) -> None:
        """Take out what `enlarge` put in."""
        with self._connection() as connection:
            connection.execute("DELETE FROM occ.event WHERE dec < 0")
            connection.execute("VACUUM ANALYZE occ.event")

    def copy_seconds(self, sql: str) -> float:
        """Return the time in which psql reads rows by COPY in binary form, without its start [s]."""
        command = ["psql", "-X", "-q", *(f"--{key}={self._database[name]}" for key, name in _PSQL.items())]
        script = f"\\timing on\nCOPY ({sql}) TO STDOUT (FORMAT binary) \\g /dev/null\n"
        environment = {**os.environ, "PGPASSWORD": self._database["password"]}
        done = subprocess.run(command, input=script, env=environment, capture_output=True, text=True, check=True)
        found = re.search(r"Time: ([0-9.]+) ms", done.stdout)
        if found is None:
            raise SystemExit(f"psql: {done.stdout}{done.stderr}")
        return float(found[1]) / 1e3

    def find_server(self) -> int:
        """Return the number of the server's process."""
        wanted = f"UMBRA_VAR={self.var}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes()
                if b"service.answers.program" in command and wanted in (folder / "environ").read_bytes().split(b"\0"):
                    return int(folder.name)
            except OSError:
                continue
        raise SystemExit("The server's process is not found.")

    def _connection(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(**self._database, autocommit=True)  # type: ignore[arg-type]


_PSQL = {"host": "host", "username": "user", "dbname": "dbname"}


@contextmanager
def answer_site() -> Iterator[tuple[AnswerSite, Path]]:
    """Run a site without samples, and yield it with a folder that goes with it."""
    home = Path(tempfile.mkdtemp(prefix="umbra-bench-"))
    home.chmod(0o755)
    try:
        running = start_site(home / "var", options=("--no-samples",))
        try:
            yield AnswerSite(running), home
        finally:
            stop_site(running)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _event_values(n_events: int) -> dict[str, str]:
    return {"event_id": "'event-' || i", **{name: value.format(n=n_events) for name, value in _PLACE.items()}}


def _curve_values(n_events: int) -> dict[str, str]:
    """Return the values of light curves: those without barycentric times and without uncertainties are common."""
    arrays = {
        "mjd": "57000 + i + k * 0.04 / 86400",
        "bjd_tdb": "57000.0012 + i + k * 0.04 / 86400",
        "flux": "floor(random() * 1e6) / 100",
        "flux_err": "floor(random() * 1e4) / 100",
        "flags": "(k % 100 = 0)::int::smallint",
    }
    values = {name: _READINGS.format(value=value, n=N_READINGS) for name, value in arrays.items()}
    for name in ("bjd_tdb", "flux_err"):
        values[name] = f"CASE WHEN i % 2 = 0 THEN {values[name]} END"
    keys = {"lightcurve_id": "'curve-' || i", "event_id": f"'event-' || 1 + i % {n_events}"}
    return {**keys, **values, "n_points": str(N_READINGS)}


def _insert(
    connection: "psycopg.Connection[tuple[object, ...]]", table: str, numbers: str, given: Mapping[str, str]
) -> None:
    """Insert rows: what is not given is made up after the type of the column."""
    rows = connection.execute(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'occ' AND table_name = %s ORDER BY ordinal_position",
        (table,),
    ).fetchall()
    values = []
    for place, (name, kind, nullable) in enumerate(rows):
        value = given.get(str(name))
        if value is None:
            value = _VALUES[str(kind)].format(name=name)
            if nullable == "YES":
                value = f"CASE WHEN (i + {place}) % {_EVERY} > 0 THEN {value} END"
        values.append(value)
    names = ", ".join(f'"{name}"' for name, _, _ in rows)
    statement = f"INSERT INTO occ.{table} ({names}) SELECT {', '.join(values)} FROM {numbers} AS i"
    connection.execute(statement.encode())
