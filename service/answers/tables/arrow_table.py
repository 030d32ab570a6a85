"""Tables of DaCHS as Parquet files and streams of Arrow, as `service.answers.rows.arrow_rows` writes them.

A VOTable without data describes the columns (IVOA note "Parquet in the VO" 1.0). Arrow itself is imported when a table
is written, since most processes write none.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from gavo import base, rsc

from service.answers.rows.arrow_rows import STATUS, make_metadata, make_schema
from service.answers.rows.kinds import Target
from service.answers.tables.truncation import is_truncated, write_result

_TARGETS = {
    "boolean": Target.BOOLEAN,
    "bit": Target.BOOLEAN,
    "unsignedByte": Target.SHORT,
    "short": Target.SHORT,
    "int": Target.INT,
    "long": Target.LONG,
    "float": Target.FLOAT,
    "double": Target.DOUBLE,
}
_BEGIN, _END = b"<DATA>", b"</DATA>"


def write_parquet(data: Any, file: BinaryIO, acquireSamples: bool = False) -> None:  # noqa: ANN401
    """Write a table as a Parquet file."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

    content, is_cut = _read(data, acquire_samples=acquireSamples)
    with pq.ParquetWriter(file, content.schema, compression="snappy") as writer:
        writer.write_table(content)
        if is_cut:
            writer.add_key_value_metadata({key.decode(): value.decode() for key, value in STATUS.items()})


def write_arrow(data: Any, file: BinaryIO, acquireSamples: bool = False) -> None:  # noqa: ANN401
    """Write a table as a stream of Arrow."""
    import pyarrow as pa  # noqa: PLC0415 - heavy

    content, is_cut = _read(data, acquire_samples=acquireSamples)
    with pa.ipc.new_stream(file, content.schema) as writer:
        writer.write_table(content)
        if is_cut:
            writer.write_batch(pa.RecordBatch.from_pylist([], schema=content.schema), custom_metadata=STATUS)


def write_description(data: Any) -> bytes:  # noqa: ANN401 - a table or data of DaCHS
    """Return a VOTable that describes a table and has no data."""
    table = data.getPrimaryTable() if isinstance(data, rsc.Data) else data
    empty = rsc.TableForDef(table.tableDef, rows=[])
    empty.copyMetaFrom(table)
    # Whether a table was cut is stated at its end, where a stream can state it, too.
    empty.setMeta("_queryStatus", "OK")
    whole = rsc.wrapTable(empty)
    whole.copyMetaFrom(data)
    whole.contributingMetaCarriers = list(getattr(data, "contributingMetaCarriers", ()))
    written = io.BytesIO()
    write_result("votabletd", whole, written)
    return without_data(written.getvalue())


def without_data(votable: bytes) -> bytes:
    """Return a VOTable without the element that holds its rows."""
    before, _, rest = votable.partition(_BEGIN)
    return before + rest.partition(_END)[2]


def _read(data: Any, *, acquire_samples: bool) -> tuple[Any, bool]:  # noqa: ANN401 - tables of DaCHS and of Arrow
    """Return a table as Arrow has it, and whether there are more rows."""
    import pyarrow as pa  # noqa: PLC0415 - heavy

    table = data.getPrimaryTable() if isinstance(data, rsc.Data) else data
    manager = base.SerManager(table, acquireSamples=acquire_samples)
    rows = list(manager.getMappedTuples())
    schema = make_schema(_list_fields(manager), make_metadata(write_description(data)))
    columns = []
    for number, field in enumerate(schema):
        is_list = pa.types.is_list(field.type)
        values = [_convert(row[number], is_list=is_list) for row in rows]
        columns.append(pa.array(values, type=field.type))
    return pa.Table.from_arrays(columns, schema=schema), is_truncated(table)


def _list_fields(manager: Iterable[Any]) -> Iterator[tuple[str, Target, bool]]:
    """Yield the name of each column, the type of its values, and whether these are lists."""
    for column in manager:
        arraysize = str(column["arraysize"] or "1")
        target = _TARGETS.get(column["datatype"], Target.CHAR)
        is_list = "x" in arraysize if target is Target.CHAR else arraysize != "1"
        yield str(column["name"]), target, is_list


def _convert(value: object, *, is_list: bool) -> object:
    """Return a value as Arrow takes it."""
    if not is_list or value is None:
        return value if value is None or isinstance(value, str | bool | int | float) else str(value)
    return list(_flatten(value))


def _flatten(value: object) -> Iterator[object]:
    """Yield the elements of an array of any number of dimensions, row by row as VOTable has them."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _flatten(item)
    else:
        yield value
