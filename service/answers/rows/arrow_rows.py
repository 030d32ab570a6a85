"""Rows as Apache Arrow and Parquet.

Texts, dates and times are strings, as in the VOTable whose header comes with the table; arrays and shapes are lists.
Arrow itself is imported when a table is made: it takes a fraction of a second, and most answers are no such table.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from service.answers.rows.columns import Batch, Column, ColumnEncoder
from service.answers.rows.kinds import SCALAR, Kind, Source, Target

#: Bytes of columns that make a group of rows of Parquet.
_GROUP_SIZE = 16_000_000
#: Key of the status of a query that was cut, and its value (DALI 1.1, section 4.4.1).
STATUS = {b"QUERY_STATUS": b"OVERFLOW"}
#: Keys of VOParquet (IVOA note "Parquet in the VO" 1.0, section 3).
_VERSION, _CONTENT = b"IVOA.VOTable-Parquet.version", b"IVOA.VOTable-Parquet.content"
# Arrow has no types of its own for type checkers.
_Arrow = Any


class _Sink:
    """A file whose content is taken away as it grows."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._position = 0
        self.closed = False

    def write(self, data: Any) -> int:  # noqa: ANN401 - a buffer of Arrow
        """Take what is written."""
        part = bytes(data)
        self._parts.append(part)
        self._position += len(part)
        return len(part)

    def tell(self) -> int:
        """Return how much was written."""
        return self._position

    def writable(self) -> bool:
        """Tell Arrow that this is for writing."""
        return True

    readable = seekable = lambda _: False

    def flush(self) -> None:
        """Do nothing: all is taken at once."""

    def close(self) -> None:
        """Note the end."""
        self.closed = True

    def take(self) -> bytes:
        """Return what was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


class ArrowRows(ColumnEncoder):
    """Makes a stream of Arrow (Arrow columnar format, "IPC streaming format").

    Parameters
    ----------
    kinds
        The columns.
    max_rows
        Rows beyond it are thrown away; None for no limit.
    header
        VOTable without data that describes the columns; empty for no header.
    """

    def __init__(self, kinds: Sequence[Kind], max_rows: int | None, *, header: bytes = b"") -> None:
        super().__init__(kinds, max_rows)
        self._sink = _Sink()
        fields = [(kind.name, kind.target, _is_list(kind)) for kind in kinds]
        self._schema = make_schema(fields, make_metadata(header) if header else {})
        self._writer = self._open()

    def feed(self, piece: memoryview | bytes) -> bytes:
        """Return what rows become.

        Parameters
        ----------
        piece
            Whole ``DataRow`` messages.

        Raises
        ------
        UnfitValueError
            A value does not fit into its column.
        """
        batch = self._read(piece)
        if batch.n_rows:
            self._write(batch)
        return self._sink.take()

    def finish(self) -> bytes:
        """Return the end; that of a table that was cut has the status of the query."""
        self._close()
        return self._sink.take()

    def finish_parts(self) -> Iterator[bytes]:
        """Yield the end."""
        yield self.finish()

    def _open(self) -> _Arrow:
        import pyarrow as pa  # noqa: PLC0415 - heavy

        return pa.ipc.new_stream(self._sink, self._schema)

    def _write(self, batch: Batch) -> None:
        self._writer.write_batch(_make_record_batch(batch, self._schema))

    def _close(self) -> None:
        if self.is_truncated:
            import pyarrow as pa  # noqa: PLC0415 - heavy

            empty = pa.RecordBatch.from_pylist([], schema=self._schema)
            self._writer.write_batch(empty, custom_metadata=STATUS)
        self._writer.close()


class ParquetRows(ArrowRows):
    """Makes a Parquet file with the header of a VOTable (VOParquet); see `ArrowRows`."""

    def _open(self) -> _Arrow:
        import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

        self._waiting: list[_Arrow] = []
        self._n_waiting = 0
        return pq.ParquetWriter(self._sink, self._schema, compression="snappy")

    def _write(self, batch: Batch) -> None:
        self._waiting.append(_make_record_batch(batch, self._schema))
        self._n_waiting += self._waiting[-1].nbytes
        if self._n_waiting >= _GROUP_SIZE:
            self._write_group()

    def _write_group(self) -> None:
        import pyarrow as pa  # noqa: PLC0415 - heavy

        table = pa.Table.from_batches(self._waiting, schema=self._schema)
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._waiting, self._n_waiting = [], 0

    def _close(self) -> None:
        if self._waiting or not self.n_rows:
            self._write_group()
        if self.is_truncated:
            self._writer.add_key_value_metadata({key.decode(): value.decode() for key, value in STATUS.items()})
        self._writer.close()


def make_arrow(kinds: Sequence[Kind], max_rows: int | None = None, *, header: bytes = b"") -> ArrowRows:
    """Return an encoder for a stream of Arrow; see `ArrowRows`.

    Raises
    ------
    UnknownKindError
        A column has arrays of texts or of several dimensions.
    """
    return ArrowRows(kinds, max_rows, header=header)


def make_parquet(kinds: Sequence[Kind], max_rows: int | None = None, *, header: bytes = b"") -> ParquetRows:
    """Return an encoder for a Parquet file; see `ArrowRows`.

    Raises
    ------
    UnknownKindError
        A column has arrays of texts or of several dimensions.
    """
    return ParquetRows(kinds, max_rows, header=header)


def make_metadata(description: bytes) -> dict[bytes, bytes]:
    """Return the metadata of a file with the VOTable that describes it."""
    return {_VERSION: b"1.0", _CONTENT: description}


def make_schema(fields: Iterable[tuple[str, Target, bool]], metadata: Mapping[bytes, bytes]) -> _Arrow:
    """Return Arrow's description of columns.

    Parameters
    ----------
    fields
        Of each column: its name, the type of its values, whether each row has a list of them.
    metadata
        Of the whole table.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy

    types = {
        Target.BOOLEAN: pa.bool_(),
        Target.SHORT: pa.int16(),
        Target.INT: pa.int32(),
        Target.LONG: pa.int64(),
        Target.FLOAT: pa.float32(),
        Target.DOUBLE: pa.float64(),
        Target.CHAR: pa.string(),
        Target.UNICODE: pa.string(),
    }
    described = [
        pa.field(name, pa.list_(types[target]) if is_list else types[target]) for name, target, is_list in fields
    ]
    return pa.schema(described, metadata=dict(metadata) or None)


def _is_list(kind: Kind) -> bool:
    return not kind.is_text and (kind.size != SCALAR or kind.source is Source.SHAPE)


def _make_record_batch(batch: Batch, schema: _Arrow) -> _Arrow:
    import pyarrow as pa  # noqa: PLC0415 - heavy

    arrays = [
        _make_array(column, field.type, batch.n_rows) for column, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _make_array(column: Column, type_: _Arrow, n_rows: int) -> _Arrow:
    """Return a column as an array of Arrow, without copying its values."""
    import pyarrow as pa  # noqa: PLC0415 - heavy

    def pack(flags: Any) -> _Arrow:  # noqa: ANN401 - an array of truth values
        return None if flags.all() else pa.py_buffer(np.packbits(flags, bitorder="little"))

    def values() -> _Arrow:
        if column.kind.target is Target.BOOLEAN:
            return pa.py_buffer(np.packbits(column.values.astype(np.bool_, copy=False), bitorder="little"))
        return pa.py_buffer(column.values)

    if not column.offsets.size:
        return pa.Array.from_buffers(type_, n_rows, [pack(column.is_valid), values()])
    offsets = pa.py_buffer(column.offsets)
    if column.kind.is_text:
        return pa.Array.from_buffers(type_, n_rows, [pack(column.is_valid), offsets, values()])
    items = pa.Array.from_buffers(type_.value_type, column.values.size, [pack(column.are_valid), values()])
    return pa.Array.from_buffers(type_, n_rows, [pack(column.is_valid), offsets], children=[items])
