"""Those who ask the database may read what is published, and nothing else."""

import psycopg
import pytest

from service.ground.dachs import database_dsn
from service.ground.restrictions import ASKER, CLOSED_FUNCTIONS, CLOSED_VIEWS, list_restrictions
from tests.site_fixture import RunningSite, in_account

pytestmark = pytest.mark.site

#: One call a kind: rows of nothing, waiting, files, queries as text, the server itself.
REFUSED = [
    "SELECT COUNT(*) FROM generate_series(1, 10)",
    "SELECT COUNT(*) FROM generate_series(now(), now() + '1 day', '1 hour')",
    "SELECT generate_subscripts(ARRAY[1], 1)",
    "SELECT repeat('x', 10)",
    "SELECT pg_sleep(0.01)",
    "SELECT pg_notify('a', 'b')",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_creat(1)",
    "SELECT lo_import('/etc/passwd')",
    "SELECT query_to_xml('SELECT 1', true, true, '')",
    "SELECT version()",
    "SELECT inet_server_addr()",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM pg_settings",
    "SELECT * FROM pg_authid",
    "SELECT current_setting('data_directory')",
    "SHOW config_file",
    "SET temp_file_limit = -1",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/copied-out'",
    "CREATE TABLE public.mine (a integer)",
    "CREATE TABLE occ.mine (a integer)",
    "CREATE EXTENSION dblink",
    "CREATE ROLE other",
    "DELETE FROM occ.event",
    "SELECT * FROM dc.users",
    "SELECT * FROM tap_schema.tapjobs",
    "SELECT * FROM umbra.published",
    "SET ROLE gavoadmin",
    "SET ROLE umbra",
]
ALLOWED = [
    "SELECT COUNT(*) FROM occ.event",
    "SELECT gavo_histogram(ra::float8, 0::float8, 360::float8, 3) FROM occ.event",
    "SELECT gavo_getauthority('ivo://a/b')",
    "SELECT COUNT(*) FROM tap_schema.tables",
    "SELECT pg_backend_pid() > 0",
]


def ask(site: RunningSite, *queries: str, role: str = ASKER) -> list[str]:
    """Run queries under a role and return the SQLSTATE of each, 00000 for success."""

    def run() -> list[str]:
        found = []
        with psycopg.connect(**database_dsn(site.var, role), autocommit=True) as connection:  # type: ignore[arg-type]
            for query in queries:
                try:
                    connection.execute(query.encode())
                    found.append("00000")
                except psycopg.Error as problem:
                    found.append(problem.sqlstate or "?")
        return found

    answer: list[str] = in_account(run)
    return answer


def test_each_refused_query_is_refused_for_want_of_privileges(site: RunningSite) -> None:
    states = ask(site, *REFUSED)
    assert {query: state for query, state in zip(REFUSED, states, strict=True) if state != "42501"} == {}


def test_what_queries_need_is_still_allowed(site: RunningSite) -> None:
    assert ask(site, *ALLOWED) == ["00000"] * len(ALLOWED)


def test_limits_of_time_and_room_hold_for_the_asker(site: RunningSite) -> None:
    def read() -> list[list[str]]:
        with psycopg.connect(**database_dsn(site.var, ASKER)) as connection:  # type: ignore[arg-type]
            names = ("temp_file_limit", "statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout")
            return [list(map(str, connection.execute(f"SHOW {name}".encode()).fetchone() or ())) for name in names]

    assert in_account(read) == [["1GB"], ["3700s"], ["10min"], ["2min"]]


@pytest.mark.parametrize("role", ["untrusted", "gavo", "gavoadmin"])
def test_no_role_of_the_server_is_a_superuser(site: RunningSite, role: str) -> None:
    refused = ["CREATE ROLE other", "CREATE DATABASE other", "COPY (SELECT 1) TO PROGRAM 'true'"]
    assert ask(site, *refused, role=role) == ["42501"] * len(refused)


def test_nothing_that_is_closed_is_open(site: RunningSite) -> None:
    def read() -> list[list[str]]:
        functions = (
            "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace"
            " AND prokind IN ('f', 'w') AND proname = ANY(%s) AND has_function_privilege(oid, 'EXECUTE')"
        )
        views = (
            "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace"
            " AND relname = ANY(%s) AND has_table_privilege(oid, 'SELECT')"
        )
        with psycopg.connect(**database_dsn(site.var, ASKER)) as connection:  # type: ignore[arg-type]
            found = connection.execute(functions, (CLOSED_FUNCTIONS,)).fetchall()
            return [list(row) for row in [*found, *connection.execute(views, (CLOSED_VIEWS,)).fetchall()]]

    assert in_account(read) == []


def test_rules_are_written_for_lists_without_doubles() -> None:
    assert len(set(CLOSED_FUNCTIONS)) == len(CLOSED_FUNCTIONS)
    assert all(statement.startswith(("ALTER", "REVOKE", "DO")) for statement in list_restrictions())
