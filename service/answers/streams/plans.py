"""Queries translated to SQL, kept with what their answers need: a text that comes again is not translated again."""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from gavo import base, formats
from gavo.protocols import adqlglue

from service.answers.streams.envelopes import KNOWN, Envelope, EnvelopeError, make_envelope
from service.answers.streams.questions import Question

#: Most plans that are kept; one takes some 20 KB.
MOST_PLANS = 500
#: What DaCHS writes shapes of pgSphere with, as arrays of numbers; the encoders do the same.
_SHAPES = "_pgSphereMapperFactory"
_LIMIT = re.compile(r" LIMIT (\d{1,12})(?: OFFSET \d{1,12})?\s{0,3}$")


class UnknownWayError(Exception):
    """The query or its answer is of a kind that DaCHS answers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A column of an answer as it goes out.

    Parameters
    ----------
    name
        Its name.
    datatype, arraysize
        As in VOTable; an arraysize of 1 is None.
    null
        The literal that means NULL, or None.
    """

    name: str
    datatype: str
    arraysize: str | None
    null: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A query of ADQL as PostgreSQL takes it.

    Parameters
    ----------
    sql
        The query; it asks for one row more than may be handed out.
    fields
        The columns of the answer.
    max_rows
        Number of rows that may be handed out.
    format
        DaCHS' key of the format.
    media_type
        Media type of the answer.
    envelope
        What surrounds the rows.
    descriptors
        DaCHS' descriptors that define the tables of the query, by their identifiers.
    is_filled
        Whether it was made from the translation of another query, and is made again as quickly.
    parameters
        Values of ``$1``, ``$2`` and so on in the query.
    headers
        More of the answer's header.
    """

    sql: str
    fields: tuple[Field, ...]
    max_rows: int
    format: str
    media_type: str
    envelope: Envelope
    descriptors: tuple[tuple[str, object], ...]
    is_filled: bool = False
    parameters: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def may_be_cut(self) -> bool:
        """Tell whether the database may return a row more than may be handed out."""
        limit = _LIMIT.search(self.sql)
        return limit is not None and int(limit[1]) > self.max_rows

    def is_current(self) -> bool:
        """Tell whether DaCHS still has the descriptors that the plan was made from; it reads changed ones again."""
        try:
            return all(base.caches.getRD(name) is descriptor for name, descriptor in self.descriptors)
        except base.Error:
            return False


_Asked = TypeVar("_Asked", bound=Hashable)


class PlanCache(Generic[_Asked]):
    """Keeps the plans that were used last, and which questions have none."""

    def __init__(self, make: Callable[[_Asked], Plan], most: int = MOST_PLANS) -> None:
        self._make = make
        self._most = most
        self._plans: OrderedDict[_Asked, Plan | UnknownWayError] = OrderedDict()
        self._lock = Lock()

    def find(self, question: _Asked) -> Plan:
        """Return the plan of a question, made now where it is not kept or no longer true.

        Raises
        ------
        UnknownWayError
            The question is of a kind that DaCHS answers.
        """
        with self._lock:
            found = self._plans.get(question)
            if found is not None:
                self._plans.move_to_end(question)
        if isinstance(found, UnknownWayError):
            raise UnknownWayError(*found.args)
        if found is not None and found.is_current():
            return found
        try:
            plan = self._make(question)
        except UnknownWayError as refusal:
            self._keep(question, refusal)
            raise
        if not plan.is_filled:
            self._keep(question, plan)
        return plan

    def _keep(self, question: _Asked, found: Plan | UnknownWayError) -> None:
        with self._lock:
            self._plans[question] = found
            while len(self._plans) > self._most:
                self._plans.popitem(last=False)

    def drop(self, question: _Asked) -> None:
        """Forget the plan of a question."""
        with self._lock:
            self._plans.pop(question, None)


def make_plan(question: Question) -> Plan:
    """Translate a question by DaCHS.

    Raises
    ------
    UnknownWayError
        The question, its format or one of its columns is of a kind that DaCHS answers.
    Exception
        Whatever DaCHS raises for a query that is wrong.
    """
    key = formats.getKeyFor(question.format)
    if key not in KNOWN or "tap_user" in question.query.lower():
        raise UnknownWayError(f"the format {key}")
    sql, table = adqlglue.morphADQL(question.query, maxrec=question.maxrec)
    # DaCHS makes tables of users, and changes PostgreSQL's settings for q3c if its configuration asks for it.
    if not sql.startswith("SELECT") or ("q3c_" in sql and base.getConfig("db", "q3cplannerhack")):
        raise UnknownWayError("a query that DaCHS runs in a way of its own")
    fields = tuple(list_fields(table))
    envelope = _make_envelope(table, key)
    return Plan(
        # DaCHS' driver takes a percent sign for a parameter.
        sql=sql.replace("%%", "%"),
        fields=fields,
        max_rows=table.tableDef.overflowLimit,
        format=key,
        media_type=str(formats.getMIMEFor(key, question.format)),
        envelope=envelope,
        descriptors=get_descriptors(_name_descriptors(table.tableDef)),
    )


def get_descriptors(names: Iterable[str]) -> tuple[tuple[str, object], ...]:
    """Return DaCHS' descriptors of some names, as a plan has them."""
    return tuple((name, base.caches.getRD(name)) for name in sorted(names))


def _name_descriptors(definition: Any) -> set[str]:  # noqa: ANN401 - a definition of DaCHS
    """Return the identifiers of the descriptors of all tables that an answer comes from."""
    # DaCHS lists the tables where there is more than one.
    tables = getattr(definition, "contributingTables", None)
    if tables is None:
        tables = (base.caches.getMTH(None).getTableDefForTable(definition.getQName()),)
    return {str(table.rd.sourceId) for table in tables}


def _make_envelope(table: Any, key: str) -> Envelope:  # noqa: ANN401
    """Return what surrounds the rows of a table of DaCHS.

    Raises
    ------
    UnknownWayError
        DaCHS writes the table in a form that is not known here.
    """
    try:
        return make_envelope(table, key)
    except EnvelopeError as problem:
        raise UnknownWayError(str(problem)) from problem


def list_fields(table: Any) -> Iterable[Field]:  # noqa: ANN401 - a table of DaCHS
    """Yield the columns of a table.

    Raises
    ------
    UnknownWayError
        DaCHS changes values of a column in a way that is not known here.
    """
    columns = base.SerManager(table, acquireSamples=False)
    for column in columns:
        if "winningFactory" in column and column["winningFactory"].__name__ != _SHAPES:
            raise UnknownWayError(f"values of the column {column['name']}, which DaCHS changes")
        arraysize = column["arraysize"]
        yield Field(
            name=str(column["name"]),
            datatype=str(column["datatype"]),
            arraysize=None if arraysize in (None, "1") else str(arraysize),
            null=None if column["nullvalue"] is None else str(column["nullvalue"]),
        )
