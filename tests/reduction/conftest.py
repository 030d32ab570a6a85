"""Fixtures of the tests of the arithmetic."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of published samples and truths."""
    return Path(os.environ.get("UMBRA_CORPUS", "../shared/data")).resolve()
