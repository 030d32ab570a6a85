"""Comma- and tab-separated values as spreadsheets, pandas and astropy read them.

The first line has the names, NULL is empty, texts are quoted where they need it (RFC 4180), characters are UTF-8.
A table that was cut has no mark inside, since readers would take one for a row; HTTP's header says it.
"""

import codecs
import csv
from typing import Any, BinaryIO

from gavo import base, rsc


def write_csv(table: Any, file: BinaryIO, acquireSamples: bool = True) -> None:  # noqa: ANN401 - DaCHS' signature
    """Write a table as comma-separated values with a line of names."""
    _write(table, file, "excel", acquire_samples=acquireSamples)


def write_bare_csv(table: Any, file: BinaryIO, acquireSamples: bool = True) -> None:  # noqa: ANN401
    """Write a table as comma-separated values without a line of names."""
    _write(table, file, "excel", acquire_samples=acquireSamples, has_names=False)


def write_tsv(table: Any, file: BinaryIO, acquireSamples: bool = True) -> None:  # noqa: ANN401
    """Write a table as tab-separated values with a line of names."""
    _write(table, file, "excel-tab", acquire_samples=acquireSamples)


def _write(
    table: Any,  # noqa: ANN401 - a table or data of DaCHS
    file: BinaryIO,
    dialect: str,
    *,
    acquire_samples: bool,
    has_names: bool = True,
) -> None:
    if isinstance(table, rsc.Data):
        table = table.getPrimaryTable()
    columns = base.SerManager(table, acquireSamples=acquire_samples)
    # Only texts are quoted that need it. A lone empty cell would make an empty line, which readers pass over.
    writer = csv.writer(codecs.getwriter("utf-8")(file), dialect)
    if has_names:
        writer.writerow([column["name"] for column in columns])
    writer.writerows(columns.getMappedTuples())
