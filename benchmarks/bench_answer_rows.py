"""Rows of the database as tables: beside psql's ``COPY (...) TO STDOUT (FORMAT binary)`` of the same rows.

Prints, for readings (300,000 rows of numbers and texts) and for curves (2,000 rows of arrays of 1,000 elements), the
time of psql, and as ratios to it: psycopg's reading of the same COPY, our own reading of COPY and of rows in binary
and text form, and each encoder. Then the time of the first bytes, and how much memory grows at 2,000,000 rows.

``python -m benchmarks.bench_answer_rows [READINGS]``
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import psycopg

from service.answers.rows import wire
from service.answers.rows.arrow_rows import ArrowRows, make_arrow, make_parquet
from service.answers.rows.encoding import RowEncoder
from service.answers.rows.fits_rows import FitsRows
from service.answers.rows.kinds import Kind, make_kind
from service.answers.rows.text_rows import make_csv, make_json, make_tabledata, make_tsv
from service.answers.rows.votable_rows import make_binary, make_binary2
from service.answers.rows.wire import Wire
from tests.service.answers.rows.database import small_database

Encoder = RowEncoder | FitsRows | ArrowRows
REPEATS = 5
#: What may be at most: ratios to COPY, seconds until the first bytes, growth of memory [MB].
ALLOWED = {
    "readings": {"BINARY2": 1.5, "CSV": 1.5, "TABLEDATA": 2.0, "FITS": 3.0, "Parquet": 3.0},
    "curves": {"BINARY2": 1.3, "CSV": 2.0, "TABLEDATA": 2.0},
}
FIRST_BYTES_S = 0.030
GROWTH_MB = 64
_ENCODERS: dict[str, Callable[[Sequence[Kind]], Encoder]] = {
    "BINARY2": make_binary2,
    "BINARY": make_binary,
    "TABLEDATA": make_tabledata,
    "CSV": make_csv,
    "TSV": make_tsv,
    "JSON": make_json,
    "FITS": FitsRows,
    "Parquet": make_parquet,
    "Arrow": make_arrow,
}
_FIELDS = {
    23: ("int", None),
    25: ("char", "*"),
    700: ("float", None),
    701: ("double", None),
    1021: ("float", "*"),
    1022: ("double", "*"),
}


def make_tables(connection: Wire, n_readings: int) -> None:
    """Make readings and curves."""
    connection.command(
        "CREATE TABLE readings AS SELECT i AS number, 57000 + random() * 2000 AS mjd, random() AS flux,"
        " random() * 0.01 AS flux_err, (random() * 100)::int4 AS flag, 'V'::text AS band,"
        " 'report-2020-' || i AS report_id, random()::real AS snr"
        f" FROM generate_series(1, {n_readings}) AS i"
    )
    connection.command(
        "CREATE TABLE curves AS SELECT g AS number, array_agg(57000 + random()) AS mjd,"
        " array_agg(random()::real) AS flux FROM generate_series(1, 2000) AS g, generate_series(1, 1000) GROUP BY g"
    )
    connection.command("VACUUM ANALYZE")


def seconds(work: Callable[[], object]) -> float:
    """Return the median of some times that work takes [s]."""
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return median(times)


def copy_by_psql(database: dict[str, str], statement: str) -> None:
    """Let psql read rows."""
    command = ["psql", "-X", "-q", "-h", database["host"], "-U", database["user"], "-d", database["dbname"]]
    environment = {**os.environ, "PGPASSWORD": database["password"]}
    subprocess.run([*command, "-c", statement], stdout=subprocess.DEVNULL, env=environment, check=True)


def copy_by_psycopg(connection: "psycopg.Connection[tuple[object, ...]]", statement: str) -> None:
    """Let psycopg read rows."""
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for _ in copy:
            pass


def drain(connection: Wire, sql: str, format_: int) -> None:
    """Read rows and throw them away."""
    prepared = connection.prepare(sql)
    for _ in connection.run(prepared, [format_] * len(prepared.columns)):
        pass


def drain_copy(connection: Wire, statement: str) -> None:
    """Read rows of COPY with our own reader, and throw them away."""
    row = getattr(wire, "_ROW")  # noqa: B009 - a constant to all but this benchmark
    setattr(wire, "_ROW", ord("d"))  # noqa: B010
    try:
        connection.command(statement)
    finally:
        setattr(wire, "_ROW", row)  # noqa: B010


def find_kinds(connection: Wire, sql: str) -> list[Kind]:
    """Return the kinds of a query's columns."""
    return [make_kind(column.name, column.oid, *_FIELDS[column.oid]) for column in connection.prepare(sql).columns]


def encode(connection: Wire, sql: str, kinds: list[Kind], name: str) -> float:
    """Write a table and throw it away; return when its first bytes came [s]."""
    begun, first = time.perf_counter(), 0.0
    encoder = _ENCODERS[name](kinds)
    for piece in connection.run(connection.prepare(sql), encoder.result_formats):
        if encoder.feed(piece) and not first:
            first = time.perf_counter() - begun
    if isinstance(encoder, FitsRows):
        for _ in encoder.finish_parts():
            pass
    else:
        encoder.finish()
    return first


def compare(connection: Wire, database: dict[str, str], table: str) -> None:
    """Print the times for one table."""
    sql = f"SELECT * FROM {table}"
    statement = f"COPY ({sql}) TO STDOUT (FORMAT binary)"
    kinds = find_kinds(connection, sql)
    unit = seconds(lambda: copy_by_psql(database, statement))
    with psycopg.connect(**database) as other:  # type: ignore[arg-type]
        peer = seconds(lambda: copy_by_psycopg(other, statement)) / unit
    print(f"{table}: psql's COPY {unit:.3f} s; as ratios to it: psycopg's COPY {peer:.2f}", end=", ")
    print(f"our COPY {seconds(lambda: drain_copy(connection, statement)) / unit:.2f}", end=", ")
    for name, format_ in (("binary", 1), ("text", 0)):
        print(f"our {name} rows {seconds(lambda form=format_: drain(connection, sql, form)) / unit:.2f}", end=", ")  # type: ignore[misc]
    print()
    for name in _ENCODERS:
        ratio = seconds(lambda key=name: encode(connection, sql, kinds, key)) / unit  # type: ignore[misc]
        allowed = ALLOWED[table].get(name)
        print(f"  {name}: {ratio:.2f}{f', {allowed} allowed' if allowed else ''}")


def find_memory(key: str) -> float:
    """Return a line of this process's status [MB]."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(key))


def measure_growth(connection: Wire) -> None:
    """Print the first bytes and the growth of memory at 2,000,000 rows."""
    times = "generate_series(1, 2000000 / (SELECT count(*)::int4 FROM readings) + 1)"
    sql = f"SELECT r.* FROM readings AS r, {times} LIMIT 2000000"
    kinds = find_kinds(connection, sql)
    for name in _ENCODERS:
        encode(connection, "SELECT * FROM readings LIMIT 1000", kinds, name)
    for name in _ENCODERS:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        before = find_memory("VmRSS")
        first = encode(connection, sql, kinds, name)
        most, after = find_memory("VmHWM") - before, find_memory("VmRSS") - before
        print(
            f"2,000,000 rows, {name}: first bytes after {1e3 * first:.0f} ms, {1e3 * FIRST_BYTES_S:.0f} allowed;"
            f" memory grows by {most:.0f} MB, {GROWTH_MB} allowed, of which {after:.0f} MB stay"
        )


def main() -> None:
    """Run the benchmark and print what came out."""
    n_readings = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    with small_database() as database:
        connection = Wire.open(database, is_read_only=False)
        make_tables(connection, n_readings)
        for table in ALLOWED:
            compare(connection, database, table)
        measure_growth(connection)
        connection.close()


if __name__ == "__main__":
    main()
