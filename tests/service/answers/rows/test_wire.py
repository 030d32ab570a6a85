"""PostgreSQL's protocol: against a real server, and against one that sends its bytes in any portions."""

import itertools
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers.rows.wire import (
    BUFFER_SIZE,
    ConnectionLostError,
    Prepared,
    QueryError,
    ResultColumn,
    StalePlanError,
    Wire,
)


def read_fields(rows: bytes) -> list[list[bytes | None]]:
    """Return the fields of rows."""
    position, found = 0, []
    while position < len(rows):
        assert rows[position : position + 1] == b"D"
        size, n_fields = struct.unpack_from("!ih", rows, position + 1)
        at, fields = position + 7, []
        for _ in range(n_fields):
            (length,) = struct.unpack_from("!i", rows, at)
            fields.append(None if length < 0 else rows[at + 4 : at + 4 + length])
            at += 4 + max(length, 0)
        position += size + 1
        assert at == position
        found.append(fields)
    return found


def fetch(wire: Wire, sql: str, formats: Sequence[int], *, timeout_s: float | None = None) -> list[list[bytes | None]]:
    return read_fields(b"".join(bytes(piece) for piece in wire.run(wire.prepare(sql), formats, timeout_s=timeout_s)))


def test_columns_have_names_and_types(wire: Wire) -> None:
    prepared = wire.prepare("SELECT 1 AS n, 'a'::text AS \"Größe\", NULL::float8[] AS curve")
    assert prepared.columns == (
        ResultColumn(name="n", oid=23),
        ResultColumn(name="Größe", oid=25),
        ResultColumn(name="curve", oid=1022),
    )


def test_each_column_comes_in_the_format_that_is_asked_for(wire: Wire) -> None:
    assert fetch(wire, "SELECT 258, 258, NULL::text, ''", (1, 0, 0, 1)) == [[b"\0\0\1\2", b"258", None, b""]]


def run(wire: Wire, sql: str, *parameters: str) -> list[list[bytes | None]]:
    prepared = wire.prepare(sql)
    pieces = wire.run(prepared, (0,) * len(prepared.columns), parameters=parameters)
    return read_fields(b"".join(bytes(piece) for piece in pieces))


def test_parameters_are_what_their_places_take(wire: Wire) -> None:
    sql = "SELECT $1::float8, radians($2), $3 = 'it''s', $4::text"
    assert run(wire, sql, "-0.1", "180", "it's", "'; DROP TABLE x; --\u00e9") == [
        [b"-0.1", b"3.141592653589793", b"t", "'; DROP TABLE x; --\u00e9".encode()]
    ]
    assert run(wire, sql, "1e300", "0", "", "") == [[b"1e+300", b"0", b"f", b""]]


@pytest.mark.parametrize("parameters", [[], ["1", "2"], ["x"], [""], ["1\0"], ["1); SELECT 2"]])
def test_a_wrong_parameter_is_refused_and_the_connection_goes_on(wire: Wire, parameters: list[str]) -> None:
    with pytest.raises(QueryError):
        run(wire, "SELECT $1::float8", *parameters)
    assert run(wire, "SELECT $1::float8", "2") == [[b"2"]]


def test_a_query_without_rows_yields_nothing(wire: Wire) -> None:
    assert fetch(wire, "SELECT 1 WHERE false", (1,)) == []
    assert wire.is_usable


@pytest.mark.parametrize(
    ("sql", "code", "position"),
    [("SELECT nix FROM pg_class", "42703", 8), ("SELEC 1", "42601", 1), ('SELECT 1 FROM "ä", nix', "42P01", 15)],
)
def test_a_wrong_query_is_refused_with_its_place(sql: str, code: str, position: int, wire: Wire) -> None:
    with pytest.raises(QueryError) as caught:
        wire.prepare(sql)
    assert (caught.value.code, caught.value.position) == (code, position)
    assert wire.is_usable
    assert fetch(wire, "SELECT 'x'", (1,)) == [[b"x"]]


def test_an_error_among_the_rows_comes_after_the_rows_before_it(wire: Wire) -> None:
    rows: list[bytes] = []
    query = wire.prepare("SELECT 1 / (20000 - i) FROM generate_series(1, 20000) AS i")
    with pytest.raises(QueryError, match="division by zero") as caught:
        rows.extend(bytes(piece) for piece in wire.run(query, (0,)))
    assert caught.value.code == "22012"
    assert read_fields(b"".join(rows)) == [[b"1"] if i == 19999 else [b"0"] for i in range(1, 20000)]
    assert wire.is_usable


def test_notices_are_passed_over(wire: Wire) -> None:
    wire.command(
        "CREATE FUNCTION pg_temp.talk(n int) RETURNS int LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE WARNING 'row %', n; RETURN n; END $$"
    )
    assert fetch(wire, "SELECT pg_temp.talk(i) FROM generate_series(1, 3) AS i", (0,)) == [[b"1"], [b"2"], [b"3"]]


def test_a_query_that_takes_too_long_is_stopped_and_the_next_has_its_own_limit(wire: Wire) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryError) as caught:
        fetch(wire, "SELECT pg_sleep(60)", (0,), timeout_s=0.2)
    assert caught.value.code == "57014"
    assert time.monotonic() - begun < 30
    assert fetch(wire, "SHOW statement_timeout", (0,), timeout_s=7.5) == [[b"7500ms"]]
    assert fetch(wire, "SHOW statement_timeout", (0,)) == [[b"0"]]
    assert fetch(wire, "SHOW statement_timeout", (0,), timeout_s=0) == [[b"1ms"]]


def test_without_a_limit_that_of_the_account_holds(database: dict[str, str]) -> None:
    wire = Wire.open({**database, "options": "-c statement_timeout=90s"})
    assert fetch(wire, "SHOW statement_timeout", (0,), timeout_s=5) == [[b"5s"]]
    # SHOW gives it in the largest unit without a fraction.
    assert fetch(wire, "SHOW statement_timeout", (0,)) == [[b"90s"]]
    assert fetch(wire, "SHOW transaction_read_only", (0,)) == [[b"on"]]
    wire.close()


def test_another_thread_stops_a_query(wire: Wire) -> None:
    timer = threading.Timer(0.2, wire.cancel)
    timer.start()
    with pytest.raises(QueryError) as caught:
        fetch(wire, "SELECT pg_sleep(60)", (0,))
    timer.join()
    assert caught.value.code == "57014"
    wire.cancel()
    assert fetch(wire, "SELECT 'next'", (0,)) == [[b"next"]]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT generate_series(1, 100000000)",
        "SELECT repeat('x', 20000), pg_sleep(3600 * (i / 9))::text FROM generate_series(1, 9) AS i",
    ],
)
def test_who_stops_reading_stops_the_query(sql: str, wire: Wire) -> None:
    prepared = wire.prepare(sql)
    pieces = wire.run(prepared, (1,) * len(prepared.columns))
    next(pieces)
    pieces.close()
    assert wire.is_usable
    assert fetch(wire, "SELECT 'next'", (0,)) == [[b"next"]]


def test_transactions_are_read_only_and_none_is_left_open(database: dict[str, str]) -> None:
    wire = Wire.open(database)
    with pytest.raises(QueryError) as caught:
        wire.command("CREATE TABLE never (n int)")
    assert caught.value.code == "25006"
    first = fetch(wire, "SELECT pg_current_xact_id_if_assigned(), transaction_timestamp()::text", (0, 0))
    second = fetch(wire, "SELECT pg_current_xact_id_if_assigned(), transaction_timestamp()::text", (0, 0))
    assert first != second
    wire.close()
    assert not wire.is_usable


def test_an_open_transaction_is_not_given_to_the_next(wire: Wire) -> None:
    wire.command("BEGIN; CREATE TEMPORARY TABLE mine (n int); INSERT INTO mine VALUES (5)")
    assert fetch(wire, "SELECT n FROM mine", (0,)) == [[b"5"]]
    assert not wire.is_usable
    wire.command("ROLLBACK")
    assert wire.is_usable


def test_a_query_runs_on_a_connection_that_has_not_prepared_it(database: dict[str, str], wire: Wire) -> None:
    prepared = wire.prepare("SELECT 1 AS n")
    other = Wire.open(database)
    for _ in range(2):
        assert [bytes(piece)[-4:] for piece in other.run(prepared, (1,))] == [b"\0\0\0\1"]
    other.close()


def test_many_statements_leave_few_in_the_server(wire: Wire) -> None:
    prepared = [wire.prepare(f"SELECT {number}") for number in range(200)]
    assert fetch(wire, "SELECT count(*) FROM pg_prepared_statements", (0,)) == [[b"64"]]
    for number in (0, 199, 100):
        assert [read_fields(bytes(piece)) for piece in wire.run(prepared[number], (0,))] == [[[str(number).encode()]]]


def test_queries_that_fail_leave_no_statements_in_the_server(wire: Wire) -> None:
    prepared = wire.prepare("SELECT 1 / 0 WHERE random() >= 0")
    for _ in range(20):
        with pytest.raises(QueryError):
            list(wire.run(prepared, (0,)))
        wire.prepare("SELECT 2")
    assert int(fetch(wire, "SELECT count(*) FROM pg_prepared_statements", (0,))[0][0] or 0) <= 4


def test_a_table_made_anew_is_noticed(wire: Wire) -> None:
    wire.command("CREATE TEMPORARY TABLE changing (n int)")
    sql = "SELECT * FROM changing"
    prepared = wire.prepare(sql)
    assert list(wire.run(prepared, (1,))) == []
    wire.command("DROP TABLE changing; CREATE TEMPORARY TABLE changing (n float8); INSERT INTO changing VALUES (1)")
    for _ in range(2):
        # At first the server notices; then the statement is prepared again, and returns what it did not promise.
        with pytest.raises(StalePlanError):
            list(wire.run(prepared, (1,)))
        assert wire.is_usable
    assert fetch(wire, sql, (0,)) == [[b"1"]]


def test_a_query_is_analysed_once_on_a_connection(wire: Wire) -> None:
    prepared = wire.prepare("SELECT 1 AS n")
    assert wire.prepare("SELECT 1 AS n") is prepared
    assert fetch(wire, "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 1 AS n'", (0,)) == [
        [b"1"]
    ]


def test_what_a_query_returned_before_its_table_was_made_anew_is_not_kept(database: dict[str, str], wire: Wire) -> None:
    sql = "SELECT * FROM changed"
    other = Wire.open(database, is_read_only=False)
    other.command("CREATE TABLE changed (n int)")
    prepared = wire.prepare(sql)
    other.command("DROP TABLE changed; CREATE TABLE changed (n float8); INSERT INTO changed VALUES (1)")
    # Another connection prepares it while it runs, and its reader is gone before the first row.
    pieces = other.run(prepared, (1,))
    with suppress(StalePlanError):
        next(pieces)
    pieces.close()
    for one in (wire, other):
        with suppress(StalePlanError):
            list(one.run(one.prepare(sql), (1,)))
        assert fetch(one, sql, (0,)) == [[b"1"]]
    other.command("DROP TABLE changed")
    other.close()


def test_a_row_longer_than_the_buffer_takes_its_room_only_while_it_lasts(wire: Wire) -> None:
    sizes = [3, 5 * BUFFER_SIZE, 4, BUFFER_SIZE - 11, BUFFER_SIZE, 1]
    values = ", ".join(f"({i}, {size})" for i, size in enumerate(sizes))
    rows = fetch(wire, f"SELECT repeat('x', n) FROM (VALUES {values}) AS t (i, n) ORDER BY i", (1,))
    assert [len(row[0] or b"") for row in rows] == sizes
    assert fetch(wire, "SELECT 1", (0,)) == [[b"1"]]
    assert wire.room == BUFFER_SIZE


def test_a_lost_connection_says_so(database: dict[str, str], wire: Wire) -> None:
    pid = fetch(wire, "SELECT pg_backend_pid()", (0,))[0][0]
    with psycopg.connect(**database, autocommit=True) as other:  # type: ignore[arg-type]
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [int(pid or 0)])
    assert not wire.is_usable
    with pytest.raises(ConnectionLostError, match="terminating connection"):
        fetch(wire, "SELECT 1", (0,))
    assert not wire.is_usable
    wire.cancel()


def test_a_wrong_password_is_refused(database: dict[str, str]) -> None:
    with pytest.raises(ConnectionLostError, match="takes no connection"):
        Wire.open({**database, "password": "wrong"})


def test_a_query_with_nul_is_refused(wire: Wire) -> None:
    with pytest.raises(QueryError, match="NUL"):
        wire.prepare("SELECT '\0'")
    assert wire.is_usable


def message(kind: bytes, body: bytes = b"") -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def row(*fields: bytes | None) -> bytes:
    cells = [struct.pack("!i", -1) if field is None else struct.pack("!i", len(field)) + field for field in fields]
    return message(b"D", struct.pack("!h", len(fields)) + b"".join(cells))


_ROWS = [row(b"one", None), row(b"", b"D\0\0\0\7Z"), row(b"x" * 70, b"three")]
_BEFORE = (
    message(b"1") + message(b"2") + message(b"C", b"SET\0") + message(b"1") + message(b"t", b"\0\0") + message(b"n")
)
_AFTER = message(b"C", b"SELECT 3\0") + message(b"S", b"TimeZone\0UTC\0") + message(b"Z", b"I")
_NOTICE = message(b"N", b"SNOTICE\0\0")
_ANSWER = _BEFORE + message(b"2") + _ROWS[0] + _NOTICE + _ROWS[1] + _ROWS[2] + _AFTER


@contextmanager
def talk(send: Callable[[socket.socket], None]) -> Iterator[Wire]:
    """Give a connection to a server that sends what a function sends."""
    near, far = socket.socketpair()

    def serve() -> None:
        far.recv(1 << 16)
        with suppress(OSError):
            send(far)

    thread = threading.Thread(target=serve)
    thread.start()
    wire = Wire(near, lambda: None, lambda: None)
    try:
        yield wire
    finally:
        wire.close()
        far.close()
        thread.join()


def send_in_parts(far: socket.socket, parts: Sequence[bytes]) -> None:
    for part in parts:
        far.sendall(part)
        time.sleep(0.0002)


_QUERY = Prepared(sql="SELECT", columns=())


@pytest.mark.parametrize("cut", range(1, len(_ANSWER)))
def test_a_stream_cut_anywhere_gives_the_same_rows(cut: int) -> None:
    with talk(lambda far: send_in_parts(far, (_ANSWER[:cut], _ANSWER[cut:]))) as wire:
        assert b"".join(bytes(piece) for piece in wire.run(_QUERY, ())) == b"".join(_ROWS)
        assert wire.is_usable


@given(cuts=st.sets(st.integers(1, len(_ANSWER) - 1), max_size=20))
def test_a_stream_in_many_parts_gives_the_same_rows(cuts: set[int]) -> None:
    places = [0, *sorted(cuts), len(_ANSWER)]
    parts = [_ANSWER[begin:end] for begin, end in itertools.pairwise(places)]
    with talk(lambda far: send_in_parts(far, parts)) as wire:
        for piece in wire.run(_QUERY, ()):
            assert read_fields(bytes(piece))
        assert wire.is_usable


@pytest.mark.parametrize("cut", range(len(_ANSWER)))
def test_a_stream_that_ends_early_is_a_lost_connection(cut: int) -> None:
    def send(far: socket.socket) -> None:
        far.sendall(_ANSWER[:cut])
        far.shutdown(socket.SHUT_RDWR)

    with talk(send) as wire:
        with pytest.raises(ConnectionLostError):
            list(wire.run(_QUERY, ()))
        assert not wire.is_usable
