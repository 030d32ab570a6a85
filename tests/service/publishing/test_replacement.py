"""Rows that replace those of before: only those of the things named, all tables together or none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from service.ground.dachs import database_dsn
from service.publishing.binary_copy import Columns, Type
from service.publishing.replacement import copy_rows, replace_rows
from tests.site_fixture import RunningSite, in_account

pytestmark = pytest.mark.site
TABLES = """
CREATE SCHEMA IF NOT EXISTS replaced;
CREATE TABLE replaced.event (event_id text PRIMARY KEY, name text);
CREATE TABLE replaced.report (event_id text REFERENCES replaced.event, times float8[], comment text);
"""
COLUMNS = (("event_id", Type.TEXT), ("times", Type.DOUBLES), ("comment", Type.TEXT))
Connection = psycopg.Connection[tuple[object, ...]]


@contextmanager
def tables(site: RunningSite) -> Iterator[Connection]:
    """Make tables that refer to each other with two events in them, in a transaction that is undone."""
    with psycopg.connect(make_conninfo("", **database_dsn(site.var))) as connection:
        connection.execute(TABLES)
        rows = {"event": [event("a", "old"), event("b", "old")], "report": [report("a", 1.0), report("b", 2.0)]}
        assert replace_rows(connection, "replaced", "event_id", [], rows) == 4
        yield connection
        connection.rollback()


def event(event_id: str, name: str) -> dict[str, Any]:
    return {"event_id": event_id, "name": name}


def report(event_id: str, *times: float) -> dict[str, Any]:
    return {"event_id": event_id, "times": list(times), "comment": None}


def run(site: RunningSite, work: Callable[[Connection], object]) -> Any:  # noqa: ANN401 - what JSON can hold
    """Do something with the tables and return what it returns and what is in them then."""

    def do() -> object:
        with tables(site) as connection:
            answer = work(connection)
            names = connection.execute("SELECT event_id, name FROM replaced.event ORDER BY 1, 2").fetchall()
            times = connection.execute("SELECT event_id, times, comment FROM replaced.report ORDER BY 1, 2").fetchall()
            return [answer, names, times]

    return in_account(do)


def test_rows_of_the_things_named_are_replaced_and_others_stay(site: RunningSite) -> None:
    rows = {"event": [event("a", "new")], "report": [report("a", 3.0, 4.0), report("a", 5.0)]}
    count, names, reports = run(site, lambda it: replace_rows(it, "replaced", "event_id", ["a"], rows))
    assert count == 3
    assert names == [["a", "new"], ["b", "old"]]
    assert reports == [["a", [3.0, 4.0], None], ["a", [5.0], None], ["b", [2.0], None]]


def test_things_without_rows_are_gone(site: RunningSite) -> None:
    empty: dict[str, list[dict[str, Any]]] = {"event": [], "report": []}
    count, names, reports = run(site, lambda it: replace_rows(it, "replaced", "event_id", ["a", "c"], empty))
    assert (count, names, reports) == (0, [["b", "old"]], [["b", [2.0], None]])


@pytest.mark.parametrize("columns", [{}, {"report": COLUMNS}])
def test_binary_rows_are_those_of_text(site: RunningSite, columns: dict[str, Columns]) -> None:
    row = report("b", 0.1, 1e-300) | {"comment": "tab\tline\nback\\slash \\N"}

    def replace(connection: Connection) -> int:
        rows = {"report": (row for _ in range(2))}
        return replace_rows(connection, "replaced", "event_id", ["b"], rows, columns=columns)

    count, _, reports = run(site, replace)
    assert count == 2
    assert reports == [["a", [1.0], None], *[["b", [0.1, 1e-300], row["comment"]]] * 2]


def test_no_rows_are_copied_as_none(site: RunningSite) -> None:
    count, _, reports = run(
        site,
        lambda it: [
            copy_rows(it, "replaced", "report", []),
            copy_rows(it, "replaced", "report", iter(()), COLUMNS),
        ],
    )
    assert count == [0, 0]
    assert len(reports) == 2


def test_a_row_that_is_refused_leaves_all_as_it_was(site: RunningSite) -> None:
    def fail(connection: Connection) -> str:
        rows = {"event": [event("a", "new")], "report": [report("nobody", 1.0)]}
        with pytest.raises(psycopg.errors.ForeignKeyViolation), connection.transaction():
            replace_rows(connection, "replaced", "event_id", ["a"], rows)
        return "refused"

    assert run(site, fail) == ["refused", [["a", "old"], ["b", "old"]], [["a", [1.0], None], ["b", [2.0], None]]]
