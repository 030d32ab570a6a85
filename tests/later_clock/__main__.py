"""Runs a command with the calendar two years ahead: ``python -m tests.later_clock COMMAND ...``, as root.

All processes that come of it see the later calendar, also those of other accounts, and those whose environment is made
anew: the linker of each loads `calendar.c`, which is named in a file that only they see. The program ``faketime``
reaches neither, and stops the timers of PostgreSQL and the waits of Chromium's and Python's threads.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

#: How far the calendar is ahead [s].
OFFSET = 730 * 86400
_SOURCE = Path(__file__).with_name("calendar.c")
#: Where the linker looks for libraries that every program loads (ld.so(8)).
PRELOADED = Path("/etc/ld.so.preload")
#: Set for the process that runs in a view of the disk of its own.
_INSIDE = "--inside"


def build(folder: Path) -> Path:
    """Compile the library and return the file that names it."""
    library, names = folder / "calendar.so", folder / "preloaded"
    command = ["gcc", "-O1", "-shared", "-fPIC", f"-DOFFSET={OFFSET}", "-o", str(library), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    names.write_text(f"{library}\n")
    for path in (folder, library, names):
        path.chmod(0o755)
    return names


def run(command: list[str]) -> int:
    """Run a command, and return its status."""
    if not PRELOADED.exists():
        PRELOADED.touch()
    with tempfile.TemporaryDirectory(prefix="umbra-later-") as folder:
        names = build(Path(folder))
        inside = [sys.executable, "-m", "tests.later_clock", _INSIDE, str(names), *command]
        return subprocess.run(["unshare", "--mount", "--propagation", "slave", *inside], check=False).returncode


def run_inside(names: str, command: list[str]) -> int:
    """Run a command where the linker finds the library; other processes of the machine do not see this."""
    subprocess.run(["mount", "--bind", names, str(PRELOADED)], check=True)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(run_inside(arguments[1], arguments[2:]) if arguments[:1] == [_INSIDE] else run(arguments))
