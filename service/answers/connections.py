"""Connections to the database are closed as soon as a query fails, and kept where there is no reason to close them."""

from collections.abc import Callable, Iterator

from gavo import base
from gavo.protocols import adqlglue, taprunner

from service.answers.seam import DachsThing, Replacement

FEATURE = "connections that are closed when queries fail"


def open_query(parameters: DachsThing, job: DachsThing, queryProfile: str, timeout: float) -> DachsThing:
    """Return the table that a job's query gives; its connection is closed once it is read, or if anything fails."""
    query, maxrec = taprunner._parseTAPParameters(job.jobId, parameters)
    connection = base.getDBConnection(queryProfile)
    try:
        taprunner._noteWorkerPID(connection)
        uploads = taprunner._ingestUploads(job, parameters["upload"], connection)
        return adqlglue.runTAPQuery(query, timeout, connection, uploads, maxrec, forUser=job.owner or "anonymous")
    except BaseException:
        connection.close()
        raise


def _make_open_query(_: object) -> Callable[..., DachsThing]:
    return open_query


def _make_rows(original: Callable[[DachsThing], Iterator[DachsThing]]) -> Callable[[DachsThing], Iterator[DachsThing]]:
    def iterate(table: DachsThing) -> Iterator[DachsThing]:
        """Yield the rows of a query; its connection is closed at the end, and where the query fails at the start."""
        try:
            yield from original(table)
        finally:
            table.cleanup()

    return iterate


def _make_plan(original: Callable[[DachsThing], DachsThing]) -> Callable[[DachsThing], DachsThing]:
    def get_plan(table: DachsThing) -> DachsThing:
        """Return how the database would run a query."""
        try:
            return original(table)
        finally:
            table.cleanup()

    return get_plan


def _make_find_table(_: object) -> Callable[[object, str], DachsThing]:
    def find_table(holder: object, name: str) -> DachsThing:
        """Return the definition of a table.

        DaCHS asks for aliases, too, and closes a connection where nothing is found; to open another takes longer
        than most queries.
        """
        with base.getTableConn() as connection:
            try:
                return base.getTableDefForTable(connection, name)
            except base.NotFoundError as problem:
                missing = problem
        raise missing

    return find_table


QUERY_REPLACEMENTS = (
    Replacement(
        module="gavo.protocols.taprunner",
        name="getQTableFromJob",
        feature=FEATURE,
        checksum="65edcb21e20b3629",
        make=_make_open_query,
    ),
    Replacement(
        module="gavo.rsc.qtable",
        name="QueryTable.__iter__",
        feature=FEATURE,
        checksum="06772e80ea52efd8",
        make=_make_rows,
    ),
    Replacement(
        module="gavo.rsc.qtable",
        name="QueryTable.getPlan",
        feature=FEATURE,
        checksum="50d8fea84470c2d6",
        make=_make_plan,
    ),
    Replacement(
        module="gavo.rsc.metatable",
        name="MetaTableHandler.getTableDefForTable",
        feature=FEATURE,
        checksum="2b4d1b154617922a",
        make=_make_find_table,
    ),
)
