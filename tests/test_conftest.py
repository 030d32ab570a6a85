"""The rules of all tests: a skip is a failure, and a session has a folder of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ALLOW_SKIPS, ROOT

_SKIPPING = """
import pytest

def test_without_moon():
    pytest.skip("there is no moon tonight")

@pytest.mark.xfail(strict=True)
def test_known_trouble():
    assert False
"""
_SKIPPED_WHOLE = 'import pytest\n\npytest.skip("this machine has no telescope", allow_module_level=True)\n'


def run_pytest(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the tests in a folder with the fixtures and rules of ours."""
    own = {name: value for name, value in os.environ.items() if name != ALLOW_SKIPS}
    options = ["--rootdir", str(folder), "-c", str(folder / "pytest.ini"), "-p", "tests.conftest", str(folder)]
    (folder / "pytest.ini").write_text("[pytest]\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options],
        cwd=ROOT,
        env={**own, **environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (_SKIPPING, "there is no moon tonight"),
        pytest.param(_SKIPPED_WHOLE, "this machine has no telescope", marks=pytest.mark.slow),
    ],
)
def test_a_skip_fails_unless_it_is_allowed(tmp_path: Path, source: str, reason: str) -> None:
    (tmp_path / "test_sky.py").write_text(source)
    done = run_pytest(tmp_path)
    assert done.returncode != 0, done.stdout
    assert f"{reason}\nA skip is a failure" in done.stdout
    allowed = run_pytest(tmp_path, **{ALLOW_SKIPS: "1"})
    assert "1 skipped" in allowed.stdout
    assert "FAILED" not in allowed.stdout
    assert "ERROR" not in allowed.stdout


_OPENED = """
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

def test_the_way_stays_open(tmp_path):
    opened = [one for one in tmp_path.parents if one.name.startswith(("umbra-pytest-", "pytest-of-"))]
    for one in opened:
        one.chmod(0o711)
    other = [sys.executable, "-m", "pytest", "-q", "-c", HERE / "pytest.ini", HERE / "other.py"]
    subprocess.run(other, check=True)
    assert [one.stat().st_mode & 0o777 for one in opened] == [0o711] * len(opened)
    (HERE / "folder").write_text(str(tmp_path.parent))
    assert IS_WELL
"""


@pytest.mark.parametrize("is_well", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_session_that_starts_closes_no_folder_of_another(tmp_path: Path, *, is_well: bool) -> None:
    (tmp_path / "other.py").write_text("def test_it(tmp_path):\n    assert tmp_path.is_dir()\n")
    (tmp_path / "test_way.py").write_text(_OPENED.replace("IS_WELL", str(is_well)))
    done = run_pytest(tmp_path, PYTEST_DEBUG_TEMPROOT=str(tmp_path))
    assert ("1 passed" if is_well else "assert False") in done.stdout, done.stdout
    folder = Path((tmp_path / "folder").read_text())
    assert folder.is_dir() is not is_well
    shutil.rmtree(folder, ignore_errors=True)
