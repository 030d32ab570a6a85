"""Answers over HTTP, beside psql's ``COPY ... (FORMAT binary)`` and beside DaCHS as it came.

Starts a throw-away site, fills its tables, and starts DaCHS without this site's replacements beside it, on the same
database. Prints for each target what was measured, the limit and what it is measured beside, medians all; exits
with 1 where a limit is missed. Let nothing else run meanwhile.

``python -m benchmarks.bench_answers [--events 4800] [--reports 13500] [--curves 2000] [--rounds 5] [--seconds 6]``
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from statistics import median

from benchmarks.answer_site import N_READINGS, TIMES_LARGER, AnswerSite, answer_site
from benchmarks.http_clients import Client, Load, RefusedError, background, put_load, query_path
from benchmarks.stock_server import stock_server

#: Rows of the bulk queries on occ.sample.
N_ROWS = 300_000
#: The most rows that the site hands out.
_MOST = 20_000_000
_N_CLIENTS = 8
_ARRAYS = "lightcurve_id, mjd, bjd_tdb, flux, flux_err, flags"
_FORMATS = {"BINARY2": "votable/b2", "TABLEDATA": "votable/td", "CSV": "csv", "FITS": "fits", "Parquet": "parquet"}
#: The most that each may take, in times of COPY.
_BULK_LIMITS = {
    "occ.sample": {"BINARY2": 1.5, "CSV": 1.5, "TABLEDATA": 2.0, "FITS": 3.0, "Parquet": 3.0},
    "occ.report": {"BINARY2": 2.0, "CSV": 2.0, "TABLEDATA": 2.0, "FITS": 3.0, "Parquet": 3.0},
    "occ.lightcurve": {"BINARY2": 1.3, "CSV": 2.0, "TABLEDATA": 2.0, "FITS": 3.0, "Parquet": 3.0},
}
_FIRST_BYTE_MS = 30.0
_GROWTH_MB = 64.0
#: An answer of 300,000 rows that takes more times COPY is not asked for 2,000,000 rows of: it is not streamed.
_HOPELESS = 10.0
_ASYNC_MS = 200.0
#: How long memory may take to be given back [s].
_REST = 3.0
_CALM = 0.5


class Report:
    """Prints one line for each target, and keeps in mind whether one was missed."""

    def __init__(self) -> None:
        self.n_missed = 0

    def at_most(self, name: str, figure: float, limit: float, unit: str, remark: str = "") -> None:
        """Print a figure that has an upper limit."""
        self._print(name, f"{figure:.4g}{unit}", f"<= {limit:g}", remark, is_kept=figure <= limit)

    def at_least(self, name: str, figure: float, limit: float, unit: str, remark: str = "") -> None:
        """Print a figure that has a lower limit."""
        self._print(name, f"{figure:.4g}{unit}", f">= {limit:g}", remark, is_kept=figure >= limit)

    def missed(self, name: str, reason: str) -> None:
        """Print that something could not be measured."""
        self._print(name, "none", "", reason, is_kept=False)

    def remark(self, text: str) -> None:
        """Print what has no limit."""
        print(f"        {text}", flush=True)

    def _print(self, name: str, figure: str, limit: str, remark: str, *, is_kept: bool) -> None:
        self.n_missed += not is_kept
        mark = "kept  " if is_kept else "MISSED"
        print(f"{mark}  {name}: {figure} {limit}{f'; {remark}' if remark else ''}", flush=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much is measured.

    Parameters
    ----------
    n_events, n_reports, n_curves
        Rows of the tables.
    n_rounds
        How often long answers are asked for.
    seconds
        How long small ones are asked for, again and again [s].
    """

    n_events: int
    n_reports: int
    n_curves: int
    n_rounds: int
    seconds: float

    @property
    def n_bulk(self) -> int:
        """Rows of the bulk queries on occ.sample."""
        return min(N_ROWS, self.n_readings)

    @property
    def n_readings(self) -> int:
        """Rows of occ.sample."""
        return self.n_curves * N_READINGS


def measure_bulk(site: AnswerSite, size: Size, report: Report) -> None:
    """Print how long all formats take, as ratios to COPY."""
    queries = {
        "occ.sample": (f"SELECT TOP {size.n_bulk} * FROM occ.sample", f"SELECT * FROM occ.sample LIMIT {size.n_bulk}"),
        "occ.report": ("SELECT * FROM occ.report",) * 2,
        "occ.lightcurve": (f"SELECT {_ARRAYS} FROM occ.lightcurve",) * 2,
    }
    for table, (query, sql) in queries.items():
        refused, ours, unit = _time_formats(site, size, query, sql)
        report.remark(f"{table}: COPY {unit:.3f} s")
        for name, limit in _BULK_LIMITS[table].items():
            if name in refused:
                report.missed(f"{table}, {name}", refused[name])
            else:
                report.at_most(f"{table}, {name}", ours[name] / unit, limit, " x COPY", f"{ours[name]:.3f} s")


def _time_formats(site: AnswerSite, size: Size, query: str, sql: str) -> tuple[dict[str, str], dict[str, float], float]:
    """Return the reasons of the formats that are refused, the times of the others, and that of COPY [s]."""
    client, refused = Client(site.port), {}
    times: dict[str, list[float]] = {}
    for number in range(size.n_rounds + 1):
        found = {"COPY": site.copy_seconds(sql)}
        for name, form in _FORMATS.items():
            try:
                found[name] = client.ask(query_path(query, form, _MOST)).whole
            except RefusedError as problem:
                refused[name] = str(problem)
        for name, seconds in found.items() if number else ():
            times.setdefault(name, []).append(seconds)
    return refused, {name: median(some) for name, some in times.items()}, median(times["COPY"])


def measure_first_bytes(site: AnswerSite, size: Size, report: Report) -> None:
    """Print when the first byte comes of many rows and of very many."""
    for n_rows in (size.n_bulk, size.n_readings):
        for name in ("BINARY2", "CSV"):
            times: list[tuple[float, float]] = []
            for number in range(size.n_rounds + 1):
                # The text differs from the last one's, so that its translation is in the time of the first.
                path = query_path(f"SELECT TOP {n_rows} * FROM occ.sample", _FORMATS[name], _MOST - len(times))
                client = Client(site.port)
                client.ask(query_path("SELECT TOP 1 seq FROM occ.sample"))
                first, again = (client.peek(path) for _ in range(2))
                times.append((again, first))
                time.sleep(_CALM if number else 2 * _CALM)
            again, first = (1e3 * median(some) for some in zip(*times[1:], strict=True))
            remark = f"{first:.1f} ms at the first time a query is asked"
            report.at_most(f"first byte of {n_rows} rows, {name}", again, _FIRST_BYTE_MS, " ms", remark)


def measure_growth(site: AnswerSite, size: Size, report: Report) -> None:
    """Print how much the server's memory grows at very many rows, and how much of it stays."""
    client, server = Client(site.port), site.find_server()
    for name in ("BINARY2", "CSV", "FITS", "Parquet"):
        title = f"growth of memory at {size.n_readings} rows, {name}"
        path = query_path(f"SELECT TOP {size.n_readings} * FROM occ.sample", _FORMATS[name], _MOST)
        try:
            small = client.ask(query_path(f"SELECT TOP {size.n_bulk} * FROM occ.sample", _FORMATS[name], _MOST))
            if small.whole > _HOPELESS * site.copy_seconds(f"SELECT * FROM occ.sample LIMIT {size.n_bulk}"):
                report.missed(title, f"not tried, since {size.n_bulk} rows took {small.whole:.1f} s")
                continue
            Path(f"/proc/{server}/clear_refs").write_text("5", encoding="ascii")
            before = find_memory(server, "VmRSS")
            seconds = client.ask(path).whole
        except RefusedError as problem:
            report.missed(title, str(problem))
            continue
        most = find_memory(server, "VmHWM") - before
        time.sleep(_REST)
        stays = find_memory(server, "VmRSS") - before
        report.at_most(title, most, _GROWTH_MB, " MB", f"{stays:.0f} MB stay of {before:.0f}; {seconds:.2f} s")


def find_memory(process: int, key: str) -> float:
    """Return a line of a process's status [MB]."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(key))


def measure_small(site: AnswerSite, stock: int, size: Size, report: Report) -> None:
    """Print how many small answers come a second, beside those of DaCHS as it came."""
    one = _compare(site.port, stock, _repeated, size)
    report.at_least("SELECT TOP 1, 8 clients", one.ratio, 40, " x stock", one.words)
    report.at_most("SELECT TOP 1, 8 clients, p50", one.ours.percentile_ms(50), 10, " ms")
    report.at_most("SELECT TOP 1, 8 clients, p99", one.ours.percentile_ms(99), 40, " ms")
    alone = put_load(site.port, _repeated, n_clients=1, seconds=size.seconds)
    report.at_most("SELECT TOP 1, 1 client, p50", alone.percentile_ms(50), 4, " ms", f"{alone.rate:.0f}/s")
    distinct = _compare(site.port, stock, _distinct_of(size), size)
    report.at_least("distinct texts, 8 clients", distinct.ratio, 6, " x stock", distinct.words)
    cone = _compare(site.port, stock, _cones, size)
    report.at_least("cone search, 8 clients", cone.ratio, 20, " x stock", cone.words)
    report.at_most("cone search, 8 clients, p99", cone.ours.percentile_ms(99), 30, " ms")


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What clients saw of this site and of DaCHS as it came."""

    ours: Load
    stock: Load

    @property
    def ratio(self) -> float:
        """How many times as many answers come a second."""
        return self.ours.rate / self.stock.rate

    @property
    def words(self) -> str:
        """Both rates, with the times of most answers."""
        loads = (("ours", self.ours), ("stock", self.stock))
        return ", ".join(
            f"{name} {load.rate:.0f}/s (p50 {load.percentile_ms(50):.1f} ms, p99 {load.percentile_ms(99):.1f} ms)"
            for name, load in loads
        )


def _compare(port: int, stock: int, paths_of: Callable[[int], Iterator[str]], size: Size) -> Comparison:
    """Put the same load on both, in turn, and return the rounds in the middle of the rates."""
    ours, theirs = [], []
    for _ in range(3):
        ours.append(put_load(port, paths_of, n_clients=_N_CLIENTS, seconds=size.seconds))
        theirs.append(put_load(stock, paths_of, n_clients=_N_CLIENTS, seconds=size.seconds))
    return Comparison(ours=_middle(ours), stock=_middle(theirs))


def _middle(loads: list[Load]) -> Load:
    return sorted(loads, key=lambda load: load.rate)[len(loads) // 2]


def _repeated(_: int) -> Iterator[str]:
    return repeat(query_path("SELECT TOP 1 * FROM occ.event"))


def _distinct_of(size: Size) -> Callable[[int], Iterator[str]]:
    def distinct(_: int) -> Iterator[str]:
        chosen = random.Random(os.getpid())
        while True:
            yield query_path(f"SELECT * FROM occ.report WHERE report_id = 'report-{chosen.randint(1, size.n_reports)}'")

    return distinct


def _cones(_: int) -> Iterator[str]:
    """Yield cones in the northern sky, where the larger table has no further events."""
    chosen = random.Random(os.getpid())
    while True:
        yield f"/occ/q/cone/scs.xml?RA={chosen.uniform(0, 360):.4f}&DEC={chosen.uniform(5, 80):.4f}&SR=1"


def measure_larger(site: AnswerSite, size: Size, report: Report) -> None:
    """Print how much slower small answers are from a table with ten times the rows.

    The table changes in turn, and of each size the quickest round counts: other programs only add to it.
    """
    kinds = {"SELECT by event_id": _by_id, "cone search": _cones}
    small: dict[str, list[float]] = {name: [] for name in kinds}
    large: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(size.n_rounds):
        for times in (small, large):
            for name, paths_of in kinds.items():
                times[name].append(_median_ms(site, paths_of, size))
            if times is small:
                site.enlarge(size.n_events)
        site.shrink()
    for name in kinds:
        few, many = min(small[name]), min(large[name])
        report.at_most(f"{name}, {TIMES_LARGER} times the rows", many / few, 1.2, " x", f"{many:.2f} ms, {few:.2f} ms")


def _median_ms(site: AnswerSite, paths_of: Callable[[int], Iterator[str]], size: Size) -> float:
    return put_load(site.port, paths_of, n_clients=1, seconds=size.seconds / 3).percentile_ms(50)


def _by_id(_: int) -> Iterator[str]:
    return repeat(query_path("SELECT * FROM occ.event WHERE event_id = 'event-17'"))


def measure_job(site: AnswerSite, size: Size, report: Report) -> None:
    """Print how long an asynchronous job takes until it is done."""
    client, times = Client(site.port), []
    job = {"LANG": "ADQL", "QUERY": "SELECT TOP 1 * FROM occ.event", "PHASE": "RUN"}
    for _ in range(size.n_rounds + 1):
        begun = time.perf_counter()
        place = client.send("/tap/async", job).partition("/tap/async/")[2]
        while (phase := client.read(f"/tap/async/{place}/phase").strip()) in ("QUEUED", "EXECUTING", "PENDING"):
            time.sleep(0.005)
        times.append(time.perf_counter() - begun)
        if phase != "COMPLETED":
            report.missed("asynchronous job of one row", phase)
            return
        time.sleep(_CALM)
    report.at_most("asynchronous job of one row", 1e3 * median(times[1:]), _ASYNC_MS, " ms")


def measure_beside_bulk(site: AnswerSite, size: Size, report: Report) -> None:
    """Print how long small answers take while four clients take very many rows."""
    path = query_path("SELECT * FROM occ.sample", _FORMATS["BINARY2"], _MOST)
    with background(site.port, path, n_clients=4):
        load = put_load(site.port, _repeated, n_clients=1, seconds=2 * size.seconds)
    words = f"p50 {load.percentile_ms(50):.1f} ms, most {load.percentile_ms(100):.1f} ms"
    report.at_most("SELECT TOP 1 beside four bulk clients, p95", load.percentile_ms(95), 100, " ms", words)


def read_size() -> Size:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description="Answers over HTTP, beside COPY and stock DaCHS.")
    for name, usual in (("events", 4800), ("reports", 13_500), ("curves", 2000), ("rounds", 5)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--seconds", type=float, default=6.0)
    given = parser.parse_args()
    return Size(
        n_events=given.events,
        n_reports=given.reports,
        n_curves=given.curves,
        n_rounds=given.rounds,
        seconds=given.seconds,
    )


def main() -> None:
    """Run the benchmark and print what came out."""
    size, report = read_size(), Report()
    with answer_site() as (site, home):
        site.fill(n_events=size.n_events, n_reports=size.n_reports, n_curves=size.n_curves)
        report.remark(f"load of the machine: {os.getloadavg()[0]:.2f}, {os.cpu_count()} processors")
        at_rest = find_memory(site.find_server(), "VmRSS")
        measure_job(site, size, report)
        measure_first_bytes(site, size, report)
        measure_growth(site, size, report)
        measure_bulk(site, size, report)
        with stock_server(site.var, home / "stock") as (stock, process):
            report.remark(f"memory at rest: {at_rest:.0f} MB; of stock {find_memory(process, 'VmRSS'):.0f} MB")
            measure_small(site, stock, size, report)
        measure_beside_bulk(site, size, report)
        measure_larger(site, size, report)
        report.remark(f"load of the machine: {os.getloadavg()[0]:.2f}")
    sys.exit(report.n_missed > 0)


if __name__ == "__main__":
    main()
