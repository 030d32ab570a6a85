"""Annotations with data models as MIVOT 1.0 has them: what is an instance within another is no attribute of it."""

from collections.abc import Callable

from gavo.dm import common as dm_common
from gavo.votable import V

from service.answers.seam import DachsThing, Replacement

FEATURE = "MIVOT that its schema and pyvo's viewer take"
_INTEGERS = frozenset({"smallint", "integer", "bigint", "bytea"})
_FRAME = "frame"
#: Written as arrays of numbers, or as texts.
_GEOMETRIES = frozenset({"spoint", "scircle", "spoly", "sbox", "smoc"})
#: In place of an array: pyvo's viewer (1.9) stops at columns of arrays.
_LEFT_OUT = object()
_REALS = frozenset({"real", "float", "double", "double precision"})


class _Attribute(V.ATTRIBUTE):  # type: ignore[misc]
    """An attribute, with its unit."""

    name_ = "ATTRIBUTE"
    _mayBeEmpty = True
    _a_unit = None


class _Instance(V.INSTANCE):  # type: ignore[misc]
    """An instance, with its role in another."""

    name_ = "INSTANCE"
    _a_dmrole = None
    _a_dmid = None
    _childSequence = ["REFERENCE", "ATTRIBUTE", "INSTANCE", "COLLECTION"]  # noqa: RUF012 - DaCHS' way


class _Collection(V.COLLECTION):  # type: ignore[misc]
    """A collection, which may be empty and has no type (MIVOT 1.0, schema)."""

    name_ = "COLLECTION"
    _mayBeEmpty = True


def find_type(column_type: str) -> str:
    """Return the type of IVOA's basic model for what a column of the database holds."""
    name = column_type.partition("(")[0].strip().lower()
    if name in _INTEGERS:
        return "ivoa:integer"
    if name == "boolean":
        return "ivoa:boolean"
    return "ivoa:RealQuantity" if name in _REALS else "ivoa:string"


def _put(parent: DachsThing, child: DachsThing, context: DachsThing, instance: DachsThing, **role: str) -> None:
    """Put an annotation into the element it belongs to."""
    with context.settingAttribute(_Attribute(**role)) as attribute:
        made = child.getVOT(context, instance)
    if made is _LEFT_OUT:
        return
    if made is None:
        if attribute.dmtype is None:
            attribute(dmtype="ivoa:string")
        parent[attribute]
    elif role.get("dmrole") == _FRAME and made.name_ == "INSTANCE":
        # Frames are the same for all rows, and pyvo reads no block without instances for all of them.
        _find_globals(context)[made]
        parent[V.REFERENCE(dmref=made.dmid, **role)]
    else:
        parent[made(**role)]


def _find_globals(context: DachsThing) -> DachsThing:
    """Return the collection of instances that hold for all rows."""
    found = getattr(context, "umbra_globals", None)
    if found is None:
        found = context.umbra_globals = _Collection(dmid="frames")
        context.rootVODML[V.GLOBALS[found]]
    return found


def _make_group(_: object) -> Callable[..., DachsThing]:
    def get_vot(annotation: DachsThing, ctx: DachsThing, instance: DachsThing) -> DachsThing:
        """Return the element of an instance."""
        ctx.addVODMLPrefix(annotation.modelPrefix)
        ctx.groupIdsInTree.add(id(annotation))
        _find_globals(ctx)
        # What has no type in the descriptor has its role's name: the schema wants one.
        made = _Instance(dmtype=annotation.type or annotation.name, dmid=ctx.getOrMakeIdFor(annotation))
        for role, child in annotation.childRoles.items():
            _put(made, child, ctx, instance, dmrole=dm_common.completeVODMLId(ctx, role))
        return made

    return get_vot


def _make_collection(_: object) -> Callable[..., DachsThing]:
    def get_vot(annotation: DachsThing, ctx: DachsThing, instance: DachsThing) -> DachsThing:
        """Return the element of a collection."""
        if annotation.type:
            ctx.addVODMLPrefix(annotation.modelPrefix)
        made = _Collection()
        for child in annotation.children:
            _put(made, child, ctx, instance)
        return made

    return get_vot


def _make_value(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    def get_vot(annotation: DachsThing, ctx: DachsThing, container: DachsThing) -> DachsThing:
        """Give an attribute the column or parameter that has its value, its type and its unit; leave arrays out."""
        value = annotation.value
        if "[" in value.type or value.type in _GEOMETRIES:
            return _LEFT_OUT
        original(annotation, ctx, container)
        kind = find_type(value.type)
        ctx.curDMAttr(dmtype=kind)
        if kind == "ivoa:RealQuantity" and value.unit and hasattr(ctx.curDMAttr, "unit"):
            ctx.curDMAttr(unit=value.unit)
        return None

    return get_vot


QUERY_REPLACEMENTS = tuple(
    Replacement(module=module, name=name, feature=FEATURE, checksum=checksum, make=make)
    for module, name, checksum, make in (
        ("gavo.dm.common", "_AttributeGroupAnnotation.getVOT", "2b157c6cb0172025", _make_group),
        ("gavo.dm.common", "CollectionAnnotation.getVOT", "3b579261539503bb", _make_collection),
        ("gavo.dm.annotations", "ColumnAnnotation.getVOT", "e639835147281cac", _make_value),
        ("gavo.dm.annotations", "ParamAnnotation.getVOT", "e40b3b776c9fdd97", _make_value),
    )
)
