"""Which columns are known, and which are left to DaCHS."""

import pytest

from service.answers.rows.kinds import SCALAR, VARIABLE, Source, Target, UnknownKindError, make_kind
from service.answers.rows.wire import Wire

_SHAPES = {99999: "spoint", 99998: "spoly"}


@pytest.mark.parametrize(
    ("oid", "datatype", "arraysize", "source", "size"),
    [
        (23, "int", None, Source.INT4, SCALAR),
        (20, "int", "1", Source.INT8, SCALAR),
        (25, "char", "*", Source.TEXT, VARIABLE),
        (25, "char", "7*", Source.TEXT, VARIABLE),
        (1042, "char", "5", Source.TEXT, 5),
        (1009, "char", "*x*", Source.TEXT, VARIABLE),
        (1009, "char", "3x4", Source.TEXT, 12),
        (1022, "double", "*", Source.FLOAT8, VARIABLE),
        (1022, "double", "2x3", Source.FLOAT8, 6),
        (1700, "double", None, Source.NUMBER, SCALAR),
        (700, "double", None, Source.NUMBER, SCALAR),
        (99999, "double", "2", Source.SHAPE, 2),
        (99998, "double", "*", Source.SHAPE, VARIABLE),
    ],
)
def test_known_kinds(oid: int, datatype: str, arraysize: str | None, source: Source, size: int) -> None:
    kind = make_kind("x", oid, datatype, arraysize, shapes=_SHAPES)
    assert (kind.source, kind.size) == (source, size)
    assert kind.result_format == (0 if source in (Source.NUMBER, Source.SHAPE) else 1)
    assert kind.is_text == (kind.target in (Target.CHAR, Target.UNICODE))


@pytest.mark.parametrize(
    ("oid", "datatype", "arraysize"),
    [
        (17, "unsignedByte", "*"),
        (18, "char", "1"),
        (114, "char", "*"),
        (1186, "char", "*"),
        (1700, "int", None),
        (701, "int", None),
        (23, "char", "*"),
        (25, "int", None),
        (16, "short", None),
        (23, "int", "*"),
        (1007, "int", None),
        (1021, "double", "*"),
        (1082, "double", None),
        (1114, "char", None),
        (1009, "char", "*"),
        (25, "char", "*x*"),
        (1009, "char", "*x3"),
        (1007, "int", "2x3x4"),
        (1007, "int", "two"),
        (99999, "double", "3"),
        (99999, "char", "*"),
        (12345, "char", "*"),
        (701, "doubleComplex", None),
    ],
)
def test_what_is_not_known_is_refused_by_name(oid: int, datatype: str, arraysize: str | None) -> None:
    with pytest.raises(UnknownKindError, match=f"Column x of type {oid}"):
        make_kind("x", oid, datatype, arraysize, shapes=_SHAPES)


def test_types_of_pgsphere_are_found(shapes: dict[int, str], wire: Wire) -> None:
    assert set(shapes.values()) == {"spoint", "scircle", "spoly", "sbox"}
    (column,) = wire.prepare("SELECT spoint(0, 0)").columns
    assert shapes[column.oid] == "spoint"
