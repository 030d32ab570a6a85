"""Names in subqueries: the inner FROM first, then those around it; what is ambiguous in one FROM is refused."""

import pytest

from tests.cases.tap import ask, ask_rows, error_of
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site


def first_column(site: RunningSite, query: str) -> list[str]:
    """Return the sorted values of the first column of an answer."""
    return sorted(next(iter(row.values())) for row in ask_rows(site, query))


@pytest.mark.parametrize(
    ("query", "same"),
    [
        (
            "SELECT event_id FROM occ.event WHERE event_id IN (SELECT event_id FROM occ.report)",
            "SELECT DISTINCT e.event_id FROM occ.event AS e JOIN occ.report AS r ON e.event_id=r.event_id",
        ),
        (
            "SELECT event_id FROM occ.event WHERE event_id NOT IN (SELECT event_id FROM occ.chord)",
            "SELECT e.event_id FROM occ.event AS e LEFT JOIN occ.chord AS c ON e.event_id=c.event_id "
            "WHERE c.event_id IS NULL",
        ),
        (
            "SELECT event_id FROM occ.event AS e WHERE EXISTS "
            "(SELECT event_id FROM occ.report WHERE event_id=e.event_id AND outcome='positive')",
            "SELECT DISTINCT event_id FROM occ.report WHERE outcome='positive'",
        ),
        (
            "SELECT event_id FROM occ.event WHERE NOT EXISTS "
            "(SELECT 1 FROM occ.chord WHERE occ.chord.event_id=occ.event.event_id)",
            "SELECT event_id FROM occ.event WHERE event_id NOT IN (SELECT event_id FROM occ.chord)",
        ),
        # a name of the outer query alone is found there
        (
            "SELECT event_id FROM occ.event AS e WHERE EXISTS "
            "(SELECT 1 FROM occ.report AS r WHERE r.event_id=e.event_id AND body_number>1000)",
            "SELECT DISTINCT e.event_id FROM occ.event AS e JOIN occ.report AS r ON e.event_id=r.event_id "
            "WHERE e.body_number>1000",
        ),
        # two queries around
        (
            "SELECT event_id FROM occ.event AS e WHERE EXISTS (SELECT 1 FROM occ.report AS r WHERE "
            "r.event_id=e.event_id AND EXISTS (SELECT 1 FROM occ.chord AS c WHERE c.report_id=r.report_id AND "
            "c.event_id=e.event_id AND body_number>1000))",
            "SELECT DISTINCT e.event_id FROM occ.event AS e JOIN occ.report AS r ON e.event_id=r.event_id "
            "JOIN occ.chord AS c ON c.report_id=r.report_id WHERE e.body_number>1000",
        ),
        (
            "SELECT event_id FROM occ.event WHERE event_id IN "
            "(SELECT event_id FROM (SELECT event_id, COUNT(*) AS n FROM occ.report GROUP BY event_id) AS q WHERE n>1)",
            "SELECT event_id FROM occ.report GROUP BY event_id HAVING COUNT(*)>1",
        ),
        (
            "SELECT event_id FROM occ.event AS o WHERE EXISTS "
            "(SELECT 1 FROM (SELECT event_id FROM occ.report AS r WHERE r.event_id=o.event_id) AS q)",
            "SELECT DISTINCT event_id FROM occ.report",
        ),
        (
            "SELECT event_id FROM occ.event WHERE event_id IN "
            "(SELECT event_id FROM occ.report UNION SELECT event_id FROM occ.chord)",
            "SELECT DISTINCT event_id FROM occ.report",
        ),
        (
            "SELECT event_id FROM occ.report GROUP BY event_id HAVING event_id IN (SELECT event_id FROM occ.chord)",
            "SELECT DISTINCT event_id FROM occ.chord",
        ),
        (
            "SELECT r.report_id FROM occ.report AS r JOIN occ.event AS e ON r.event_id=e.event_id AND EXISTS "
            "(SELECT 1 FROM occ.chord AS c WHERE c.event_id=e.event_id AND c.report_id=r.report_id)",
            "SELECT DISTINCT report_id FROM occ.chord",
        ),
        (
            "WITH chords AS (SELECT event_id FROM occ.chord) "
            "SELECT event_id FROM occ.event WHERE event_id IN (SELECT event_id FROM chords)",
            "SELECT DISTINCT event_id FROM occ.chord",
        ),
        (
            "SELECT event_id FROM occ.event WHERE event_id IN (SELECT TOP 1 event_id FROM occ.report ORDER BY d_time)",
            "SELECT TOP 1 event_id FROM occ.report ORDER BY d_time",
        ),
        (
            "SELECT SUM(n) AS n FROM (SELECT CASE WHEN event_id IN (SELECT event_id FROM occ.chord) THEN 1 ELSE 0 END "
            "AS n FROM occ.event) AS q",
            "SELECT COUNT(DISTINCT event_id) AS n FROM occ.chord",
        ),
        # values of subqueries in conditions
        (
            "SELECT event_id FROM occ.event WHERE n_reports >= ALL (SELECT n_reports FROM occ.event)",
            "SELECT event_id FROM occ.event WHERE n_reports = (SELECT MAX(n_reports) FROM occ.event)",
        ),
        (
            "SELECT event_id FROM occ.event WHERE event_id = ANY (SELECT event_id FROM occ.chord)",
            "SELECT DISTINCT event_id FROM occ.chord",
        ),
        (
            "SELECT event_id FROM occ.event WHERE ra > SOME (SELECT ra FROM occ.event)",
            "SELECT event_id FROM occ.event WHERE ra <> (SELECT MIN(ra) FROM occ.event)",
        ),
        (
            "SELECT report_id FROM occ.report AS r WHERE d_time = "
            "(SELECT MIN(d_time) FROM occ.report WHERE event_id=r.event_id)",
            "SELECT r.report_id FROM occ.report AS r JOIN (SELECT event_id, MIN(d_time) AS earliest FROM occ.report "
            "GROUP BY event_id) AS q ON q.event_id=r.event_id AND q.earliest=r.d_time",
        ),
        (
            "SELECT event_id FROM occ.report GROUP BY event_id HAVING COUNT(*) >= ALL "
            "(SELECT COUNT(*) FROM occ.report GROUP BY event_id)",
            "SELECT event_id FROM occ.event WHERE n_reports = (SELECT MAX(n_reports) FROM occ.event)",
        ),
        # names of tables
        ("SELECT E.event_id FROM occ.event AS e WHERE e.event_id<>''", "SELECT event_id FROM occ.event"),
        ("SELECT event.event_id FROM occ.event", "SELECT event_id FROM occ.event"),
        ("SELECT OCC.Event.EVENT_ID FROM occ.event", "SELECT event_id FROM occ.event"),
    ],
)
def test_two_ways_to_ask_give_the_same(site: RunningSite, query: str, same: str) -> None:
    rows = first_column(site, query)
    assert rows == first_column(site, same)
    assert rows


@pytest.mark.parametrize(
    "query",
    [
        "SELECT event_id FROM occ.event, occ.report",
        "SELECT event_id FROM occ.event AS e JOIN occ.report AS r ON e.event_id=r.event_id",
        "SELECT r.d_time FROM occ.event AS e JOIN occ.report AS r ON e.event_id=r.event_id WHERE event_id='a'",
        # ambiguous within the subquery, though the outer query has one of that name
        "SELECT ra FROM occ.event WHERE event_id IN "
        "(SELECT event_id FROM occ.chord AS c JOIN occ.report AS r ON c.report_id=r.report_id)",
        # and outside, though each subquery has one
        "SELECT r.d_time FROM occ.event AS e JOIN occ.report AS r ON e.event_id=r.event_id "
        "WHERE event_id IN (SELECT event_id FROM occ.chord)",
    ],
)
def test_what_is_ambiguous_is_refused(site: RunningSite, query: str) -> None:
    answer = ask(site, query)
    assert answer.status_code == 400
    message, hint = error_of(answer)
    assert "event_id" in message
    assert hint == "write its table or alias before it: e.event_id"


@pytest.mark.parametrize(
    ("query", "message", "hint"),
    [
        ("SELECT ra FROM occ.event WHERE ra IN (SELECT nosuch FROM occ.report)", "nosuch", ""),
        ("SELECT ra FROM occ.event AS e WHERE ra IN (SELECT x.ra FROM occ.event AS f)", "x", ""),
        # tables of one FROM do not see each other
        ("SELECT e.ra FROM occ.event AS e, (SELECT d_time FROM occ.report WHERE ra>0) AS q", "ra", ""),
        ("SELECT ra FROM occ.event WHERE ra > (SELECT ra FROM occ.event)", "more than one row", "ANY or ALL"),
        ("SELECT ra FROM occ.event WHERE ra > (SELECT ra, dec FROM occ.event)", "one column", "the one column"),
        ("SELECT ra FROM occ.event WHERE ra IN (SELECT ra, dec FROM occ.event)", "columns", "the one column"),
        (
            "SELECT event_id, (SELECT COUNT(*) FROM occ.report) AS n FROM occ.event",
            "A subquery cannot be a value here (line 1, column 19)",
            "join it as a table",
        ),
    ],
)
def test_errors_of_subqueries_say_what_to_do(site: RunningSite, query: str, message: str, hint: str) -> None:
    answer = ask(site, query)
    assert answer.status_code == 400
    found = error_of(answer)
    assert message in found[0]
    assert hint in found[1]
