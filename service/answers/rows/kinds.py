"""What a column is: as PostgreSQL sends it, and as it goes out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, unique

from schemas.errors import UmbraError
from service.answers.rows.wire import Wire


class UnknownKindError(UmbraError):
    """A column of a kind that is not known here; DaCHS writes such tables."""


@unique
class Source(IntEnum):
    """How PostgreSQL sends a value."""

    BOOL = 0
    INT2 = 1
    INT4 = 2
    INT8 = 3
    #: 32 bits without a sign.
    OID = 4
    FLOAT4 = 5
    FLOAT8 = 6
    #: A decimal number as text.
    NUMBER = 7
    TEXT = 8
    DATE = 9
    TIMESTAMP = 10
    TIMESTAMPTZ = 11
    #: A shape of pgSphere as text: numbers in radians between brackets and commas.
    SHAPE = 12


@unique
class Target(IntEnum):
    """Datatypes of VOTable (VOTable 1.5, section 2.1)."""

    BOOLEAN = 0
    SHORT = 1
    INT = 2
    LONG = 3
    FLOAT = 4
    DOUBLE = 5
    CHAR = 6
    UNICODE = 7


#: Arraysize of `Kind`: one value, and any number of them.
SCALAR, VARIABLE = 0, -1

_INTEGERS = (Source.INT2, Source.INT4, Source.INT8, Source.OID)
_FLOATS = (Source.FLOAT4, Source.FLOAT8, Source.NUMBER)
_TEXTS = (Source.TEXT, Source.DATE, Source.TIMESTAMP, Source.TIMESTAMPTZ)
#: Of ``pg_type``: built-in types have the same identifier everywhere.
_SOURCES = {
    16: Source.BOOL,
    19: Source.TEXT,
    20: Source.INT8,
    21: Source.INT2,
    23: Source.INT4,
    25: Source.TEXT,
    26: Source.OID,
    700: Source.FLOAT4,
    701: Source.FLOAT8,
    1042: Source.TEXT,
    1043: Source.TEXT,
    1082: Source.DATE,
    1114: Source.TIMESTAMP,
    1184: Source.TIMESTAMPTZ,
    1700: Source.NUMBER,
}
_ARRAYS = {
    1000: Source.BOOL,
    1005: Source.INT2,
    1007: Source.INT4,
    1009: Source.TEXT,
    1014: Source.TEXT,
    1015: Source.TEXT,
    1016: Source.INT8,
    1021: Source.FLOAT4,
    1022: Source.FLOAT8,
}
_TARGETS = {
    "boolean": Target.BOOLEAN,
    "short": Target.SHORT,
    "int": Target.INT,
    "long": Target.LONG,
    "float": Target.FLOAT,
    "double": Target.DOUBLE,
    "char": Target.CHAR,
    "unicodeChar": Target.UNICODE,
}
#: What can be written as what without a loss that DaCHS would refuse.
_WAYS = {
    Target.BOOLEAN: (Source.BOOL,),
    Target.SHORT: _INTEGERS,
    Target.INT: _INTEGERS,
    Target.LONG: _INTEGERS,
    Target.FLOAT: (*_INTEGERS, *_FLOATS),
    Target.DOUBLE: (*_INTEGERS, *_FLOATS, Source.SHAPE),
    Target.CHAR: _TEXTS,
    Target.UNICODE: _TEXTS,
}
#: Shapes of pgSphere and the numbers of their DALI form, as arraysize (DALI 1.1, section 3.3).
_SHAPES = {"spoint": "2", "scircle": "3", "spoly": "*", "sbox": "4"}
_SIZE = re.compile(r"(?:(?P<item>[0-9]{1,9}|\*)x)?(?P<count>[0-9]{1,9}|[0-9]{0,9}\*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A column on its way from the database into a table."""

    name: str
    source: Source
    #: Whether PostgreSQL sends an array.
    is_array: bool
    target: Target
    #: Number of elements or characters: `SCALAR`, `VARIABLE`, or fixed.
    size: int
    #: Characters of each text in an array of texts: `VARIABLE`, or fixed.
    item_size: int
    #: Whether arrays of several dimensions are allowed.
    is_many_dimensional: bool
    #: What means NULL in formats that have no other way.
    null: str | None

    @property
    def result_format(self) -> int:
        """How the database has to send it: 1 for binary, 0 for text."""
        return 0 if self.source in (Source.NUMBER, Source.SHAPE) else 1

    @property
    def is_text(self) -> bool:
        """Whether it goes out as characters."""
        return self.target in (Target.CHAR, Target.UNICODE)


def read_shapes(wire: Wire) -> dict[int, str]:
    """Return the names of pgSphere's types by their identifiers, which differ from one database to the next."""
    names = ", ".join(f"'{name}'" for name in _SHAPES)
    prepared = wire.prepare(f"SELECT oid::int8, typname::text FROM pg_type WHERE typname IN ({names})")  # noqa: S608
    found = {}
    for piece in wire.run(prepared, (0, 0)):
        for oid, name in split_texts(bytes(piece)):
            found[int(oid)] = name
    return found


def split_texts(rows: bytes) -> Iterable[list[str]]:
    """Yield the fields of rows whose fields are all texts."""
    position = 0
    while position < len(rows):
        position += 5
        n_fields = int.from_bytes(rows[position : position + 2], "big")
        position += 2
        fields = []
        for _ in range(n_fields):
            size = int.from_bytes(rows[position : position + 4], "big")
            fields.append(rows[position + 4 : position + 4 + size].decode("utf-8"))
            position += 4 + size
        yield fields


def make_kind(
    name: str,
    oid: int,
    datatype: str,
    arraysize: str | None,
    *,
    null: str | None = None,
    shapes: Mapping[int, str] | None = None,
) -> Kind:
    """Return the kind of a column.

    Parameters
    ----------
    name
        Its name.
    oid
        PostgreSQL's identifier of its type.
    datatype, arraysize
        What the table's FIELD says (VOTable 1.5, section 2.2).
    null
        The FIELD's null literal; None or empty where it has no such literal.
    shapes
        What `read_shapes` returns.

    Raises
    ------
    UnknownKindError
        Its type, or what it is to become, is not known here.
    """
    refusal = UnknownKindError(f"Column {name} of type {oid} cannot be written as {datatype}[{arraysize or ''}] here.")
    shape = (shapes or {}).get(oid)
    is_array = oid in _ARRAYS
    source = Source.SHAPE if shape else _ARRAYS.get(oid, _SOURCES.get(oid))
    target = _TARGETS.get(datatype)
    if source is None or target is None or source not in _WAYS[target]:
        raise refusal
    if shape and arraysize != _SHAPES[shape]:
        raise refusal
    if source is Source.FLOAT4 and target is Target.DOUBLE:
        # DaCHS reads the digits and makes a double of them: 0.1, not 0.10000000149.
        if is_array:
            raise refusal
        source = Source.NUMBER
    size, item_size, is_many = _read_size(arraysize, refusal)
    is_text = target in (Target.CHAR, Target.UNICODE)
    if not is_text and bool(is_array or shape) != (size != SCALAR):
        raise refusal
    if is_text and (is_array != is_many or (size == SCALAR and arraysize is None and source is not Source.TEXT)):
        raise refusal
    return Kind(
        name=name,
        source=source,
        is_array=is_array,
        target=target,
        size=size,
        item_size=item_size,
        is_many_dimensional=is_many,
        null=null or None,
    )


def _read_size(arraysize: str | None, refusal: UnknownKindError) -> tuple[int, int, bool]:
    """Return number of elements, size of each, and whether there are several dimensions."""
    if arraysize in (None, "", "1"):
        return SCALAR, VARIABLE, False
    found = _SIZE.fullmatch(arraysize or "")
    if found is None or (found["item"] == "*" and found["count"].isdecimal()):
        raise refusal
    item, count = found["item"], found["count"]
    size = VARIABLE if count.endswith("*") else int(count)
    item_size = VARIABLE if item in (None, "*") else int(item)
    if item is not None and size != VARIABLE:
        size *= item_size
    return size, item_size, item is not None
