"""The values that a query compares columns with: queries that differ in these alone mean the same to a translation.

Only forms are known here in which a value has no part in the translation: a plain column, an operator, and a number or
text, in WHERE or ON. All others are left where they are: DaCHS reads the 1 of ``1 = CONTAINS(...)``, the numbers of
TOP and of functions, and names columns after their expressions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.answers.adql.tokens import Token, split_query

#: Names in double quotes, texts (both up to the next quote, or to the end without one), numbers, words, operators,
#: white space, and any other character; of letters and digits, those of ASCII.
_TOKEN = re.compile(
    r""""[^"]*+"?+ | '[^']*+'?+ | (?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][+-]?+\d++)?+ | [^\W\d]\w*+
      | <=|>=|<>|!=|[=<>] | [ \n\r]++ | .""",
    re.VERBOSE | re.ASCII,
)
#: What the words of queries are in their outline, a letter each. All other words are names there, ``i``.
_WORDS = (
    dict.fromkeys(("WHERE", "ON"), "W")
    | dict.fromkeys(("JOIN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL", "OUTER"), "J")
    | dict.fromkeys(("GROUP", "ORDER", "HAVING", "OFFSET"), "G")
    | dict.fromkeys(("UNION", "EXCEPT", "INTERSECT"), "U")
    | {"AND": "A", "OR": "O", "NOT": "N", "BETWEEN": "B", "IN": "I", "EXISTS": "E", "SELECT": "S", "FROM": "F"}
    | dict.fromkeys(("DISTINCT", "TOP", "ALL", "AS", "BY", "USING", "LIKE", "ILIKE", "IS", "NULL", "ASC", "DESC"), "r")
    | dict.fromkeys(("CASE", "WITH", "CREATE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "TRUE", "FALSE"), "X")
)
_DIGITS = frozenset("0123456789")
_COMPARISONS = frozenset(("<=", ">=", "<>", "!=", "=", "<", ">"))
_SIGNS = {"+": "-", "-": "-"} | {sign: sign for sign in ".(),"}
#: A comparison of a plain column, and what may follow it.
_COMPARISON = re.compile(
    r"(?<=[WAON(]) i(?:\.i){0,2}+ (?:=-?+n | =t | N?+B-?+nA-?+n | N?+BtAt | N?+I\((?:-?+n|t)(?:,(?:-?+n|t))*+\))"
    r"(?=[AO)GUJW]|$)",
    re.VERBOSE,
)
#: Characters of texts that DaCHS, PostgreSQL and XML all take as they are.
_PLAIN_TEXT = re.compile(r"'(?:[^'\n\r\\%<>&\"]|'')*+'")
#: What DaCHS looks for in whole queries.
_WATCHED = ("tap_user", "q3c_")
_LONGEST_NUMBER = 30
_MOST_LITERALS = 100
#: Where comparisons of a query within another one are looked for: not in what names or computes its columns.
_TRANSPARENT = frozenset({"where", "from", "start"})


@dataclass(frozen=True, slots=True)
class Split:
    """A query without the values that it compares columns with.

    Parameters
    ----------
    pieces
        The text before, between and after the values.
    kinds
        Of each value: ``text``, ``integer``, ``decimal`` or ``power``.
    literals
        The values as they are written.
    """

    pieces: tuple[str, ...]
    kinds: tuple[str, ...]
    literals: tuple[str, ...]

    @property
    def key(self) -> str:
        """The query with the kinds of its values in their places; no query reads like this."""
        return self.write([f"\0{kind}" for kind in self.kinds])

    def write(self, literals: Sequence[str]) -> str:
        """Return the query with other values."""
        parts = [part for pair in zip(self.pieces, literals, strict=False) for part in pair]
        return "".join([*parts, self.pieces[-1]])


def split_literals(query: str) -> Split | None:
    """Separate a query from the values that it compares columns with.

    Returns
    -------
    None where it has no such values, or anything that is not known well enough.
    """
    if "--" in query or not query.replace("\n", "").replace("\r", "").isprintable():
        return None
    tokens = split_query(query, _TOKEN)
    outline = "".join(map(_outline, tokens))
    is_open = None if "X" in outline else _find_open(outline)
    if is_open is None:
        return None
    chosen = [
        tokens[index]
        for match in _COMPARISON.finditer(outline)
        if is_open[match.start()]
        for index in range(match.start(), match.end())
        if outline[index] in "nt"
    ]
    if not 0 < len(chosen) <= _MOST_LITERALS:
        return None
    return _cut(query, [token for token in chosen if _is_plain(token.text)])


def _outline(token: Token) -> str:
    """Return the letter of a token."""
    text = token.text
    if token.is_open:
        return "?"
    if token.is_text or token.is_quoted_name:
        return "t" if token.is_text else "i"
    if token.is_word and text.isascii():
        return _WORDS.get(token.word, "i")
    if text.lstrip(".")[:1] in _DIGITS:
        return "n"
    return "=" if text in _COMPARISONS else _SIGNS.get(text, "?")


def _find_open(outline: str) -> list[bool] | None:
    """Tell of every token whether it is part of a condition that has no influence on names and kinds of columns.

    Returns
    -------
    None where the parentheses do not match.
    """
    states = ["start"]
    is_open = []
    previous = ""
    for letter in outline:
        if letter == "(":
            states.append(_enter(states[-1], previous))
        elif letter == ")":
            states.pop()
            if not states:
                return None
        elif letter in _CLAUSES:
            states[-1] = _CLAUSES[letter]
        is_open.append(states[-1] == "where" and _TRANSPARENT.issuperset(states))
        previous = letter
    return is_open if len(states) == 1 else None


#: What begins with some words.
_CLAUSES = {"S": "list", "F": "from", "J": "from", "W": "where", "G": "end", "U": "start"}


def _enter(state: str, previous: str) -> str:
    """Return what begins with a parenthesis."""
    if state == "where" and previous in "WAON(":
        return "where"
    if state == "from" and previous in "FJ,(":
        return "from"
    if state == "start" and previous in ("", "U", "("):
        return "start"
    return "arguments"


def _is_plain(literal: str) -> bool:
    """Tell whether a value arrives at the database as it is written."""
    if literal[0] != "'":
        return len(literal) <= _LONGEST_NUMBER
    lower = literal.lower()
    return _PLAIN_TEXT.fullmatch(literal) is not None and not any(word in lower for word in _WATCHED)


def _kind_of(literal: str) -> str:
    if literal[0] == "'":
        return "text"
    if "e" in literal.lower():
        return "power"
    return "decimal" if "." in literal else "integer"


def _cut(query: str, tokens: Sequence[Token]) -> Split | None:
    if not tokens:
        return None
    ends = [0, *(token.end for token in tokens)]
    starts = [*(token.start for token in tokens), len(query)]
    return Split(
        pieces=tuple(query[end:start] for end, start in zip(ends, starts, strict=True)),
        kinds=tuple(_kind_of(token.text) for token in tokens),
        literals=tuple(token.text for token in tokens),
    )
