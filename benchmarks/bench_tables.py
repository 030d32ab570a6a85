"""Large tables of numbers: with Apache Arrow beside without it, and what importing Arrow costs.

Prints, for a table of plain numbers, one of numbers between blanks and one with times of day, the CPU time without
Arrow, with it, and their ratio, then the time of the import and the size from which Arrow pays for it.

``python -m benchmarks.bench_tables [READINGS]``
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np

from formats.files import delimited
from formats.files.delimited import Kind, read_table

REPEATS = 5
ALLOWED_RATIO = 0.8
_IMPORT = "import time, numpy; t = time.process_time(); import pyarrow.csv; print(time.process_time() - t)"
_NEVER = sys.maxsize


def write_table(n_readings: int, delimiter: str, *, has_clock: bool) -> bytes:
    """Return rows of a number, a time and eight values each."""
    values = np.random.default_rng(20151219).normal(7000, 300, (n_readings, 8))
    rows = []
    for number, row in enumerate(values.tolist()):
        minutes, seconds = divmod(number * 0.04, 60)
        hours, minutes = divmod(int(minutes), 60)
        clock = f"[{hours % 24:02d}:{minutes:02d}:{seconds:07.4f}]" if has_clock else f"{number * 0.04:.4f}"
        rows.append(delimiter.join([f"{number}.00", clock, *(f"{value:.2f}" for value in row)]))
    return "\n".join([*rows, ""]).encode("ascii")


def least(work: Callable[[], object]) -> float:
    """Return the shortest of some times that work takes [s of CPU]."""
    times = []
    for _ in range(REPEATS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def time_both(data: bytes, delimiter: bytes, wanted: Sequence[tuple[int, Kind]]) -> tuple[float, float]:
    """Return the time without Arrow and with it [s of CPU]."""
    times = []
    for worthwhile in (_NEVER, 0):
        setattr(delimited, "WORTHWHILE", worthwhile)  # noqa: B010 - a constant to all but this benchmark
        times.append(
            least(
                lambda: read_table(
                    data, "table", start=0, first_line=1, delimiter=delimiter, wanted=wanted, n_expected=10
                )
            )
        )
    return times[0], times[1]


def main() -> None:
    """Run the benchmark and print what came out."""
    n_readings = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    numbers = [(column, Kind.NUMBER) for column in (0, 1, 2, 3)]
    clocks = [(0, Kind.NUMBER), (1, Kind.CLOCK), (2, Kind.SIGNAL), (3, Kind.SIGNAL)]
    costs = [
        float(subprocess.run([sys.executable, "-c", _IMPORT], check=True, capture_output=True).stdout)
        for _ in range(REPEATS)
    ]
    for words, delimiter, wanted in (
        ("numbers, commas", ",", numbers),
        ("numbers, blanks", " ", numbers),
        ("times of day   ", ",", clocks),
    ):
        data = write_table(n_readings, delimiter, has_clock=wanted is clocks)
        without, with_ = time_both(data, delimiter.encode(), wanted)
        pays = len(data) * min(costs) / max(without - with_, 1e-9)
        print(
            f"{words}: {len(data) / 1e6:.0f} MB, without {without:.3f} s, with {with_:.3f} s: {with_ / without:.2f},"
            f" {ALLOWED_RATIO} allowed; the import pays from {pays / 1e6:.1f} MB on"
        )
    print(f"import: {min(costs):.3f} s")


if __name__ == "__main__":
    main()
