"""Reference stars from files into the database, beside a plain binary COPY of the same arrays.

Prints, for a FITS table and for CSV, the time of reading and keeping a file, of the publication into ``phot.star``, of
a plain binary COPY of the same arrays, in the order of the file, into a table with the same index, and the ratios.
Stars are published in another order, stripe by stripe, which the index takes more quickly; the ratios to a plain COPY
in that order are in brackets. The exit status is 1 where a ratio is above its limit.

``python -m benchmarks.bench_references [STARS]``
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import psycopg
from astropy.table import Table

from benchmarks.copy_rows import throw_away_database
from ingest.photometry.reference_files import ReferenceFiles
from ingest.photometry.reference_tables import read_reference_stars
from service.commands.references import load_file
from service.ground.account import find_account, is_root, prepare_directory
from service.publishing.binary_copy import SIGNATURE, TRAILER
from service.publishing.reference_stars import fill_table, star_blocks

BANDS = "ugriz"
SURVEY = "SDSS"
ROUNDS = 3
#: Allowed times in units of that of the plain COPY.
ALLOWED_PUBLICATION, ALLOWED_WHOLE = 1.0, 1.5
STAR = """
CREATE TABLE {} (survey text, source_id text, ra float8, dec float8, mag float4[], mag_err float4[]);
CREATE INDEX ON {} (q3c_ang2ipix(ra, dec))
"""


def make_table(n_stars: int) -> Table:
    """Return stars in a piece of the sky as SDSS' archive gives them."""
    rng = np.random.default_rng(20151219)
    table = Table()
    table["objID"] = 1237600000000000000 + rng.permutation(n_stars)
    table["ra"] = np.round(rng.uniform(140, 165, n_stars), 7)
    table["dec"] = np.round(rng.uniform(20, 42, n_stars), 7)
    for band in BANDS:
        table[f"psfMag_{band}"] = np.round(rng.uniform(13, 20, n_stars), 3).astype(np.float32)
        table[f"psfMagErr_{band}"] = np.round(rng.uniform(0.01, 0.05, n_stars), 4).astype(np.float32)
    return table


def empty(connection: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    """Make a table of stars anew."""
    connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in STAR.split(";"):
        connection.execute(statement.format(name))


def plain_copy(connection: "psycopg.Connection[tuple[object, ...]]", blocks: Sequence[bytes]) -> None:
    """Copy rows that are ready."""
    with connection.cursor() as cursor, cursor.copy("COPY plain FROM STDIN (FORMAT binary)") as copy:
        copy.write(SIGNATURE)
        for block in blocks:
            copy.write(block)
        copy.write(TRAILER)


def measure(home: Path, paths: Sequence[Path]) -> bool:
    """Print the times of files; return whether all limits are kept."""
    is_well = True
    with throw_away_database(home / "database") as connection:
        connection.execute("CREATE EXTENSION q3c")
        connection.execute("CREATE SCHEMA phot")
        for path in paths:
            is_well &= _measure(connection, home, path)
    return is_well


def _measure(connection: "psycopg.Connection[tuple[object, ...]]", home: Path, path: Path) -> bool:
    data, times = path.read_bytes(), []
    for number in range(ROUNDS):
        # In turn, so that a busy minute of the machine is one for all of them.
        files = ReferenceFiles(home / f"{path.suffix}{number}")
        reading = _time(lambda: load_file(files, path, SURVEY))  # noqa: B023
        empty(connection, "phot.star")
        filling = _time(lambda: fill_table(connection, files))  # noqa: B023
        (key,) = files.keys()
        copying = []
        for stars in (read_reference_stars(data, path.name, SURVEY)[0], files.read(key)):
            blocks = list(star_blocks(stars))
            empty(connection, "plain")
            copying.append(_time(lambda: plain_copy(connection, blocks)))  # noqa: B023
        times.append((reading, filling, *copying))
    read, fill, copy, ordered = np.min(times, axis=0)
    print(f"{path.suffix[1:]}: file {read:.2f} s, publication {fill:.2f} s, plain COPY {copy:.2f} ({ordered:.2f}) s;")
    print(
        f"  publication {fill / copy:.2f} ({fill / ordered:.2f}) times as long, {ALLOWED_PUBLICATION} allowed;", end=" "
    )
    print(f"file to table {(read + fill) / copy:.2f} ({(read + fill) / ordered:.2f}), {ALLOWED_WHOLE} allowed")
    return bool(fill <= ALLOWED_PUBLICATION * copy and read + fill <= ALLOWED_WHOLE * copy)


def _time(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def main() -> int:
    """Run the benchmark and return 1 if a limit is passed."""
    n_stars = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="umbra-bench-") as name:
        home = Path(name)
        home.chmod(0o755)
        table = make_table(n_stars)
        paths = [home / "stars.fits", home / "stars.csv"]
        for path in paths:
            table.write(path)
        prepare_directory(home / "work")
        account = find_account()
        options: dict[str, Any] = (
            {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if is_root() else {}
        )
        command = [sys.executable, "-m", "benchmarks.bench_references", str(home / "work"), *map(str, paths)]
        environment = {**os.environ, "HOME": str(home / "work")}
        return subprocess.run(command, check=False, env=environment, **options).returncode


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(int(not measure(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])))
    sys.exit(main())
