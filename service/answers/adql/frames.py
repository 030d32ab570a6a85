"""Frames of space and time in answers: they belong to columns and their aliases, never to expressions."""

import itertools
from collections.abc import Callable, Iterator

from service.answers.seam import DachsThing, Replacement

FEATURE = "frames of space and time of plain columns only"
#: Property of what DaCHS knows of a column: it is computed, and has no frame.
_COMPUTED = "umbra-computed"


def is_plain(expression: DachsThing) -> bool:
    """Return whether an expression of a query is a column as it is, in parentheses or without."""
    while getattr(expression, "type", None) != "columnReference":
        children = getattr(expression, "children", ())
        inner = [child for child in children if child not in ("(", ")")]
        if len(inner) != 1 or len(children) != 3 or isinstance(inner[0], str):
            return False
        expression = inner[0]
    return True


def _make_derived_column(
    original: Callable[[DachsThing, DachsThing], None],
) -> Callable[[DachsThing, DachsThing], None]:
    def add_field_info(column: DachsThing, context: DachsThing) -> None:
        """Note type, unit and UCD of a column of a query, and whether it is computed."""
        original(column, context)
        if column.fieldInfo is not None and not is_plain(column.expr):
            # DaCHS shares what it knows of the column with the expression.
            column.fieldInfo = column.fieldInfo.change()
            column.fieldInfo.properties[_COMPUTED] = True

    return add_field_info


def _make_set_operation(original: Callable[[DachsThing], DachsThing]) -> Callable[[DachsThing], DachsThing]:
    def find_infos(operation: DachsThing) -> DachsThing:
        """Return what is known of the columns of a union; a column has a frame where all operands have the same."""
        infos = original(operation)
        operands = [child.fieldInfos.seq for child in operation.children if hasattr(child, "fieldInfos")]
        if infos is None or len({len(operand) for operand in operands}) != 1:
            return infos
        for (_, info), *members in zip(infos.seq, *operands, strict=True):
            if len({_describe_frames(member) for _, member in members}) > 1:
                info.properties[_COMPUTED] = True
        return infos

    return find_infos


def _describe_frames(info: DachsThing) -> frozenset[tuple[str, ...]]:
    """Return what the frames of a column say, to compare those of two tables."""
    if _COMPUTED in info.properties or len(info.userData) != 1:
        return frozenset()
    roles = getattr(info.userData[0], "dmRoles", [])
    found = [reference() for reference in getattr(roles, "oldRoles", roles)]
    return frozenset((role.name, *sorted(_iter_values(role.instance(), ""))) for role in found if role is not None)


def _iter_values(annotation: DachsThing, path: str) -> Iterator[str]:
    """Yield the values that an annotation states itself, with their places in it."""
    if type(annotation).__name__ == "AtomicAnnotation":
        yield f"{path}={annotation.value}"
    for name, child in getattr(annotation, "childRoles", {}).items():
        yield from _iter_values(child, f"{path}/{name}")


def _make_output_column(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    def make_column(context: DachsThing, name: str, info: DachsThing) -> DachsThing:
        """Return the column of an answer; one that is computed has no frame."""
        column = original(context, name, info)
        if _COMPUTED in info.properties:
            column.dmRoles, column.stc = [], None
        return column

    return make_column


def _make_synthesis(_: object) -> Callable[[DachsThing, DachsThing, DachsThing], None]:
    def synthesize(roles: DachsThing, descriptor: object, context: object) -> None:
        """Give a table the annotations of the columns it was made of; all aliases of a column get its own."""
        table = roles.parent
        if table.annotations:
            return
        carriers = _collect_carriers(table)
        instances = {id(role.instance()): role.instance() for role in carriers}
        made = []
        for instance in instances.values():
            members = {role: items for role, items in carriers.items() if role.instance() is instance}
            for index in range(max(len(items) for items in members.values())):
                chosen = {role: items[index] if index < len(items) else items[0] for role, items in members.items()}
                made.append(instance.copyWithAnnotationMap(chosen, table, None))
        table.annotations = made

    return synthesize


def _collect_carriers(table: DachsThing) -> dict[DachsThing, list[DachsThing]]:
    """Return the columns and parameters of a table that take over each annotation, and clear what they had."""
    carriers: dict[DachsThing, list[DachsThing]] = {}
    for item in itertools.chain(table.params, table.columns):
        if item.parent != table or isinstance(item.dmRoles, list):
            continue
        for reference in item.dmRoles.oldRoles:
            role = reference()
            if role is not None:
                carriers.setdefault(role, []).append(item)
        item.dmRoles = []
    return carriers


QUERY_REPLACEMENTS = (
    Replacement(
        module="gavo.adql.nodes",
        name="DerivedColumn.addFieldInfo",
        feature=FEATURE,
        checksum="12181676092a9991",
        make=_make_derived_column,
    ),
    Replacement(
        module="gavo.adql.nodes",
        name="SetOperationNode._assertFieldInfosCompatible",
        feature=FEATURE,
        checksum="40f321af29fba682",
        make=_make_set_operation,
    ),
    Replacement(
        module="gavo.protocols.adqlglue",
        name="_makeColumnFromFieldInfo",
        feature=FEATURE,
        checksum="2fe090cd60aeec1a",
        make=_make_output_column,
    ),
    Replacement(
        module="gavo.dm.dmrd",
        name="SynthesizedRoles.synthesizeAnnotations",
        feature=FEATURE,
        checksum="fa6e4017ddd34ef2",
        make=_make_synthesis,
    ),
)
