"""An answer has a tag only where it follows from tables alone; no two states of these tables have the same tag."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from email.utils import formatdate

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answers.rows.wire import Wire
from service.answers.streams.validators import Condition, Validator, Validators
from service.ground.change_notes import NOTES, list_change_notes
from tests.service.answers.rows.database import PASSWORD, ROLE, small_database

OWNER = "gavoadmin"
#: Tables and a view that hangs on one of them; the second table is like the first.
MAKE = """
CREATE TABLE sky.a (n integer, word text);
CREATE TABLE sky.b (n integer, word text);
INSERT INTO sky.a SELECT i, 'word ' || i FROM generate_series(1, 4) AS i;
INSERT INTO sky.b SELECT i * 3, 'word' FROM generate_series(1, 3) AS i;
CREATE VIEW sky.v AS SELECT n + 1 AS n, word FROM sky.a;
GRANT SELECT ON sky.a, sky.b, sky.v TO untrusted
"""
QUERIES = {
    "a": "SELECT * FROM sky.a LIMIT 1001",
    "b": "SELECT sum(n) FROM sky.b WHERE n IN (SELECT n FROM sky.v) OR EXISTS (SELECT 1 FROM sky.b WHERE n > 5)",
    "v": "SELECT v.word, b.n FROM sky.v AS v LEFT JOIN sky.b AS b ON b.n = v.n",
}
#: What does not follow from the rows of noted tables alone.
UNSTEADY = [
    "SELECT now(), n FROM sky.a",
    "SELECT n FROM sky.a WHERE random() < 0.5",
    "SELECT n FROM sky.a ORDER BY random()",
    "SELECT CURRENT_TIMESTAMP, n FROM sky.a",
    "SELECT CAST('now' AS timestamp), n FROM sky.a",
    "SELECT CAST(word AS timestamp) FROM sky.a",
    "SELECT CAST(word AS date) FROM sky.a",
    "SELECT current_user, n FROM sky.a",
    "SELECT relname FROM pg_class",
    "SELECT n FROM sky.a JOIN pg_class ON n = relnatts",
    f"SELECT count(*) FROM {NOTES}",
    "SELECT sky.odd()",
    'SELECT sky."Odd"(), n FROM sky.a',
    "SELECT n FROM sky.late",
    "SELECT * FROM sky.kept",
]


@dataclass(frozen=True)
class Plan:
    """A query."""

    sql: str
    fields: tuple[str, ...] = ()
    max_rows: int = 1000
    format: str = "csv"
    media_type: str = "text/csv"
    envelope: str = ""
    parameters: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Database:
    """The database: a wire of those who ask, and connections of the owner."""

    wire: Wire
    parameters: dict[str, str]

    def open(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(**{**self.parameters, "user": OWNER}, autocommit=True)  # type: ignore[arg-type]

    def run(self, *statements: str) -> None:
        with self.open() as connection:
            for statement in statements:
                connection.execute(statement)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    first = (
        f"CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}'",
        f"CREATE SCHEMA sky AUTHORIZATION {OWNER}",
        f"GRANT USAGE ON SCHEMA sky TO {ROLE}",
        "CREATE TABLE sky.early (n integer)",
        f"GRANT SELECT ON sky.early TO {ROLE}",
    )
    with small_database(*first, *list_change_notes(), *list_change_notes()) as parameters:
        known = Database(Wire.open(parameters), parameters)
        known.run(
            *MAKE.split(";"),
            "CREATE FUNCTION sky.odd() RETURNS integer LANGUAGE sql STABLE AS 'SELECT count(*)::integer FROM sky.a'",
            "CREATE FUNCTION sky.\"Odd\"() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
            "CREATE MATERIALIZED VIEW sky.kept AS SELECT * FROM sky.a",
            "CREATE TABLE sky.late (n integer)",
            "ALTER TABLE sky.late DISABLE TRIGGER USER",
            f"GRANT SELECT ON sky.kept, sky.late TO {ROLE}",
        )
        with closing(known.wire):
            yield known


def find(database: Database, validators: Validators, sql: str) -> Validator | None:
    return validators.find(Plan(sql), database.wire, timeout_s=60)


def tag_of(database: Database, validators: Validators, sql: str) -> str:
    found = find(database, validators, sql)
    assert found is not None, sql
    return found.tag


def rows_of(database: Database, sql: str) -> list[tuple[object, ...]]:
    with database.open() as connection:
        return sorted(connection.execute(sql).fetchall(), key=repr)


@pytest.mark.site
@pytest.mark.parametrize("sql", UNSTEADY)
def test_what_does_not_follow_from_tables_alone_has_no_tag(database: Database, sql: str) -> None:
    assert find(database, Validators(), sql) is None


@pytest.mark.site
def test_a_table_that_was_there_before_the_notes_has_a_tag_that_changes(database: Database) -> None:
    validators, sql = Validators(), "SELECT n FROM sky.early"
    before = tag_of(database, validators, sql)
    assert tag_of(database, validators, sql) == before
    with database.open() as connection:
        connection.execute("SELECT 1")
    assert tag_of(database, validators, sql) == before


@pytest.mark.site
def test_forms_and_processes_have_tags_of_their_own(database: Database) -> None:
    validators, plan = Validators(), Plan(QUERIES["a"])
    plans = (
        plan,
        replace(plan, format="tsv"),
        replace(plan, media_type="text/plain"),
        replace(plan, max_rows=5),
        replace(plan, fields=("n",)),
        replace(plan, envelope="other units"),
        replace(plan, headers=(("content-disposition", "inline"),)),
    )
    found = [validators.find(one, database.wire, timeout_s=60) for one in plans]
    found.append(find(database, Validators(), plan.sql))
    assert len({one.tag for one in found if one is not None}) == len(plans) + 1


STATEMENTS = st.sampled_from(
    [
        "INSERT INTO sky.{t} SELECT coalesce(max(n), 0) + 1, 'x' FROM sky.{t}",
        "UPDATE sky.{t} SET n = n + 1",
        "UPDATE sky.{t} SET n = n WHERE false",
        "DELETE FROM sky.{t} WHERE n % 2 = 0",
        "TRUNCATE sky.{t}",
        "COPY sky.{t} FROM STDIN",
        "SAVEPOINT s",
        "ROLLBACK TO s",
        "ALTER TABLE sky.{t} ADD COLUMN IF NOT EXISTS more integer DEFAULT 7",
        "CREATE INDEX ON sky.{t} (n)",
        "CREATE OR REPLACE VIEW sky.v AS SELECT n + 2 AS n, word FROM sky.a",
        "CREATE OR REPLACE VIEW sky.v AS SELECT n, word FROM sky.b",
        "DROP TABLE sky.a, sky.b CASCADE;" + MAKE,
        "ALTER TABLE sky.a RENAME TO c; ALTER TABLE sky.b RENAME TO a; ALTER TABLE sky.c RENAME TO b",
    ]
)
ENDS = st.sampled_from(["COMMIT", "COMMIT", "COMMIT", "ROLLBACK", "kill"])
CHANGES = st.lists(
    st.tuples(st.lists(st.tuples(STATEMENTS, st.sampled_from("ab")), min_size=1, max_size=4), ENDS), max_size=6
)


def change(database: Database, statements: list[tuple[str, str]], end: str, look: Callable[[], None]) -> None:
    """Run statements in one transaction, look from outside while it is open, and end it."""
    connection = database.open()
    with closing(connection):
        connection.execute("BEGIN")
        connection.execute("SAVEPOINT s")
        for statement, table in statements:
            text = statement.format(t=table)
            if text.startswith("COPY"):
                with connection.cursor() as cursor, cursor.copy(text.replace(" FROM", " (n, word) FROM")) as copy:
                    copy.write_row((3, "copied"))
            else:
                connection.execute(text)
        if not any(text.startswith(("ALTER", "DROP", "TRUNCATE", "CREATE")) for text, _ in statements):
            look()  # those who ask would wait for the others
        if end == "kill":
            # The program is gone: its connection ends amid a transaction.
            with socket.socket(fileno=connection.pgconn.socket) as stream:
                stream.shutdown(socket.SHUT_RDWR)
                stream.detach()
        else:
            connection.execute(end)


@pytest.mark.site
@settings(max_examples=60)
@given(changes=CHANGES)
def test_equal_tags_mean_equal_rows(database: Database, changes: list[tuple[list[tuple[str, str]], str]]) -> None:
    database.run("DROP TABLE IF EXISTS sky.a, sky.b CASCADE", *MAKE.split(";"))
    validators = Validators()
    seen: dict[str, object] = {}

    def look() -> None:
        for sql in QUERIES.values():
            # As the server does it: the tag first, then the rows.
            tag, rows = tag_of(database, validators, sql), rows_of(database, sql)
            assert seen.setdefault(tag, rows) == rows

    look()
    for statements, end in changes:
        before = {name: tag_of(database, validators, sql) for name, sql in QUERIES.items()}
        change(database, statements, end, look)
        if end == "ROLLBACK":
            assert {name: tag_of(database, validators, sql) for name, sql in QUERIES.items()} == before
        look()


@pytest.mark.site
def test_tags_of_tables_that_nobody_writes_stay(database: Database) -> None:
    validators = Validators()
    a, b = (tag_of(database, validators, f"SELECT n FROM sky.{name}") for name in "ab")
    database.run("INSERT INTO sky.b VALUES (1, 'new')")
    assert tag_of(database, validators, "SELECT n FROM sky.a") == a
    assert tag_of(database, validators, "SELECT n FROM sky.b") != b


@pytest.mark.site
def test_uploads_change_no_tag(database: Database) -> None:
    validators, sql = Validators(), QUERIES["a"]
    before = tag_of(database, validators, sql)
    with psycopg.connect(**database.parameters, autocommit=True) as asker:  # type: ignore[arg-type]
        asker.execute("CREATE TEMPORARY TABLE upload (n integer)")
        asker.execute("CREATE INDEX ON upload (n)")
        asker.execute("INSERT INTO upload VALUES (1)")
        asker.execute("DROP TABLE upload")
    assert tag_of(database, validators, sql) == before


@pytest.mark.site
def test_those_who_ask_cannot_write_notes(database: Database) -> None:
    with psycopg.connect(**database.parameters, autocommit=True) as asker:  # type: ignore[arg-type]
        for statement in (
            f"DELETE FROM {NOTES}",
            "SELECT umbra_changes.note(0)",
            "SELECT umbra_changes.watch(0)",
            "DROP EVENT TRIGGER umbra_drops",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                asker.execute(statement)


@pytest.mark.site
def test_a_date_is_sent_when_no_other_state_can_have_it(database: Database) -> None:
    times = [100.2, 100.9, 101.0, 101.1, 101.2, 102.5, 103.0, 50.0]
    clock = iter(times)
    validators, sql = Validators(lambda: next(clock)), "SELECT n FROM sky.b"
    dates = []
    for number in range(len(times)):
        found = find(database, validators, sql)
        assert found is not None
        dates.append(found.modified)
        if number in (2, 3):
            database.run("INSERT INTO sky.b VALUES (2, 'again')")
    # Two changes within a second, and a clock that goes back.
    assert dates == [None, None, 100, None, None, None, 102, None]


@pytest.mark.site
def test_an_answer_that_failed_has_no_tag_any_more(database: Database) -> None:
    validators, sql = Validators(), QUERIES["a"]
    found = find(database, validators, sql)
    assert found is not None
    found.spoil()
    assert find(database, validators, sql) is None
    database.run("INSERT INTO sky.a VALUES (1, 'new')")
    assert tag_of(database, validators, sql) != found.tag


VALIDATOR = Validator(tag="abc", modified=1_000_000_000)
DATE = formatdate(1_000_000_000, usegmt=True)


@pytest.mark.parametrize(
    ("none_match", "modified_since", "is_met"),
    [
        ('W/"abc"', None, True),
        ('"abc"', None, True),
        ('W/"x", "y",W/"abc"', None, True),
        ('"ab"', None, False),
        ("abc", None, False),
        ("*", None, False),
        ('"x"', DATE, False),
        (None, DATE, True),
        (None, formatdate(1_000_000_001, usegmt=True), False),
        (None, formatdate(999_999_999, usegmt=True), False),
        (None, "yesterday", False),
        (None, None, False),
    ],
)
def test_conditions_are_those_of_http(none_match: str | None, modified_since: str | None, is_met: bool) -> None:
    condition = Condition(none_match=none_match, modified_since=modified_since)
    assert condition.is_met(VALIDATOR) == is_met


@given(text=st.text())
def test_any_condition_can_be_read(text: str) -> None:
    assert not Condition(none_match=text, modified_since=None).is_met(Validator(tag="?" * 40, modified=None))
    assert not Condition(none_match=None, modified_since=text).is_met(VALIDATOR)
