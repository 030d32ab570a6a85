"""Rows of the archive into the tables of the running site: old rows are deleted, new ones inserted."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from psycopg import sql

from ingest.archive.record_json import JsonObject
from service.ground.database import Connection
from service.publishing.binary_copy import Columns, copy_binary, row_bytes

_NO_COLUMNS: Mapping[str, Columns] = MappingProxyType({})


def replace_rows(
    connection: Connection,
    schema: str,
    key: str,
    values: Sequence[str],
    rows: Mapping[str, Iterable[JsonObject]],
    *,
    columns: Mapping[str, Columns] = _NO_COLUMNS,
) -> int:
    """Replace the rows of some things in one table or in several; return the number of rows written.

    The caller holds the transaction, so that queries that run meanwhile see the rows of before or those of now.

    Parameters
    ----------
    connection
        To the database, as owner of the tables.
    schema
        Schema of the tables.
    key
        Column of the tables that names the things.
    values
        The things whose rows are deleted.
    rows
        New rows by table, each table after those that it refers to.
    columns
        Names and types of the columns of those tables that are written by binary COPY.
    """
    for table in reversed(list(rows)):
        name = sql.Identifier(schema, table)
        statement = sql.SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(name, sql.Identifier(key))
        connection.execute(statement, (list(values),))
    return sum(copy_rows(connection, schema, table, found, columns.get(table)) for table, found in rows.items())


def copy_rows(
    connection: Connection, schema: str, table: str, rows: Iterable[JsonObject], columns: Columns | None = None
) -> int:
    """Put rows into a table; return their number.

    Parameters
    ----------
    connection
        To the database, as owner of the table.
    schema, table
        The table.
    rows
        Values by column; taken one at a time. All rows have the columns of the first.
    columns
        Names and types of the columns for binary COPY; else the values are written as text, which every type reads.
    """
    name = sql.Identifier(schema, table)
    if columns is not None:
        return copy_binary(connection, name, columns, (row_bytes(columns, row) for row in rows))
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return 0
    names = list(first)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(name, sql.SQL(", ").join(map(sql.Identifier, names)))
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for row in chain((first,), iterator):
                copy.write_row([row[column] for column in names])
        return cursor.rowcount
