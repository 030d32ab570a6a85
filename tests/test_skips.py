"""A skip is a failure, so that no run passes which has not tried everything."""

import os
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
