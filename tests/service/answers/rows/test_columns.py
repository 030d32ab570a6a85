"""Rows as columns, beside what psycopg reads."""

from typing import Any

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings

from service.answers.rows.columns import Column, ColumnReader, find_dtype
from service.answers.rows.encoding import UnfitValueError
from service.answers.rows.kinds import Source, Target, UnknownKindError, make_kind
from service.answers.rows.wire import Wire
from tests.service.answers.rows.peer import Peer
from tests.service.answers.rows.tables import SORTS, Table, tables
from tests.service.answers.rows.test_votable_rows import find_kinds

#: Sorts of columns that are not arrays of texts, nor shapes, which psycopg does not know.
_SORTS = tuple(sort for sort in SORTS if sort.dachs not in ("text[]", "spoint", "scircle"))


def read_value(column: Column, row: int) -> Any:  # noqa: ANN401 - of any kind
    """Return one value of a column."""
    if not column.is_valid[row]:
        return None
    if not column.offsets.size:
        return column.values[row].item()
    part = slice(column.offsets[row], column.offsets[row + 1])
    if column.kind.is_text:
        return column.values[part].tobytes().decode("utf-8")
    return [
        value if is_valid else None
        for value, is_valid in zip(column.values[part].tolist(), column.are_valid[part], strict=True)
    ]


def convert(value: Any, column: Column) -> Any:  # noqa: ANN401 - of any kind
    """Return what psycopg read as the column has it."""
    if isinstance(value, list):
        return [convert(item, column) for item in value]
    if value is None:
        return None
    if column.kind.is_text:
        return value if isinstance(value, str) else value.isoformat()
    if column.kind.target is Target.BOOLEAN:
        return value
    return find_dtype(column.kind).type(float(value) if column.kind.target >= Target.FLOAT else value).item()


@settings(max_examples=80)
@given(table=tables(_SORTS))
def test_values_are_those_that_psycopg_reads(
    table: Table, peer: Peer, database: dict[str, str], long_wire: Wire
) -> None:
    _, fields = peer.write("votable/b2", table.sql, table.columns)
    prepared = long_wire.prepare(table.sql)
    kinds = find_kinds(prepared, fields, {})
    reader = ColumnReader(kinds)
    formats = [kind.result_format for kind in kinds]
    batches = [reader.read(piece, len(piece)) for piece in long_wire.run(prepared, formats)]
    with psycopg.connect(**database) as connection:  # type: ignore[arg-type]
        connection.execute("SET timezone TO 'UTC'")
        expected = connection.execute(table.sql.encode()).fetchall()
    found = [[read_value(column, row) for column in batch.columns] for batch in batches for row in range(batch.n_rows)]
    columns = batches[0].columns if batches else ()
    wanted = [[convert(value, column) for value, column in zip(row, columns, strict=True)] for row in expected]
    assert repr(found) == repr(wanted)


def test_shapes_are_numbers_in_degrees(wire: Wire, shapes: dict[int, str]) -> None:
    prepared = wire.prepare("SELECT spoint(0.1, -0.2) UNION ALL SELECT NULL")
    kind = make_kind("p", prepared.columns[0].oid, "double", "2", shapes=shapes)
    assert kind.source is Source.SHAPE
    (piece,) = (bytes(piece) for piece in wire.run(prepared, [kind.result_format]))
    (column,) = ColumnReader([kind]).read(piece, 9).columns
    assert read_value(column, 0) == pytest.approx(np.degrees([0.1, -0.2]), rel=1e-14)
    assert read_value(column, 1) is None


def test_no_more_rows_than_wanted_are_read(wire: Wire) -> None:
    (piece,) = (bytes(piece) for piece in wire.run(wire.prepare("SELECT generate_series(1, 9)"), [1]))
    batch = ColumnReader([make_kind("n", 23, "int", None)]).read(piece, 4)
    assert (batch.n_rows, batch.n_bytes) == (4, 4 * 15)
    assert batch.columns[0].values.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("sql", "oid", "datatype", "arraysize"),
    [
        ("40000", 23, "short", None),
        ("5000000000::int8", 20, "int", None),
        ("1e39::float8", 701, "float", None),
        ("'{{1,2},{3,4}}'::int4[]", 1007, "int", "*"),
        ("'20000-01-01'::date", 1082, "char", "*"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    sql: str, oid: int, datatype: str, arraysize: str | None, wire: Wire
) -> None:
    (piece,) = (bytes(piece) for piece in wire.run(wire.prepare(f"SELECT 1, {sql}"), [1, 1]))
    reader = ColumnReader([make_kind("n", 23, "int", None), make_kind("total", oid, datatype, arraysize)])
    with pytest.raises(UnfitValueError, match="Column total"):
        reader.read(piece, 1)


def test_arrays_of_texts_are_left_to_dachs() -> None:
    with pytest.raises(UnknownKindError, match="Column t"):
        ColumnReader([make_kind("t", 1009, "char", "*x*")])
