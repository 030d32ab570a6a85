"""Rows in PostgreSQL's binary formats, byte for byte as its manual describes it, and as a database reads them."""

import struct

import numpy as np
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql
from psycopg.conninfo import make_conninfo

from service.ground.dachs import database_dsn
from service.publishing.binary_copy import (
    SIGNATURE,
    TRAILER,
    Columns,
    Type,
    column_blocks,
    copy_binary,
    read_doubles,
    read_reals,
    row_bytes,
)
from tests.site_fixture import RunningSite, in_account

STARS: Columns = (("survey", Type.TEXT), ("star", Type.TEXT), ("ra", Type.DOUBLE), ("mag", Type.REALS))
numbers = st.floats(width=32)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)


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
    assert read_doubles(content[6:]).tobytes() == values.tobytes()


def test_small_integers_and_empty_arrays() -> None:
    content = row_bytes([("flags", Type.SMALLINTS)], {"flags": np.array([0, 255], dtype=np.uint8)})
    assert content[26:] == b"\0\0\0\2\0\0" + b"\0\0\0\2\0\xff"
    assert len(row_bytes([("flux", Type.DOUBLES)], {"flux": np.empty(0)})) == 26


def test_a_stream_begins_and_ends_as_the_manual_says() -> None:
    assert b"PGCOPY\n\xff\r\n\0" + bytes(8) == SIGNATURE
    assert TRAILER == b"\xff\xff"


@given(st.lists(st.tuples(texts, st.floats(), st.tuples(numbers, numbers)), max_size=9), texts)
def test_columns_make_the_same_rows_as_rows_do(
    stars: list[tuple[str, float, tuple[float, float]]], survey: str
) -> None:
    """In another order: texts of equal lengths come together."""
    # numpy keeps no zero bytes at the end of a text, and PostgreSQL takes none.
    columns = {
        "survey": np.array([survey]),
        "star": np.array([star for star, _, _ in stars], dtype=np.str_),
        "ra": np.array([ra for _, ra, _ in stars], dtype=float),
        "mag": np.array([mag for _, _, mag in stars], dtype=float).reshape(-1, 2),
    }
    rows = [
        row_bytes(STARS, {"survey": survey, "star": star, "ra": ra, "mag": np.array(mag)}) for star, ra, mag in stars
    ]
    made = b"".join(column_blocks(STARS, columns))
    assert len(made) == sum(map(len, rows))
    assert sorted(split(made)) == sorted(rows)


def split(content: bytes) -> list[bytes]:
    """Return the rows of a stream without its signature."""
    rows, begin = [], 0
    while begin < len(content):
        (n_fields,), end = struct.unpack_from("!h", content, begin), begin + 2
        for _ in range(n_fields):
            (size,) = struct.unpack_from("!i", content, end)
            end += 4 + max(size, 0)
        rows.append(content[begin:end])
        begin = end
    return rows


def test_arrays_of_the_database_are_read_as_they_are() -> None:
    # What PostgreSQL's array_send writes for '{1.5,2.5}'::float8[] and '{{1},{2}}'::float4[].
    doubles = bytes.fromhex(
        "00000001 00000000 000002bd 00000002 00000001 00000008 3ff8000000000000 00000008 4004000000000000"
    )
    assert read_doubles(doubles).tolist() == [1.5, 2.5]
    reals = bytes.fromhex(
        "00000002 00000000 000002bc 00000002 00000001 00000001 00000001 00000004 3f800000 00000004 40000000"
    )
    assert read_reals(reals).tolist() == [[1.0], [2.0]]


@pytest.mark.site
def test_a_database_reads_what_is_written(site: RunningSite) -> None:
    columns = {
        "survey": np.array(["Süd"]),
        "star": np.array(["1", "22", "3", ""]),
        "ra": np.array([0.1, np.inf, -0.0, 360.0]),
        "mag": np.array([[1.5, np.nan]] * 4),
    }

    def copy() -> list[tuple[object, ...]]:
        with psycopg.connect(make_conninfo("", **database_dsn(site.var))) as connection:
            connection.execute("CREATE TEMP TABLE copied (survey text, star text, ra float8, mag real[])")
            count = copy_binary(connection, sql.Identifier("copied"), STARS, column_blocks(STARS, columns))
            rows = connection.execute("SELECT survey, star, ra::text, mag::text FROM copied ORDER BY star").fetchall()
            return [*rows, (count,)]

    assert in_account(copy) == [
        ["Süd", "", "360", "{1.5,NaN}"],
        ["Süd", "1", "0.1", "{1.5,NaN}"],
        ["Süd", "22", "Infinity", "{1.5,NaN}"],
        ["Süd", "3", "-0", "{1.5,NaN}"],
        [4],
    ]
