"""PostgreSQL's binary formats: COPY of rows and of columns of numbers, and arrays as queries return them.

Numbers go as they are; nothing is written as text. See the PostgreSQL manual, "COPY", section "Binary Format", and
the functions ``array_send``, ``array_recv``, ``float8send`` and ``float4send`` of its sources.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import sql

from service.ground.database import Connection

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
TRAILER = struct.pack("!h", -1)
_NULL = struct.pack("!i", -1)
#: Object identifiers of the types (pg_type.dat).
_FLOAT8_OID, _FLOAT4_OID, _INT2_OID = 701, 700, 21
_FLOAT8_ITEM = np.dtype([("size", ">i4"), ("value", ">f8")])
_FLOAT4_ITEM = np.dtype([("size", ">i4"), ("value", ">f4")])
_INT2_ITEM = np.dtype([("size", ">i4"), ("value", ">i2")])
_ARRAY_HEAD = np.dtype([(name, ">i4") for name in ("n_dimensions", "has_null", "oid", "length", "first")])
#: Rows that are made at once of columns.
_CHUNK = 50_000


class Type(StrEnum):
    """Types of columns that can be written."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DOUBLE = "double precision"
    DOUBLES = "double precision[]"
    REALS = "real[]"
    SMALLINTS = "smallint[]"


#: Names and types of columns in the order of a COPY command.
Columns = Sequence[tuple[str, Type]]


def copy_binary(connection: Connection, table: sql.Identifier, columns: Columns, blocks: Iterable[bytes]) -> int:
    """Put rows into a table by binary COPY; return their number.

    Parameters
    ----------
    connection
        To the database.
    table
        The table.
    columns
        Names and types of the columns in the order of the rows.
    blocks
        Rows as `row_bytes` or `column_blocks` make them.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
        table, sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    )
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            copy.write(SIGNATURE)
            for block in blocks:
                copy.write(block)
            copy.write(TRAILER)
        return cursor.rowcount


def row_bytes(columns: Columns, row: Mapping[str, object]) -> bytes:
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


def _reals(value: object) -> bytes:
    return _array(value, _FLOAT4_ITEM, _FLOAT4_OID)


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
    Type.REALS: _reals,
    Type.SMALLINTS: _smallints,
}


def column_blocks(columns: Columns, values: Mapping[str, NDArray[Any]]) -> Iterator[bytes]:
    """Yield many rows at once as the binary format has them; rows with texts of equal lengths come together.

    Parameters
    ----------
    columns
        Names and types in the order of the COPY command: texts, double precision and real arrays.
    values
        Values by column, a row along the first axis; a text of one row is in all of them. No value is NULL.
    """
    filled: dict[str, NDArray[Any]] = {
        name: np.char.encode(values[name], "utf-8") if kind is Type.TEXT else values[name] for name, kind in columns
    }
    lengths = {name: np.char.str_len(filled[name]) for name, kind in columns if kind is Type.TEXT}
    (n_rows,) = np.broadcast_shapes(*((len(found),) for found in filled.values()))
    # Rows whose texts have the same lengths are records of one size.
    shapes = np.zeros(n_rows, dtype=np.int64)
    for found in lengths.values():
        shapes = shapes * (int(found.max(initial=0)) + 1) + found
    for shape in np.unique(shapes):
        chosen = np.flatnonzero(shapes == shape)
        for start in range(0, len(chosen), _CHUNK):
            yield _records(columns, filled, chosen[start : start + _CHUNK])


def _records(columns: Columns, filled: Mapping[str, NDArray[Any]], rows: NDArray[np.intp]) -> bytes:
    chosen = {name: values[rows] if len(values) > 1 else values for name, values in filled.items()}
    out = np.zeros(len(rows), dtype=[("n_fields", ">i2"), *_layout(columns, chosen)])
    out["n_fields"] = len(columns)
    for name, kind in columns:
        values = chosen[name]
        out[f"{name} size"] = out.dtype[name].itemsize
        if kind is not Type.REALS:
            out[name] = values
            continue
        out[name]["head"] = (1, 0, _FLOAT4_OID, values.shape[1], 1)
        out[name]["items"]["size"] = _FLOAT4_ITEM["value"].itemsize
        out[name]["items"]["value"] = values
    return out.tobytes()


def _layout(columns: Columns, chosen: Mapping[str, NDArray[Any]]) -> Iterator[tuple[str, object]]:
    for name, kind in columns:
        values = chosen[name]
        yield f"{name} size", ">i4"
        if kind is Type.TEXT:
            yield name, f"S{int(np.char.str_len(values[:1])[0])}"
        elif kind is Type.DOUBLE:
            yield name, ">f8"
        else:
            yield name, [("head", _ARRAY_HEAD), ("items", _FLOAT4_ITEM, (values.shape[1],))]


def read_doubles(data: bytes | memoryview) -> NDArray[np.float64]:
    """Return the numbers of a one-dimensional ``float8[]`` without NULLs, as PostgreSQL sends it in binary."""
    return _read_array(data, _FLOAT8_ITEM).astype(np.float64)


def read_reals(data: bytes | memoryview) -> NDArray[np.float64]:
    """Return the numbers of a ``float4[]`` of one or two dimensions without NULLs, as PostgreSQL sends it in binary."""
    return _read_array(data, _FLOAT4_ITEM).astype(np.float64)


def _read_array(data: bytes | memoryview, item: np.dtype[np.void]) -> NDArray[np.generic]:
    n_dimensions, _, _ = struct.unpack_from("!iii", data)
    shape = struct.unpack_from(f"!{2 * n_dimensions}i", data, 12)[::2]
    values: NDArray[np.generic] = np.frombuffer(data, dtype=item, offset=12 + 8 * n_dimensions)["value"]
    return values.reshape(shape)
