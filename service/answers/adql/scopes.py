"""What names in queries mean: those of a subquery are looked for in its own FROM first, then in the queries around it.

DaCHS looks in both at once, and finds every column that both have ambiguous.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence

from gavo.adql import common, nodes
from gavo.utils import parsetricks

from service.answers.seam import DachsThing, Replacement

FEATURE = "names in subqueries"
#: Parts of queries that come before others, and after.
_ORDER = {"fromClause": 0, "joinSpecification": 2}


def _make_collector(_: object) -> Callable[[DachsThing, DachsThing, DachsThing], None]:
    def collect_tables(infos: DachsThing, query: DachsThing, context: DachsThing) -> None:
        """Note the tables whose columns a query may name: its own, and those of the queries around it."""
        infos.tableReference = query.fromClause.tableReference
        infos.scopes = [[infos.tableReference], *_iter_outer_scopes(context.ancestors)]
        infos.subTables = [table for scope in infos.scopes for operand in scope for table in operand.getAllTables()]

    return collect_tables


def _iter_outer_scopes(ancestors: Sequence[DachsThing]) -> Iterator[list[DachsThing]]:
    """Yield the tables around a subquery, the innermost first; tables of one FROM do not see each other."""
    for parent, child in reversed(list(itertools.pairwise(ancestors))):
        if isinstance(parent, nodes.SelectQuery) and child.type != "fromClause":
            yield [parent.fromClause.tableReference]
        elif child.type == "joinSpecification":
            yield parent.joinedTables


def _make_resolver(_: object) -> Callable[..., DachsThing]:
    def find_info(infos: DachsThing, colName: DachsThing, refName: DachsThing = None) -> DachsThing:
        """Return what is known of a column of the tables that a query may name.

        Raises
        ------
        ColumnNotFound
            No table has it.
        AmbiguousColumn
            More than one table of one FROM has it.
        """
        name = colName.lower()
        scopes = infos.scopes if refName is None else [[infos.locateTable(refName)]]
        for scope in scopes:
            found = [table.fieldInfos.columns[name] for table in scope if name in table.fieldInfos.columns]
            if len(found) > 1 or None in found:
                raise common.AmbiguousColumn(name)
            if found:
                return found[0]
        raise common.ColumnNotFound(name)

    return find_info


def _make_matcher(original: Callable[[DachsThing, DachsThing], bool]) -> Callable[[DachsThing, DachsThing], bool]:
    def match(table: DachsThing, name: DachsThing) -> bool:
        """Return whether a name is one of a table; case does not matter, and a schema may be left out."""
        if not isinstance(getattr(table, "tableName", None), nodes.TableName) or not isinstance(name, nodes.TableName):
            return original(table, name)
        own = {reference.getNormalized() for reference in (table.tableName, table.originalTable) if reference}
        if name.getNormalized() in own:
            return True
        return bool(name) and not name.schema and nodes.TableName(name=table.tableName.name) == name

    return match


def _make_annotate(_: object) -> Callable[[DachsThing, DachsThing], None]:
    def annotate(node: DachsThing, context: DachsThing) -> None:
        """Note what is known of all expressions below a part of a query, except those of its subqueries."""
        for child in node.iterNodeChildren():
            if not isinstance(child, nodes.SelectQuery):
                annotate(child, context)
        if hasattr(node, "addFieldInfo") and node.fieldInfo is None:
            node.addFieldInfo(context)

    return annotate


def _make_traverse(_: object) -> Callable[[DachsThing, DachsThing], None]:
    def traverse(node: DachsThing, context: DachsThing) -> None:
        """Note what is known of all tables and queries below a node; of tables before what may name their columns."""
        context.ancestors.append(node)
        for child in sorted(node.iterNodeChildren(), key=lambda child: _ORDER.get(child.type, 1)):
            traverse(child, context)
        context.ancestors.pop()
        if hasattr(node, "addFieldInfos"):
            node.addFieldInfos(context)

    return traverse


def _make_grammar(
    original: Callable[[DachsThing], tuple[DachsThing, DachsThing]],
) -> Callable[[DachsThing], tuple[DachsThing, DachsThing]]:
    def make_grammar(classes: DachsThing) -> tuple[DachsThing, DachsThing]:
        """Return DaCHS' grammar of ADQL with comparisons with subqueries: alone, ANY, SOME, and ALL."""
        symbols, root = original(classes)
        # As SQL has them (SQL 92, 8.7); ADQL 2.1 has subqueries after IN and EXISTS only.
        keywords = [parsetricks.CaselessKeyword(word) for word in ("ANY", "SOME", "ALL")]
        quantifier = parsetricks.Optional(parsetricks.MatchFirst(keywords))
        symbols["predicate"].exprs.append(
            symbols["valueExpression"] + symbols["compOp"] + quantifier + symbols["subquery"]
        )
        # IN (a) is a list of one value; DaCHS takes it for a subquery of a table a, which it looks for first.
        symbols["inPredicateValue"].exprs.reverse()
        return symbols, root

    return make_grammar


QUERY_REPLACEMENTS = tuple(
    Replacement(module=module, name=name, feature=FEATURE, checksum=checksum, make=make)
    for module, name, checksum, make in (
        ("gavo.adql.fieldinfos", "QueryFieldInfos._collectSubTables", "0a30dde8c3cbd4ee", _make_collector),
        ("gavo.adql.fieldinfos", "QueryFieldInfos.getFieldInfoFromSources", "ff89a45b51f03ea1", _make_resolver),
        ("gavo.adql.fieldinfos", "tableNamesMatch", "b63fe77a4be3228c", _make_matcher),
        ("gavo.adql.fieldinfos", "_annotateNodeRecurse", "b76cdb32bf4bcf47", _make_annotate),
        ("gavo.adql.annotations", "_annotateTraverse", "850f11cf4574bb17", _make_traverse),
        ("gavo.adql.grammar", "getADQLGrammarCopy", "2bb20ed1cfbec035", _make_grammar),
    )
)
