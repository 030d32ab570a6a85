"""Synchronous queries that are answered straight from the database; DaCHS gets all other requests.

A query goes back to DaCHS whenever something is not as expected before the first byte is sent: what cannot be
translated, columns of unknown kinds, errors of the database. So DaCHS' words for errors stay the only ones.
"""

import logging
from collections.abc import Callable
from contextlib import closing
from threading import Lock
from typing import Any

from gavo import base
from gavo.protocols import dali
from twisted.internet import reactor as _reactor

from service.answers.adql.explain import TOO_LONG
from service.answers.job_limits import LONGEST_RESULT
from service.answers.rows.encoding import TooLongError, UnfitValueError
from service.answers.rows.kinds import UnknownKindError
from service.answers.rows.wire import ConnectionLostError, QueryError
from service.answers.streams.answers import Answer
from service.answers.streams.cones import Cone, read_cone
from service.answers.streams.deliveries import Delivery, GoneError
from service.answers.streams.engine import Engine
from service.answers.streams.envelopes import describe_failure
from service.answers.streams.outlets import Outlet, accepts_gzip
from service.answers.streams.plans import Plan, UnknownWayError
from service.answers.streams.pools import BusyError
from service.answers.streams.questions import Question, read_question
from service.answers.streams.stops import Stop, StoppedError
from service.answers.streams.validators import NotModified, Validator, read_condition

_clock: Any = _reactor
_log = logging.getLogger(__name__)
_PATHS = (b"/tap/sync", b"/__system__/tap/run/sync")
#: The last part of the addresses of cone searches.
_CONE = b"/scs.xml"
_METHODS = (b"GET", b"POST")
#: Headers of requests that DaCHS answers in a way of its own.
_SPECIAL = ("authorization", "upgrade-insecure-requests", "range", "content-encoding")
#: How long the database may work on a query whose rows are being sent [s]: a client may be slow.
_LONGEST = 3600.0
_BAD_REQUEST = 400


class Front:
    """Answers queries.

    Parameters
    ----------
    engine
        Plans, connections and threads.
    is_closed
        Tells whether the site is closed for maintenance.
    """

    def __init__(self, engine: Engine, is_closed: Callable[[], bool]) -> None:
        self._engine = engine
        self._is_closed = is_closed
        self._limit = float(base.getConfig("async", "defaultExecTimeSync"))

    def take(self, request: Any, fall_back: Callable[[], None]) -> bool:  # noqa: ANN401 - a request of DaCHS
        """Take a request if it is one of those answered here; tell whether it was taken.

        Parameters
        ----------
        request
            The request, complete.
        fall_back
            Lets DaCHS answer it; called in the reactor's thread.
        """
        is_query = request.path in _PATHS
        if request.method not in _METHODS or request.files or not (is_query or request.path.endswith(_CONE)):
            return False
        if any(request.requestHeaders.hasHeader(name) for name in _SPECIAL) or self._is_closed():
            return False
        question = read_question(request.args) if is_query else read_cone(request.path, request.uri, request.args)
        if question is None or not self._engine.has_room():
            return False
        answering = Answering(request, question, fall_back, self._limit)
        self._engine.in_thread(answering.run, self._engine)
        return True


class Answering:
    """One query on its way. Made in the reactor's thread, run in another."""

    def __init__(
        self,
        request: Any,  # noqa: ANN401 - a request of DaCHS
        question: Question | Cone,
        fall_back: Callable[[], None],
        limit: float,
    ) -> None:
        self._question = question
        self._fall_back = fall_back
        self._request = request
        self._is_packed = accepts_gzip(request.getHeader("accept-encoding"))
        self._condition = read_condition(request)
        self._delivery = Delivery(request, self._cancel)
        self._stop = Stop()
        self._lock = Lock()
        self._has_begun = self._is_late = False
        self._deadline = _clock.callLater(limit, self._be_late)

    def run(self, engine: Engine) -> None:
        """Answer the query, or let DaCHS do it."""
        with self._lock:
            if self._is_late:
                return  # DaCHS has it
            self._has_begun = True
        try:
            plan = engine.find_plan(self._question)
        except UnknownWayError as reason:
            _log.info("DaCHS answers a query: %s", reason)
            self._leave()
            return
        except Exception:  # noqa: BLE001 - DaCHS has the words for what is wrong with a query
            self._leave()
            return
        try:
            self._ask(plan, engine)
        except (GoneError, StoppedError):
            _log.info("A client went away before its answer was complete.")
        except UnknownKindError as reason:
            _log.info("DaCHS answers a query: %s", reason)
            self._leave()
        except TooLongError:
            self._say(f"The answer is longer than {LONGEST_RESULT} bytes", "ask for less, or for a VOTable")
        except (QueryError, ConnectionLostError, UnfitValueError, BusyError, OSError) as problem:
            engine.forget(self._question)
            self._fail(problem)
        except Exception:  # noqa: BLE001 - a fault of ours, and the client must not wait for ever
            _log.exception("A query could not be answered.")
            self._delivery.abort() if self._delivery.has_begun else self._leave()
        finally:
            self._stop_clock()

    def _ask(self, plan: Plan, engine: Engine) -> None:
        with engine.connection() as wire, self._stop.watch(wire):
            # The versions of the tables are read before their rows.
            condition, validator = self._condition, None
            if condition is not None:
                validator = engine.validators.find(plan, wire, timeout_s=_LONGEST)
                if validator is not None and condition.is_met(validator):
                    self._delivery.send_head(NotModified(validator))
                    return
            self._send(plan, Answer(plan, wire, engine.shapes(wire), timeout_s=_LONGEST), validator)

    def _send(self, plan: Plan, answer: Answer, validator: Validator | None) -> None:
        # Where the text cannot say that it was cut, the header must, so that all rows are waited for.
        waits = plan.may_be_cut() and not plan.envelope.says_overflow
        folder = str(base.getConfig("tempDir")) if waits else None
        outlet = Outlet(
            self._delivery,
            plan.media_type,
            (*plan.headers, *(() if validator is None else validator.headers())),
            is_packed=self._is_packed,
            folder=folder,
            is_truncated=lambda: answer.is_truncated,
        )
        try:
            with closing(answer.pieces()) as pieces:
                for piece in pieces:
                    outlet.write(piece)
                    if self._delivery.has_begun:
                        self._stop_clock()
            outlet.end()
        except (QueryError, ConnectionLostError, UnfitValueError) as problem:
            if not self._delivery.has_begun:
                raise
            _log.warning("An answer ended before its last row: %s", problem)
            if validator is not None:
                validator.spoil()
            outlet.fail(plan.envelope.tail_of_failure(describe_failure(problem)))
        finally:
            outlet.close()

    def _fail(self, problem: Exception) -> None:
        if self._is_late and isinstance(self._question, Question):
            self._say(TOO_LONG.message, TOO_LONG.hint)
        else:
            _log.info("DaCHS answers a query: %s", problem)
            self._leave()

    def _leave(self) -> None:
        self._stop_clock()
        _clock.callFromThread(self._let_dachs)

    def _say(self, message: str, hint: str) -> None:
        """Answer that the query cannot be answered as it is."""
        answer = {"msg": message, "hint": hint, "httpCode": _BAD_REQUEST}
        _clock.callFromThread(dali.serveDALIError, self._request, answer)

    def _stop_clock(self) -> None:
        _clock.callFromThread(self._cancel_deadline)

    # What follows runs in the reactor's thread.

    def _cancel_deadline(self) -> None:
        if self._deadline.active():
            self._deadline.cancel()

    def _let_dachs(self) -> None:
        if not self._delivery.is_gone:
            self._fall_back()

    def _be_late(self) -> None:
        with self._lock:
            self._is_late = True
            has_begun = self._has_begun
        if has_begun:
            self._stop.ask()
        else:
            self._let_dachs()

    def _cancel(self) -> None:
        self._cancel_deadline()
        self._stop.ask()
