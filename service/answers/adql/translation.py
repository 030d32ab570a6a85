"""What ADQL means in PostgreSQL, where DaCHS has it wrong or not at all."""

from collections.abc import Callable
from typing import Any

from gavo import base
from gavo.adql import fieldinfo, morphpg, nodes

from service.answers.seam import Replacement

#: Square degrees in a steradian.
_SQUARE_DEGREES = 3282.806350011744
_Morpher = Callable[[Any, Any], Any]


def _put(kind: str, morpher: _Morpher) -> _Morpher:
    """Put a translation into DaCHS' list, which holds the functions themselves, and return it."""
    morphpg._allMorphers[kind] = morpher
    return morpher


def _make_area(original: _Morpher) -> _Morpher:
    def area(node: Any, state: Any) -> object:  # noqa: ANN401 - things of DaCHS
        """Return AREA in SQL, square degrees: exact for polygons of milliarcseconds too, which pgSphere's is not."""
        argument = node.args[0]
        if getattr(getattr(argument, "fieldInfo", None), "type", None) != "spoly":
            return original(node, state)
        return f"({_SQUARE_DEGREES}*occ.sky_area({nodes.flatten(argument)}))"

    return _put("area", area)


def _make_function(original: _Morpher) -> _Morpher:
    def function(node: Any, state: Any) -> object:  # noqa: ANN401 - things of DaCHS
        """Return a numeric function in SQL; ROUND and TRUNCATE to tens and hundreds divide first, and stay exact."""
        if node.funName not in ("ROUND", "TRUNCATE") or len(node.args) != 2:
            return original(node, state)
        value, digits = nodes.flatten(node.args[0]), nodes.flatten(node.args[1]).replace(" ", "")
        if not digits.startswith("-"):
            return original(node, state)
        name, unit = {"ROUND": "ROUND", "TRUNCATE": "TRUNC"}[node.funName], f"10::double precision^{digits[1:]}"
        rounded = nodes.Term(children=[f"({name}(({value})/({unit}))", "*", f"({unit}))"])
        rounded.fieldInfo = node.fieldInfo
        return rounded

    return _put("numericValueFunction", function)


def _make_add_info(original: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    def add_info(node: Any, context: Any) -> None:  # noqa: ANN401 - things of DaCHS
        """Note type, unit and UCD of an expression; of an integer with its sign, too."""
        children = node.children
        if len(children) == 2 and children[0] in ("+", "-") and str(children[1]).isdecimal():
            node.fieldInfo = fieldinfo.FieldInfo("integer", "", "")
            node.fieldInfo.properties["src-expression"] = nodes.flatten(node)
            return
        original(node, context)

    return add_info


def _make_version(_: object) -> Callable[..., tuple[int, int]]:
    def find_version(digits: int = 2) -> tuple[int, int]:
        """Return PostgreSQL's version, for queries with WITH; SQL's function version() is closed to queries."""
        with base.getUntrustedConn() as connection:
            number: int = connection.server_version
        return number // 10_000, number % 10_000

    return find_version


def _make_point_function(original: _Morpher) -> _Morpher:
    def point_function(node: Any, state: Any) -> object:  # noqa: ANN401 - things of DaCHS
        """Return COORD1, COORD2 or COORDSYS in SQL; that of a point within the query has no column to look at."""
        argument = node.args[0]
        if node.funName != "COORDSYS" or hasattr(argument, "fieldInfo"):
            return original(node, state)
        frame = str(getattr(argument, "cooSys", None) or "UNKNOWN")
        return f"'{frame if frame.isalnum() else 'UNKNOWN'}'"

    return _put("pointFunction", point_function)


def _make_cast(original: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    def add_info(node: Any, context: Any) -> None:  # noqa: ANN401 - things of DaCHS
        """Note type, unit and UCD of a converted value; texts without a length are texts in VOTables, too."""
        original(node, context)
        if node.fieldInfo.type in ("char", "varchar"):
            node.fieldInfo = node.fieldInfo.change(type="text")

    return add_info


def _make_description(original: Callable[..., object]) -> Callable[..., object]:
    # DaCHS looks for the tables of a query in its first operand, and forgets that this may be INTERSECT or in
    # parentheses.
    nodes.SetTerm.fromClause = nodes.SetExpression.fromClause = property(_find_from)
    nodes.SetTerm.getContributingNames = nodes.SetExpression.getContributingNames
    return original


def _make_run_query(original: Callable[..., Any]) -> Callable[..., Any]:
    def run_query(*arguments: object, **options: object) -> object:
        """Return the table of a query; a percent sign in it reaches the database as one.

        DaCHS writes two for each, as its driver wants them in queries with parameters; these have no parameters.
        """
        table = original(*arguments, **options)
        if hasattr(table, "query"):
            table.query = table.query.replace("%%", "%")
        return table

    return run_query


def _find_from(operation: Any) -> object:  # noqa: ANN401 - a thing of DaCHS
    """Return FROM of the first query of a union, difference or intersection."""
    return next(child.fromClause for child in operation.children if hasattr(child, "fromClause"))


FEATURE = "AREA of small regions, ROUND to tens, WITH, INTERSECT, and CAST"
QUERY_REPLACEMENTS = (
    Replacement(
        module="gavo.adql.morphpg",
        name="_areaToPGSphere",
        feature=FEATURE,
        checksum="f871b315dfe86265",
        make=_make_area,
    ),
    Replacement(
        module="gavo.adql.morphpg",
        name="_adqlFunctionToPG",
        feature=FEATURE,
        checksum="fccbd3ef9d170f24",
        make=_make_function,
    ),
    Replacement(
        module="gavo.adql.nodes",
        name="CombiningFINode.addFieldInfo",
        feature=FEATURE,
        checksum="a051e0278e950bb4",
        make=_make_add_info,
    ),
    Replacement(
        module="gavo.base", name="getPgVersion", feature=FEATURE, checksum="18f80acf1c3122c5", make=_make_version
    ),
    Replacement(
        module="gavo.adql.morphpg",
        name="_computePointFunction",
        feature=FEATURE,
        checksum="98c347b666be3964",
        make=_make_point_function,
    ),
    Replacement(
        module="gavo.adql.nodes",
        name="CastSpecification.addFieldInfo",
        feature=FEATURE,
        checksum="7b2f22cef3770688",
        make=_make_cast,
    ),
    Replacement(
        module="gavo.protocols.adqlglue",
        name="_getTableDescForOutput",
        feature=FEATURE,
        checksum="32320634b1daa8df",
        make=_make_description,
    ),
    Replacement(
        module="gavo.protocols.adqlglue",
        name="runTAPQuery",
        feature="percent signs in texts",
        checksum="4a8777d4fb38a434",
        make=_make_run_query,
    ),
)
