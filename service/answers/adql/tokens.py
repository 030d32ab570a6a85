"""The words of a query, found without a grammar: the query may be wrong in any way."""

import re
from dataclasses import dataclass

#: Comments, texts, names in double quotes, words, numbers, white space, and any other single character.
_TOKEN = re.compile(r"""--[^\n]*+|'[^']*+'?|"[^"]*+"?|[^\W\d]\w*+|\d++(?:\.\d*+)?+|\s++|.""", re.DOTALL)


_QUOTES = "'\""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, text, number or sign of a query."""

    text: str
    #: Index of its first character.
    start: int

    @property
    def end(self) -> int:
        """Index of the character behind it."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The token in capitals, for comparison with words of ADQL."""
        return self.text.upper()

    @property
    def is_text(self) -> bool:
        """Whether it is a text in single quotes."""
        return self.text[0] == "'" and not self.is_open

    @property
    def is_quoted_name(self) -> bool:
        """Whether it is a name in double quotes."""
        return self.text[0] == '"' and not self.is_open

    @property
    def is_open(self) -> bool:
        """Whether it begins with a quotation mark and has none at its end."""
        return self.text[0] in _QUOTES and self.text.count(self.text[0]) % 2 == 1

    @property
    def is_word(self) -> bool:
        """Whether it is a word of ADQL, or a name without quotes."""
        return self.text[0].isalpha() or self.text[0] == "_"


def split_query(query: str, pattern: "re.Pattern[str]" = _TOKEN) -> list[Token]:
    """Return the tokens of a query without white space and comments.

    Parameters
    ----------
    query
        The query.
    pattern
        What is a token. Texts and names in double quotes have to end at the next quotation mark, or with the query.
    """
    tokens: list[Token] = []
    for found in pattern.finditer(query):
        text, start = found[0], found.start()
        if text.isspace() or text.startswith("--"):
            continue
        last = tokens[-1] if tokens else None
        # A quotation mark inside is written twice: two of one kind side by side are one.
        if last is not None and text[0] in _QUOTES and last.text[0] == text[0] and last.end == start:
            tokens[-1] = Token(last.text + text, last.start)
        else:
            tokens.append(Token(text, start))
    return tokens


def place_of(query: str, start: int) -> str:
    """Return line and column of a character, in words."""
    line = query.count("\n", 0, start) + 1
    column = start - (query.rfind("\n", 0, start) + 1) + 1
    return f"line {line}, column {column}"
