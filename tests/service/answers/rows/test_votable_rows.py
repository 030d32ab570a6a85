"""Binary VOTables: byte by byte what DaCHS writes."""

import base64
import re
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answers.rows.encoding import UnfitValueError
from service.answers.rows.kinds import Kind, make_kind
from service.answers.rows.votable_rows import BinaryRows, make_binary, make_binary2
from service.answers.rows.wire import Prepared, Wire
from tests.service.answers.rows.peer import Field, Peer
from tests.service.answers.rows.tables import SORTS, Table, tables


def find_kinds(prepared: Prepared, fields: list[Field], shapes: dict[int, str]) -> list[Kind]:
    """Return the kinds of a query's columns as DaCHS describes them."""
    return [
        make_kind(column.name, column.oid, field.datatype, field.arraysize, null=field.null, shapes=shapes)
        for column, field in zip(prepared.columns, fields, strict=True)
    ]


def encode(wire: Wire, prepared: Prepared, encoder: BinaryRows) -> bytes:
    """Return a query's rows."""
    pieces = [encoder.feed(piece) for piece in wire.run(prepared, encoder.result_formats)]
    return b"".join([*pieces, encoder.finish()])


def stream_of(votable: bytes) -> bytes:
    """Return the content of a table's STREAM."""
    found = re.search(rb'<STREAM encoding="base64">(.*?)</STREAM>', votable, re.DOTALL)
    assert found is not None
    return found[1]


@settings(max_examples=150)
@given(table=tables(), is_second=st.booleans())
def test_bytes_are_those_of_dachs(
    table: Table, is_second: bool, peer: Peer, long_wire: Wire, shapes: dict[int, str]
) -> None:
    expected, fields = peer.write("votable/b2" if is_second else "votable", table.sql, table.columns)
    prepared = long_wire.prepare(table.sql)
    kinds = find_kinds(prepared, fields, shapes)
    encoder = (make_binary2 if is_second else make_binary)(kinds)
    assert encode(long_wire, prepared, encoder) == stream_of(expected)
    assert encoder.n_rows == len(table.rows)
    assert not encoder.is_truncated


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: f"{sort.postgresql} as {sort.dachs}")
def test_every_sort_of_column_is_known_with_null(
    sort: object, peer: Peer, long_wire: Wire, shapes: dict[int, str]
) -> None:
    table = Table((sort, sort), ((None, None),))  # type: ignore[arg-type]
    expected, fields = peer.write("votable/b2", table.sql, table.columns)
    prepared = long_wire.prepare(table.sql)
    assert encode(long_wire, prepared, make_binary2(find_kinds(prepared, fields, shapes))) == stream_of(expected)


def make_number(name: str = "n", *, oid: int = 23, datatype: str = "int", null: str | None = None) -> Kind:
    return make_kind(name, oid, datatype, None, null=null)


@pytest.mark.parametrize(
    ("limit", "n_rows", "is_truncated"), [(0, 0, True), (7, 7, True), (10, 10, False), (11, 10, False)]
)
def test_rows_beyond_the_limit_are_thrown_away(limit: int, n_rows: int, is_truncated: bool, wire: Wire) -> None:
    encoder = make_binary2([make_number()], limit)
    raw = base64.b64decode(encode(wire, wire.prepare("SELECT generate_series(1, 10)"), encoder))
    assert raw == b"".join(b"\0" + struct.pack("!i", number) for number in range(1, n_rows + 1))
    assert (encoder.n_rows, encoder.is_truncated) == (n_rows, is_truncated)


@pytest.mark.parametrize("bad", ["2147483648", "-2147483649"])
def test_an_integer_that_does_not_fit_is_refused_by_name(bad: str, wire: Wire) -> None:
    with pytest.raises(UnfitValueError, match="Column total has a value that does not fit into int"):
        encode(wire, wire.prepare(f"SELECT {bad}::int8 AS total"), make_binary2([make_number("total", oid=20)]))


def test_a_float_that_does_not_fit_is_refused_by_name(wire: Wire) -> None:
    with pytest.raises(UnfitValueError, match="flux"):
        encode(
            wire, wire.prepare("SELECT 1e39::float8"), make_binary2([make_number("flux", oid=701, datatype="float")])
        )


def test_null_without_a_literal_is_refused_in_binary(wire: Wire) -> None:
    with pytest.raises(UnfitValueError, match="Column n has a NULL"):
        encode(wire, wire.prepare("SELECT NULL::int4"), make_binary([make_number()]))


@pytest.mark.parametrize("size", [100, 1 << 20, 3_000_000])
def test_long_rows_have_room(size: int, wire: Wire) -> None:
    kinds = [make_kind("t", 25, "unicodeChar", "*"), make_number()]
    query = wire.prepare(f"SELECT repeat('ä', {size}), i FROM generate_series(1, 2) AS i")
    raw = base64.b64decode(encode(wire, query, make_binary2(kinds)))
    row = b"\0" + struct.pack("!i", size) + ("ä" * size).encode("utf-16-be")
    assert raw == row + struct.pack("!i", 1) + row + struct.pack("!i", 2)


def test_characters_beyond_the_first_plane_count_as_utf_16_counts_them(wire: Wire) -> None:
    raw = base64.b64decode(
        encode(wire, wire.prepare("SELECT 'a😀b'"), make_binary2([make_kind("t", 25, "unicodeChar", "*")]))
    )
    assert raw == b"\0" + struct.pack("!i", 4) + "a😀b".encode("utf-16-be")


def test_pieces_may_be_cut_between_any_rows(wire: Wire) -> None:
    prepared = wire.prepare("SELECT i, repeat('x', i) FROM generate_series(1, 9) AS i")
    kinds = [make_number(), make_kind("t", 25, "char", "*")]
    expected = encode(wire, prepared, make_binary2(kinds))
    rows = b"".join(bytes(piece) for piece in wire.run(prepared, (1, 1)))
    encoder, position, parts = make_binary2(kinds), 0, []
    while position < len(rows):
        size = int.from_bytes(rows[position + 1 : position + 5], "big") + 1
        parts.append(encoder.feed(rows[position : position + size]))
        position += size
    assert b"".join([*parts, encoder.finish()]) == expected


def test_infinite_days_are_those_of_psycopg2(wire: Wire, peer: Peer) -> None:
    sql = (
        "SELECT 'infinity'::date AS a, '-infinity'::date AS b, 'infinity'::timestamp AS c, '-infinity'::timestamp AS d"
    )
    columns = [{"name": name, "type": "date" if name in "ab" else "timestamp"} for name in "abcd"]
    expected, fields = peer.write("votable/b2", sql, columns)
    prepared = wire.prepare(sql)
    assert encode(wire, prepared, make_binary2(find_kinds(prepared, fields, {}))) == stream_of(expected)
