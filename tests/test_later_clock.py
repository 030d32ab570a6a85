"""The calendar of `make later`: every process has it, and no wait is longer for it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.later_clock.__main__ import OFFSET, PRELOADED

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = """
import os, queue, subprocess, sys, threading, time
begun = time.monotonic()
time.sleep(0.1)
threading.Event().wait(0.1)
try:
    queue.Queue().get(timeout=0.1)
except queue.Empty:
    pass
try:
    subprocess.run(["sleep", "60"], timeout=0.1)
except subprocess.TimeoutExpired:
    pass
assert time.monotonic() - begun < 30
path = sys.argv[1]
open(path, "w").close()
assert abs(time.time() - os.stat(path).st_mtime) < 30
os.utime(path, (1e9, 1e9))
assert os.stat(path).st_mtime == os.lstat(path).st_mtime == 1e9
print(time.time())
"""


def later(*command: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "tests.later_clock", *command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


@pytest.mark.client
def test_all_processes_have_the_later_calendar(tmp_path: Path) -> None:
    now = time.time()
    # Where this test has the later calendar itself, others are no further ahead.
    is_later = PRELOADED.exists() and "umbra-later" in PRELOADED.read_text()
    ahead = 0 if is_later else OFFSET
    own_environment = ("env", "-i", sys.executable, "-c", SCRIPT, str(tmp_path / "file"))
    other_account = ("setpriv", "--reuid=nobody", "--clear-groups", "env", "-i", "date", "+%s")
    for command in (own_environment, other_account, ("date", "+%s")):
        assert later(*command) - now == pytest.approx(ahead, abs=60)
    assert abs(time.time() - now) < 60
    assert "LD_PRELOAD" not in os.environ
