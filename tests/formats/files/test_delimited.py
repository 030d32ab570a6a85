"""Tables of text to arrays: every kind of item, and what may be wrong with it."""

import numpy as np
import pytest

from formats.files.delimited import Kind, Table, Trouble, guess_delimiter, parse_numbers, read_table
from formats.files.delimited_lines import BLANKS
from schemas.errors import FormatError


def table_of(data: bytes, *wanted: tuple[int, Kind], delimiter: bytes = b",", n_expected: int = 3) -> Table:
    return read_table(data, "x", start=0, first_line=1, delimiter=delimiter, wanted=wanted, n_expected=n_expected)


def test_numbers_and_what_is_none() -> None:
    texts = np.array([b"1.5", b"-2e3", b"", b"nan", b"-INF", b"1e400", b"1_0", b"0x1", b"1-2", b"-0.0", b".", b"+.5"])
    values, state = parse_numbers(texts, Kind.SIGNAL)
    assert values[[0, 1, 11]].tolist() == [1.5, -2000.0, 0.5]
    names = ["" if value == 0 else Trouble(value).name for value in state.tolist()]
    assert names[:6] == ["", "", "BLANK", "NOT_FINITE", "NOT_FINITE", "NOT_FINITE"]
    assert names[6:] == ["UNREADABLE", "UNREADABLE", "UNREADABLE", "MINUS_ZERO", "UNREADABLE", ""]
    assert parse_numbers(texts)[0][9] == 0.0


def test_julian_dates_lose_no_digit() -> None:
    data = b"2457927.3888895399868488 1\n2400000.5 2\n57927.5 3\n2457927 4\nx 5\n"
    table = table_of(data, (0, Kind.JULIAN), (1, Kind.NUMBER), delimiter=BLANKS, n_expected=2)
    assert table.columns[0][:2].tolist() == [57927.3888895399868488 - 0.5, 0.0]
    assert np.isnan(table.columns[0]).tolist() == [False, False, True, False, True]
    assert table.columns[0][3] == 57926.5


def test_blanks_and_tabs_divide_items() -> None:
    table = table_of(b"  1\t2   3\n4 5\t\t6 \r\n\n7 8", (0, Kind.NUMBER), (2, Kind.NUMBER), delimiter=BLANKS)
    assert table.columns[0].tolist() == [1.0, 4.0, 7.0]
    assert table.columns[1][:2].tolist() == [3.0, 6.0]
    assert (table.short.count, table.short.line) == (1, 4)
    assert table.is_cut


def test_quotes_are_no_part_of_an_item_and_a_semicolon_allows_decimal_commas() -> None:
    table = table_of(b'"1,5"; 2,25 ;x\n', (0, Kind.NUMBER), (1, Kind.NUMBER), delimiter=b";")
    assert [column.tolist() for column in table.columns] == [[1.5], [2.25]]
    assert guess_delimiter(b"a;b;c") == b";"
    assert guess_delimiter(b"alone") == b","


def test_items_longer_than_any_number_are_unreadable() -> None:
    table = table_of(b"1," + b"1" * 65 + b",2\n2,3,4\n", (0, Kind.NUMBER), (1, Kind.NUMBER))
    assert np.isnan(table.columns[1]).tolist() == [True, False]
    assert table.troubles[1][Trouble.UNREADABLE].count == 1


def test_lines_are_counted_across_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formats.files.delimited._CHUNK", 16)
    data = b"".join(b"%d,2,3\n" % i for i in range(100)) + b"bad,,\n" + b"100,2,3\n" + b"\0\0\x1a"
    table = table_of(data, (0, Kind.NUMBER))
    assert table.columns[0].tolist() == [float(i) for i in range(101)]
    assert (table.skipped.count, table.skipped.line) == (1, 101)
    assert not table.is_cut


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formats.files.delimited.MAX_LINE", 1000)
    with pytest.raises(FormatError, match="longer"):
        table_of(b"1" * 1_002_000, (0, Kind.NUMBER))


@pytest.mark.parametrize(
    ("row", "values"),
    [
        (b"1.234,5;2", [1234.5, 2.0]),
        (b"1,234.5;2", [1234.5, 2.0]),
        (b"1.234.567,25;0,5", [1234567.25, 0.5]),
        (b"-1.234,5;+0,5", [-1234.5, 0.5]),
        (b"1,5e3;2", [1500.0, 2.0]),
        (b"1.5;2,5", [1.5, 2.5]),
    ],
)
def test_signs_of_thousands_beside_decimal_signs(row: bytes, values: list[float]) -> None:
    table = table_of(row + b"\n", (0, Kind.NUMBER), (1, Kind.NUMBER), delimiter=b";")
    assert [column[0] for column in table.columns] == values


def test_in_a_column_with_decimal_commas_every_point_divides_thousands() -> None:
    table = table_of(b"1.234;1\n1.234,5;1\n999,5;1\n", (0, Kind.NUMBER), delimiter=b";")
    assert table.columns[0].tolist() == [1234.0, 1234.5, 999.5]


def test_instants_keep_the_points_of_their_dates() -> None:
    table = table_of(b"18.10.2021 19:30:01,5;1,5\n", (0, Kind.INSTANT), (1, Kind.NUMBER), delimiter=b";")
    assert table.columns[0][0] == pytest.approx(59505 + 70201.5 / 86400, abs=1e-10)
    assert table.columns[1][0] == 1.5


def test_decimal_commas_between_blanks_when_told() -> None:
    table = read_table(
        b"1,5 2,25\n", "x", start=0, first_line=1, delimiter=BLANKS, wanted=[(0, Kind.NUMBER), (1, Kind.NUMBER)],
        n_expected=2, has_decimal_commas=True,
    )  # fmt: skip
    assert [column[0] for column in table.columns] == [1.5, 2.25]
