"""Queries mean in PostgreSQL what they mean in ADQL, and those of every kind are judged as ADQL 2.1 does."""

import pytest

from tests.cases.tap import ask, ask_rows, error_of
from tests.service.answers.adql.judged import ACCEPTED, REFUSED
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site


def test_tables_of_with_can_be_asked(site: RunningSite) -> None:
    query = "WITH few AS (SELECT event_id AS e, ra FROM occ.event) SELECT COUNT(*) AS n, MAX(ra) AS m FROM few"
    plain = ask_rows(site, "SELECT COUNT(*) AS n, MAX(ra) AS m FROM occ.event")
    assert ask_rows(site, query) == plain
    assert int(plain[0]["n"]) > 0


def flatten(queries: dict[str, list[str]]) -> list[str]:
    return [query for members in queries.values() for query in members]


@pytest.mark.parametrize("query", flatten(ACCEPTED))
def test_a_query_is_accepted(site: RunningSite, query: str) -> None:
    answer = ask(site, query, "votabletd", MAXREC="3")
    assert answer.status_code == 200, answer.text
    assert 'value="ERROR"' not in answer.text


@pytest.mark.parametrize("query", flatten(REFUSED))
def test_a_query_is_refused_with_a_sentence(site: RunningSite, query: str) -> None:
    answer = ask(site, query, "votabletd", MAXREC="3")
    assert answer.status_code == 400
    message, _ = error_of(answer)
    assert len(message) > 10
    assert "Traceback" not in message
