"""Tables as text: what DaCHS writes, and what readers make of it."""

import csv
import io
import json
import re

import pytest
from hypothesis import given, settings

from service.answers.rows.encoding import RowEncoder, UnfitValueError
from service.answers.rows.kinds import UnknownKindError, make_kind
from service.answers.rows.text_rows import make_csv, make_json, make_tabledata, make_tsv
from service.answers.rows.wire import Prepared, Wire
from tests.service.answers.rows.peer import Peer
from tests.service.answers.rows.tables import SORTS, Table, tables
from tests.service.answers.rows.test_votable_rows import find_kinds

#: Sorts of columns that are not arrays of texts.
_PLAIN_SORTS = tuple(sort for sort in SORTS if sort.dachs != "text[]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def encode(wire: Wire, prepared: Prepared, encoder: RowEncoder) -> bytes:
    """Return a query's rows."""
    pieces = [encoder.feed(piece) for piece in wire.run(prepared, encoder.result_formats)]
    return b"".join([*pieces, encoder.finish()])


def correct_infinities(rows: str, table: Table) -> str:
    """Return rows of DaCHS with infinities as VOTable has them."""
    lines = []
    for line in re.findall("<TR>(.*?)</TR>", rows, re.DOTALL):
        cells = re.findall("<TD>(.*?)</TD>", line, re.DOTALL)
        for number, sort in enumerate(table.sorts):
            if sort.dachs.startswith(("real", "double")):
                cells[number] = re.sub(r"(-?)\binf\b", lambda found: f"{found[1] or '+'}Inf", cells[number])
        lines.append("<TR>" + "".join(f"<TD>{cell}</TD>" for cell in cells) + "</TR>")
    return "".join(lines)


@settings(max_examples=100)
@given(table=tables())
def test_tabledata_is_that_of_dachs(table: Table, peer: Peer, long_wire: Wire, shapes: dict[int, str]) -> None:
    votable, fields = peer.write("votable/td", table.sql, table.columns)
    found = re.search(rb"<TABLEDATA>(.*)</TABLEDATA>", votable, re.DOTALL)
    assert found is not None
    prepared = long_wire.prepare(table.sql)
    written = encode(long_wire, prepared, make_tabledata(find_kinds(prepared, fields, shapes)))
    assert written.decode() == correct_infinities(_FORBIDDEN.sub("?", found[1].decode()), table)


def test_infinities_and_nan(wire: Wire) -> None:
    prepared = wire.prepare("SELECT 'Infinity'::float8, '{-Infinity,NaN,Infinity}'::float4[]")
    kinds = [make_kind("x", 701, "double", None), make_kind("y", 1021, "float", "*")]
    expected = b"<TR><TD>+Inf</TD><TD>-Inf NaN +Inf</TD></TR>"
    assert encode(wire, prepared, make_tabledata(kinds)) == expected
    assert encode(wire, prepared, make_csv(kinds)) == b'x,y\r\ninf,"[-inf, nan, inf]"\r\n'
    assert encode(wire, prepared, make_json(kinds)) == b"[null, [null, null, null]]"


@settings(max_examples=100)
@given(table=tables(_PLAIN_SORTS))
def test_delimited_values_are_those_of_the_site(
    table: Table, peer: Peer, long_wire: Wire, shapes: dict[int, str]
) -> None:
    prepared = long_wire.prepare(table.sql)
    for format_, make in (("csv", make_csv), ("tsv", make_tsv)):
        expected, fields = peer.write(format_, table.sql, table.columns)
        assert encode(long_wire, prepared, make(find_kinds(prepared, fields, shapes))) == expected


@settings(max_examples=100)
@given(table=tables(_PLAIN_SORTS))
def test_json_is_that_of_dachs(table: Table, peer: Peer, long_wire: Wire, shapes: dict[int, str]) -> None:
    written, fields = peer.write("json", table.sql, table.columns)
    prepared = long_wire.prepare(table.sql)
    rows = encode(long_wire, prepared, make_json(find_kinds(prepared, fields, shapes)))
    assert b'"data": [' + rows + b"]}" in written
    assert [len(row) for row in json.loads(b"[" + rows + b"]")] == [len(table.sorts)] * len(table.rows)


@pytest.mark.parametrize("name", ["n", "Größe", 'with "quotes", and a comma'])
def test_names_are_on_the_first_line_even_without_rows(name: str, wire: Wire) -> None:
    kinds = [make_kind(name, 23, "int", None), make_kind("t", 25, "char", "*")]
    for sql, rows in (("SELECT 1, 'x' WHERE false", []), ("SELECT 1, 'x'", [["1", "x"]])):
        text = encode(wire, wire.prepare(sql), make_csv(kinds)).decode()
        assert list(csv.reader(io.StringIO(text, newline=""))) == [[name, "t"], *rows]
        assert encode(wire, wire.prepare(sql), make_csv(kinds, has_names=False)).decode() == text.split("\r\n", 1)[1]


def test_a_lone_empty_cell_is_no_empty_line(wire: Wire) -> None:
    kinds = [make_kind("t", 25, "char", "*")]
    assert encode(wire, wire.prepare("SELECT '' UNION ALL SELECT NULL"), make_csv(kinds)) == b't\r\n""\r\n""\r\n'


@pytest.mark.parametrize("make", [make_csv, make_tsv, make_json])
@pytest.mark.parametrize(("oid", "datatype", "arraysize"), [(1009, "char", "*x*"), (1022, "double", "2x*")])
def test_arrays_that_only_votables_have_are_left_to_dachs(make: type, oid: int, datatype: str, arraysize: str) -> None:
    with pytest.raises(UnknownKindError, match="Column x"):
        make([make_kind("x", oid, datatype, arraysize)])


def test_an_array_of_two_dimensions_in_a_column_of_one_is_refused(wire: Wire) -> None:
    with pytest.raises(UnfitValueError, match="curve"):
        encode(
            wire, wire.prepare("SELECT '{{1,2},{3,4}}'::float8[]"), make_csv([make_kind("curve", 1022, "double", "*")])
        )


@pytest.mark.parametrize("size", [1, 300_000, 2_000_000])
def test_long_rows_have_room(size: int, wire: Wire) -> None:
    query = wire.prepare(f"SELECT repeat('&', {size}) FROM generate_series(1, 2)")
    kinds = [make_kind("t", 25, "char", "*")]
    assert encode(wire, query, make_tabledata(kinds)) == 2 * (b"<TR><TD>" + b"&amp;" * size + b"</TD></TR>")


def test_rows_beyond_the_limit_are_thrown_away(wire: Wire) -> None:
    encoder = make_csv([make_kind("n", 23, "int", None)], 2)
    assert encode(wire, wire.prepare("SELECT generate_series(1, 3)"), encoder) == b"n\r\n1\r\n2\r\n"
    assert (encoder.n_rows, encoder.is_truncated) == (2, True)


def test_zero_rows_of_json(wire: Wire) -> None:
    assert encode(wire, wire.prepare("SELECT 1 WHERE false"), make_json([make_kind("n", 23, "int", None)])) == b""
