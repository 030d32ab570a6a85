"""What queries share that are answered straight from the database: plans, connections, threads."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

from twisted.internet import reactor as _reactor
from twisted.python.threadpool import ThreadPool

from service.answers.rows.kinds import read_shapes
from service.answers.rows.wire import Wire
from service.answers.streams.answers import check_kinds
from service.answers.streams.cones import Cone, make_cone_plan
from service.answers.streams.plans import Plan, PlanCache, make_plan
from service.answers.streams.pools import Pool
from service.answers.streams.questions import Question
from service.answers.streams.templates import Translations
from service.answers.streams.validators import Validators

_clock: Any = _reactor
_make_threads: Any = ThreadPool
#: Queries that run at a time, each with a connection and a thread of its own.
MOST_QUERIES = 12
#: Queries that may wait for each thread that is not taken by a long one.
_MOST_WAITING = 4
#: A query that takes longer counts as long [s]: it may be one whose client reads slowly.
_LONG = 2.0
#: How long a query waits for a connection [s].
_PATIENCE = 30.0


class Engine:
    """Plans, connections and threads.

    Parameters
    ----------
    open_connection
        Makes a connection to the database, with the rights of those who ask.
    """

    def __init__(self, open_connection: Callable[[], Wire]) -> None:
        self._pool = Pool(open_connection, MOST_QUERIES, _PATIENCE)
        self._threads = _make_threads(minthreads=1, maxthreads=MOST_QUERIES, name="queries")
        self._lock = Lock()
        self._n_taken = 0
        #: When the queries began that run now.
        self._begun: dict[object, float] = {}
        self._shapes: Mapping[int, str] | None = None
        self._translations = Translations(make_plan)
        self._plans = PlanCache(self._translations.make_plan)
        self._cones = PlanCache(make_cone_plan)
        self.validators = Validators()

    def start(self) -> None:
        """Begin to work."""
        self._threads.start()
        _clock.addSystemEventTrigger("during", "shutdown", self._threads.stop)

    def has_room(self) -> bool:
        """Tell whether another query would be begun soon; else DaCHS, which has threads of its own, is to answer it."""
        now = time.monotonic()
        with self._lock:
            n_long = sum(now - begun > _LONG for begun in self._begun.values())
            n_waiting = self._n_taken - len(self._begun)
        return n_waiting < _MOST_WAITING * (MOST_QUERIES - n_long)

    def in_thread(self, function: Callable[..., None], *arguments: object) -> None:
        """Call a function in a thread, as soon as one is free."""
        with self._lock:
            self._n_taken += 1
        self._threads.callInThread(self._call, function, *arguments)

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        token = object()
        with self._lock:
            self._begun[token] = time.monotonic()
        try:
            function(*arguments)
        finally:
            with self._lock:
                del self._begun[token]
                self._n_taken -= 1

    def connection(self) -> AbstractContextManager[Wire]:
        """Return a context with a connection.

        Raises
        ------
        BusyError
            None became free in time.
        """
        return self._pool.connection()

    def shapes(self, wire: Wire) -> Mapping[int, str]:
        """Return the names of pgSphere's types, by their numbers in this database."""
        if self._shapes is None:
            self._shapes = read_shapes(wire)
        return self._shapes

    def find_plan(self, question: Question | Cone) -> Plan:
        """Return the plan of a question.

        Raises
        ------
        UnknownWayError
            The question is one for DaCHS.
        Exception
            Whatever DaCHS raises for a query that is wrong.
        """
        if isinstance(question, Cone):
            return question.fill(self._cones.find(question.form))
        return self._plans.find(question)

    def forget(self, question: Question | Cone) -> None:
        """Forget how a question was translated: its query failed."""
        if isinstance(question, Cone):
            self._cones.drop(question.form)
            return
        self._plans.drop(question)
        self._translations.drop(question)

    def plan_known(self, question: Question) -> Plan:
        """Return the plan of a question, all whose columns are of known kinds.

        Raises
        ------
        UnknownWayError, UnknownKindError
            The question is one for DaCHS.
        Exception
            Whatever DaCHS and the database raise for a query that is wrong.
        """
        plan = self.find_plan(question)
        with self.connection() as wire:
            check_kinds(plan, wire, self.shapes(wire))
        return plan
