"""Tags of answers: a client that has an answer need not get it again as long as no table of its query has changed.

PostgreSQL notes every change of a table in the transaction that makes it, see `service.ground.change_notes`. The tag of
an answer is made of these notes, read before the query is run: rows may be newer than their tag, which costs a second
answer, and are never older. Which tables a query reads, PostgreSQL says itself (EXPLAIN), views taken apart; an answer
that does not follow from tables alone (the time of day, chance, functions that may read anything) has no tag.

Tags are weak (RFC 9110, section 8.8.1): the same rows may come in another order, with another date in the table's head,
and compressed. They hold for one process of the server, since another may be another version of the program.
"""

import json
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import partial
from hashlib import sha256
from threading import Lock
from typing import Any, Protocol

from service.answers.rows.kinds import split_texts
from service.answers.rows.wire import QueryError, Wire
from service.ground.change_notes import NOTE_ROWS, NOTES

#: Queries whose tables are remembered, and documents whose dates are.
_MOST = 500
#: Tags of answers that failed; more, and all tags are made anew.
_MOST_SPOILED = 10_000
#: Words that mean the present in texts that become dates (PostgreSQL manual, section 8.5.1.4).
_DATE_WORDS = re.compile("now|today|tomorrow|yesterday", re.IGNORECASE)
#: The present, or whoever asks, as PostgreSQL writes them in plans, and texts of a table that become dates, which may
#: mean the present, too. A quoted name of a function is not looked up.
_CHANGING = re.compile(r'\b(?:CURRENT_|LOCALTIME|SESSION_USER|SYSTEM_USER|USER\b)|\)::(?:date|time)|"\(')
_FUNCTION = re.compile(r"(?<![\w$])([^\W\d][\w$]*+)\(")
_TAG = re.compile(r'"([^"]*+)"')
#: Parts of plans that get rows from elsewhere than tables.
_ODD_NODES = ("Table Function Scan", "Foreign Scan", "Sample Scan", "Custom Scan", "ModifyTable", "LockRows")
_READ_NOTES = f"SELECT coalesce(string_agg(relation || ' ' || version, ' '), '') FROM {NOTES}"  # noqa: S608 - our words
#: Asks the database for a column of texts, with the parameters of a query.
Ask = Callable[..., list[str]]


class Document(Protocol):
    """A query and the form of its answer, as `service.answers.streams.plans.Plan` has them."""

    @property
    def sql(self) -> str:
        """The query as PostgreSQL takes it."""

    @property
    def fields(self) -> tuple[object, ...]:
        """Its columns."""

    @property
    def max_rows(self) -> int:
        """Number of rows that may be handed out."""

    @property
    def format(self) -> str:
        """Name of the format."""

    @property
    def media_type(self) -> str:
        """Media type of the answer."""

    @property
    def envelope(self) -> object:
        """What surrounds the rows; its ``repr`` says all of it."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Values of ``$1``, ``$2`` and so on in the query."""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """More of the answer's header."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Validator:
    """What a client can ask by whether its answer is still true."""

    #: Without quotes.
    tag: str
    #: When this process saw this version first [s of Unix], None as long as another could follow in the same second.
    modified: int | None
    #: Called with the tag when an answer that it was sent with ends before its last row.
    on_failure: Callable[[str], None] = lambda _: None

    def spoil(self) -> None:
        """Let no client be answered that it has this answer, which ended before its last row."""
        self.on_failure(self.tag)

    def headers(self) -> list[tuple[str, str]]:
        """Return its part of an answer's header: the answer may be kept, and is to be asked about before it is used."""
        dated = [] if self.modified is None else [("last-modified", formatdate(self.modified, usegmt=True))]
        return [("etag", f'W/"{self.tag}"'), ("cache-control", "no-cache"), *dated]


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """What a client has of an answer, by the header of its request."""

    none_match: str | None
    modified_since: str | None

    def is_met(self, validator: Validator) -> bool:
        """Tell whether the client has the answer (RFC 9110, section 13.2.2).

        A date counts only if it is the one that the answer had: with the dates of their own clocks, clients could miss
        what was published while they asked.
        """
        if self.none_match is not None:
            return validator.tag in _TAG.findall(self.none_match)
        if self.modified_since is None or validator.modified is None:
            return False
        try:
            return parsedate_to_datetime(self.modified_since).timestamp() == validator.modified
        except (ValueError, OverflowError):
            return False


def read_condition(request: Any) -> Condition | None:  # noqa: ANN401 - a request of DaCHS
    """Return the condition of a request; None for a method whose answers are not kept."""
    if request.method != b"GET":
        return None
    tags = request.requestHeaders.getRawHeaders("if-none-match")
    return Condition(
        none_match=None if tags is None else ", ".join(tags), modified_since=request.getHeader("if-modified-since")
    )


class NotModified:
    """Sets the header of an answer without content: the client has it."""

    def __init__(self, validator: Validator) -> None:
        self._validator = validator

    def __call__(self, request: Any) -> None:  # noqa: ANN401, D102 - a request of DaCHS
        request.setResponseCode(304)
        request.responseHeaders.removeHeader("content-type")
        request.responseHeaders.addRawHeader("vary", "accept-encoding")
        for name, value in self._validator.headers():
            request.setHeader(name, value)


class Validators:
    """Makes validators, and remembers what they need.

    Parameters
    ----------
    now
        Returns the time of day [s of Unix].
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = Lock()
        self._secret = secrets.token_bytes(16)
        #: Tables of queries, None for those that have no tag, each with the version of definitions that it holds for.
        self._sources: OrderedDict[str, tuple[str, frozenset[str] | None]] = OrderedDict()
        #: Tag and date of what was sent last, by document.
        self._dates: OrderedDict[bytes, tuple[str, int]] = OrderedDict()
        self._spoiled: set[str] = set()

    def find(self, plan: Document, wire: Wire, *, timeout_s: float) -> Validator | None:
        """Return the validator of an answer whose query is run after this; None for one that has none.

        Parameters
        ----------
        plan
            The query.
        wire
            A connection that is not in use.
        timeout_s
            How long the database may work [s].
        """
        ask = partial(_ask, wire, timeout_s)
        if _DATE_WORDS.search(plan.sql):
            return None
        try:
            words = ask(_READ_NOTES)[0].split()
            versions = dict(zip(words[::2], words[1::2], strict=True))
            sources = self._find_sources(plan, versions.get("0", ""), ask)
        except QueryError:
            return None
        if sources is None or "0" not in versions or not sources <= versions.keys():
            return None
        return self._validate(_digest(plan), [f"{name} {versions[name]}" for name in ("0", *sorted(sources))])

    def _spoil(self, tag: str) -> None:
        with self._lock:
            self._spoiled.add(tag)
            if len(self._spoiled) > _MOST_SPOILED:
                self._secret = secrets.token_bytes(16)
                self._spoiled.clear()

    def _validate(self, document: bytes, notes: list[str]) -> Validator | None:
        with self._lock:
            tag = sha256(b"\n".join((self._secret, document, *(note.encode() for note in notes)))).hexdigest()[:32]
            if tag in self._spoiled:
                return None
            now = int(self._now())
            known = self._dates.pop(document, None)
            if known is None or known[0] != tag:
                known = tag, now if known is None else max(now, known[1] + 1)
            self._dates[document] = known
            while len(self._dates) > _MOST:
                self._dates.popitem(last=False)
        return Validator(tag=tag, modified=known[1] if known[1] < now else None, on_failure=self._spoil)

    def _find_sources(self, plan: Document, definitions: str, ask: Ask) -> frozenset[str] | None:
        """Return the oids of the tables that a query reads, None if its answer does not follow from tables alone.

        Parameters are the numbers of a place, on which no table of a query depends.
        """
        sql = plan.sql
        with self._lock:
            known = self._sources.get(sql)
        if known is not None and known[0] == definitions:
            return known[1]
        found = find_sources(sql, ask, plan.parameters)
        with self._lock:
            self._sources[sql] = definitions, found
            self._sources.move_to_end(sql)
            while len(self._sources) > _MOST:
                self._sources.popitem(last=False)
        return found


def find_sources(sql: str, ask: Ask, parameters: Sequence[str] = ()) -> frozenset[str] | None:
    """Return the oids of the tables that a query reads, None if its answer does not follow from noted tables alone.

    Parameters
    ----------
    sql
        The query.
    ask
        Asks the database.
    parameters
        Of the query.

    Raises
    ------
    QueryError
        PostgreSQL cannot say.
    """
    (text,) = ask(f"EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) {sql}", parameters)
    tables: set[tuple[str, str]] = set()
    functions: set[str] = set()
    for name, value, node in _walk(json.loads(text)):
        if (name == "Node Type" and value in _ODD_NODES) or _CHANGING.search(value):
            return None
        if name == "Relation Name":
            tables.add((str(node.get("Schema", "")), value))
        functions.update(_FUNCTION.findall(value))
    if functions and ask(_FIND_UNSTEADY.format(_list(functions)))[0]:
        return None
    if not tables:
        return frozenset()
    pairs = ", ".join(f"({_quote(schema)}, {_quote(table)})" for schema, table in tables)
    found = frozenset(ask(_FIND_NOTED.format(pairs))[0].split())
    return found if len(found) == len(tables) else None


_FIND_UNSTEADY = (
    "SELECT coalesce(string_agg(proname, ' '), '') FROM pg_catalog.pg_proc WHERE provolatile <> 'i' AND proname IN ({})"
)
#: Events of the trigger are those of pg_trigger.h: INSERT 4, DELETE 8, UPDATE 16, TRUNCATE 32.
_FIND_NOTED = f"""
SELECT coalesce(string_agg(DISTINCT c.oid::text, ' '), '') FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = c.oid
WHERE c.relkind = 'r' AND t.tgfoid = '{NOTE_ROWS}'::regproc AND t.tgenabled IN ('O', 'A') AND t.tgtype & 60 = 60
AND (n.nspname, c.relname) IN ({{}})
"""  # noqa: S608 - our words


def _ask(wire: Wire, timeout_s: float, sql: str, parameters: Sequence[str] = ()) -> list[str]:
    """Return the first column of a query: texts, none of them NULL."""
    prepared = wire.prepare(sql)
    found = []
    for piece in wire.run(prepared, (0,), parameters=parameters, timeout_s=timeout_s):
        found += [fields[0] for fields in split_texts(bytes(piece))]
    return found


def _walk(part: Any, name: str = "", node: Any = None) -> Iterator[tuple[str, str, Any]]:  # noqa: ANN401 - JSON
    """Yield the texts of a plan with their names and the part of the plan that they are in."""
    if isinstance(part, str):
        yield name, part, node
    elif isinstance(part, list):
        for item in part:
            yield from _walk(item, name, node)
    elif isinstance(part, dict):
        for key, item in part.items():
            yield from _walk(item, key, part)


def _digest(plan: Document) -> bytes:
    """Return a digest of all that an answer follows from beside the rows."""
    form = (plan.max_rows, plan.format, plan.media_type, plan.headers, plan.envelope)
    return sha256(repr((plan.sql, plan.parameters, plan.fields, form)).encode()).digest()


def _list(names: set[str]) -> str:
    return ", ".join(_quote(name) for name in sorted(names))


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
