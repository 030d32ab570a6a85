"""Answers cut at MAXREC: exactly that many rows, marked in every format.

DaCHS asks for as many rows as are allowed and takes a full answer for a cut one. Here one row more is asked for: an
answer is cut if that row comes. The row is thrown away.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from gavo import base, formats, votable
from gavo.formats import votablewrite

from service.answers.overflow import OVERFLOW, tell
from service.answers.seam import Replacement

FEATURE = "truncation"
#: Empty file beside the result of a job that was cut.
_MARK = "__OVERFLOW__"


def is_truncated(table: Any) -> bool:  # noqa: ANN401 - a table or data of DaCHS
    """Tell whether an answer was cut; known when all its rows have been read."""
    primary = table.getPrimaryTable() if hasattr(table, "getPrimaryTable") else table
    return str(base.getMetaText(primary, "_queryStatus") or "") == OVERFLOW


def truncation_note(table: Any) -> str:  # noqa: ANN401 - a table or data of DaCHS
    """Return a sentence on an answer that was cut."""
    primary = table.getPrimaryTable() if hasattr(table, "getPrimaryTable") else table
    limit = getattr(primary.tableDef, "overflowLimit", None)
    return f"OVERFLOW: the answer was cut at MAXREC={limit} rows; there are more"


def is_marked(result: Path) -> bool:
    """Tell whether the file of a result holds an answer that was cut."""
    return (result.parent / _MARK).exists()


def mark(result: str) -> None:
    """Leave word beside the file of a result that it holds an answer that was cut."""
    (Path(result).parent / _MARK).touch()


def set_limits(tree: Any, maxrec: int | None, hard_limit: int | None) -> int:  # noqa: ANN401 - a tree of ADQL
    """Write the limit of rows into a query and return how many may be handed out.

    Parameters
    ----------
    tree
        DaCHS' tree of the query; its limit is replaced.
    maxrec
        MAXREC, or None for the default of the site.
    hard_limit
        What no query may exceed, or None for that of the site.

    Raises
    ------
    gavo.base.ValidationError
        MAXREC is negative.
    """
    if maxrec is not None and maxrec < 0:
        raise base.ValidationError(
            f"MAXREC={maxrec} is less than zero",
            "MAXREC",
            hint="give the number of rows that you want at most, or leave it out",
        )
    tree.overflowLimit = None
    hardest = base.getConfig("async", "hardMAXREC") if hard_limit is None else hard_limit
    limit = int(min(base.getConfig("async", "defaultMAXREC") if maxrec is None else maxrec, hardest))
    top = tree.query.setLimit
    if limit == 0:
        tree.query.setLimit = 0
    elif top is None or int(top) > limit:
        tree.query.setLimit = limit + 1
    return limit


def _make_set_limits(_: object) -> Callable[..., int]:
    return set_limits


def _make_rows(original: Callable[[Any], Iterator[Any]]) -> Callable[[Any], Iterator[Any]]:
    def rows(table: Any) -> Iterator[Any]:  # noqa: ANN401 - a table of DaCHS
        """Run a query and return its rows, as many as may be handed out."""
        limit = getattr(table.tableDef, "overflowLimit", None)
        if limit is None:
            yield from original(table)
            return
        is_cut = limit == 0
        for count, row in enumerate(original(table)):
            if count == limit:
                is_cut = True
                break
            yield row
        # The original calls every full answer a cut one.
        table.setMeta("_queryStatus", OVERFLOW if is_cut else "OK")

    return rows


class _Overflow(votable.OverflowElement):  # type: ignore[misc]
    """The element behind a table that was cut."""

    def __init__(self, table: Any) -> None:  # noqa: ANN401 - a table of DaCHS
        super().__init__(0, votable.V.INFO(name="QUERY_STATUS", value=OVERFLOW))
        self._table = table

    def write(self, outputFile: BinaryIO) -> None:
        if is_truncated(self._table):
            votable.write(self.overflowStan, outputFile, xmlDecl=False)


def write_result(name: str, data: Any, file: BinaryIO) -> None:  # noqa: ANN401 - data of DaCHS
    """Write an answer of TAP.

    Parameters
    ----------
    name
        Key of the format.
    data
        DaCHS' data with the answer.
    file
        Where to; if it is a file on disk and the answer was cut, a mark is left beside it.
    """
    writer = formats.getWriterFor(name)
    # VOTables are registered as one function with the arguments of their kind.
    if getattr(writer, "func", writer) is votablewrite.format:
        kind = getattr(writer, "keywords", {})
        context = votablewrite.VOTableContext(
            acquireSamples=False, overflowElement=_Overflow(data.getPrimaryTable()), **kind
        )
        votablewrite.writeAsVOTable(data, file, context)
    else:
        writer(data, file, acquireSamples=False)
    if is_truncated(data) and isinstance(path := getattr(file, "name", None), str):
        mark(path)


def _make_write_result(_: object) -> Callable[[str, Any, BinaryIO], None]:
    return write_result


def _make_format_output(original: Callable[..., object]) -> Callable[..., object]:
    def format_output(renderer: object, result: tuple[Any, str], request: Any) -> object:  # noqa: ANN401
        """Send what a synchronous query found."""
        if getattr(result[0], "is_truncated", False):
            tell(request)
        return original(renderer, result, request)

    return format_output


def _make_get_resource(original: Callable[..., object]) -> Callable[..., object]:
    def get_resource(action: object, job: Any, request: Any, segments: Any) -> object:  # noqa: ANN401
        """Send a result of an asynchronous query."""
        if segments and is_marked(Path(job.getWD(), segments[0])):
            tell(request)
        return original(action, job, request, segments)

    return get_resource


#: In every process that runs queries.
QUERY_REPLACEMENTS = (
    Replacement(
        module="gavo.protocols.adqlglue",
        name="_updateMatchLimits",
        feature=FEATURE,
        checksum="4f0cb31b035783ce",
        make=_make_set_limits,
    ),
    Replacement(
        module="gavo.rsc.qtable",
        name="QueryTable.__iter__",
        feature=FEATURE,
        checksum="06772e80ea52efd8",
        make=_make_rows,
    ),
    Replacement(
        module="gavo.protocols.taprunner",
        name="writeResultTo",
        feature=FEATURE,
        checksum="5e76ad0cb590ba20",
        make=_make_write_result,
    ),
)
#: In the server alone.
SERVER_REPLACEMENTS = (
    Replacement(
        module="gavo.web.syncrender",
        name="SyncRenderer._formatOutput",
        feature=FEATURE,
        checksum="02fa2d13cdf66f09",
        make=_make_format_output,
    ),
    Replacement(
        module="gavo.protocols.uwsactions",
        name="ResultsAction.getResource",
        feature=FEATURE,
        checksum="dcf301744083b427",
        make=_make_get_resource,
    ),
)
