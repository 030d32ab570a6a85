"""Fixtures of all tests."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.site_fixture"]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real files: ``UMBRA_CORPUS``, else ``../shared/data`` beside the repository."""
    folder = Path(os.environ.get("UMBRA_CORPUS") or ROOT / "../shared/data").resolve()
    if not folder.is_dir():
        message = f"the corpus of real files is not at {folder} (UMBRA_CORPUS)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder
