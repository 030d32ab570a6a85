"""Intake of a whole corpus of report forms, beside a bare COPY of the resulting rows.

Prints reports a second of `umbra ingest` (read, check, match, archive) against the limit of 1,000, the peak memory
with a quarter and with all of the files, and the time that PostgreSQL needs to COPY the same rows.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpus import write_corpus
from service.ground.account import find_account, is_root, prepare_directory

LIMIT = 1000.0
UMBRA = Path(sys.executable).parent / "umbra"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of `umbra ingest`."""

    n_files: int
    seconds: float
    peak_mb: float


def ingest(corpus: Path, var: Path, n_files: int) -> Run:
    """Run `umbra ingest` on a folder, on an empty archive."""
    begun = time.perf_counter()
    with subprocess.Popen([str(UMBRA), "ingest", "--var", str(var), str(corpus)], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"umbra ingest ended with status {process.returncode}")
    return Run(n_files=n_files, seconds=time.perf_counter() - begun, peak_mb=usage.ru_maxrss / 1024)


def measure_copy(archive: Path, var: Path) -> tuple[int, float]:
    """Return the number of rows and the time of a bare COPY, measured under the account that PostgreSQL accepts."""
    prepare_directory(var)
    account = find_account()
    options: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if is_root() else {}
    command = [sys.executable, "-m", "benchmarks.copy_rows", str(archive), str(var)]
    environment = {**os.environ, "HOME": str(var)}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment, **options)
    n_rows, seconds = done.stdout.split()
    return int(n_rows), float(seconds)


def main() -> None:
    """Run the benchmark and print what came out."""
    with tempfile.TemporaryDirectory(prefix="umbra-bench-") as name:
        home = Path(name)
        n_quarter = write_corpus(home / "quarter", scale=0.25)
        n_all = write_corpus(home / "corpus")
        quarter = ingest(home / "quarter", home / "var-quarter", n_quarter)
        full = ingest(home / "corpus", home / "var", n_all)
        rate = full.n_files / full.seconds
        print(f"intake: {full.n_files} reports in {full.seconds:.1f} s = {rate:.0f}/s, {rate / LIMIT:.2f} of the limit")
        print(
            f"memory: {quarter.peak_mb:.0f} MB with {quarter.n_files} files, {full.peak_mb:.0f} MB with"
            f" {full.n_files}: ratio {full.peak_mb / quarter.peak_mb:.2f}"
        )
        n_rows, seconds = measure_copy(home / "var/archive", home / "copy")
        print(f"COPY:   {n_rows} rows in {seconds:.2f} s; the intake takes {full.seconds / seconds:.0f} times as long")


if __name__ == "__main__":
    main()
