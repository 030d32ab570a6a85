"""Intake and publication of an archive of light curves, beside a plain binary COPY of the same arrays.

Prints the time of `umbra ingest` from files of B/occ to the archive, of the publication into ``occ.lightcurve``,
of a plain binary COPY of the same arrays, into a table as CREATE TABLE makes it and into one that stores its arrays
uncompressed as ours does, and of fetching one curve out of all of them. The exit status is 1 where a time is above its
limit; the limits are those beside a table as CREATE TABLE makes it.

``python -m benchmarks.bench_lightcurves [CURVES [READINGS]]``
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psycopg

from benchmarks.copy_rows import throw_away_database
from ingest.archive.archive import Archive
from schemas.instant import day_of_mjd
from service.ground.account import find_account, is_root, prepare_directory
from service.ground.clock import now_mjd
from service.ground.layout import PROJECT
from service.publishing.binary_copy import SIGNATURE, TRAILER, Type, row_bytes
from service.publishing.lightcurve_publishing import publish_lightcurves
from service.publishing.set_aside import make_room

UMBRA = Path(sys.executable).parent / "umbra"
N_STATIONS = 5
#: Allowed times of publication, and from files to the table, in units of that of the plain COPY; of one curve [ms].
ALLOWED_PUBLICATION, ALLOWED_WHOLE, ALLOWED_MS = 1.0, 1.5, 20.0
COLUMNS = (
    ("lightcurve_id", Type.TEXT),
    ("event_id", Type.TEXT),
    ("mjd", Type.DOUBLES),
    ("bjd_tdb", Type.DOUBLES),
    ("flux", Type.DOUBLES),
    ("flux_err", Type.DOUBLES),
    ("flags", Type.SMALLINTS),
)


def write_files(folder: Path, n_curves: int, n_readings: int) -> None:
    """Write light curves of `N_STATIONS` stations an event as files of B/occ."""
    folder.mkdir()
    rng = np.random.default_rng(20151219)
    for number in range(n_curves):
        event, station = divmod(number, N_STATIONS)
        day = day_of_mjd(55000 + event)
        values = np.rint(np.clip(rng.normal(7000, 700, n_readings), 0, 9524)).astype(int)
        values[n_readings // 2 : n_readings // 2 + n_readings // 20] //= 10
        lines = (
            f"Date: {day.year}-{day.month}-{day.day} 3:0:{station}.00: {n_readings * 0.04:.2f}: {n_readings}",
            f"Star: 0: 0: 0: 0: 0-0-1: {100 + event % 700}-{1 + event}",
            f"Observer: +{10 + station}:30:0.0: +50:0:0.0: 100: Observer {station}",
            f"Object: Asteroid: {1 + event}: Body {event}",
            "Values:" + ":".join(map(str, values.tolist())),
        )
        (folder / f"({1 + event})_{day:%Y%m%d}_0300{station:02d}-00.dat").write_text("\r\n".join(lines) + "\r\n")


def time_intake(folder: Path, var: Path) -> float:
    """Return the time of `umbra ingest` on an empty archive [s]."""
    begun = time.perf_counter()
    subprocess.run([str(UMBRA), "ingest", "--var", str(var), str(folder)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def make_tables(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Make the tables of light curves as their descriptor has them, without DaCHS."""
    descriptor = (PROJECT / "resources/occ/lc.rd").read_text(encoding="utf-8")
    connection.execute("CREATE SCHEMA occ")
    for table in ("lightcurve", "timing_result", "attachment"):
        text = re.search(rf'<table id="{table}".*?</table>', descriptor, re.DOTALL)
        columns = re.findall(r'<column name="(\w+)" type="([^"]+)"', text[0]) if text else []
        connection.execute(f"CREATE TABLE occ.{table} ({', '.join(f'{name} {kind}' for name, kind in columns)})")
        connection.execute(f"ALTER TABLE occ.{table} ADD PRIMARY KEY ({columns[0][0]})")
        connection.execute(f"CREATE INDEX ON occ.{table} (event_id)")
    for name in ("mjd", "bjd_tdb", "flux", "flux_err"):
        connection.execute(f"ALTER TABLE occ.lightcurve ALTER {name} SET STORAGE EXTERNAL")


def time_copy(connection: "psycopg.Connection[tuple[object, ...]]", *, compressed: bool) -> float:
    """Return the time of a plain binary COPY of what is published into a table with the same indices [s]."""
    names = ", ".join(name for name, _ in COLUMNS)
    rows = connection.execute(f"SELECT {names} FROM occ.lightcurve").fetchall()
    made = [row_bytes(COLUMNS, dict(zip((name for name, _ in COLUMNS), row, strict=True))) for row in rows]
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS)
    connection.execute(f"CREATE TABLE plain ({columns}, PRIMARY KEY (lightcurve_id))")
    connection.execute("CREATE INDEX ON plain (event_id)")
    for name in () if compressed else ("mjd", "bjd_tdb", "flux", "flux_err"):
        connection.execute(f"ALTER TABLE plain ALTER {name} SET STORAGE EXTERNAL")
    begun = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy("COPY plain FROM STDIN (FORMAT binary)") as copy:
        copy.write(SIGNATURE)
        for row in made:
            copy.write(row)
        copy.write(TRAILER)
    seconds = time.perf_counter() - begun
    connection.execute("DROP TABLE plain")
    return seconds


def time_one(connection: "psycopg.Connection[tuple[object, ...]]", names: Sequence[str]) -> float:
    """Return the median time of fetching one curve with all its readings [ms]."""
    times = []
    for name in names:
        begun = time.perf_counter()
        connection.execute("SELECT * FROM occ.lightcurve WHERE lightcurve_id = %s", (name,)).fetchall()
        times.append((time.perf_counter() - begun) * 1000)
    return median(times)


def measure(archive: Path, var: Path, intake: float) -> bool:
    """Publish an archive into a throw-away database and print the times; return whether the limits are kept.

    Parameters
    ----------
    archive
        The archive.
    var
        Where the database lives.
    intake
        How long the archive was in the making [s].
    """
    with throw_away_database(var) as connection, Archive(archive) as opened:
        make_tables(connection)
        make_room(connection)
        begun = time.perf_counter()
        n_rows = publish_lightcurves(connection, opened, lambda done, total: None, now_mjd(), "http://localhost")
        publishing = time.perf_counter() - begun
        begun = time.perf_counter()
        publish_lightcurves(connection, opened, lambda done, total: None, now_mjd(), "http://localhost")
        again = time.perf_counter() - begun
        connection.execute("ANALYZE occ.lightcurve")
        copying, uncompressed = (time_copy(connection, compressed=yes) for yes in (True, False))
        names = [
            str(row[0])
            for row in connection.execute("SELECT lightcurve_id FROM occ.lightcurve ORDER BY random() LIMIT 50")
        ]
        one = time_one(connection, names)
    print(f"publish: {n_rows} curves in {publishing:.2f} s; nothing changed: {again:.2f} s")
    print(f"COPY:    {copying:.2f} s; into uncompressed arrays {uncompressed:.2f} s")
    print(f"         publication {publishing / copying:.2f} ({publishing / uncompressed:.2f}) times as long,", end=" ")
    print(f"{ALLOWED_PUBLICATION} allowed;", end=" ")
    whole = intake + publishing
    print(f"files to table {whole / copying:.2f} ({whole / uncompressed:.2f}), {ALLOWED_WHOLE} allowed")
    print(f"fetch:   one curve in {one:.1f} ms, {ALLOWED_MS} allowed")
    return publishing <= ALLOWED_PUBLICATION * copying and whole <= ALLOWED_WHOLE * copying and one <= ALLOWED_MS


def main() -> int:
    """Run the benchmark, print what came out, and return 1 if a limit is passed."""
    n_curves, n_readings = [*map(int, sys.argv[1:3]), *(13_000, 1_000)[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory(prefix="umbra-bench-") as name:
        home = Path(name)
        home.chmod(0o755)
        write_files(home / "files", n_curves, n_readings)
        seconds = time_intake(home / "files", home / "var")
        print(f"archive: {n_curves} files in {seconds:.1f} s = {n_curves / seconds:.0f}/s")
        prepare_directory(home / "copy")
        account = find_account()
        options: dict[str, Any] = (
            {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if is_root() else {}
        )
        command = [
            sys.executable,
            "-m",
            "benchmarks.bench_lightcurves",
            str(home / "var/archive"),
            str(home / "copy"),
            str(seconds),
        ]
        environment = {**os.environ, "HOME": str(home / "copy")}
        return subprocess.run(command, check=False, env=environment, **options).returncode


if __name__ == "__main__":
    if len(sys.argv) == 4:
        sys.exit(int(not measure(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))))
    sys.exit(main())
