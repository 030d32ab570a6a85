"""Jobs of a busy site: a statement on the table of jobs that takes a second ends no query."""

import time
from collections.abc import Callable
from threading import Thread

import psycopg
import pytest
import requests

from service.ground.dachs import database_dsn
from tests.site_fixture import RunningSite, in_account

#: Longer than DaCHS waits by itself (0.1 s), shorter than a client does [s].
HOLD = 1.0
QUERY = {"LANG": "ADQL", "FORMAT": "csv", "QUERY": "SELECT TOP 1 event_id FROM occ.event"}


def hold_table(site: RunningSite) -> None:
    """Keep everybody else from the table of jobs for a while."""

    def hold() -> None:
        with psycopg.connect(**database_dsn(site.var)) as connection:  # type: ignore[arg-type]
            connection.execute("LOCK TABLE tap_schema.tapjobs IN ACCESS EXCLUSIVE MODE")
            time.sleep(HOLD)

    in_account(hold)


def ask_while_held(site: RunningSite, ask: Callable[[], requests.Response]) -> list[requests.Response]:
    """Return the answers of all requests until the table of jobs is free again."""
    holder = Thread(target=hold_table, args=(site,))
    holder.start()
    answers = []
    # Some of them come while the table is held, however fast the holder starts.
    while holder.is_alive():
        answers.append(ask())
    holder.join()
    return answers


@pytest.mark.site
def test_a_query_waits_where_the_table_of_jobs_is_busy(site: RunningSite) -> None:
    # With VERSION a query is one of those for which DaCHS makes a job.
    query = QUERY | {"VERSION": "1.1"}
    answers = ask_while_held(site, lambda: requests.get(f"{site.url}/tap/sync", params=query, timeout=60))
    assert answers
    assert [(answer.status_code, answer.text.split()[0]) for answer in answers] == [(200, "event_id")] * len(answers)
    assert max(answer.elapsed.total_seconds() for answer in answers) > HOLD / 2


@pytest.mark.site
def test_a_job_waits_where_the_table_of_jobs_is_busy(site: RunningSite) -> None:
    address = f"{site.url}/tap/async"
    jobs = ask_while_held(site, lambda: requests.post(address, data=QUERY, timeout=60, allow_redirects=False))
    assert jobs
    assert [job.status_code for job in jobs] == [303] * len(jobs), [job.text[-300:] for job in jobs]
    for job in jobs:
        assert requests.delete(job.headers["location"], timeout=60).status_code == 200
