"""Fixtures of the tests of what goes into the archive."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk whose archive is the test's own folder."""
    desk = Desk(tmp_path)
    yield desk
    desk.archive.close()
