"""Tables in DaCHS' JSON: columns with their descriptions, rows as arrays.

JSON has no NaN and no infinities (RFC 8259, section 6), and most readers refuse a document with them: they are null.
"""

import json
import math
from typing import Any, BinaryIO

from gavo.formats import jsontable


def write_json(table: Any, file: BinaryIO, acquireSamples: bool = False) -> None:  # noqa: ANN401 - DaCHS' signature
    """Write a table as a JSON object."""
    content = jsontable._getJSONStructure(table, acquireSamples)
    content["data"] = [make_plain(row) for row in content["data"]]
    file.write(json.dumps(content, allow_nan=False, default=str).encode())


def make_plain(value: object) -> object:
    """Return a value as JSON can have it."""
    if isinstance(value, list | tuple):
        return [make_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
