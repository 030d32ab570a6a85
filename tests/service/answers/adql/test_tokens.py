"""The words of a query, found without a grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers.adql.tokens import Token, place_of, split_query


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("SELECT TOP 5 * FROM occ.event", ["SELECT", "TOP", "5", "*", "FROM", "occ", ".", "event"]),
        ("a -- b 'c'\nd", ["a", "d"]),
        ("x='it''s'", ["x", "=", "'it''s'"]),
        ('"a b".c', ['"a b"', ".", "c"]),
        ("1.5e3<>2", ["1.5", "e3", "<", ">", "2"]),
        ("'open", ["'open"]),
        ("", []),
    ],
)
def test_tokens(query: str, texts: list[str]) -> None:
    assert [token.text for token in split_query(query)] == texts


def test_kinds_of_tokens() -> None:
    word, text, name, number, lone, other = (Token(text, 0) for text in ("top", "'a'", '"b"', "5", "'c", "_x"))
    assert (word.is_word, word.word) == (True, "TOP")
    assert (text.is_text, text.is_word, text.is_open) == (True, False, False)
    assert (name.is_quoted_name, name.is_text) == (True, False)
    assert (number.is_word, number.is_open) == (False, False)
    assert (lone.is_open, lone.is_text) == (True, False)
    assert other.is_word


@given(st.text(alphabet="ab'\"-. \n1*", max_size=60))
def test_every_token_is_where_it_says(query: str) -> None:
    for token in split_query(query):
        assert query[token.start : token.start + len(token.text)] == token.text
        assert token.text.strip()


@pytest.mark.parametrize(
    ("start", "words"), [(0, "line 1, column 1"), (1, "line 1, column 2"), (4, "line 2, column 2")]
)
def test_places_in_words(start: int, words: str) -> None:
    assert place_of("ab\ncd", start) == words
