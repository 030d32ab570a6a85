"""Some hundred random queries to both ways in which a site answers, the same every time; `make torture` asks 100,000.

It is the work of `service.answers.streams`, and that of DaCHS.
"""

import pytest

from tests.site_fixture import RunningSite
from tests.torture.outcomes import Outcome, find_difference
from tests.torture.query_run import run
from tests.torture.random_queries import GROUP, Column, Tables, make_query

SEED = 2026
TABLES: Tables = {
    "a.one": [Column("name", "text", ("'x'", "'y'")), Column("n", "integer", ("1", "2")), Column("ra", "number")],
    "a.two": [Column("name", "text"), Column("when", "time", ("'2020-01-01'",)), Column("place", "shape")],
}


@pytest.mark.site
@pytest.mark.parametrize(("queries", "http"), [(250, 0), (0, 50), pytest.param(2000, 500, marks=pytest.mark.slow)])
def test_both_ways_give_the_same(site: RunningSite, queries: int, http: int) -> None:
    print(f"seed {SEED}")
    tally = run(site, queries=queries, http=http, seed=SEED, processes=1)
    assert tally.differences == []
    assert tally.queries == queries + http
    assert tally.counts["answered"] > tally.queries / 3
    assert tally.counts["DaCHS refused"] > 0
    assert tally.counts["filled"] > 0 or not queries


def test_a_number_is_one_query_and_a_group_has_one_form() -> None:
    queries = [make_query(TABLES, number, SEED) for number in range(40 * GROUP)]
    assert queries == [make_query(TABLES, number, SEED) for number in range(40 * GROUP)]
    assert len({query.text for query in queries}) > 80
    for first in range(0, len(queries), GROUP):
        group = queries[first : first + GROUP]
        assert len({(query.format, query.maxrec) for query in group}) == 1


@pytest.mark.parametrize(
    ("direct", "other", "difference"),
    [
        (Outcome("answered", b"1"), Outcome("answered", b"1"), None),
        (Outcome("answered", b"1"), Outcome("answered", b"2"), "other content"),
        (Outcome("answered", b"1", True), Outcome("answered", b"1"), "other mark of a cut answer"),
        (Outcome("answered", b"1"), Outcome("refused", b"1"), "answered where DaCHS has refused"),
        (Outcome("refused", b"1", code=400), Outcome("refused", b"1", code=500), "other status or media type"),
        (Outcome("left", b"kind: array"), Outcome("answered", b"1"), None),
        (Outcome("left", b"error: QueryError"), Outcome("answered", b"1"), "an error where DaCHS answers"),
        (Outcome("not translated", b"x"), Outcome("answered", b"1"), "an error where DaCHS answers"),
        (Outcome("not translated", b"x"), Outcome("refused", b"1"), None),
        (Outcome("answered", b"<TD>+Inf -Inf</TD>"), Outcome("answered", b"<TD>inf -inf</TD>"), None),
        (Outcome("answered", b"<TD>-Inf</TD>"), Outcome("answered", b"<TD>inf</TD>"), "other content"),
        (
            Outcome("answered", b'<INFO name="request_date" value="2026-01-01T00:00:00Z">, ndbgddutmtsa'),
            Outcome("answered", b'<INFO name="request_date" value="2026-01-01T00:00:01Z">, ndbgddsnsuea'),
            None,
        ),
    ],
)
def test_differences_are_found(direct: Outcome, other: Outcome, difference: str | None) -> None:
    assert find_difference(direct, other) == difference
