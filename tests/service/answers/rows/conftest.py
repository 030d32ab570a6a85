"""Fixtures of the tests of rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.answers.rows.kinds import read_shapes
from service.answers.rows.wire import Wire
from tests.service.answers.rows.database import small_database
from tests.service.answers.rows.peer import Peer


@pytest.fixture(scope="session")
def database() -> Iterator[dict[str, str]]:
    """Return the connection parameters of a database that runs while the tests do."""
    with small_database() as parameters:
        yield parameters


@pytest.fixture
def wire(database: dict[str, str]) -> Iterator[Wire]:
    """Return a connection of the test's own."""
    wire = Wire.open(database, is_read_only=False)
    yield wire
    wire.close()


@pytest.fixture(scope="session")
def peer(database: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """Return DaCHS' own writer, over the same database."""
    with Peer(database, Path(tmp_path_factory.mktemp("peer")) / "dachs") as peer:
        yield peer


@pytest.fixture(scope="session")
def long_wire(database: dict[str, str]) -> Iterator[Wire]:
    """Return a connection for the many examples of a property."""
    wire = Wire.open(database)
    yield wire
    wire.close()


@pytest.fixture(scope="session")
def shapes(long_wire: Wire) -> dict[int, str]:
    """Return the identifiers of pgSphere's types."""
    return read_shapes(long_wire)
