"""Slips are found in any text, and nothing breaks on what is no query at all."""

from hypothesis import given
from hypothesis import strategies as st

from service.answers.adql.slips import Failure, find_slip
from service.answers.adql.tokens import place_of, split_query

WORDS = st.sampled_from(
    ["SELECT", "FROM", "WHERE", "occ.event", "LIMIT", "5", ";", "==", "=", "(", ")", "'a'", '"b"', "'", '"', ",", "TOP",
     "JOIN", "ON", "-- c\n", "é", "\n", "NULL", "AS", "time"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=200), st.integers(0, 300))
def test_any_text_has_an_answer_or_none(query: str, position: int) -> None:
    slip = find_slip(Failure(query=query, said=f"Expected x (at char {position})", reserved={"TIME"}))
    assert slip is None or slip.message


@given(st.text(max_size=300))
def test_tokens_are_where_they_say(query: str) -> None:
    for token in split_query(query):
        assert query[token.start :].startswith(token.text)
        assert place_of(query, token.start).startswith("line ")


def test_texts_comments_and_names_are_one_token_each() -> None:
    query = """SELECT 'it''s; "x"' AS "a""b" -- LIMIT 5\nFROM t1.c_2 WHERE x<=1.5e3"""
    texts = [token.text for token in split_query(query)]
    assert texts[:4] == ["SELECT", "'it''s; \"x\"'", "AS", '"a""b"']
    assert "LIMIT" not in texts


@given(st.integers(1, 999), st.sampled_from(["", " ;", ";", "\n"]))
def test_limits_become_tops(count: int, end: str) -> None:
    slip = find_slip(Failure(query=f"SELECT ra FROM occ.event\nLIMIT {count}{end}", said=""))
    assert slip is not None
    assert slip.hint.endswith(f"SELECT TOP {count} ra FROM occ.event")
    assert "line 2, column 1" in slip.message
