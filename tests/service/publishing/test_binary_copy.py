"""Rows in PostgreSQL's binary COPY format, byte for byte as its manual describes it."""

import struct

import numpy as np

from service.publishing.binary_copy import SIGNATURE, TRAILER, Type, row_bytes


def test_a_row_of_every_type() -> None:
    columns = [
        ("name", Type.TEXT),
        ("flag", Type.BOOLEAN),
        ("count", Type.INTEGER),
        ("value", Type.DOUBLE),
        ("missing", Type.DOUBLE),
    ]
    row = {"name": "é\0", "flag": True, "count": -2, "value": 0.1, "missing": None}
    expected = b"\0\5" + b"\0\0\0\2\xc3\xa9" + b"\0\0\0\1\1" + b"\0\0\0\4\xff\xff\xff\xfe"
    expected += b"\0\0\0\x08" + struct.pack("!d", 0.1) + b"\xff\xff\xff\xff"
    assert row_bytes(columns, row) == expected


def test_arrays_keep_every_bit() -> None:
    values = np.array([1.5, np.nan, -0.0, 5e-324])
    content = row_bytes([("flux", Type.DOUBLES)], {"flux": values})
    assert content[:2] == b"\0\1"
    size, n_dimensions, has_null, oid, length, bound = struct.unpack("!6i", content[2:26])
    assert (size, n_dimensions, has_null, oid, length, bound) == (len(content) - 6, 1, 0, 701, 4, 1)
    items = np.frombuffer(content[26:], dtype=[("size", ">i4"), ("value", ">f8")])
    assert set(items["size"]) == {8}
    assert items["value"].astype(np.float64).tobytes() == values.tobytes()


def test_small_integers_and_empty_arrays() -> None:
    content = row_bytes([("flags", Type.SMALLINTS)], {"flags": np.array([0, 255], dtype=np.uint8)})
    assert content[26:] == b"\0\0\0\2\0\0" + b"\0\0\0\2\0\xff"
    assert len(row_bytes([("flux", Type.DOUBLES)], {"flux": np.empty(0)})) == 26


def test_a_stream_begins_and_ends_as_the_manual_says() -> None:
    assert b"PGCOPY\n\xff\r\n\0" + bytes(8) == SIGNATURE
    assert TRAILER == b"\xff\xff"
