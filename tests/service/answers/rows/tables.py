"""Random tables of every kind of column."""

from dataclasses import dataclass

from hypothesis import strategies as st

_ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
#: Characters of UTF-16's first plane: DaCHS counts others wrongly.
_PLAIN_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0", max_codepoint=0xFFFF), max_size=20
)
_DOUBLES = st.floats().map(repr)
_FLOATS = st.floats(width=32).map(repr)
_NUMERICS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30).map(str),
    st.sampled_from(
        ["NaN", "0", "-0.000", "1e-300", "1e300", "9007199254740993", "0.1", "123456789012345678901234567890"]
    ),
)
_SMALL_NUMERICS = st.decimals(-(10**6), 10**6, allow_nan=False, places=5).map(str)
_DATES = st.dates().map(str)
_TIMES = st.datetimes().map(str)
_ANGLES = st.floats(0, 6.28).map(lambda angle: f"{angle:.12f}")
_HEIGHTS = st.floats(-1.57, 1.57).map(lambda angle: f"{angle:.12f}")
_POINTS = st.tuples(_ANGLES, _HEIGHTS).map(lambda pair: f"({pair[0]},{pair[1]})")


def _integers(n_bits: int) -> st.SearchStrategy[str]:
    return st.integers(-(2 ** (n_bits - 1)), 2 ** (n_bits - 1) - 1).map(str)


def _array(items: st.SearchStrategy[str], *, min_size: int = 0, max_size: int = 6) -> st.SearchStrategy[str]:
    """Return arrays as PostgreSQL reads them."""
    quoted = items.map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
    cells = st.lists(st.one_of(st.just("NULL"), quoted), min_size=min_size, max_size=max_size)
    return cells.map(lambda parts: "{" + ",".join(parts) + "}")


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of column: its type for DaCHS, for PostgreSQL, and texts of its values."""

    dachs: str
    postgresql: str
    texts: st.SearchStrategy[str]
    null: str | None = None


_BOOLEANS = st.sampled_from(["t", "f"])
SORTS = (
    Sort("boolean", "boolean", _BOOLEANS),
    Sort("smallint", "smallint", _integers(16), "-32768"),
    Sort("integer", "integer", _integers(32), "-2147483648"),
    Sort("bigint", "bigint", _integers(64), "-9223372036854775808"),
    Sort("integer", "bigint", _integers(32), "-1"),
    Sort("bigint", "smallint", _integers(16), "99999"),
    Sort("real", "real", _FLOATS),
    Sort("double precision", "double precision", _DOUBLES),
    Sort("double precision", "real", _FLOATS),
    Sort("real", "double precision", _FLOATS),
    Sort("double precision", "bigint", _integers(64)),
    Sort("real", "integer", _integers(32)),
    Sort("double precision", "numeric", _NUMERICS),
    Sort("real", "numeric", _SMALL_NUMERICS),
    Sort("text", "text", _ANY_TEXT),
    Sort("text", "varchar", _ANY_TEXT, "none"),
    Sort("unicode", "text", _PLAIN_TEXT),
    Sort("char(5)", "char(5)", _ANY_TEXT.map(lambda text: text[:5])),
    Sort("char(12)", "text", _ANY_TEXT, "-"),
    Sort("date", "date", _DATES),
    Sort("timestamp", "timestamp", _TIMES),
    Sort("timestamp", "timestamptz", _TIMES.map(lambda text: text + "+00")),
    Sort("boolean[]", "boolean[]", _array(_BOOLEANS)),
    Sort("smallint[]", "smallint[]", _array(_integers(16)), "-32768"),
    Sort("integer[]", "integer[]", _array(_integers(32)), "-1"),
    Sort("bigint[]", "bigint[]", _array(_integers(64)), "-1"),
    Sort("real[]", "real[]", _array(_FLOATS)),
    Sort("double precision[]", "double precision[]", _array(_DOUBLES)),
    Sort("real[3]", "real[]", _array(_FLOATS)),
    Sort("double precision[2]", "double precision[]", _array(_DOUBLES)),
    Sort("text[]", "text[]", _array(_ANY_TEXT)),
    Sort("spoint", "spoint", _POINTS),
    Sort("scircle", "scircle", st.tuples(_POINTS, st.floats(0.001, 1.5)).map(lambda c: f"<{c[0]},{c[1]:.9f}>")),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: sorts of columns, and rows of texts; None is NULL."""

    sorts: tuple[Sort, ...]
    rows: tuple[tuple[str | None, ...], ...]

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return [f"c{number}" for number in range(len(self.sorts))]

    @property
    def sql(self) -> str:
        """The query that returns it."""
        lines = []
        for number, row in enumerate(self.rows or ((None,) * len(self.sorts),)):
            cells = [_write(text, sort) for text, sort in zip(row, self.sorts, strict=True)]
            lines.append(
                "SELECT "
                + ", ".join(
                    f"{cell} AS {name}" for cell, name in zip([str(number), *cells], ["n", *self.names], strict=True)
                )
            )
        inner = " UNION ALL ".join(lines)
        limit = "" if self.rows else " LIMIT 0"
        return f"SELECT {', '.join(self.names)} FROM ({inner}) AS t ORDER BY n{limit}"

    @property
    def columns(self) -> list[dict[str, str]]:
        """The columns as DaCHS has to know them."""
        columns = []
        for name, sort in zip(self.names, self.sorts, strict=True):
            columns.append({"name": name, "type": sort.dachs} | ({} if sort.null is None else {"null": sort.null}))
        return columns


def _write(text: str | None, sort: Sort) -> str:
    if text is None:
        return f"NULL::{sort.postgresql}"
    return "'" + text.replace("'", "''") + f"'::{sort.postgresql}"


@st.composite
def tables(draw: st.DrawFn, sorts: tuple[Sort, ...] = SORTS) -> Table:
    """Return random tables."""
    chosen = draw(st.lists(st.sampled_from(sorts), min_size=1, max_size=12))
    row = st.tuples(*(st.one_of(st.none(), sort.texts) for sort in chosen))
    return Table(tuple(chosen), tuple(draw(st.lists(row, max_size=8))))
