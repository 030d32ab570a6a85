"""Records name the program and its version."""

import importlib.metadata

from service.commands.software import software


def test_name_and_version() -> None:
    assert software() == f"umbra {importlib.metadata.version('umbra')}"
