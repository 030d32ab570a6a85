"""A fault is a line on the terminal, and its traceback is in the log of the site."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CODE = """
import logging, sys
from pathlib import Path
from ingest.intake.examination import fault
from service.commands.fault_log import log_to_site, log_to_terminal
from service.ground.layout import Layout
log_to_terminal()
log_to_site(Layout(Path(sys.argv[1])))
try:
    1 / 0
except ZeroDivisionError as problem:
    print(fault("a.txt", problem).message)
"""


def fail(folder: Path) -> subprocess.CompletedProcess[str]:
    """Meet with a fault in a process of its own, for a site in the folder."""
    return subprocess.run(
        [sys.executable, "-c", CODE, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )


def test_a_fault_is_a_line_and_its_traceback_is_in_the_log(tmp_path: Path) -> None:
    done = fail(tmp_path)
    assert done.stdout == "Umbra failed on this file: ZeroDivisionError.\n"
    assert done.stderr == "umbra: A fault of Umbra with the file a.txt\n"
    assert "Traceback" in (tmp_path / "logs/intake.log").read_text()


def test_a_log_that_cannot_be_written_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("no folder")
    done = fail(tmp_path)
    assert done.stderr.count("\n") == 1
