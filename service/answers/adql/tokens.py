"""The words of a query, found without a grammar: the query may be wrong in any way."""

import re
from dataclasses import dataclass

#: Comments, texts, names in double quotes, words, numbers, white space, and any other single character.
_TOKEN = re.compile(r"""--[^\n]*+|'(?:[^']|'')*+'|"(?:[^"]|"")*+"|[^\W\d]\w*+|\d++(?:\.\d*+)?+|\s++|.""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, text, number or sign of a query."""

    text: str
    #: Index of its first character.
    start: int

    @property
    def word(self) -> str:
        """The token in capitals, for comparison with words of ADQL."""
        return self.text.upper()

    @property
    def is_text(self) -> bool:
        """Whether it is a text in single quotes."""
        return len(self.text) > 1 and self.text[0] == "'"

    @property
    def is_quoted_name(self) -> bool:
        """Whether it is a name in double quotes."""
        return len(self.text) > 1 and self.text[0] == '"'

    @property
    def is_word(self) -> bool:
        """Whether it is a word of ADQL, or a name without quotes."""
        return self.text[0].isalpha() or self.text[0] == "_"


def split_query(query: str) -> list[Token]:
    """Return the tokens of a query without white space and comments."""
    return [
        Token(found[0], found.start())
        for found in _TOKEN.finditer(query)
        if not found[0].isspace() and not found[0].startswith("--")
    ]


def place_of(query: str, start: int) -> str:
    """Return line and column of a character, in words."""
    line = query.count("\n", 0, start) + 1
    column = start - (query.rfind("\n", 0, start) + 1) + 1
    return f"line {line}, column {column}"
