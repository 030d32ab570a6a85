"""TOP in unions, differences and intersections: it holds for the query that it is in (ADQL 2.1, 4.6).

DaCHS takes the largest TOP for the whole, and leaves the others out.
"""

from collections.abc import Callable, Iterator

from gavo.adql import morphpg, nodes

from service.answers.seam import DachsThing, Replacement

FEATURE = "TOP in unions"


def _iter_operands(node: DachsThing) -> Iterator[DachsThing]:
    """Yield the queries that an expression puts together; one in parentheses may be one of PostgreSQL's already."""
    for child in getattr(node, "children", ()):
        if isinstance(child, nodes.SelectQuery | morphpg._PGQS):
            yield child
        elif isinstance(child, nodes.ADQLNode):
            yield from _iter_operands(child)


def _make_polish(original: Callable[[DachsThing], None]) -> Callable[[DachsThing], None]:
    def polish(expression: DachsThing) -> None:
        """Give an expression the TOP of its query, if it is a single one."""
        stated = expression.setLimit
        original(expression)
        if stated is None and len(list(_iter_operands(expression))) > 1:
            expression.setLimit = None

    return polish


def _make_limiter(
    original: Callable[[DachsThing, DachsThing], DachsThing],
) -> Callable[[DachsThing, DachsThing], DachsThing]:
    def limit(node: DachsThing, state: DachsThing) -> DachsThing:
        """Return an expression with its limit and those of its operands."""
        operands = list(_iter_operands(node))
        if len(operands) < 2:
            return original(node, state)
        for operand in operands:
            operand.is_operand = True
        offset, node.offset = node.offset, None
        total = None if node.setLimit is None else str(node.setLimit)
        return morphpg._PGQS(original=node, setLimit=total, offset=offset)

    morphpg._allMorphers["selectExpression"] = limit
    return limit


def _make_flatten(original: Callable[[DachsThing], str]) -> Callable[[DachsThing], str]:
    def flatten(query: DachsThing) -> str:
        """Return a query in SQL; one with a limit among others in parentheses, and the order of all behind them."""
        if not getattr(query, "is_operand", False) or query.setLimit is None:
            return original(query)
        order, query.orderBy = query.orderBy, None
        text = f"({original(query)})"
        query.orderBy = order
        return text if order is None else f"{text} {nodes.flatten(order)}"

    return flatten


QUERY_REPLACEMENTS = tuple(
    Replacement(module=module, name=name, feature=FEATURE, checksum=checksum, make=make)
    for module, name, checksum, make in (
        ("gavo.adql.nodes", "SelectExpression._polish", "2e9829c000161217", _make_polish),
        ("gavo.adql.morphpg", "_fixSetLimit", "39795694b621a759", _make_limiter),
        ("gavo.adql.morphpg", "_PGSC.flatten", "a2c5569a257aa779", _make_flatten),
    )
)
