"""The site of the tests can be kept open, and ends with all that is its own."""

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT

_HOLD = """
import sys
from pathlib import Path
from tests.site_fixture import RunningSite, hold_site

hold_site(RunningSite(var=Path(sys.argv[1]), port=1, process=None, printed=""))
print("after")
"""
#: A test that needs the site and takes no time.
_TEST = "tests/resources/test_occ.py::test_every_name_is_free_for_adql[code]"


def start(*command: str) -> "subprocess.Popen[str]":
    """Start Python in the project's folder, with pipes to speak to it."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True
    )


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    """Return what a process prints up to a line with certain words."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if words in line:
            return printed
    pytest.fail(f"It ended without {words!r}:\n{printed}")


def test_enter_ends_a_site_that_was_kept(tmp_path: Path) -> None:
    process = start("-c", _HOLD, str(tmp_path))
    printed = read_until(process, "Press Enter")
    assert "http://localhost:1/" in printed
    assert f"GAVOSETTINGS={tmp_path}/gavo/etc/gavo.rc" in printed
    assert process.poll() is None
    assert "after" in process.communicate("\n", timeout=60)[0]


@pytest.mark.parametrize("one", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_where_there_is_no_terminal(tmp_path: Path, one: signal.Signals) -> None:
    process = start("-c", _HOLD, str(tmp_path))
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None
    read_until(process, "Press Enter")
    process.send_signal(one)
    assert "after" in process.communicate(timeout=600)[0]
    assert process.returncode == 0


def test_it_is_refused_where_tests_run_in_parallel() -> None:
    process = start("-m", "pytest", "--keep-site", "-n", "2", "--collect-only", "-q", "tests/test_site_fixture.py")
    printed, _ = process.communicate(timeout=600)
    assert process.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--keep-site needs one process" in printed


@pytest.mark.site
@pytest.mark.timeout(1800)
def test_keep_site_leaves_a_site_that_answers_and_can_be_ended() -> None:
    process = start("-m", "pytest", "--keep-site", "-q", "-p", "no:cacheprovider", _TEST)
    printed = read_until(process, "Press Enter")
    found = re.search(r"http://localhost:\d+/", printed)
    folder = re.search(r"directory  (\S+)", printed)
    assert found is not None
    assert folder is not None
    with urllib.request.urlopen(f"{found[0]}tap/availability", timeout=60) as answer:
        assert b"true" in answer.read()
    assert Path(folder[1]).is_dir()
    assert "1 passed" in process.communicate("\n", timeout=900)[0]
    assert process.returncode == 0
    assert not Path(folder[1]).parent.exists()
