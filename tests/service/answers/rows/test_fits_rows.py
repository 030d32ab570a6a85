"""FITS files, read by astropy: what the site's own writer puts in, and what is new here."""

import io
import warnings
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import given, settings

from service.answers.rows.encoding import UnfitValueError
from service.answers.rows.fits_rows import FitsRows
from service.answers.rows.kinds import make_kind
from service.answers.rows.wire import Wire
from tests.service.answers.rows.peer import Peer
from tests.service.answers.rows.tables import SORTS, Table, tables
from tests.service.answers.rows.test_votable_rows import find_kinds

#: Truth values are compared apart: the site's writer takes NULL for false, and an array for one truth value.
_SORTS = tuple(sort for sort in SORTS if sort.dachs not in ("text[]", "boolean", "boolean[]"))


def encode(wire: Wire, sql: str, encoder: FitsRows) -> bytes:
    parts = [encoder.feed(piece) for piece in wire.run(wire.prepare(sql), encoder.result_formats)]
    return b"".join([*parts, *encoder.finish_parts()])


def read(file: bytes) -> fits.BinTableHDU:
    """Return the table of a file that obeys the standard."""
    with warnings.catch_warnings():
        # Astropy warns of a null literal that does not fit the column's type; the test chose it.
        hdus = fits.open(io.BytesIO(file), memmap=False)
    hdus.verify("exception")
    assert len(file) % 2880 == 0
    return hdus[1]


def list_values(column: Any) -> list[Any]:  # noqa: ANN401 - a column of astropy
    """Return values that can be compared."""
    return [np.asarray(value).tolist() for value in column]


@settings(max_examples=80)
@given(table=tables(_SORTS))
def test_tables_are_those_of_the_site(table: Table, peer: Peer, long_wire: Wire, shapes: dict[int, str]) -> None:
    # One column has no null literal, as the site's tables have none in columns without NULL.
    written, fields = peer.write("fits", table.sql, table.columns)
    prepared = long_wire.prepare(table.sql)
    kinds = find_kinds(prepared, fields, shapes)
    expected, found = read(written), read(encode(long_wire, table.sql, FitsRows(kinds)))
    assert len(found.data) == len(table.rows)
    for name in table.names:
        old, new = expected.columns[name], found.columns[name]
        assert (new.format, new.null) == (old.format, old.null)
        assert repr(list_values(found.data[name])) == repr(list_values(expected.data[name]))


def test_truth_values_are_true_false_and_null(wire: Wire) -> None:
    kinds = [make_kind("b", 16, "boolean", None), make_kind("a", 1000, "boolean", "*")]
    sql = "SELECT * FROM (VALUES (true, '{t,f}'::bool[]), (false, '{NULL}'), (NULL, NULL)) AS t"
    file = encode(wire, sql, FitsRows(kinds))
    table = read(file)
    assert table.columns.formats == ["L", "PL(2)"]
    begin = 2 * 2880
    assert [file[begin + 9 * row : begin + 9 * row + 1] for row in range(3)] == [b"T", b"F", b"\0"]
    assert file[begin + 27 : begin + 30] == b"TF\0"


def test_cards_are_added_and_tables_that_were_cut_are_known(wire: Wire) -> None:
    def edit(header: fits.Header, is_truncated: bool) -> None:
        header["QSTATUS"] = "OVERFLOW" if is_truncated else "OK"

    for limit, status in ((2, "OVERFLOW"), (3, "OK")):
        encoder = FitsRows([make_kind("mjd", 23, "int", None)], limit, units=["d"], edit=edit)
        table = read(encode(wire, "SELECT generate_series(1, 3)", encoder))
        assert (table.header["QSTATUS"], table.header["TUNIT1"], len(table.data)) == (status, "d", limit)


def test_a_number_that_no_row_has_means_null(wire: Wire) -> None:
    sql = "SELECT * FROM (VALUES ('-32768'::int2), ('-32767'), (NULL), ('5')) AS t"
    table = read(encode(wire, sql, FitsRows([make_kind("n", 21, "short", None)])))
    assert table.columns["n"].null == -32766
    assert table.data["n"].tolist() == [-32768, -32767, -32766, 5]


def test_no_number_left_for_null_is_refused(wire: Wire) -> None:
    sql = "SELECT generate_series(-32768, -30000)::int2 UNION ALL SELECT NULL"
    with pytest.raises(UnfitValueError, match="Column n has a NULL"):
        encode(wire, sql, FitsRows([make_kind("n", 21, "short", None)]))


def test_large_tables_wait_on_disk_and_come_in_parts(wire: Wire) -> None:
    kinds = [make_kind("n", 23, "int", None), make_kind("a", 1022, "double", "*"), make_kind("t", 25, "char", "*")]
    sql = (
        "SELECT i, CASE WHEN i % 3 > 0 THEN array_fill(i::float8, ARRAY[i % 7]) END, 'text ' || i"
        " FROM generate_series(1, 400000) AS i"
    )
    encoder = FitsRows(kinds)
    for piece in wire.run(wire.prepare(sql), encoder.result_formats):
        encoder.feed(piece)
    parts = list(encoder.finish_parts())
    assert max(map(len, parts)) < 4_000_000
    table = fits.open(io.BytesIO(fits.PrimaryHDU().header.tostring().encode() + b"".join(parts)))[1]
    assert table.data["n"].tolist() == list(range(1, 400_001))
    for row in (0, 5, 123_456, 399_998):
        number = row + 1
        assert table.data["a"][row].tolist() == [float(number)] * (number % 7 if number % 3 else 0)
        assert table.data["t"][row] == f"text {number}"
