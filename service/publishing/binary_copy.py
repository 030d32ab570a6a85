"""PostgreSQL's binary COPY format, for rows with arrays: numbers go as they are, nothing is written as text.

See the PostgreSQL manual, "COPY", section "Binary Format", and the functions ``array_send`` and ``float8send``.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
TRAILER = struct.pack("!h", -1)
_NULL = struct.pack("!i", -1)
_FLOAT8_OID, _INT2_OID = 701, 21
_FLOAT8_ITEM = np.dtype([("size", ">i4"), ("value", ">f8")])
_INT2_ITEM = np.dtype([("size", ">i4"), ("value", ">i2")])


class Type(StrEnum):
    """Types of columns that can be written."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DOUBLE = "double precision"
    DOUBLES = "double precision[]"
    SMALLINTS = "smallint[]"


def _text(value: object) -> bytes:
    return str(value).encode().replace(b"\0", b"")


def _integer(value: object) -> bytes:
    return struct.pack("!i", value)


def _boolean(value: object) -> bytes:
    return b"\1" if value else b"\0"


def _double(value: object) -> bytes:
    return struct.pack("!d", value)


def _doubles(value: object) -> bytes:
    return _array(value, _FLOAT8_ITEM, _FLOAT8_OID)


def _smallints(value: object) -> bytes:
    return _array(value, _INT2_ITEM, _INT2_OID)


def _array(value: object, item: np.dtype[np.void], oid: int) -> bytes:
    """Return a one-dimensional array: dimensions, whether NULLs occur, type, length, lower bound, items."""
    values: NDArray[np.generic] = np.asarray(value)
    items = np.empty(values.size, dtype=item)
    items["size"] = item["value"].itemsize
    items["value"] = values
    return struct.pack("!iiiii", 1, 0, oid, values.size, 1) + items.tobytes()


_WRITERS: dict[Type, Callable[[object], bytes]] = {
    Type.TEXT: _text,
    Type.BOOLEAN: _boolean,
    Type.INTEGER: _integer,
    Type.DOUBLE: _double,
    Type.DOUBLES: _doubles,
    Type.SMALLINTS: _smallints,
}


def row_bytes(columns: Sequence[tuple[str, Type]], row: Mapping[str, object]) -> bytes:
    """Return one row as the binary format has it.

    Parameters
    ----------
    columns
        Names and types in the order of the COPY command.
    row
        Values by column; None is NULL.
    """
    parts = [struct.pack("!h", len(columns))]
    for name, kind in columns:
        value = row[name]
        if value is None:
            parts.append(_NULL)
            continue
        content = _WRITERS[kind](value)
        parts += (struct.pack("!i", len(content)), content)
    return b"".join(parts)
