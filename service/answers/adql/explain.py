"""What DaCHS raises for a query, as an answer for the one who asked: words, a hint, and HTTP's status."""

from collections.abc import Iterator, Mapping
from typing import Any

from gavo import adql, base, utils
from gavo.adql import ufunctions
from gavo.protocols import tap

from service.answers.adql.slips import Failure, Slip, find_slip
from service.answers.adql.tokens import split_query

#: Classes of PostgreSQL's errors that the site is to blame for (PostgreSQL manual, appendix A): connection,
#: resources, intervention by an operator, the system, the program itself.
_OURS = ("08", "53", "57P", "58", "XX")
_BAD_REQUEST, _FAILED = 400, 500
TOO_LONG = Slip(
    "The query took longer than the time it was given",
    "ask for less (TOP, a smaller region), or send it as an asynchronous job with a longer EXECUTIONDURATION",
)


def explain(problem: BaseException, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return an error of DaCHS as its jobs keep it.

    Parameters
    ----------
    problem
        What was raised.
    parameters
        Parameters of the job; ``query`` is the query.

    Returns
    -------
    ``msg``, ``hint`` and ``httpCode``: 400 for what the one who asked can mend, 500 for what only the site can.
    """
    raised = list(_chain(problem))
    if any(isinstance(one, base.QueryCanceledError) for one in raised):
        return _answer(TOO_LONG.message, TOO_LONG.hint, _BAD_REQUEST)
    codes = [str(code) for one in raised if (code := getattr(one, "pgcode", None))]
    if any(code.startswith(_OURS) for code in codes):
        return _answer("The database of this site could not do it", "try again later", _FAILED)
    is_known = isinstance(problem, base.Error | utils.Error)
    if not is_known and not codes:
        return _answer(f"This site failed: {type(problem).__name__}", "tell the operator what you asked", _FAILED)
    said = _first_line(problem)
    code = getattr(problem, "httpCode", None) or _BAD_REQUEST
    slip = _find_slip(raised, said, str(parameters.get("query") or ""))
    if slip is None:
        return _answer(said, getattr(problem, "hint", None), code)
    return _answer(slip.message, slip.hint, code)


def _answer(message: str, hint: str | None, code: int) -> dict[str, Any]:
    return {"msg": message, "hint": hint or None, "httpCode": code}


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and all that it came from."""
    while problem is not None:
        yield problem
        problem = problem.__cause__ or problem.__context__


def _first_line(problem: BaseException) -> str:
    """Return what an exception says, without PostgreSQL's excerpt of the translated query."""
    lines = str(problem).strip().splitlines()
    return lines[0].removeprefix("Field query: ") if lines else type(problem).__name__


def _find_slip(raised: list[BaseException], said: str, query: str) -> Slip | None:
    """Return the slip in a query, None if its error is about something else."""
    is_about_query = any(
        isinstance(one, adql.Error | adql.ParseException | base.NotFoundError) or getattr(one, "pgcode", None)
        for one in raised
    )
    if not is_about_query or not query:
        return None
    missing = next((one.lookedFor for one in raised if isinstance(one, utils.NotFoundError)), None)
    is_table = any(isinstance(one, utils.NotFoundError) and one.what == "table" for one in raised)
    failure = Failure(
        query=query,
        said=said,
        missing=None if missing is None else str(getattr(missing, "name", missing)).strip('"'),
        is_quoted=isinstance(missing, utils.QuotedName),
        is_table=is_table,
        tables=_list_tables(),
        columns=_list_columns(query),
        functions=sorted({name.lower() for name in ufunctions.UFUNC_REGISTRY}),
        reserved=adql.ALL_RESERVED_WORDS,
    )
    return find_slip(failure)


def _list_tables() -> list[str]:
    return [str(name).lower() for name in tap.getAccessibleTables()]


def _list_columns(query: str) -> list[str]:
    """List the columns of the tables that a query names."""
    tokens = split_query(query.lower())
    holder = base.caches.getMTH(None)
    names: dict[str, None] = {}
    for schema, dot, table in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if dot.text != ".":
            continue
        try:
            found = holder.getTableDefForTable(f"{schema.text}.{table.text}")
        except base.NotFoundError:
            continue
        names |= dict.fromkeys(str(column.name) for column in found.columns)
    return list(names)
