"""TOP in a union holds for its own query."""

import pytest

from tests.cases.tap import ask, ask_rows
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site


def find_ids(site: RunningSite, query: str) -> list[str]:
    return [row["event_id"] for row in ask_rows(site, query)]


@pytest.fixture(scope="module")
def events(site: RunningSite) -> list[str]:
    found = find_ids(site, "SELECT event_id FROM occ.event ORDER BY event_id")
    assert len(found) > 5
    return found


def test_first_and_last_of_a_table(site: RunningSite, events: list[str]) -> None:
    query = (
        "(SELECT TOP 2 event_id FROM occ.event ORDER BY event_id) UNION "
        "(SELECT TOP 3 event_id FROM occ.event ORDER BY event_id DESC)"
    )
    assert set(find_ids(site, query)) == {*events[:2], *events[-3:]}


def test_one_side_without_a_limit(site: RunningSite, events: list[str]) -> None:
    query = "SELECT TOP 1 event_id FROM occ.event UNION SELECT event_id FROM occ.event ORDER BY event_id"
    assert find_ids(site, query) == events


def test_limits_add_up_and_the_order_is_that_of_all(site: RunningSite) -> None:
    query = "SELECT TOP 2 event_id FROM occ.event UNION ALL SELECT TOP 1 event_id FROM occ.report ORDER BY event_id"
    found = find_ids(site, query)
    assert len(found) == 3
    assert found == sorted(found)


def test_limits_within_subqueries_and_tables_of_with(site: RunningSite, events: list[str]) -> None:
    both = (
        "(SELECT TOP 1 event_id FROM occ.event ORDER BY event_id) UNION "
        "(SELECT TOP 1 event_id FROM occ.event ORDER BY event_id DESC)"
    )
    expected = {events[0], events[-1]}
    assert set(find_ids(site, f"SELECT event_id FROM ({both}) AS q")) == expected
    assert set(find_ids(site, f"WITH q AS ({both}) SELECT event_id FROM q")) == expected
    assert set(find_ids(site, f"SELECT event_id FROM occ.event WHERE event_id IN ({both})")) == expected


def test_intersections_and_differences(site: RunningSite, events: list[str]) -> None:
    chords = set(find_ids(site, "SELECT event_id FROM occ.chord"))
    query = "SELECT event_id FROM occ.event INTERSECT SELECT event_id FROM occ.chord"
    assert set(find_ids(site, query)) == chords
    query = "SELECT event_id FROM occ.event EXCEPT SELECT event_id FROM occ.chord"
    assert set(find_ids(site, query)) == set(events) - chords


def test_a_single_query_keeps_its_limit_and_unions_those_of_the_service(site: RunningSite) -> None:
    assert len(find_ids(site, "(SELECT TOP 2 event_id FROM occ.event)")) == 2
    answer = ask(site, "SELECT event_id FROM occ.event UNION SELECT event_id FROM occ.report", MAXREC="1")
    assert len(answer.text.split()) == 2
    assert answer.headers["Query-Status"] == "OVERFLOW"
