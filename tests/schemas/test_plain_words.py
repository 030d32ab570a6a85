"""Words keep their letters and lose what is no letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.plain_words import plain_words


@given(st.text(max_size=60))
def test_words_are_plain(text: str) -> None:
    words = plain_words(text)
    assert words == plain_words(words)
    assert "_" not in words
    assert all(char.isprintable() or not char.isspace() for char in words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hil\x00dr\x1bun", "Hildrun"),
        ("a\tb\r\nc", "a b c"),
        ("Elek\u200btra\ufeff", "Elektra"),
        ("\x85x\u2028y", "x y"),
    ],
)
def test_controls_are_dropped(text: str, words: str) -> None:
    assert plain_words(text) == words
