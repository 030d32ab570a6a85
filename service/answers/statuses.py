"""HTTP's status of wrong requests to jobs and queries: 4xx for what the one who asked can mend."""

import re
from collections.abc import Callable
from typing import Any

from gavo import adql, base, svcs
from gavo.protocols import dali, uws

from service.answers.seam import Replacement

FEATURE = "statuses of wrong requests"
_WAIT = re.compile(r"[+-]?[0-9]{1,9}")
_BAD_REQUEST, _NOT_FOUND, _FAILED = 400, 404, 500
#: What DaCHS raises for faults of the one who asked, where it says nothing of HTTP's status.
_FAULTS = (base.ValidationError, base.NotFoundError, uws.UWSError, adql.Error, adql.ParseException)


def find_status(problem: BaseException) -> int:
    """Return HTTP's status for what DaCHS raises."""
    if isinstance(problem, uws.JobNotFound):
        return _NOT_FOUND
    stated = getattr(problem, "httpCode", None)
    if isinstance(stated, int):
        return stated
    return _BAD_REQUEST if isinstance(problem, _FAULTS) else _FAILED


def _make_error(original: Callable[..., tuple[Any, int]]) -> Callable[..., tuple[Any, int]]:
    def get_error(errInfo: Any, **options: Any) -> tuple[Any, int]:  # noqa: ANN401 - things of DaCHS
        """Return the document of an error and its status."""
        document, status = original(errInfo, **options)
        return document, find_status(errInfo) if isinstance(errInfo, BaseException) else status

    return get_error


def _make_deliver_error(original: Callable[..., object]) -> Callable[..., object]:
    def deliver_error(resource: object, failure: Any, request: Any, httpStatus: int = 200) -> object:  # noqa: ANN401
        """Answer a request to a job that failed."""
        problem = failure.value
        if isinstance(problem, svcs.Authenticate | svcs.SeeOther):
            return original(resource, failure, request, httpStatus)
        wait = str((getattr(request, "uwsArgs", None) or {}).get("wait") or "0")
        if isinstance(problem, ValueError) and not _WAIT.fullmatch(wait):
            problem = base.ValidationError(
                f"WAIT is {wait!r}, which is no number of seconds",
                "WAIT",
                hint="give seconds, or -1 for the longest time",
            )
        if find_status(problem) >= _FAILED:
            base.ui.notifyFailure(failure)
        return dali.serveDALIError(request, problem, httpStatus=find_status(problem))

    return deliver_error


def _make_change_phase(original: Callable[..., object]) -> Callable[..., object]:
    def change_phase(action: object, job: Any, request: Any) -> object:  # noqa: ANN401 - things of DaCHS
        """Start or abort a job; what has been started is not started again."""
        if request.uwsArgs["phase"] == "RUN" and job.phase != uws.PENDING:
            raise base.ValidationError(
                f"The job is {job.phase}, and only a PENDING one can be started", "PHASE", hint="make a new job"
            )
        return original(action, job, request)

    return change_phase


SERVER_REPLACEMENTS = (
    Replacement(
        module="gavo.protocols.uwsactions",
        name="PhaseAction.doPOST",
        feature=FEATURE,
        checksum="2085cac2aec02944",
        make=_make_change_phase,
    ),
    Replacement(
        module="gavo.protocols.dali",
        name="getDALIError",
        feature=FEATURE,
        checksum="50b456671a95464b",
        make=_make_error,
    ),
    Replacement(
        module="gavo.web.asyncrender",
        name="UWSResource._deliverError",
        feature=FEATURE,
        checksum="4fbf70cb41ff52bc",
        make=_make_deliver_error,
    ),
)
