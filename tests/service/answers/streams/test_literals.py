"""Values that queries compare columns with are found, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers.streams.literals import split_literals

EVENT = "SELECT event_id FROM occ.event"
TEXTS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters='\\%<>&"\xa0'), max_size=20)
NUMBERS = st.one_of(
    st.integers(0, 10**25).map(str),
    st.decimals(0, 10**6, places=4).map(str),
    st.sampled_from(["0", "007", "1.", ".5", "1e5", "1.5E-3", "2e+10"]),
)


def quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize(
    ("query", "literals"),
    [
        (f"{EVENT} WHERE event_id = 'a'", ["'a'"]),
        (f"{EVENT} WHERE event_id='it''s' AND ra>1.5", ["'it''s'", "1.5"]),
        (f"{EVENT} WHERE ra BETWEEN 1 AND 2 AND dec NOT BETWEEN -3e1 AND + .4", ["1", "2", "3e1", ".4"]),
        (f"{EVENT} AS e WHERE e.ra != 3 OR NOT e.dec <= 4", ["3", "4"]),
        (f"{EVENT} WHERE occ.event.ra > 7", ["7"]),
        (f'{EVENT} WHERE "ra" > 7', ["7"]),
        (f"{EVENT} WHERE body_number IN (1, 2,3) AND event_id NOT IN ('a')", ["1", "2", "3", "'a'"]),
        (f"{EVENT} WHERE (ra > 1 OR (dec < 2)) AND event_id = 'é 日本'", ["1", "2", "'é 日本'"]),
        ("SELECT a.ra FROM occ.event AS a JOIN occ.report AS b ON a.event_id = b.event_id AND b.lon > 5", ["5"]),
        (f"{EVENT} WHERE event_id IN (SELECT event_id FROM occ.report WHERE lon < 3)", ["3"]),
        ("SELECT n FROM (SELECT event_id AS n FROM occ.event WHERE ra < 9) AS t WHERE n = 'b'", ["9", "'b'"]),
        (f"{EVENT} WHERE ra < 1 UNION {EVENT} WHERE ra > 2", ["1", "2"]),
        ("SELECT TOP 5 ra FROM occ.event WHERE ra > 6 ORDER BY 1 OFFSET 7", ["6"]),
        # other values of the same query stay where they are
        (f"{EVENT} WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3)) AND ra > 4", ["4"]),
        (f"{EVENT} WHERE ABS(ra) > 3 AND ra + 1 > 2 AND ra = 4 - 2 AND ra = 5", ["5"]),
        (f"{EVENT} WHERE event_id = 'a' || 'b' AND event_id = 'c' 'd' AND body_name = 'e'", ["'e'"]),
        (f"{EVENT} WHERE event_id = 'a%' AND event_id = 'a\\' AND event_id = '<' AND ra = 1", ["1"]),
        (f"{EVENT} WHERE ra = 0x1F AND ra = 1 OR ra = 1.5.2", ["1"]),
        ("SELECT (SELECT MAX(ra) FROM occ.event WHERE ra < 4) AS m FROM occ.event WHERE ra = 5", ["5"]),
        ("SELECT ra FROM occ.event WHERE ra > 1 GROUP BY ra HAVING ra > 2", ["1"]),
        (f"{EVENT} WHERE event_id = 'tap_user.x' AND event_id = 'Q3C_join' AND ra = 2", ["2"]),
    ],
)
def test_values_beside_plain_columns_are_found(query: str, literals: list[str]) -> None:
    split = split_literals(query)
    assert split is not None
    assert list(split.literals) == literals
    assert split.write(split.literals) == query


@pytest.mark.parametrize(
    "query",
    [
        EVENT,
        "SELECT TOP 3 ra FROM occ.event",
        f"{EVENT} WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3))",
        f"{EVENT} WHERE CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3)) = 1",
        f"{EVENT} WHERE DISTANCE(POINT(ra, dec), POINT(1, 2)) < 3",
        f"{EVENT} WHERE 1 = ra",
        f"{EVENT} WHERE mjd[1] = 3",
        f"{EVENT} WHERE body_name LIKE 'a'",
        f"{EVENT} WHERE ra = 3 -- AND dec = 4",
        f"{EVENT} WHERE event_id = 'a\tb'",
        f"{EVENT} WHERE event_id = 'a\nb'",
        f"{EVENT} WHERE event_id = 'a",
        f"{EVENT} WHERE (ra = 3",
        f"{EVENT} WHERE ra = 3)",
        "SELECT CASE WHEN ra = 3 THEN 1 END AS x FROM occ.event WHERE ra = 4",
        "WITH w AS (SELECT ra FROM occ.event WHERE ra = 3) SELECT ra FROM w WHERE ra = 4",
        f"{EVENT} WHERE CURRENT_TIMESTAMP > '2020-01-01'",
        f"{EVENT} WHERE event_id = '{'x' * 9}' LIMIT 3",
        "",
        "'",
    ],
)
def test_values_that_may_have_a_part_in_the_translation_stay(query: str) -> None:
    assert split_literals(query) is None


@given(TEXTS, NUMBERS, TEXTS, NUMBERS)
def test_queries_of_one_form_have_one_key(text: str, number: str, other_text: str, other_number: str) -> None:
    def ask(text: str, number: str) -> str:
        return f"{EVENT} WHERE body_name = {quote(text)} AND ra < {number} ORDER BY ra"

    one, two = split_literals(ask(text, number)), split_literals(ask(other_text, other_number))
    assert one is not None
    assert two is not None
    if "_" not in text + other_text:
        assert one.literals == (quote(text), number)
        assert two.literals == (quote(other_text), other_number)
        assert (one.key == two.key) == (one.kinds == two.kinds)


@given(st.text("ab'\"(),.=<> \n-0123456789eE\\%é\0\t"), st.sampled_from(["WHERE ", "WHERE ra = ", "WHERE ra IN ("]))
def test_anything_can_be_split(text: str, start: str) -> None:
    query = f"{EVENT} {start}{text}"
    split = split_literals(query)
    if split is None:
        return
    assert split.write(split.literals) == query
    again = split_literals(split.write(["'x'" if kind == "text" else "8" for kind in split.kinds]))
    assert again is not None
    assert again.pieces == split.pieces
