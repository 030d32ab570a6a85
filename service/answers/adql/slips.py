"""Usual slips in ADQL: what is wrong, where, and how to write it.

These are looked for in queries that failed only; a query that runs is never doubted.
"""

import difflib
import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from service.answers.adql.tokens import Token, place_of, split_query

_CURLY = "“”„‟«»‘’‚‛´`"
_STATEMENTS = frozenset(
    "ALTER CALL COPY CREATE DELETE DESC DESCRIBE DROP EXEC EXPLAIN GRANT INSERT MERGE SHOW TRUNCATE UPDATE USE".split()
)
#: Keywords of a query, which have no other meaning.
_STRUCTURE = frozenset(
    "ALL AND AS ASC BETWEEN BY CASE CROSS DESC DISTINCT ELSE END EXCEPT EXISTS FROM FULL GROUP HAVING IN INNER IS "
    "INTERSECT JOIN LEFT LIKE NATURAL NOT NULL OFFSET ON OR ORDER OUTER RIGHT SELECT THEN TOP UNION USING WHEN WHERE "
    "WITH".split()
)
_COMPARISONS = frozenset("= < > ! LIKE ILIKE".split())
_DATE = re.compile(r"\d{4}-\d\d?(?:-\d\d?)?(?:[T ][\d:.]*+)?Z?", re.ASCII)
_POSITION = re.compile(r"\(at char (\d{1,9})\)")
#: Types of PostgreSQL in words.
_KINDS = dict.fromkeys(("integer", "smallint", "bigint", "real", "numeric", "double precision"), "a number") | {
    "text": "a text",
    "boolean": "a yes or no",
}
_LENGTH = "LIKE '___%' for texts of three characters or more"
_PART = "CAST(... AS CHAR(3)) for the first three characters, or LIKE"
#: Functions of other databases, and what ADQL has for them.
_FUNCTIONS = {
    "CHAR_LENGTH": _LENGTH, "LEN": _LENGTH, "LENGTH": _LENGTH, "SUBSTR": _PART, "SUBSTRING": _PART,
    "NULLIF": "CASE WHEN ... THEN ... END",
    "CEIL": "CEILING", "DATE": "gavo_to_mjd", "IF": "CASE WHEN ... THEN ... ELSE ... END", "IFNULL": "COALESCE",
    "LN": "LOG", "NVL": "COALESCE", "POW": "POWER", "RANDOM": "RAND",
    "TRUNC": "TRUNCATE", "TO_DATE": "gavo_to_mjd", "YEAR": "gavo_to_mjd",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a query and how to write it."""

    message: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A query that failed."""

    query: str
    #: Message of DaCHS or PostgreSQL, one line.
    said: str
    #: The name that was not found, without quotes, and whether it was in double quotes.
    missing: str | None = None
    is_quoted: bool = False
    #: Whether that name is one of a table.
    is_table: bool = False
    #: Names in use at the site: tables, columns of the tables in the query, functions, reserved words of ADQL.
    tables: Sequence[str] = ()
    columns: Sequence[str] = ()
    functions: Sequence[str] = ()
    reserved: Iterable[str] = field(default=())

    @property
    def position(self) -> int | None:
        """Index of the character at which the grammar failed."""
        found = _POSITION.search(self.said)
        return None if found is None else int(found[1])


def find_slip(failure: Failure) -> Slip | None:
    """Return the first slip that explains why a query failed, None if it is no usual one."""
    tokens = split_query(failure.query)
    if not tokens:
        return Slip("The query is empty", "write one, for instance SELECT TOP 5 * FROM occ.event")
    for look in _LOOKS:
        if (slip := look(tokens, failure)) is not None:
            return slip
    return None


def _at(failure: Failure, token: Token) -> str:
    return place_of(failure.query, token.start)


def _near(name: str, names: Iterable[str]) -> list[str]:
    """Return the names that somebody may have meant."""
    by_lower = {known.lower(): known for known in names}
    lower = name.lower()
    bare = lower.replace("_", "")
    same = [known for short, known in by_lower.items() if short.replace("_", "") == bare]
    close = [by_lower[short] for short in difflib.get_close_matches(lower, by_lower, n=3, cutoff=0.7)]
    begun = [known for short, known in by_lower.items() if short.startswith(f"{lower}_")]
    return list(dict.fromkeys([*same, *close, *begun]))[:4]


def _quotation(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    for token in tokens:
        if token.text in _CURLY:
            return Slip(
                f"The character {token.text} is no quotation mark of ADQL ({_at(failure, token)})",
                "write texts in straight single quotes: 'Chariklo'",
            )
        if token.is_open:
            kind = "text" if token.text[0] == "'" else "name"
            return Slip(
                f"The {kind} that begins at {_at(failure, token)} has no closing {token.text[0]}",
                "close it; a quotation mark inside is written twice",
            )
    return None


def _statement(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    if tokens[0].word in _STATEMENTS:
        return Slip(f"{tokens[0].word} is no query: tables can be read here, not changed", "begin with SELECT")
    return None


def _semicolon(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    for index, token in enumerate(tokens):
        if token.text == ";":
            if index == len(tokens) - 1:
                return Slip(f"A query in ADQL ends without ; ({_at(failure, token)})", "leave the ; out")
            return Slip(f"There is more than one query: ; at {_at(failure, token)}", "send one query at a time")
    return None


def _doubled_sign(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    for first, second in itertools.pairwise(tokens):
        if first.text == second.text == "=" and second.start == first.start + 1:
            return Slip(f"== is no operator of ADQL ({_at(failure, first)})", "compare with a single =")
        if first.text == second.text == "&":
            return Slip(f"&& is no operator of ADQL ({_at(failure, first)})", "write AND")
        if first.text == "=" and second.word == "NULL":
            return Slip(f"Nothing is equal to NULL ({_at(failure, first)})", "write IS NULL or IS NOT NULL")
    return None


def _limit(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    for index, token in enumerate(tokens[:-1]):
        count = tokens[index + 1].text
        if token.word == "LIMIT" and count.isdecimal():
            return Slip(
                f"LIMIT is no word of ADQL ({_at(failure, token)})",
                f"write the number of rows after SELECT: {_with_top(failure.query, tokens, index, count)}",
            )
        if token.word == "FETCH" and tokens[index + 1].word in ("FIRST", "NEXT"):
            return Slip(
                f"FETCH is no word of ADQL ({_at(failure, token)})", "write the number of rows: SELECT TOP 5 ..."
            )
    return None


def _with_top(query: str, tokens: Sequence[Token], index: int, count: str) -> str:
    """Return a query with TOP in the place of LIMIT."""
    first = 1 if len(tokens) > 1 and tokens[1].word == "DISTINCT" else 0
    if tokens[0].word != "SELECT" or tokens[first + 1].word == "TOP":
        return f"SELECT TOP {count} ..."
    cut = tokens[first].start + len(tokens[first].text)
    end = tokens[index + 1].start + len(tokens[index + 1].text)
    words = query[:cut] + f" TOP {count}" + query[cut : tokens[index].start] + query[end:]
    return " ".join(words.replace(";", "").split())


def _order_of_top(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    words = [token.word for token in tokens[:4]]
    if words[:2] == ["SELECT", "TOP"] and words[3:] == ["DISTINCT"]:
        return Slip(
            f"DISTINCT is before TOP ({_at(failure, tokens[3])})", f"write SELECT DISTINCT TOP {tokens[2].text} ..."
        )
    return None


def _comma(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    for first, second in itertools.pairwise(tokens):
        if first.text == "," and second.word in {"FROM", "WHERE", ",", ")", "GROUP", "ORDER"}:
            return Slip(f"Nothing follows the comma at {_at(failure, first)}", "leave the comma out")
    return None


def _parentheses(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    opened: list[Token] = []
    for token in tokens:
        if token.text == "(":
            opened.append(token)
        elif token.text == ")":
            if not opened:
                return Slip(
                    f"The parenthesis at {_at(failure, token)} closes nothing", "leave it out, or open one before"
                )
            opened.pop()
    if opened:
        return Slip(f"The parenthesis at {_at(failure, opened[-1])} is not closed", "close it")
    return None


def _join(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    open_join: Token | None = None
    for index, token in enumerate(tokens):
        previous = {earlier.word for earlier in tokens[max(0, index - 3) : index]}
        if token.word == "JOIN" and not previous & {"NATURAL", "CROSS"}:
            if open_join is not None:
                break
            open_join = token
        elif token.word in ("ON", "USING"):
            open_join = None
    if open_join is None:
        return None
    return Slip(
        f"The JOIN at {_at(failure, open_join)} has no condition",
        "write what rows belong together: JOIN occ.report USING (event_id), or ON a.event_id = b.event_id",
    )


def _text_in_double_quotes(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    if failure.missing is None or not failure.is_quoted:
        return None
    for index, token in enumerate(tokens):
        if not token.is_quoted_name or token.text[1:-1] != failure.missing:
            continue
        same = [name for name in failure.columns if name.lower() == failure.missing.lower()]
        if same:
            return Slip(
                f"{token.text} at {_at(failure, token)} is no column: names in double quotes are taken to the letter",
                f"write {same[0]} without quotes",
            )
        before = tokens[index - 1].word if index else ""
        if before in _COMPARISONS or (before in ("(", ",") and "IN" in {earlier.word for earlier in tokens[:index]}):
            text = token.text[1:-1].replace("'", "''")
            return Slip(
                f"{token.text} at {_at(failure, token)} is the name of a column for ADQL, and there is no such column",
                f"write texts in single quotes: '{text}'",
            )
    return None


def _quoted_table(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    for token in tokens:
        if token.is_quoted_name and "." in token.text and token.text[1:-1].lower() in failure.tables:
            return Slip(
                f"{token.text} at {_at(failure, token)} is one name for ADQL, not a schema and a table",
                f"write {token.text[1:-1].lower()} without quotes",
            )
    return None


def _missing_name(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    name = failure.missing
    if name is None:
        return None
    is_table = failure.is_table
    # DaCHS takes tables without a schema for those of PostgreSQL's schema public.
    name = name.removeprefix("public.") if is_table else name
    if is_table and "tap_upload" in failure.query.lower() and "." not in name:
        return Slip(f"No table {name} was uploaded", f"send one of that name: UPLOAD={name},param:...")
    if (
        is_table
        and "." not in name
        and (full := [known for known in failure.tables if known.endswith(f".{name.lower()}")])
    ):
        return Slip(f"The table {name} has no schema", f"write {' or '.join(full)}")
    near = _near(name, failure.tables if is_table else failure.columns)
    kind = "table" if is_table else "column"
    where = next((f" ({_at(failure, token)})" for token in tokens if token.text.strip('"').lower() == name.lower()), "")
    if near:
        return Slip(f"There is no {kind} {name}{where}", f"did you mean {' or '.join(near)}")
    names = (
        "SELECT table_name FROM TAP_SCHEMA.tables"
        if is_table
        else "SELECT column_name, description FROM TAP_SCHEMA.columns"
    )
    return Slip(f"There is no {kind} {name}{where}", f"look at the names there are: {names}")


def _subquery_as_column(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    if failure.position is None:
        return None
    for before, opened, word in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opened.text == "(" and word.word == "SELECT" and word.start in (failure.position, failure.position - 1):
            if before.word in ("IN", "EXISTS", "ANY", "SOME", "ALL", "FROM", "JOIN"):
                continue
            return Slip(
                f"A subquery cannot be a value here ({_at(failure, word)})",
                "join it as a table: ... JOIN (SELECT event_id, COUNT(*) AS n FROM occ.report GROUP BY event_id) AS q "
                "USING (event_id); subqueries may follow IN, EXISTS, and =, <, > and their like in conditions",
            )
    return None


def _reserved(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    position = failure.position
    if position is None:
        return None
    reserved = set(failure.reserved) - _STRUCTURE
    for index, token in enumerate(tokens):
        follows = tokens[index + 1].text if index + 1 < len(tokens) else ""
        is_alias = index > 0 and tokens[index - 1].word == "AS" and tokens[index - 1].start == position
        near = is_alias or token.start <= position <= token.start + len(token.text) + 1
        if near and token.word in reserved and follows != "(":
            meant = _near(token.text, failure.columns)
            also = f"; or did you mean {' or '.join(meant)}" if meant else ""
            return Slip(
                f"{token.word} is a reserved word of ADQL ({_at(failure, token)})",
                f'write a column or alias of that name in double quotes: "{token.text}"{also}',
            )
    return None


def _function(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    position = failure.position
    if (found := re.match(r"No such function: (\w{1,80})", failure.said)) is not None:
        near = _near(found[1], failure.functions)
        return Slip(f"There is no function {found[1].lower()}", f"did you mean {' or '.join(near)}" if near else "")
    known = {name.upper() for name in failure.functions}
    for index, (token, follows) in enumerate(itertools.pairwise(tokens)):
        # The grammar fails at the parenthesis; at reserved words, or at the operator before them, it fails earlier.
        earlier = tokens[max(index - 1, 0)].start
        is_here = position in (follows.start, *((token.start, earlier) if token.word in _FUNCTIONS else ()))
        if follows.text != "(" or not token.is_word or not is_here:
            continue
        if token.word in _STRUCTURE or token.word in known:
            continue
        meant = [_FUNCTIONS[token.word]] if token.word in _FUNCTIONS else _near(token.text, failure.functions)
        hint = f"write {' or '.join(meant)}" if meant else "see the functions in the capabilities of the service"
        return Slip(f"There is no function {token.text} ({_at(failure, token)})", hint)
    return None


def _date(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    if "double precision" not in failure.said and "real" not in failure.said and "numeric" not in failure.said:
        return None
    for token in tokens:
        if token.is_text and _DATE.fullmatch(token.text[1:-1]):
            return Slip(
                f"{token.text} at {_at(failure, token)} is a text, and times are numbers here: UTC as MJD in days",
                f"write gavo_to_mjd({token.text})",
            )
    return None


def _kinds(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    found = re.search(r'invalid input syntax for type ([a-z ]{1,40}): "([^"]{0,200})"', failure.said)
    if found is not None:
        return Slip(f"'{found[2]}' is no number ({found[1]})", "compare numbers with numbers, without quotes")
    found = re.search(
        r"operator does not exist: ([\w\[\]. ]{1,60}?) ([^\w\s]{1,3}|~~\*?) ([\w\[\]. ]{1,60})", failure.said
    )
    if found is not None:
        return Slip(
            f"{_KINDS.get(found[1], found[1])} cannot be compared with {_KINDS.get(found[3], found[3])} by {found[2]}",
            "write texts in single quotes and numbers without, or convert one of both with CAST",
        )
    return None


def _database(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    for part, hint in (
        ("must appear in the GROUP BY clause", "write the column into GROUP BY, or take its MIN, MAX or AVG"),
        ("needs to be qualified", "write its table or alias before it: e.event_id"),
        ("is ambiguous", "write its table or alias before it: e.event_id"),
        ("more than one row returned by a subquery", "compare with ANY or ALL, write IN, or take its MIN, MAX or AVG"),
        ("subquery must return only one column", "select the one column that the comparison is with"),
        ("subquery has too many columns", "select the one column that the comparison is with"),
        ("specified in USING clause does not exist", "name a column that both tables have"),
        ("aggregate function calls cannot be nested", "aggregate the rows of a subquery: FROM (SELECT ...) AS q"),
        ("differing result tuple lengths", "select the same number of columns on both sides"),
        ("differing names", "give the columns of both sides the same names, by AS"),
        ("the same SI base", "give a unit of the same kind, such as 'rad' for 'deg'"),
        ("division by zero", "leave rows with zero out in WHERE, or write CASE WHEN n <> 0 THEN 1/n END"),
        ("out of range", "keep the values small, or leave such rows out in WHERE"),
        ("aggregate functions are not allowed in WHERE", "write the condition after GROUP BY, in HAVING"),
    ):
        if part in failure.said:
            return Slip(failure.said.rstrip("."), hint)
    return None


def _syntax(tokens: Sequence[Token], failure: Failure) -> Slip | None:
    position = failure.position
    if position is None:
        return None
    if tokens[0].word not in ("SELECT", "WITH", "("):
        return Slip(f"{tokens[0].text} is no query", "begin with SELECT")
    rest = " ".join(failure.query[position : position + 200].split())[:40]
    if not rest:
        return Slip("The query ends too early", f"write what is missing after {tokens[-1].text}")
    return Slip(
        f"The query cannot be understood from {place_of(failure.query, position)} on: {rest}",
        f"look there and at what follows {_before(tokens, position)}; examples are at /tap/examples",
    )


def _before(tokens: Sequence[Token], position: int) -> str:
    return next((token.text for token in reversed(tokens) if token.start < position), "the beginning")


_Look = Callable[[Sequence[Token], Failure], Slip | None]
#: In the order in which one hides another.
_LOOKS: tuple[_Look, ...] = (
    _quotation, _statement, _limit, _semicolon, _doubled_sign, _order_of_top, _comma, _parentheses, _quoted_table,
    _text_in_double_quotes, _missing_name, _date, _kinds, _join, _function, _subquery_as_column,
    _reserved, _database, _syntax,
)  # fmt: skip
