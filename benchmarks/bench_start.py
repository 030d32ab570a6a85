"""How much processor time commands take until they do something, beside that of DaCHS and of an interpreter alone.

``python -m benchmarks.bench_start``
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from service.commands.samples import SAMPLES
from tests.site_fixture import umbra_program

N_RUNS = 7
REPORT = str(SAMPLES / "20170622_10199_chariklo_outeniqua.txt")
COMMANDS = (
    ("--help",),
    ("check", REPORT),
    ("status", "--help"),
    ("ingest", "--help"),
    ("reduce", "--help"),
    ("calibrate", "--help"),
    ("serve", "--help"),
)


def measure(command: list[str]) -> float:
    """Return the processor time of a command, the median of some runs after a first one [s]."""
    return median([run(command) for _ in range(N_RUNS + 1)][1:])


def run(command: list[str]) -> float:
    """Run a command and return its processor time [s]."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Run the benchmark and print what came out."""
    peer = measure([str(Path(sys.executable).parent / "dachs"), "--help"])
    bare = measure([sys.executable, "-c", "pass"])
    print(f"start:  dachs --help {1000 * peer:.0f} ms, an interpreter alone {1000 * bare:.0f} ms of processor time")
    for arguments in COMMANDS:
        seconds = measure([umbra_program(), *arguments])
        name = f"umbra {Path(arguments[0]).name} {Path(arguments[-1]).name if len(arguments) > 1 else ''}".strip()
        print(f"start:  {name} {1000 * seconds:.0f} ms, {seconds / peer:.2f} of dachs --help")


if __name__ == "__main__":
    main()
