"""Arrow and Parquet, read by their own library and by astropy."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from astropy.io import votable
from hypothesis import given, settings

from service.answers.rows.arrow_rows import ArrowRows, make_arrow, make_parquet
from service.answers.rows.columns import ColumnReader
from service.answers.rows.kinds import make_kind
from service.answers.rows.wire import Wire
from tests.service.answers.rows.peer import Peer
from tests.service.answers.rows.tables import SORTS, Table, tables
from tests.service.answers.rows.test_columns import read_value
from tests.service.answers.rows.test_votable_rows import find_kinds

_SORTS = tuple(sort for sort in SORTS if sort.dachs != "text[]")


def encode(wire: Wire, sql: str, encoder: ArrowRows) -> bytes:
    pieces = [encoder.feed(piece) for piece in wire.run(wire.prepare(sql), encoder.result_formats)]
    return b"".join([*pieces, encoder.finish()])


@settings(max_examples=60)
@given(table=tables(_SORTS))
def test_values_are_those_of_the_columns(table: Table, peer: Peer, long_wire: Wire, shapes: dict[int, str]) -> None:
    _, fields = peer.write("votable/b2", table.sql, table.columns)
    prepared = long_wire.prepare(table.sql)
    kinds = find_kinds(prepared, fields, shapes)
    formats = [kind.result_format for kind in kinds]
    batches = [ColumnReader(kinds).read(piece, len(piece)) for piece in long_wire.run(prepared, formats)]
    expected = [
        {column.kind.name: read_value(column, row) for column in batch.columns}
        for batch in batches
        for row in range(batch.n_rows)
    ]
    stream = pa.ipc.open_stream(encode(long_wire, table.sql, make_arrow(kinds))).read_all()
    stream.validate(full=True)
    assert repr(stream.to_pylist()) == repr(expected)
    file = pq.read_table(io.BytesIO(encode(long_wire, table.sql, make_parquet(kinds))))
    assert repr(file.to_pylist()) == repr(expected)


_KINDS = [
    make_kind("n", 23, "int", None),
    make_kind("t", 25, "char", "*"),
    make_kind("x", 701, "double", None),
]
_QUERY = "SELECT i, repeat('x', i % 5), i / 2::float8 FROM generate_series(1, 5) AS i"
_HEADER = b"""<?xml version="1.0"?><VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE>
<TABLE name="sample"><FIELD name="n" datatype="int" unit="s"/><FIELD name="t" datatype="char" arraysize="*"/>
<FIELD name="x" datatype="double" ucd="pos.eq.ra"/></TABLE></RESOURCE></VOTABLE>"""


def test_the_header_of_the_votable_describes_the_columns(wire: Wire) -> None:
    file = encode(wire, _QUERY, make_parquet(_KINDS, header=_HEADER))
    metadata = pq.read_metadata(io.BytesIO(file)).metadata
    assert metadata[b"IVOA.VOTable-Parquet.version"] == b"1.0"
    described = votable.parse(io.BytesIO(metadata[b"IVOA.VOTable-Parquet.content"])).get_first_table()
    table = pq.read_table(io.BytesIO(file))
    assert [field.name for field in described.fields] == table.column_names
    assert [str(field.unit) for field in described.fields] == ["s", "None", "None"]
    assert table["t"].to_pylist() == ["x", "xx", "xxx", "xxxx", ""]


@pytest.mark.parametrize(("limit", "is_cut"), [(3, True), (5, False), (0, True)])
def test_a_table_that_was_cut_says_so(limit: int, is_cut: bool, wire: Wire) -> None:
    encoder = make_parquet(_KINDS, limit)
    file = encode(wire, _QUERY, encoder)
    assert pq.read_table(io.BytesIO(file)).num_rows == encoder.n_rows == limit
    assert (b"QUERY_STATUS" in (pq.read_metadata(io.BytesIO(file)).metadata or {})) is encoder.is_truncated is is_cut
    batches = pa.ipc.open_stream(encode(wire, _QUERY, make_arrow(_KINDS, limit))).iter_batches_with_custom_metadata()
    found = [(batch.num_rows, metadata) for batch, metadata in batches]
    assert sum(size for size, _ in found) == limit
    assert any(metadata for _, metadata in found) is is_cut


def test_large_tables_come_in_groups(wire: Wire) -> None:
    encoder = make_parquet(_KINDS)
    query = wire.prepare(_QUERY.replace("(1, 5)", "(1, 1000000)"))
    sizes = [len(encoder.feed(piece)) for piece in wire.run(query, encoder.result_formats)]
    assert sum(size > 100_000 for size in sizes) >= 1
    assert encoder.n_rows == 1_000_000
