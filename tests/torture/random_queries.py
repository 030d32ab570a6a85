"""Random queries in ADQL over tables of any site: right ones of every kind, and some with a mistake.

A query has a number. Queries whose numbers share a group have one form and differ in the values that they compare with,
as those of a script that asks for one object after the other.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

#: Queries of one form.
GROUP = 10
#: Texts that break what is written carelessly.
ODD_TEXTS = (
    "", " ", "O''Brien", "''", "''''", "naïve Ωmega", "日本 食", "😀", "a%b", "100%", "%s %(x)s", "under_score", "<&>",
    '"x"', "a -- b", "/* no */", "; DROP", "NULL", "1", "-1", "1e5", "true", "tab\there", "two\nlines", "2024-06-27",
    "{}", "$1", "Ångström é", "e\u0301", "x" * 300, "a\\b", "\\", "\\''", "q3c_join", "zq", "#", "@", "AND 1=1",
)  # fmt: skip
ODD_NUMBERS = (
    "0", "1", "2", "-1", "+1", "- 5", "007", "32767", "32768", "2147483647", "2147483648", "9223372036854775808", ".5",
    "1.", "1.50", "-0.0", "1e3", "1E-3", "1.5e+2", "1e300", "1e400", "0x1F", "59000.25", "100000000000000000000000",
)  # fmt: skip
#: Parts of a query that a mistake strikes out, doubles, or puts in.
_MISTAKES = (
    "(",
    ")",
    ",",
    "'",
    '"',
    ";",
    "==",
    "LIMIT 3",
    "nothing",
    "FROM",
    "AND",
    "&&",
    "*",
    "1",
    "’",
    "DISTINCT",
    "--",
)
#: How often each format is asked for.
_FORMATS = {
    "votable": 20, "votableb2": 20, "votabletd": 20, "csv": 18, "tsv": 10, "csv_bare": 3, "json": 5, "fits": 4,
    "parquet": 3, "arrow": 3,
}  # fmt: skip
_FUNCTIONS = (
    "ABS", "CEILING", "FLOOR", "SQRT", "EXP", "LOG", "LOG10", "SIN", "COS", "TAN", "ATAN", "RADIANS", "DEGREES",
)  # fmt: skip
_TYPES = (
    "INTEGER", "SMALLINT", "BIGINT", "REAL", "DOUBLE PRECISION", "VARCHAR", "CHAR(5)", "VARCHAR(4)", "TIMESTAMP",
)  # fmt: skip
_JOINS = ("JOIN", "INNER JOIN", "LEFT JOIN", "LEFT OUTER JOIN", "RIGHT JOIN", "FULL JOIN", "NATURAL")
_COMPARISONS = ("=", "=", "=", "<", ">", "<=", ">=", "<>", "!=")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that queries may use.

    Parameters
    ----------
    name
        As queries write it.
    kind
        ``text``, ``number``, ``integer``, ``boolean``, ``time``, ``array`` or ``shape``.
    values
        Some that it has, as ADQL writes them.
    """

    name: str
    kind: str
    values: tuple[str, ...] = ()


#: The columns of the published tables, by the names of the tables.
Tables = Mapping[str, Sequence[Column]]


@dataclass(frozen=True, slots=True)
class Query:
    """A query with what is asked for beside it."""

    text: str
    format: str
    maxrec: int | None


def make_query(tables: Tables, number: int, seed: int) -> Query:
    """Return the query of a number; the same tables, number and seed give the same."""
    form = random.Random(f"{seed} form {number // GROUP}")
    values = random.Random(f"{seed} values {number}")
    text = _Writer(tables, form, values).statement()
    if form.random() < 0.06:
        text = _err(text, form)
    name = form.choices(list(_FORMATS), list(_FORMATS.values()))[0]
    limit = form.choices((None, 0, 1, 2, 7, 50, 1000), (50, 3, 5, 5, 10, 15, 12))[0]
    return Query(text=text, format=name, maxrec=limit)


def _err(text: str, rng: random.Random) -> str:
    """Put a mistake into a query."""
    words = text.split(" ")
    place = rng.randrange(len(words))
    what = rng.randrange(6)
    if what == 0:
        del words[place]
    elif what == 1:
        words.insert(place, words[place])
    elif what == 2:
        words.insert(place, rng.choice(_MISTAKES))
    elif what == 3 and len(words[place]) > 2:
        at = rng.randrange(1, len(words[place]))
        words[place] = words[place][:at] + words[place][at + 1 :]
    elif what == 4:
        words[place] = rng.choice(_MISTAKES)
    else:
        other = rng.randrange(len(words))
        words[place], words[other] = words[other], words[place]
    return " ".join(words)


class _Writer:
    """Writes one query: its form comes from one source of chance, the values in it from another."""

    def __init__(self, tables: Tables, form: random.Random, values: random.Random) -> None:
        self._tables = tables
        self._names = sorted(tables)
        self._form = form
        self._values = values
        self._n_aliases = 0

    def _is(self, probability: float) -> bool:
        return self._form.random() < probability

    def statement(self) -> str:
        if self._is(0.03):
            columns, inner = self._plain_query()
            text = f"WITH w AS ({inner}) {self._select([replace(one, name=one.name) for one in columns], 'w')}"
        elif self._is(0.07):
            text = self._union()
        else:
            columns, source = self._source()
            text = self._select(columns, source)
        if self._is(0.06):
            text += f" OFFSET {self._form.choice((0, 1, 3, 1000))}"
        if self._is(0.05):
            text = text.replace(" FROM ", "\n  FROM ").replace(" WHERE ", "\tWHERE ")
        if self._is(0.03):
            text = f"{text} -- {self._form.choice(('a remark', 'its', 'x = 3'))}"
        return text

    def _alias(self) -> str:
        self._n_aliases += 1
        return f"{self._form.choice('abtxq')}{self._n_aliases}"

    def _table(self) -> tuple[str, list[Column]]:
        name = self._form.choice(self._names)
        return name, list(self._tables[name])

    def _plain_query(self) -> tuple[list[Column], str]:
        """Return the columns of a simple query, and its text."""
        name, columns = self._table()
        chosen = self._form.sample(columns, min(len(columns), self._form.randint(1, 4)))
        text = f"SELECT {', '.join(one.name for one in chosen)} FROM {name}"
        if self._is(0.6):
            text += f" WHERE {self._condition(columns, 1)}"
        return chosen, text

    def _union(self) -> str:
        columns, first = self._plain_query()
        if self._is(0.5):
            name, others = self._table()
            kinds = [[one.name for one in others if one.kind == column.kind] or ["NULL"] for column in columns]
            second = f"SELECT {', '.join(self._form.choice(names) for names in kinds)} FROM {name}"
        else:
            second = f"{first.partition(' WHERE ')[0]}"
        operator = self._form.choice(("UNION", "UNION ALL", "EXCEPT", "INTERSECT"))
        text = f"{first} {operator} {second}"
        return f"{text} ORDER BY {self._form.randint(1, len(columns))}" if self._is(0.3) else text

    def _source(self) -> tuple[list[Column], str]:
        """Return the columns that a query may use, as it has to write them, and its FROM."""
        name, columns = self._table()
        if self._is(0.55):
            return columns, name
        if self._is(0.35):
            alias = self._alias()
            between = self._form.choice((" AS ", " "))
            return _qualify(columns, alias), f"{name}{between}{alias}"
        if self._is(0.3):
            inner, text = self._plain_query()
            alias = self._alias()
            return _qualify(inner, alias), f"({text}) AS {alias}"
        return self._join(name, columns)

    def _join(self, name: str, columns: list[Column]) -> tuple[list[Column], str]:
        shared = {one.name for one in columns if one.kind in ("text", "integer") and not one.name.startswith('"')}
        partners = [other for other in self._names if shared & {one.name for one in self._tables[other]}]
        other = self._form.choice(partners or self._names)
        keys = sorted(shared & {one.name for one in self._tables[other]})
        left, right = self._alias(), self._alias()
        both = _qualify(columns, left) + _qualify(self._tables[other], right)
        how = self._form.choice(_JOINS)
        if not keys or self._is(0.1):
            return both, f"{name} AS {left}, {other} AS {right}"
        key = self._form.choice(keys)
        if how == "NATURAL":
            return both, f"{name} AS {left} NATURAL JOIN {other} AS {right}"
        if self._is(0.5):
            return both, f"{name} AS {left} {how} {other} AS {right} USING ({key})"
        more = f" AND {self._comparison(both)}" if self._is(0.3) else ""
        return both, f"{name} AS {left} {how} {other} AS {right} ON {left}.{key} = {right}.{key}{more}"

    def _select(self, columns: Sequence[Column], source: str) -> str:
        parts = ["SELECT"]
        if self._is(0.08):
            parts.append("DISTINCT")
        if self._is(0.35):
            parts.append(f"TOP {self._form.choice((0, 1, 2, 3, 10, 100, 5000))}")
        if self._is(0.15):
            return self._grouped(parts, columns, source)
        listed = self._list(columns)
        parts += [", ".join(listed), "FROM", source]
        if self._is(0.7):
            parts += ["WHERE", self._condition(columns, 2)]
        if self._is(0.35):
            parts += ["ORDER BY", self._order(columns, len(listed))]
        return " ".join(parts)

    def _grouped(self, parts: list[str], columns: Sequence[Column], source: str) -> str:
        keys = self._form.sample(list(columns), min(len(columns), self._form.randint(1, 2)))
        written = [one.name for one in keys]
        sums = [f"{self._aggregate(columns)} AS s{index}" for index in range(self._form.randint(1, 3))]
        parts += [", ".join([*written, *sums]), "FROM", source]
        if self._is(0.4):
            parts += ["WHERE", self._condition(columns, 1)]
        parts += ["GROUP BY", ", ".join(written)]
        if self._is(0.3):
            parts += ["HAVING", f"COUNT(*) {self._form.choice(_COMPARISONS)} {self._form.randint(0, 4)}"]
        if self._is(0.5):
            parts += ["ORDER BY", ", ".join(written)]
        return " ".join(parts)

    def _aggregate(self, columns: Sequence[Column]) -> str:
        numbers = [one.name for one in columns if one.kind in ("number", "integer")]
        if not numbers or self._is(0.3):
            return self._form.choice(("COUNT(*)", f"COUNT({columns[0].name})", f"COUNT(DISTINCT {columns[0].name})"))
        return f"{self._form.choice(('MIN', 'MAX', 'AVG', 'SUM'))}({self._form.choice(numbers)})"

    def _order(self, columns: Sequence[Column], n_listed: int) -> str:
        keys = [self._form.choice(columns).name for _ in range(self._form.randint(1, 2))]
        if self._is(0.25):
            keys = [str(self._form.randint(1, n_listed))]
        return ", ".join(f"{key}{self._form.choice(('', '', ' ASC', ' DESC'))}" for key in keys)

    def _list(self, columns: Sequence[Column]) -> list[str]:
        if self._is(0.2):
            return ["*"]
        chosen = self._form.sample(list(columns), min(len(columns), self._form.randint(1, 6)))
        items = [one.name for one in chosen]
        for _ in range(self._form.choice((0, 0, 1, 1, 2))):
            item = self._expression(columns)
            items.append(f"{item} AS {self._name()}" if self._is(0.7) else item)
        if self._is(0.1):
            items[0] += f" AS {self._name()}"
        return items

    def _name(self) -> str:
        self._n_aliases += 1
        stem = self._form.choice(("n", "value_", "Mixed", '"Two words', '"quote""d', '"Größe', "x_", '"SELECT'))
        return f"{stem}{self._n_aliases}" + ('"' if stem.startswith('"') else "")

    def _pick(self, columns: Sequence[Column], *kinds: str) -> str | None:
        found = [one.name for one in columns if one.kind in kinds]
        return self._form.choice(found) if found else None

    def _expression(self, columns: Sequence[Column]) -> str:
        number = self._pick(columns, "number", "integer") or "3"
        text = self._pick(columns, "text") or "'none'"
        other = self._pick(columns, "number", "integer") or "2.5"
        makers: tuple[Callable[[], str], ...] = (
            lambda: f"{number} {self._form.choice('+-*/')} {self._number()}",
            lambda: f"{number} + {other}",
            lambda: f"-{number}",
            lambda: self._function(number, other),
            lambda: self._text_function(text),
            lambda: f"{text} || {self._text()}",
            lambda: self._number(),
            lambda: self._text(),
            lambda: "NULL",
            lambda: self._cast(number, text),
            lambda: f"COALESCE({number}, {self._number()})",
            lambda: f"COALESCE({text}, {self._text()})",
            lambda: f"CASE WHEN {self._comparison(columns)} THEN {self._number()} ELSE {self._number()} END",
            lambda: f"CASE WHEN {self._comparison(columns)} THEN {self._text()} END",
            lambda: self._shape(columns),
            lambda: f"DISTANCE({self._point(columns)}, {self._point(columns)})",
            lambda: (
                f"(SELECT {self._form.choice(('MAX', 'MIN'))}(body_number) FROM occ.event WHERE ra > {self._number()})"
            ),
            lambda: f"{self._pick(columns, 'array') or 'NULL'}",
        )
        return self._form.choice(makers)()

    def _function(self, number: str, other: str) -> str:
        if self._is(0.6):
            return f"{self._form.choice(_FUNCTIONS)}({number})"
        if self._is(0.3):
            return f"PI() * {number}"
        name = self._form.choice(("POWER", "MOD", "ATAN2", "ROUND", "TRUNCATE", "GREATEST"))
        second = self._form.choice((other, "2", "1", "-1"))
        return f"{name}({number}, {second})"

    def _text_function(self, text: str) -> str:
        makers = (
            f"UPPER({text})",
            f"LOWER({text})",
            f"ivo_hasword({text}, {self._text()})",
            f"ivo_nocasematch({text}, {self._text()})",
            f"gavo_match({self._text()}, {text})",
            f"ivo_hashlist_has({text}, {self._text()})",
            f"CHAR_LENGTH({text})",
            f"SUBSTRING({text}, 1, 3)",
        )
        return self._form.choice(makers)

    def _cast(self, number: str, text: str) -> str:
        what = self._form.choice((number, number, text, self._number()))
        return f"CAST({what} AS {self._form.choice(_TYPES)})"

    def _point(self, columns: Sequence[Column]) -> str:
        names = {one.name.rpartition(".")[2]: one.name for one in columns}
        frame = self._form.choice(("", "'ICRS', ", "'', "))
        if {"ra", "dec"} <= set(names) and self._is(0.7):
            return f"POINT({frame}{names['ra']}, {names['dec']})"
        return f"POINT({frame}{self._angle()}, {self._angle(-90, 90)})"

    def _shape(self, columns: Sequence[Column]) -> str:
        makers: tuple[Callable[[], str], ...] = (
            lambda: f"CIRCLE({self._angle()}, {self._angle(-80, 80)}, {self._angle(0, 40)})",
            lambda: f"CIRCLE({self._point(columns)}, {self._angle(0, 10)})",
            lambda: f"POLYGON(1, 1, {self._angle(5, 20)}, 2, 10, {self._angle(5, 20)})",
            lambda: f"BOX({self._angle()}, {self._angle(-80, 80)}, 5, 4)",
            lambda: self._point(columns),
            lambda: self._pick(columns, "shape") or self._point(columns),
            lambda: f"CENTROID(CIRCLE({self._angle()}, 2, 3))",
            lambda: f"AREA(CIRCLE({self._angle()}, 2, {self._angle(0, 5)}))",
            lambda: f"COORD1({self._point(columns)})",
        )
        return self._form.choice(makers)()

    def _angle(self, low: int = 0, high: int = 360) -> str:
        return str(round(self._values.uniform(low, high), self._form.choice((0, 1, 3, 7))))

    def _condition(self, columns: Sequence[Column], depth: int) -> str:
        terms = [self._term(columns, depth) for _ in range(self._form.choice((1, 1, 1, 2, 2, 3)))]
        text = terms[0]
        for term in terms[1:]:
            text += f" {self._form.choice(('AND', 'AND', 'OR'))} {term}"
        return text

    def _term(self, columns: Sequence[Column], depth: int) -> str:
        if depth and self._is(0.08):
            return f"{self._form.choice(('', 'NOT '))}({self._condition(columns, depth - 1)})"
        if self._is(0.6):
            return self._comparison(columns)
        makers: tuple[Callable[[], str], ...] = (
            lambda: f"{self._form.choice(columns).name} IS {self._form.choice(('', 'NOT '))}NULL",
            lambda: self._listed(columns),
            lambda: self._between(columns),
            lambda: self._like(columns),
            lambda: self._geometry(columns),
            lambda: self._subquery(columns),
            lambda: f"{self._expression(columns)} {self._form.choice(_COMPARISONS)} {self._number()}",
            lambda: f"{self._number()} {self._form.choice(_COMPARISONS)} {self._form.choice(columns).name}",
            lambda: f"{self._form.choice(columns).name} = {self._form.choice(columns).name}",
        )
        return self._form.choice(makers)()

    def _comparison(self, columns: Sequence[Column]) -> str:
        column = self._comparable(columns)
        spaces = self._form.choice((" ", " ", "", "  "))
        return f"{column.name}{spaces}{self._form.choice(_COMPARISONS)}{spaces}{self._value(column)}"

    def _comparable(self, columns: Sequence[Column]) -> Column:
        """Return a column to compare with a value, seldom one of those that cannot be compared."""
        usual = [one for one in columns if one.kind in ("text", "number", "integer", "time")]
        return self._form.choice(usual if usual and self._is(0.96) else columns)

    def _listed(self, columns: Sequence[Column]) -> str:
        column = self._comparable(columns)
        values = ", ".join(self._value(column) for _ in range(self._form.randint(1, 4)))
        return f"{column.name} {self._form.choice(('', 'NOT '))}IN ({values})"

    def _between(self, columns: Sequence[Column]) -> str:
        column = self._comparable(columns)
        return f"{column.name} {self._form.choice(('', 'NOT '))}BETWEEN {self._value(column)} AND {self._value(column)}"

    def _like(self, columns: Sequence[Column]) -> str:
        text = self._pick(columns, "text") or "'none'"
        pattern = self._values.choice(("%a%", "20%", "_%", "%", "O''%", "%\\_%", "%é%", "x"))
        return f"{text} {self._form.choice(('', 'NOT '))}{self._form.choice(('LIKE', 'ILIKE'))} '{pattern}'"

    def _geometry(self, columns: Sequence[Column]) -> str:
        name = self._form.choice(("CONTAINS", "CONTAINS", "INTERSECTS"))
        first = self._point(columns) if self._is(0.7) else self._shape(columns)
        wanted = self._form.choice(("1", "1", "0"))
        call = f"{name}({first}, {self._shape(columns)})"
        distance = f"DISTANCE({self._point(columns)}, {self._point(columns)})"
        near = f"{distance} {self._form.choice('<>')} {self._angle(0, 50)}"
        return self._form.choice((f"{wanted}={call}", f"{call} = {wanted}", f"{wanted} != {call}", near))

    def _subquery(self, columns: Sequence[Column]) -> str:
        name, others = self._table()
        inner, outer = self._form.choice(others), self._form.choice(columns)
        same = [(one, two) for one in columns for two in others if one.kind == two.kind]
        if same and self._is(0.8):
            outer, inner = self._form.choice(same)
        where = f" WHERE {self._condition(others, 0)}" if self._is(0.6) else ""
        if self._is(0.7):
            return f"{outer.name} {self._form.choice(('', 'NOT '))}IN (SELECT {inner.name} FROM {name}{where})"
        return f"EXISTS (SELECT {inner.name} FROM {name}{where})"

    def _value(self, column: Column) -> str:
        """Return a value to compare a column with, mostly one that it has."""
        is_odd = self._is(0.03)
        if column.values and self._values.random() < 0.6:
            return self._values.choice(column.values)
        if is_odd:
            return self._text() if column.kind in ("number", "integer") else self._number()
        return self._text() if column.kind in ("text", "time") else self._number()

    def _text(self) -> str:
        return f"'{self._values.choice(ODD_TEXTS)}'"

    def _number(self) -> str:
        if self._values.random() < 0.5:
            return self._values.choice(ODD_NUMBERS)
        return str(round(self._values.uniform(-1000, 1000), self._values.choice((0, 2, 5))))


def _qualify(columns: Sequence[Column], alias: str) -> list[Column]:
    return [replace(one, name=f"{alias}.{one.name}") for one in columns]
