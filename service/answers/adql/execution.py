"""How a query is run and what comes back: DaCHS' own way, with errors that say what to do."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from gavo import base
from gavo.protocols import dali, tap, taprunner, uws

from service.answers.adql.explain import explain
from service.answers.seam import Replacement
from service.answers.tables.truncation import is_marked

FEATURE = "errors that say what to do"
_FAILED = 500


class QueryError(base.Error):  # type: ignore[misc]
    """A query that failed, with what HTTP is to say of it."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem["msg"], hint=problem["hint"])
        self.httpCode = problem.get("httpCode", _FAILED)


def run_job(jobId: str, queryProfile: str = "untrustedquery") -> None:
    """Run a job that is in EXECUTING and take it to COMPLETED or ERROR."""
    system = tap.WORKER_SYSTEM
    with system.changeableJob(jobId) as job:
        job.change(startTime=datetime.datetime.now(datetime.UTC).replace(tzinfo=None))
        timeout, parameters = job.executionDuration, job.parameters
    try:
        taprunner.runTAPJobNoState(parameters, jobId, queryProfile, timeout)
    except Exception as problem:  # noqa: BLE001 - whatever goes wrong is the job's answer
        answer = explain(problem, parameters)
        if answer["httpCode"] >= _FAILED:
            base.ui.notifyError(f"While executing TAP job {jobId}: {problem}")
        system.changeToPhase(jobId, uws.ERROR, answer)
    else:
        system.changeToPhase(jobId, uws.COMPLETED, None)


def run_query(core: object, service: object, inputTable: Any, queryMeta: Any) -> tuple[BinaryIO, str]:  # noqa: ANN401
    """Run a synchronous query and return its open result with the media type.

    Raises
    ------
    QueryError
        The query failed.
    """
    user = queryMeta.getAuthUser() if queryMeta["user_pretend"] else None
    system = tap.WORKER_SYSTEM
    job_id = system.getNewIdFromArgs({}, inputTable.getParamDict(), user=user)
    try:
        taprunner.runSyncTAPJob(job_id, queryMeta)
        job = system.getJob(job_id)
        if job.phase == uws.ERROR:
            raise QueryError(job.error)
        if job.phase != uws.COMPLETED:
            raise QueryError({"msg": f"The query ended in phase {job.phase}", "hint": "send it again"})
        found = job.getResults()[0]
        path = Path(job.getWD(), found["resultName"])
        # The open file keeps its content when the job's directory goes.
        result: Any = path.open("rb")
        result.is_truncated = is_marked(path)
        return result, found["resultType"]
    finally:
        system.destroy(job_id)


def _make_handle_failure(_: object) -> Callable[..., object]:
    def handle_failure(renderer: object, failure: Any, request: Any) -> object:  # noqa: ANN401 - things of Twisted
        """Answer a synchronous query that failed."""
        if not isinstance(failure.value, base.Error):
            base.ui.notifyFailure(failure)
        return dali.serveDALIError(request, explain(failure.value, {}))

    return handle_failure


def _make_run_job(_: object) -> Callable[..., None]:
    return run_job


def _make_run_query(_: object) -> Callable[..., tuple[BinaryIO, str]]:
    return run_query


QUERY_REPLACEMENTS = (
    Replacement(
        module="gavo.protocols.taprunner",
        name="runTAPJob",
        feature=FEATURE,
        checksum="3c389470dedf05fb",
        make=_make_run_job,
    ),
)
SERVER_REPLACEMENTS = (
    Replacement(
        module="gavo.web.syncrender",
        name="SyncRenderer._handleFailure",
        feature=FEATURE,
        checksum="0c95f4ed1cb9929a",
        make=_make_handle_failure,
    ),
    Replacement(
        module="gavo.protocols.tap",
        name="TAPCore.run",
        feature=FEATURE,
        checksum="ddae0a076161d9df",
        make=_make_run_query,
    ),
)
