"""Queries that fail leave no connection to the database open."""

import psycopg
import pytest
import requests

from service.ground.dachs import database_dsn
from service.ground.restrictions import ASKER
from tests.cases.tap import ask
from tests.site_fixture import RunningSite, in_account, wait_until

pytestmark = pytest.mark.site
#: Fails before it is sent to the database, when it is planned there, and when it runs there.
WRONG = (
    "SELECT nosuch FROM occ.event",
    "SELECT event_id, COUNT(*) AS n FROM occ.event",
    "SELECT 1/(n_reports-n_reports) AS x FROM occ.event",
)


def count_connections(site: RunningSite) -> int:
    """Count the connections that queries of TAP have open."""

    def count() -> int:
        with psycopg.connect(**database_dsn(site.var)) as connection:  # type: ignore[arg-type]
            row = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = %s", (ASKER,)).fetchone()
            assert row is not None
            return int(row[0])

    return int(in_account(count))


@pytest.mark.parametrize("query", WRONG)
def test_queries_that_fail(site: RunningSite, query: str) -> None:
    before = count_connections(site)
    for _ in range(4):
        assert ask(site, query).status_code == 400
    assert wait_until(lambda: count_connections(site) <= before, 3)


def test_uploads_that_fail(site: RunningSite) -> None:
    data = {"LANG": "ADQL", "QUERY": "SELECT * FROM tap_upload.t", "UPLOAD": "t,param:file"}
    before = count_connections(site)
    for _ in range(4):
        answer = requests.post(
            f"{site.url}/tap/sync", data=data, files={"file": ("t.vot", b"<VOTABLE><x>")}, timeout=60
        )
        assert answer.status_code == 400
    assert wait_until(lambda: count_connections(site) <= before, 3)


def test_plans_that_fail(site: RunningSite) -> None:
    data = {"LANG": "ADQL", "QUERY": WRONG[1]}
    job = requests.post(f"{site.url}/tap/async", data=data, timeout=60).url
    before = count_connections(site)
    for _ in range(4):
        assert requests.get(f"{job}/plan", timeout=60).status_code in (400, 500)
    assert wait_until(lambda: count_connections(site) <= before, 3)
    requests.delete(job, timeout=60)
