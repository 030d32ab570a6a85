"""Asynchronous queries that the server runs itself, where no process of their own is needed for them.

Which these are is known before one starts: its query is translated, its columns are of known kinds, it brings no table
along. DaCHS' table of jobs stays the only place that says how far a job is.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from gavo.protocols import tap, uws

from service.answers.adql.execution import run_job
from service.answers.adql.explain import TOO_LONG
from service.answers.job_limits import LONGEST_RESULT
from service.answers.rows.encoding import TooLongError, UnfitValueError
from service.answers.rows.kinds import UnknownKindError
from service.answers.rows.wire import ConnectionLostError, QueryError
from service.answers.seam import Replacement
from service.answers.streams.answers import Answer
from service.answers.streams.engine import Engine
from service.answers.streams.plans import Plan
from service.answers.streams.pools import BusyError
from service.answers.streams.questions import Question, read_question
from service.answers.streams.stops import Stop, StoppedError
from service.answers.tables.truncation import mark

FEATURE = "jobs without a process of their own"
_log = logging.getLogger(__name__)
#: In DaCHS' table of jobs: less than 2 are jobs of the server itself, which it does not look for among the processes.
_OWN_PROCESS = 1
_CANCELED = "57014"
_BAD_REQUEST = 400


class JobRunner:
    """Runs jobs in threads of the server."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._stops: dict[str, Stop] = {}
        self._lock = Lock()

    def start(self, engine: Engine) -> None:
        """Begin to take jobs; those that an earlier server ran have ended with it."""
        system = tap.WORKER_SYSTEM
        for job_id, phase in system.getIdsAndPhases(phase=uws.EXECUTING):
            if phase == uws.EXECUTING and system.getJob(job_id).pid == _OWN_PROCESS:
                problem = {"msg": "The server was stopped while the job ran", "hint": "send it again", "httpCode": 500}
                system.changeToPhase(job_id, uws.ERROR, problem)
        self._engine = engine

    def take(self, job: Any) -> bool:  # noqa: ANN401 - a job of DaCHS
        """Run a job if it is one of those run here; tell whether it is.

        Parameters
        ----------
        job
            DaCHS' job, which may be changed now; it is run as soon as this change is done.
        """
        question = question_of(job.parameters)
        if self._engine is None or question is None or not self._engine.has_room():
            return False
        try:
            plan = self._engine.plan_known(question)
        except Exception:  # noqa: BLE001 - the job's own process has the words for what is wrong
            return False
        stop = Stop()
        with self._lock:
            self._stops[str(job.jobId)] = stop
        job.change(pid=_OWN_PROCESS, phase=uws.EXECUTING)
        self._engine.in_thread(self._run, self._engine, str(job.jobId), stop, plan)
        return True

    def cancel(self, job_id: str) -> bool:
        """Stop a job if it runs here; tell whether it does."""
        with self._lock:
            stop = self._stops.get(job_id)
        if stop is None:
            return False
        stop.ask()
        return True

    def _run(self, engine: Engine, job_id: str, stop: Stop, plan: Plan) -> None:
        try:
            self._answer(engine, job_id, stop, plan)
        except uws.JobNotFound:
            _log.info("A job was deleted while it ran.")
        except Exception:  # noqa: BLE001 - a fault of ours, and the job must not run for ever
            _log.exception("A job could not be run.")
            self._end(job_id, stop, {"msg": "This site failed", "hint": "tell the operator", "httpCode": 500})
        finally:
            with self._lock:
                self._stops.pop(job_id, None)

    def _answer(self, engine: Engine, job_id: str, stop: Stop, plan: Plan) -> None:
        system = tap.WORKER_SYSTEM
        # This waits for the change in which the job was taken.
        with system.changeableJob(job_id) as job:
            if job.phase != uws.EXECUTING:
                return
            job.change(startTime=datetime.now(UTC).replace(tzinfo=None))
            duration = float(job.executionDuration)
        begun = time.monotonic()
        try:
            with engine.connection() as wire, stop.watch(wire):
                self._write(system.getJob(job_id), plan, Answer(plan, wire, engine.shapes(wire), timeout_s=duration))
        except StoppedError:
            return
        except (QueryError, ConnectionLostError, UnknownKindError, UnfitValueError, BusyError) as problem:
            if stop.was_asked():
                return
            # A request to stop the query before this one on the connection may come late, and is no end of its time.
            if getattr(problem, "code", "") == _CANCELED and time.monotonic() - begun >= duration:
                self._end(job_id, stop, {"msg": TOO_LONG.message, "hint": TOO_LONG.hint, "httpCode": _BAD_REQUEST})
                return
            # DaCHS has the words for it, or can do it.
            run_job(job_id)
            _forget_result(job_id)
            return
        except TooLongError:
            words = f"The result is longer than {LONGEST_RESULT} bytes"
            self._end(job_id, stop, {"msg": words, "hint": "ask for less", "httpCode": _BAD_REQUEST})
            return
        self._end(job_id, stop, None)

    def _write(self, job: Any, plan: Plan, answer: Answer) -> None:  # noqa: ANN401 - a job of DaCHS
        """Write the result; it belongs to the job once it is whole."""
        path = Path(job.getWD(), "result")
        try:
            with path.open("wb") as file, closing(answer.pieces()) as pieces:
                for piece in pieces:
                    file.write(piece)
                    if file.tell() > LONGEST_RESULT:
                        raise TooLongError(f"The result is longer than {LONGEST_RESULT} bytes.")
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        if answer.is_truncated:
            mark(str(path))
        job._addResultInJobDir(plan.media_type, path.name)

    def _end(self, job_id: str, stop: Stop, problem: Mapping[str, Any] | None) -> None:
        if not stop.was_asked():
            phase = uws.COMPLETED if problem is None else uws.ERROR
            tap.WORKER_SYSTEM.changeToPhase(job_id, phase, problem)


def _forget_result(job_id: str) -> None:
    """Remove what a job has as its result that failed before it was whole."""
    job = tap.WORKER_SYSTEM.getJob(job_id)
    if job.phase == uws.ERROR:
        for name in ("__RESULTS__", "result"):
            Path(job.getWD(), name).unlink(missing_ok=True)


def question_of(parameters: Mapping[str, Any]) -> Question | None:
    """Return the question of a job's parameters, None where it is one for a process of its own."""
    arguments: dict[bytes, list[bytes]] = {}
    for name, value in parameters.items():
        if value in (None, [], "") or name.lower() in ("version", "phase"):
            continue
        if not isinstance(value, str | int):
            return None
        arguments[name.upper().encode()] = [str(value).encode()]
    return read_question(arguments)


RUNNER = JobRunner()


def _make_start(original: Callable[..., None]) -> Callable[..., None]:
    def start_job(transitions: object, newState: str, wjob: Any, ignored: object) -> None:  # noqa: ANN401
        """Run a job in the server, or start a process that does."""
        if not RUNNER.take(wjob):
            original(transitions, newState, wjob, ignored)

    return start_job


def _make_kill(original: Callable[..., None]) -> Callable[..., None]:
    def kill_job(transitions: Any, newState: str, wjob: Any, ignored: object) -> None:  # noqa: ANN401
        """Abort a job that runs."""
        if RUNNER.cancel(str(wjob.jobId)):
            transitions.markAborted(newState, wjob, ignored)
            wjob.uws.scheduleProcessQueueCheck()
        else:
            original(transitions, newState, wjob, ignored)

    return kill_job


def _make_prepare(original: Callable[[Any], None]) -> Callable[[Any], None]:
    def prepare_for_destruction(job: Any) -> None:  # noqa: ANN401 - a job of DaCHS
        """Stop a job that is deleted, and remove its files."""
        if RUNNER.cancel(str(job.jobId)) or (job.phase == uws.EXECUTING and job.pid == _OWN_PROCESS):
            uws.UWSJobWithWD.prepareForDestruction(job)
        else:
            original(job)

    return prepare_for_destruction


SERVER_REPLACEMENTS = (
    Replacement(
        module="gavo.protocols.tap",
        name="TAPTransitions.startJob",
        feature=FEATURE,
        checksum="8b0d08cb7ad4e1b9",
        make=_make_start,
    ),
    Replacement(
        module="gavo.protocols.tap",
        name="TAPTransitions.killJob",
        feature=FEATURE,
        checksum="abbef0385ee78796",
        make=_make_kill,
    ),
    Replacement(
        module="gavo.protocols.tap",
        name="TAPJob.prepareForDestruction",
        feature=FEATURE,
        checksum="7150acd2030fa6cd",
        make=_make_prepare,
    ),
)
