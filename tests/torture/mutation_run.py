"""Mutated files by the thousand: ``python -m tests.torture.mutation_run --files 200000``.

Every file is read and checked by every door of its kind. A trouble is an exception that is no refusal, a warning of a
library, more than two seconds of CPU time, or memory that grows beyond bounds; its file is kept for a look.
"""

import argparse
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

import numpy as np

from schemas.errors import UmbraError
from tests.torture.looks import look
from tests.torture.mutations import mutate
from tests.torture.seeds import ROOT, Seed, gather

#: Longest CPU time of a file [s], and when it is given up.
LONGEST_S = 2.0
_GIVEN_UP_S = 20.0
#: One file may raise the process' largest memory by this [byte].
LARGEST_GROWTH = 300_000_000
#: Addresses that a process may take beyond what it has at its start [byte].
_ADDRESS_SPACE = 3_000_000_000
#: Which file was begun last, for crashes.
_LAST = "last.txt"


class TooLongError(BaseException):
    """A file took so long that it was given up."""


@dataclass(kw_only=True)
class Tally:
    """What a run found."""

    files: int = 0
    doors: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    longest_s: float = 0.0
    longest_name: str = ""

    def add(self, other: "Tally") -> None:
        """Add what another process found."""
        self.files += other.files
        self.doors += other.doors
        self.troubles += other.troubles
        if other.longest_s > self.longest_s:
            self.longest_s, self.longest_name = other.longest_s, other.longest_name


def run(seeds: list[Seed], numbers: range, seed: int, keep: Path | None = None) -> Tally:
    """Mutate, read and check the files of these numbers; the same numbers give the same files."""
    tally = Tally()
    weights = np.cumsum([one.weight for one in seeds])
    handler = signal.signal(signal.SIGPROF, _give_up)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        for number in numbers:
            rng = np.random.default_rng((seed, number))
            one = seeds[int(np.searchsorted(weights, rng.random() * weights[-1], side="right"))]
            data = mutate(one.data, rng)
            if keep is not None:
                (keep / _LAST).write_text(f"{number} {one.name}")
            trouble = _try(data, one, Path(folder), rng, tally, number)
            tally.files += 1
            if trouble:
                tally.troubles[trouble] += 1
                if keep is not None:
                    (keep / f"{number}-{one.name}").write_bytes(data)
                    with (keep / "troubles.txt").open("a") as notes:
                        notes.write(f"=== {number} {one.name}\n{trouble}\n")
    signal.signal(signal.SIGPROF, handler)
    return tally


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise TooLongError


def _try(data: bytes, seed: Seed, folder: Path, rng: np.random.Generator, tally: Tally, number: int) -> str:
    """Return what went wrong with a file, empty if nothing did."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, _GIVEN_UP_S)
    trouble = ""
    try:
        for door in look(data, seed, folder, rng):
            tally.doors[door] += 1
    except UmbraError:
        tally.doors["refused"] += 1
    except Exception:  # noqa: BLE001 - these are what is looked for
        trouble = _shown()
    except TooLongError:
        trouble = f"given up after {_GIVEN_UP_S} s\n{_shown()}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took = time.process_time() - begun
    if took > tally.longest_s:
        tally.longest_s, tally.longest_name = took, f"{number} {seed.name}"
    if not trouble and took > LONGEST_S:
        trouble = f"more than {LONGEST_S} s: {took:.1f} s for {len(data)} bytes of {seed.name}"
    growth = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    if not trouble and growth > LARGEST_GROWTH:
        trouble = f"memory grew by {growth / 1e6:.0f} MB for {len(data)} bytes of {seed.name}"
    return trouble


def _shown() -> str:
    kind, problem, trace = sys.exc_info()
    frames = traceback.extract_tb(trace)
    ours = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames if str(ROOT) in one.filename]
    where = " < ".join(
        reversed([place for place in ours if not place.startswith(("looks.py", "mutation_run.py"))][-4:])
    )
    last = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{kind.__name__ if kind else ''} at {where} ({last}): {str(problem)[:200]!r}"


def bound_memory() -> None:
    """Bound the addresses that this process may take."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + _ADDRESS_SPACE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main() -> None:
    """Run in processes of some thousand files each, so that a crash of one is seen, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("var/torture"), help="where troublesome files go")
    parser.add_argument("--corpus", type=Path, default=(ROOT / "../shared/data").resolve())
    parser.add_argument("--cases", type=Path, default=(ROOT / "../shared/cases").resolve())
    asked = parser.parse_args()
    asked.keep.mkdir(parents=True, exist_ok=True)
    folders = (asked.corpus, asked.cases, ROOT / "resources/occ/samples", ROOT / "resources/phot/samples")
    seeds = gather(*(folder for folder in folders if folder.is_dir()))
    print(f"{len(seeds)} files to begin with", flush=True)
    total = Tally()
    for tally in _in_processes(seeds, range(asked.first, asked.first + asked.files), asked.seed, asked.keep):
        total.add(tally)
        print(
            f"{total.files} files, {sum(total.troubles.values())} troubles, longest {total.longest_s:.2f} s", flush=True
        )
    _print(total)
    sys.exit(bool(total.troubles))


def _in_processes(seeds: list[Seed], numbers: range, seed: int, keep: Path, share: int = 2000) -> Iterator[Tally]:
    for begin in range(0, len(numbers), share):
        part = numbers[begin : begin + share]
        with ProcessPoolExecutor(1, mp_context=get_context("fork"), initializer=bound_memory) as pool:
            try:
                yield pool.submit(run, seeds, part, seed, keep).result()
            except BrokenProcessPool:
                tally = Tally(files=len(part))
                tally.troubles[f"the process died of {(keep / _LAST).read_text()}"] = 1
                yield tally


def _print(tally: Tally) -> None:
    print(f"\n{tally.files} files, longest {tally.longest_s:.2f} s ({tally.longest_name})")
    for door, count in tally.doors.most_common():
        print(f"  {count:7d} {door}")
    print(f"{sum(tally.troubles.values())} troubles")
    for trouble, count in tally.troubles.most_common():
        print(f"  {count:7d} {trouble}")


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
