"""Random queries by the thousand, each answered directly and by DaCHS' own way, on one site.

    python -m tests.torture.query_run --queries 100000 [--http 2000] [--seed N] [--folder DIR]

Prints the seed, every difference, and how many queries were answered, refused, and left to DaCHS. Exit status 1 if
rows, columns, errors or marks of cut answers differed.
"""

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.ground.dachs import Address, Dachs
from service.ground.layout import PROJECT, Layout
from tests.site_fixture import RunningSite, account_options, start_site, stop_site
from tests.torture.random_queries import GROUP

#: Most queries of one process: another one starts after them, as servers do.
_PORTION = 10_000


@dataclass
class Tally:
    """What came out of the queries."""

    queries: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    differences: list[dict[str, Any]] = field(default_factory=list)

    def note(self, line: dict[str, Any]) -> None:
        """Add a line that a process printed."""
        if "difference" in line:
            self.differences.append(line)
            print(json.dumps(line, indent=1, ensure_ascii=False), flush=True)
            return
        self.queries += line["queries"]
        self.seconds += line["seconds"]
        self.counts.update(line["counts"])

    def line(self) -> str:
        """Return the figures."""
        counts = ", ".join(f"{name} {count}" for name, count in self.counts.most_common(12))
        return (
            f"{self.queries} queries in {self.seconds:.0f} s of all processes: {counts}; {len(self.differences)} differ"
        )


def ask(site: RunningSite, numbers: range, seed: int, *, over_http: bool = False) -> Iterator[dict[str, Any]]:
    """Put queries to a site in a process with its settings; yield what that prints.

    Parameters
    ----------
    site
        A site that runs.
    numbers
        Of the queries.
    seed
        Of all that is random.
    over_http
        Whether the site itself is asked; else the process does the same work.
    """
    words = [str(seed), str(numbers.start), str(numbers.stop), str(numbers.step), *([site.url] if over_http else [])]
    settings = Dachs(Layout(site.var), Address(port=site.port)).make_environment()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.torture.query_paths", *words],
        env=settings | {"PYTHONPATH": str(PROJECT)},
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        **account_options(),
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            yield json.loads(line)
    if process.returncode != 0:
        yield {"difference": f"a process ended with {process.returncode}", "numbers": str(numbers)}


def run(site: RunningSite, *, queries: int, http: int, seed: int, processes: int = 2) -> Tally:
    """Put queries to both ways, and some of them over HTTP too."""
    tally = Tally()
    portion = -(-min(_PORTION, max(queries // processes, 1)) // GROUP) * GROUP
    portions = [(range(first, min(first + portion, queries)), False) for first in range(0, queries, portion)]
    if http:
        portions.append((range(queries, queries + http), True))

    def work(numbers: range, over_http: bool) -> None:
        for line in ask(site, numbers, seed, over_http=over_http):
            tally.note(line)
            if "counts" in line:
                print(tally.line(), flush=True)

    with ThreadPoolExecutor(processes) as pool:
        for done in [pool.submit(work, *one) for one in portions]:
            done.result()
    return tally


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--http", type=int, default=2_000, help="queries of the site itself, beside the others")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--folder", type=Path, default=None, help="is made, and stays")
    wishes = parser.parse_args()
    seed = wishes.seed if wishes.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}", flush=True)
    folder = wishes.folder or Path(tempfile.mkdtemp(prefix="umbra-queries-", dir="/tmp"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    site = start_site(folder / "var")
    try:
        tally = run(site, queries=wishes.queries, http=wishes.http, seed=seed)
    finally:
        stop_site(site)
    print(tally.line())
    if wishes.folder is None:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if tally.differences else 0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
