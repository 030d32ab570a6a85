"""PostgreSQL's protocol, read by ourselves: rows come as the bytes that the server sent, many at a time.

psycopg makes the connection, authentication included; then its socket is ours alone. Messages are those of the
extended query protocol, version 3.0 (PostgreSQL manual, "Frontend/Backend Protocol").
"""

import contextlib
import os
import select
import socket
import struct
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import psycopg

from schemas.errors import UmbraError
from service.answers.rows.layout import find_address
from service.answers.rows.machine_code import load

#: Bytes that are read at once at most; a longer row gets room of its own while it lasts.
BUFFER_SIZE = 1 << 20
#: Rows are handed on when they fill this [bytes], or when none come for a moment.
_PIECE_SIZE = 1 << 17
#: The moment [ms].
_PATIENCE = 2
#: Where less came at once, more is on its way: the server writes 8 KB at a time, and each waking costs both sides.
_LITTLE = 1 << 15
#: How long that more is waited for [s].
_PAUSE = 1e-4
#: Statements that a connection keeps prepared.
_N_STATEMENTS = 64
_ROW = ord("D")
_skip_messages = load("skip_messages", 4)
_IDLE = b"I"
_HEAD = struct.Struct("!ci")
_COLUMN = struct.Struct("!ihihih")
_ERROR_FIELDS = {"C": "code", "M": "message", "H": "hint", "P": "position"}


class QueryError(UmbraError):
    """PostgreSQL refused or stopped a query.

    Parameters
    ----------
    message, hint
        In PostgreSQL's words.
    code
        SQLSTATE (PostgreSQL manual, appendix A).
    position
        Character of the query's text that it concerns, counted from 1; None where it concerns no place.
    """

    def __init__(self, message: str, hint: str = "", *, code: str = "", position: int | None = None) -> None:
        super().__init__(message, hint)
        self.code = code
        self.position = position


class StalePlanError(QueryError):
    """A table was made anew with other columns since a query was prepared; prepare it again."""


class ConnectionLostError(UmbraError):
    """The connection to the database ended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultColumn:
    """One column that a query returns."""

    name: str
    #: Object identifier of its type in ``pg_type``.
    oid: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A query and what it returns. It can be run on any connection to the database."""

    sql: str
    columns: tuple[ResultColumn, ...]


class Wire:
    """One connection, for one query at a time. Only `cancel` may be called by another thread.

    `open` makes it.

    Parameters
    ----------
    stream
        Socket whose other end is a server that waits for a query.
    cancel
        Asks the server to stop what it does.
    close
        Ends the connection.
    """

    def __init__(self, stream: socket.socket, cancel: Callable[[], None], close: Callable[[], None]) -> None:
        self._socket = stream
        self._socket.setblocking(True)
        self._ask_to_stop = cancel
        self._end_connection = close
        self._poll = select.poll()
        self._poll.register(self._socket, select.POLLIN)
        #: What the server has prepared: its name there, and what it returns, None as long as that is not known.
        self._statements: OrderedDict[str, tuple[bytes, Prepared | None]] = OrderedDict()
        #: Names of statements that the server still has and that are not used any more.
        self._unused: list[bytes] = []
        self._n_prepared = 0
        #: The messages that set the limit of time which the server has now; empty if that is not known.
        self._timeout = b""
        self._lock = threading.Lock()
        self._is_busy = False
        self._is_lost = False
        self._status = _IDLE
        self._error: QueryError | None = None
        self._columns: tuple[ResultColumn, ...] = ()
        #: Where in the buffer what has not been taken begins and ends.
        self._begin = self._end = 0
        #: How much came at once last.
        self._n_received = 0
        self._set_buffer(BUFFER_SIZE)

    @classmethod
    def open(cls, parameters: Mapping[str, str], *, is_read_only: bool = True) -> Self:
        """Connect.

        Parameters
        ----------
        parameters
            Of psycopg: ``host``, ``dbname``, ``user`` and others.
        is_read_only
            Whether all transactions are read-only.

        Raises
        ------
        ConnectionLostError
            The database does not take us.
        """
        options = f"{parameters.get('options', '')} {'-c default_transaction_read_only=on' if is_read_only else ''}"
        known = {"options": options.strip(), "client_encoding": "UTF8", "autocommit": True}
        try:
            connection = psycopg.connect(**{**parameters, **known})  # type: ignore[arg-type]
            # Both close the connection: the copy of the descriptor is ours, the first one psycopg's.
            stream = socket.socket(fileno=os.dup(connection.pgconn.socket))
            return cls(stream, connection.pgconn.get_cancel().cancel, connection.close)
        except psycopg.OperationalError as problem:
            raise ConnectionLostError(f"The database takes no connection: {problem}") from problem

    @property
    def is_usable(self) -> bool:
        """Whether the connection can be given to the next user: it lives, nothing runs, no transaction is open."""
        if self._is_lost or self._is_busy or self._status != _IDLE:
            return False
        try:
            waiting = self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        # Notices and changed settings come at any time; an error says goodbye.
        return waiting in (b"N", b"S", b"A")

    @property
    def room(self) -> int:
        """Size of the buffer [byte]."""
        return self._size

    def close(self) -> None:
        """End the connection."""
        self._is_lost = True
        self._socket.close()
        self._end_connection()

    def cancel(self) -> None:
        """Ask the server to stop the query that runs, if one runs; whoever reads its rows gets `QueryError`."""
        with self._lock:
            if self._is_busy and not self._is_lost:
                with contextlib.suppress(psycopg.OperationalError):
                    self._ask_to_stop()

    def prepare(self, sql: str) -> Prepared:
        """Let the server analyse a query, or return what it found before; `run` notices where that is no longer true.

        Parameters
        ----------
        sql
            One statement.

        Raises
        ------
        QueryError
            It is wrong.
        ConnectionLostError
            The connection ended.
        """
        _, known = self._statements.get(sql, (b"", None))
        if known is not None:
            return known
        self._forget(sql)
        name, messages = self._prepare(sql)
        for _ in self._converse(messages + _SYNC):
            pass
        prepared = Prepared(sql=sql, columns=self._columns)
        self._statements[sql] = name, prepared
        return prepared

    def command(self, sql: str) -> None:
        """Run statements that return no rows; a transaction that they begin lasts until they end it.

        Raises
        ------
        QueryError
            One failed.
        ConnectionLostError
            The connection ended.
        """
        self._timeout = b""
        for _ in self._converse(_message("Q", _text(sql))):
            pass

    def run(
        self,
        prepared: Prepared,
        formats: Sequence[int],
        *,
        parameters: Sequence[str] = (),
        timeout_s: float | None = None,
    ) -> Generator[memoryview, None, None]:
        """Run a query and yield its rows as the server sends them.

        Nothing is sent before the first row is asked for. Whoever stops before the end has to close the generator: the
        query is cancelled then.

        Parameters
        ----------
        prepared
            The query.
        formats
            Of each column: 1 for binary, 0 for text.
        parameters
            Values of ``$1``, ``$2`` and so on in the query, as PostgreSQL's types read them.
        timeout_s
            Seconds that the server may take; None for what it allows by itself.

        Yields
        ------
        memoryview
            Whole ``DataRow`` messages, one behind the other. They are valid until the next are asked for.

        Raises
        ------
        QueryError
            The server refused or stopped it.
        StalePlanError
            It returns other columns now.
        ConnectionLostError
            The connection ended.
        """
        limit = _write_timeout(timeout_s)
        messages = b"" if limit == self._timeout else limit
        if prepared.sql not in self._statements:
            name, preparation = self._prepare(prepared.sql)
            messages += preparation
            self._statements[prepared.sql] = name, None
        name, _ = self._statements[prepared.sql]
        self._statements.move_to_end(prepared.sql)
        packed = _pack_parameters(parameters) + struct.pack(f"!h{len(formats)}h", len(formats), *formats)
        messages += _message("B", b"\0" + name + b"\0" + packed) + _message("E", b"\0\0\0\0\0") + _SYNC
        self._timeout = b""
        self._columns = prepared.columns
        try:
            with contextlib.closing(self._converse(messages)) as pieces:
                for piece in pieces:
                    self._check(prepared)
                    yield piece
            self._check(prepared)
        except QueryError as problem:
            self._forget(prepared.sql)
            if _is_stale(problem):
                raise _stale() from problem
            raise
        self._timeout = limit

    def _check(self, prepared: Prepared) -> None:
        """Compare what a statement returns, if it was prepared anew, with what it promised."""
        if self._columns != prepared.columns:
            raise _stale()
        name, _ = self._statements[prepared.sql]
        self._statements[prepared.sql] = name, prepared

    def _prepare(self, sql: str) -> tuple[bytes, bytes]:
        """Return a name and the messages that prepare a statement, and forget the one that was used longest ago."""
        while len(self._statements) >= _N_STATEMENTS:
            self._forget(next(iter(self._statements)))
        messages = b"".join(_message("C", b"S" + old + b"\0") for old in self._unused)
        self._unused.clear()
        self._n_prepared += 1
        name = b"s%d" % self._n_prepared
        return name, messages + _message("P", name + b"\0" + _text(sql) + b"\0\0") + _message("D", b"S" + name + b"\0")

    def _forget(self, sql: str) -> None:
        """Let the server drop a statement when the next one is prepared."""
        statement = self._statements.pop(sql, None)
        if statement is not None:
            self._unused.append(statement[0])

    def _converse(self, messages: bytes) -> Generator[memoryview, None, None]:
        """Send messages and yield the rows that come back until the server is ready again."""
        if self._is_lost or self._is_busy:
            raise ConnectionLostError("The connection has ended or is in use.")
        self._error = None
        self._is_busy = True
        try:
            try:
                self._socket.sendall(messages)
                yield from self._receive()
            except OSError as problem:
                raise self._lose() from problem
            if self._error is not None:
                raise self._error
        finally:
            if self._is_busy and not self._is_lost:
                self._give_up()

    def _give_up(self) -> None:
        """Cancel what runs and read on until the server is ready."""
        self.cancel()
        try:
            for _ in self._receive():
                pass
        except OSError:
            self._lose()

    def _lose(self) -> ConnectionLostError:
        """Note that the connection ended, with the server's last message."""
        self._is_lost = True
        with contextlib.suppress(OSError):
            self._socket.setblocking(False)
            while True:
                self._read()
                self._take_messages()
        if self._error is not None:
            return ConnectionLostError(f"The database ended the connection: {self._error.message}")
        return ConnectionLostError("The database ended the connection.")

    def _receive(self) -> Generator[memoryview, None, None]:
        """Yield rows until the server is ready; what is between them is looked at on the way."""
        is_first = True
        while self._is_busy:
            done = _skip_messages(self._address, self._begin, self._end, _ROW)
            while not self._is_full(done, is_first=is_first):
                self._read()
                done = _skip_messages(self._address, done, self._end, _ROW)
            if done > self._begin:
                is_first = False
                begin, self._begin = self._begin, done
                yield self._view[begin:done]
            elif not self._take_messages():
                self._read()

    def _is_full(self, done: int, *, is_first: bool) -> bool:
        """Tell whether rows up to a place are to be handed on before more are read."""
        if done == self._begin or is_first or done - self._begin >= _PIECE_SIZE or self._has_message(done):
            return True
        if self._end < self._size and self._n_received < _LITTLE:
            time.sleep(_PAUSE)
        return self._end == self._size or not self._poll.poll(_PATIENCE)

    def _has_message(self, at: int) -> bool:
        """Tell whether something else than a row begins at a place."""
        return at < self._end and self._buffer[at] != _ROW

    def _take_messages(self) -> bool:
        """Read the messages that are no rows; tell whether there were any."""
        begin = self._begin
        while self._end - self._begin >= _HEAD.size and self._has_message(self._begin):
            kind, size = _HEAD.unpack_from(self._buffer, self._begin)
            if self._end - self._begin <= size:
                break
            body = bytes(self._view[self._begin + _HEAD.size : self._begin + 1 + size])
            self._begin += 1 + size
            self._take(kind.decode("latin-1"), body)
        return self._begin > begin

    def _take(self, kind: str, body: bytes) -> None:
        if kind == "Z":
            self._status = body
            with self._lock:
                self._is_busy = False
        elif kind == "E" and self._error is None:
            self._error = _read_error(body)
        elif kind == "T":
            self._columns = _read_columns(body)
        elif kind == "n":
            self._columns = ()
        elif kind == "G":
            # COPY FROM STDIN: nothing is sent.
            self._socket.sendall(_message("f", b"no data\0"))

    def _read(self) -> None:
        """Wait for bytes and put them behind what is there."""
        self._make_room()
        self._n_received = self._socket.recv_into(self._view[self._end :])
        if self._n_received == 0:
            self._take_messages()
            raise ConnectionError
        self._end += self._n_received

    def _make_room(self) -> None:
        """Let there be room behind what was received, and for the whole of a message that began."""
        n_waiting = self._end - self._begin
        need = _HEAD.unpack_from(self._buffer, self._begin)[1] + 1 if n_waiting >= _HEAD.size else 0
        if n_waiting == 0:
            self._begin = self._end = 0
        if self._end < self._size and self._begin + need <= self._size and (n_waiting or self._size == BUFFER_SIZE):
            return
        waiting = self._view[self._begin : self._end]
        need = max(need, BUFFER_SIZE)
        if self._size != need:
            self._set_buffer(need)
        self._view[:n_waiting] = waiting
        self._begin, self._end = 0, n_waiting

    def _set_buffer(self, size: int) -> None:
        self._size = size
        self._buffer = bytearray(size)
        self._view = memoryview(self._buffer)
        self._address = find_address(np.frombuffer(self._buffer, dtype=np.uint8))


def _message(kind: str, body: bytes) -> bytes:
    return _HEAD.pack(kind.encode("ascii"), len(body) + 4) + body


_SYNC = _message("S", b"")


def _write_timeout(timeout_s: float | None) -> bytes:
    """Return the messages that limit the time of queries."""
    limit = b"DEFAULT" if timeout_s is None else b"%d" % max(round(timeout_s * 1e3), 1)
    bound = _message("B", b"\0\0" + struct.pack("!hhh", 0, 0, 0))
    return _message("P", b"\0SET statement_timeout = " + limit + b"\0\0\0") + bound + _message("E", b"\0\0\0\0\0")


def _pack_parameters(parameters: Sequence[str]) -> bytes:
    """Return values, all of them texts, as the message has them that binds them to a statement."""
    values = [parameter.encode("utf-8") for parameter in parameters]
    return struct.pack("!hh", 0, len(values)) + b"".join(struct.pack("!i", len(value)) + value for value in values)


def _text(text: str) -> bytes:
    """Return a text as the protocol has it: it ends at a NUL."""
    if "\0" in text:
        raise QueryError("A query cannot hold the character NUL.", code="42601", position=text.index("\0") + 1)
    return text.encode("utf-8") + b"\0"


def _read_error(body: bytes) -> QueryError:
    fields = {}
    for field in body.split(b"\0"):
        letter, text = field[:1].decode("latin-1"), field[1:].decode("utf-8", "replace")
        if letter in _ERROR_FIELDS:
            fields[_ERROR_FIELDS[letter]] = text
    position = fields.get("position", "")
    return QueryError(
        fields.get("message", "The database gives no reason."),
        fields.get("hint", ""),
        code=fields.get("code", ""),
        position=int(position) if position.isdecimal() else None,
    )


def _read_columns(body: bytes) -> tuple[ResultColumn, ...]:
    """Return the columns of a row description."""
    columns = []
    position = 2
    for _ in range(struct.unpack_from("!h", body)[0]):
        end = body.index(b"\0", position)
        oid = _COLUMN.unpack_from(body, end + 1)[2] & 0xFFFFFFFF
        columns.append(ResultColumn(name=body[position:end].decode("utf-8"), oid=oid))
        position = end + 1 + _COLUMN.size
    return tuple(columns)


def _is_stale(problem: QueryError) -> bool:
    return problem.code == "0A000" and "cached plan" in problem.message


def _stale() -> StalePlanError:
    return StalePlanError("The tables of the query have changed.", "ask again", code="0A000")
