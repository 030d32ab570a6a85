"""Jobs that belong to those who made them: identifiers that cannot be guessed, no list of others' jobs, limits."""

import os
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from gavo import base, svcs, utils
from gavo.base import cron
from gavo.protocols import dali, uws

from schemas.errors import UmbraError
from service.answers.job_limits import (
    RETRY_AFTER,
    JobCounter,
    find_client,
    read_destruction,
    read_duration,
    remove_orphans,
)
from service.answers.seam import DachsThing, Replacement

#: Results of jobs whose time is over are looked for this often [s].
_CLEANING_INTERVAL = 600
#: How long a statement on the table of jobs may take [s]. DaCHS' own 0.1 s ends queries of a busy site.
_LOCK_TIMEOUT = 30.0
_counter = JobCounter()


def _folder() -> Path:
    return Path(base.getConfig("uwsWD"))


def _make_identifier(_: object) -> DachsThing:
    def get_new_id(cls: object, uws: object, connection: object) -> str:
        """Make the directory of a job and return its name, the job's identifier: 160 random bits."""
        folder = _folder()
        utils.ensureDir(folder, mode=0o770, setGroupTo=base.getGroupId())
        name = secrets.token_hex(20)
        (folder / name).mkdir(mode=0o700)
        return name

    return classmethod(get_new_id)


def _make_list(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    def get_job_list(system: object, forOwner: str | None = None, **options: object) -> DachsThing:
        """Return the jobs of an owner; an anonymous client owns no job."""
        return original(system, forOwner or "", **options)

    return get_job_list


#: What a client may say of a job besides its query, and the property of DaCHS' job that it becomes.
_LIMITS = {"executionduration": "executionDuration", "destruction": "destructionTime"}


def _read_limit(name: str, text: str) -> object:
    """Return how long a job may run or stay, within the limits.

    Raises
    ------
    ValidationError
        The value is no time, or no number of seconds.
    """
    try:
        if name == "executionduration":
            return read_duration(text)
        return read_destruction(text, datetime.now(UTC).replace(tzinfo=None))
    except UmbraError as problem:
        raise base.ValidationError(problem.message, name.upper(), hint=problem.hint) from problem


def _make_setter(_: object) -> Callable[..., DachsThing]:
    def do_post(action: DachsThing, job: DachsThing, request: DachsThing) -> DachsThing:
        """Change what a client may change of a job, within the limits."""
        text = request.uwsArgs[action.name.lower()]
        if text is None:
            return action.doGET(job, request)
        value = _read_limit(action.name.lower(), text)
        with job.getWritable() as writable:
            writable.change(**{action.attName: value})
        raise svcs.SeeOther(job.jobId)

    return do_post


def _make_creator(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    def render_post(resource: DachsThing, request: DachsThing) -> DachsThing:
        """Make a job, unless there are too many, and start it if the client sends PHASE=RUN (UWS 1.1, 2.2.3.1)."""
        phase, properties = request.uwsArgs["phase"], _read_properties(request.uwsArgs)
        if phase not in (None, "", "RUN"):
            raise base.ValidationError(
                f"PHASE is {phase!r}", "PHASE", hint="make a job with PHASE=RUN, or without PHASE"
            )
        client = request.getAuthUser() or find_client(
            request.getClientAddress().host, request.getHeader("x-forwarded-for")
        )
        utils.ensureDir(_folder(), mode=0o770, setGroupTo=base.getGroupId())
        overload = _counter.find_overload(client, resource.workerSystem.getJobIds(), _folder())
        if overload is not None:
            request.setHeader("retry-after", str(RETRY_AFTER))
            hint = "Delete jobs that you need no longer, or come back later."
            return dali.serveDALIError(request, {"msg": overload.reason, "hint": hint, "httpCode": overload.status})
        try:
            return original(resource, request)
        except svcs.SeeOther as made:
            job_id = str(made.rawDest).rpartition("/")[2]
            _counter.remember(job_id, client)
            _set_up(resource.workerSystem, job_id, properties, phase)
            raise

    return render_post


def _read_properties(arguments: DachsThing) -> dict[str, object]:
    """Return what a client says of a job when it makes it."""
    found: dict[str, object] = {
        place: _read_limit(name, arguments[name]) for name, place in _LIMITS.items() if arguments.get(name)
    }
    run_id = arguments.get("runid")
    if run_id:
        found["runId"] = run_id if isinstance(run_id, str) else str(run_id[-1])
    return found


def _set_up(system: DachsThing, job_id: str, properties: dict[str, object], phase: str | None) -> None:
    """Give a new job its limits and name, and put it into the queue if it is to run."""
    if properties:
        with system.changeableJob(job_id) as job:
            job.change(**properties)
    if phase == "RUN":
        system.changeToPhase(job_id, uws.QUEUED)


def _make_id_getter(original: Callable[..., str]) -> Callable[..., str]:
    def get_new_job_id(system: object, timeout: float = _LOCK_TIMEOUT, **properties: object) -> str:
        """Make a job and return its identifier."""
        return original(system, timeout=timeout, **properties)

    return get_new_job_id


def _make_changeable_job(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    def changeable_job(system: object, jobId: str, timeout: float = _LOCK_TIMEOUT) -> DachsThing:
        """Return the context in which a job is locked and can be changed."""
        return original(system, jobId, timeout)

    return changeable_job


def _make_change_to_phase(original: Callable[..., DachsThing]) -> Callable[..., DachsThing]:
    def change_to_phase(
        system: object, jobId: str, newPhase: str, input: object = None, timeout: float = _LOCK_TIMEOUT
    ) -> DachsThing:
        """Take a job to another phase."""
        return original(system, jobId, newPhase, input, timeout)

    return change_to_phase


def keep_clean() -> None:
    """Delete jobs whose time is over some times an hour, and what jobs left that are gone."""
    # gavo.protocols.tap makes the system of jobs when it is imported.
    from gavo.protocols import tap  # noqa: PLC0415

    def clean() -> None:
        tap.WORKER_SYSTEM.cleanupJobsTable()
        if _folder().is_dir():
            remove_orphans(_folder(), set(tap.WORKER_SYSTEM.getJobIds()), time.time())

    os.umask(0o027)
    cron.runEvery(-_CLEANING_INTERVAL, "Jobs whose time is over", clean)


#: In every process that changes jobs.
LOCKS = (
    Replacement(module="gavo.protocols.uws", name="UWS.getNewJobId", checksum="45241bf3cfa21522", make=_make_id_getter),
    Replacement(
        module="gavo.protocols.uws", name="UWS.changeableJob", checksum="48026b48cc761927", make=_make_changeable_job
    ),
    Replacement(
        module="gavo.protocols.uws", name="UWS.changeToPhase", checksum="2e2d1d3142120ebe", make=_make_change_to_phase
    ),
)
JOBS = (
    Replacement(
        module="gavo.protocols.uws", name="UWSJobWithWD.getNewId", checksum="4e6278b1ee381100", make=_make_identifier
    ),
    Replacement(module="gavo.protocols.uwsactions", name="getJobList", checksum="37cb3733fdcff486", make=_make_list),
    Replacement(
        module="gavo.protocols.uwsactions",
        name="_SettableAction.doPOST",
        checksum="fd22c46ec03058a6",
        make=_make_setter,
    ),
    Replacement(
        module="gavo.web.asyncrender",
        name="JoblistResource.render_POST",
        checksum="e05349bccae0e3be",
        make=_make_creator,
    ),
)
