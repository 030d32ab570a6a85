"""What can be done with a job, beyond what DaCHS takes: HEAD, single parameters, waiting within limits (UWS 1.1)."""

from collections.abc import Callable, Sequence

from gavo import base, svcs
from gavo.protocols import dali, uws

from service.answers.seam import DachsThing, Replacement

FEATURE = "all requests of UWS to jobs"
_BAD_REQUEST, _FAILED = 400, 500


def _make_resource_getter(_: object) -> Callable[..., DachsThing]:
    def get_resource(action: DachsThing, job: DachsThing, request: DachsThing, segments: Sequence[str]) -> DachsThing:
        """Answer a request to a part of a job; HEAD is GET without the body, which HTTP's layer leaves out."""
        if segments:
            raise svcs.UnknownURI("Too many segments")
        method = request.method.decode("ascii")
        handler = getattr(action, f"do{'GET' if method == 'HEAD' else method}", None)
        if handler is None:
            raise svcs.BadMethod(method)
        return handler(job, request)

    return get_resource


def _make_parameter_getter(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    def get_resource(action: DachsThing, job: DachsThing, request: DachsThing, segments: Sequence[str]) -> DachsThing:
        """Answer a request to the parameters of a job, or to one of them (UWS 1.1, 2.2.2.2)."""
        if len(segments) != 1:
            return original(action, job, request, segments)
        name = segments[0].lower()
        values = {str(key).lower(): value for key, value in job.iterSerializedPars()}
        if name not in values:
            raise svcs.UnknownURI(f"Jobs have no parameter {segments[0]}")
        if request.method == b"PUT":
            _put_parameter(job, request, name)
        if request.method not in (b"GET", b"HEAD"):
            raise svcs.BadMethod(request.method.decode("ascii"))
        request.setHeader("content-type", "text/plain;charset=utf-8")
        value = values[name]
        return "" if value is None else str(getattr(value, "url", value))

    return get_resource


def _put_parameter(job: DachsThing, request: DachsThing, name: str) -> None:
    """Set one parameter of a job that waits for its start to the body of a request.

    Raises
    ------
    ValidationError
        The job has been started, or the value is not one of that parameter.
    SeeOther
        It is done.
    """
    if job.phase != uws.PENDING:
        raise base.ValidationError(
            f"The job is {job.phase}, and only those of a PENDING one can be changed",
            "PARAMETERS",
            hint="make a new job",
        )
    request.content.seek(0)
    text = request.content.read().decode("utf-8", "replace")
    with job.getWritable() as writable:
        writable.setParamsFromRawDict({name: [text]})
    raise svcs.SeeOther(f"{job.jobId}/parameters")


def _make_owner(_: object) -> Callable[..., bytes]:
    def get_owner(action: object, job: DachsThing, request: DachsThing) -> bytes:
        """Return the owner of a job; one of an anonymous client has none."""
        request.setHeader("content-type", "text/plain;charset=utf-8")
        return (job.owner or "").encode()

    return get_owner


def _make_root_post(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    def post(action: DachsThing, job: DachsThing, request: DachsThing) -> DachsThing:
        """Delete a job by POST; nothing else is posted to a job itself."""
        asked = request.uwsArgs.get("action")
        if asked != "DELETE":
            raise base.ValidationError(
                f"ACTION is {asked!r}" if asked else "The request has no ACTION",
                "ACTION",
                hint="post ACTION=DELETE here, PHASE=RUN and PHASE=ABORT to the job's phase",
            )
        return original(action, job, request)

    return post


def _make_delay(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    def delay(action: DachsThing, job: DachsThing, request: DachsThing) -> DachsThing:
        """Wait for a job's next phase as long as a client asks, within the site's limit."""
        asked = request.uwsArgs.get("wait")
        if asked is not None:
            longest = base.getConfig("async", "maxslowpollwait")
            seconds = int(asked)
            request.uwsArgs["wait"] = str(longest if seconds < 0 else min(seconds, longest))
        if request.uwsArgs.get("wait") == "0":
            return None
        return original(action, job, request)

    return delay


def _make_result_getter(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    def get_resource(action: DachsThing, job: DachsThing, request: DachsThing, segments: Sequence[str]) -> DachsThing:
        """Return the result of a job, and of one that failed its error: clients ask here first."""
        if list(segments) == ["result"] and job.phase == uws.ERROR and job.error:
            # A job that fails before its query is run keeps no status of HTTP; DaCHS' errors of parameters begin so.
            status = _BAD_REQUEST if job.error["msg"].startswith("Field ") else _FAILED
            return dali.serveDALIError(request, {"httpCode": status, **job.error})
        return original(action, job, request, segments)

    return get_resource


SERVER_REPLACEMENTS = tuple(
    Replacement(module="gavo.protocols.uwsactions", name=name, feature=FEATURE, checksum=checksum, make=make)
    for name, checksum, make in (
        ("JobAction.getResource", "df62763c57051676", _make_resource_getter),
        ("ParameterAction.getResource", "df62763c57051676", _make_parameter_getter),
        ("ResultsAction.getResource", "dcf301744083b427", _make_result_getter),
        ("OwnerAction.doGET", "0adcc38d24d0e46a", _make_owner),
        ("RootAction.doPOST", "853554ec19718ca9", _make_root_post),
        ("RootAction._delayIfWAIT", "f424c00e69669c93", _make_delay),
    )
)
