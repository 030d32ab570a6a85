"""Names of the tables that light curves are handed out in: one a band, declared by the descriptor of the collection."""

import re
from collections.abc import Iterator

from ingest.photometry.photometry_rows import passband_rows


def band_tables() -> Iterator[dict[str, str]]:
    """Return what the descriptor of the collection must know of each band to declare a table for it."""
    for row in passband_rows():
        key = table_key(row["survey"], row["band"])
        yield {name: str(value) for name, value in row.items()} | {"key": key}


def table_key(survey: str, band: str) -> str:
    """Return the part of a table's name for a band."""
    return re.sub(r"[^A-Za-z0-9]", "", f"{survey}") + "_" + re.sub(r"[^A-Za-z0-9]", "", band)
