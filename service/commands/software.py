"""The software: name and version of this program, as they are written beside records."""

import importlib.metadata


def software() -> str:
    """Return name and version."""
    return f"umbra {importlib.metadata.version('umbra')}"
