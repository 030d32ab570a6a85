"""Random queries put to both ways in which the site answers, in a process of its own with the site's settings.

``python -m tests.torture.query_paths SEED FIRST LAST STEP [ADDRESS]``. Both ways run in this process; with an address,
both are asked over HTTP there. Each line of the output is JSON: a difference, and at the end the counts.
"""

import io
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import Any

import requests
from gavo import base, formats, rscdesc  # noqa: F401 - brings the kinds of resources along
from gavo.protocols import adqlglue, tap, taprunner

from service.answers import program
from service.answers.gate import make_engine
from service.answers.rows.kinds import UnknownKindError
from service.answers.streams.answers import Answer
from service.answers.streams.engine import Engine
from service.answers.streams.plans import UnknownWayError
from service.answers.streams.questions import Question
from service.answers.tables.truncation import is_truncated
from tests.torture.outcomes import Outcome, describe, find_difference
from tests.torture.random_queries import Column, Query, make_query

#: How long the database may work on one query [s].
_LIMIT_S = 20.0
_MOST_VALUES = 25
#: Both ways translate by the same function; of the errors there, one in this number is asked for on the other way, too.
_REPEATED = 10
#: DaCHS takes a request with this parameter; it has no influence on the answer.
_THROUGH_DACHS = {"VERSION": "1.1"}
_KINDS = {
    "text": "text", "unicode": "text", "boolean": "boolean", "date": "time", "timestamp": "time", "spoint": "shape",
    "scircle": "shape", "spoly": "shape", "integer": "integer", "bigint": "integer", "smallint": "integer",
    "real": "number", "double precision": "number",
}  # fmt: skip


class Ways:
    """Both ways to an answer, in this process."""

    def __init__(self) -> None:
        program.prepare(["taprun"])
        self._engine: Engine = make_engine()
        self._connection: Any = None
        #: Queries whose translation was made from that of another one.
        self.n_filled = 0

    def ask_directly(self, query: Query) -> Outcome:
        """Answer as the site does before DaCHS is asked."""
        text = query.text.replace("\xa0", " ")
        question = Question(query=text, maxrec=query.maxrec, format=query.format)
        try:
            plan = self._engine.find_plan(question)
        except UnknownWayError as reason:
            return Outcome("left", f"way: {reason}".encode())
        except Exception as problem:  # noqa: BLE001 - as the site does
            return Outcome("not translated", f"{type(problem).__name__} {problem}".encode())
        self.n_filled += plan.is_filled
        pieces: list[bytes] = []
        try:
            with self._engine.connection() as wire:
                answer = Answer(plan, wire, self._engine.shapes(wire), timeout_s=_LIMIT_S)
                with closing(answer.pieces()) as made:
                    pieces.extend(made)
                return Outcome("answered", b"".join(pieces), answer.is_truncated)
        except UnknownKindError as reason:
            return Outcome("left", f"kind: {reason}".encode())
        except Exception as problem:  # noqa: BLE001 - as the site does
            self._engine.forget(question)
            # One piece is ready before any is sent.
            state = "left" if len(pieces) < 2 else "refused"
            return Outcome(state, f"error: {type(problem).__name__} {problem}".encode())

    def ask_dachs(self, query: Query) -> Outcome:
        """Answer as DaCHS does, without its records of jobs."""
        if self._connection is None or self._connection.closed:
            self._connection = base.getDBConnection("untrustedquery")
        try:
            key = formats.getKeyFor(query.format)
            limits = (base.getConfig("async", "defaultMAXREC"), base.getConfig("async", "hardMAXREC"))
            maxrec = min(limits[1], limits[0] if query.maxrec is None else query.maxrec)
            table = adqlglue.runTAPQuery(query.text, _LIMIT_S, self._connection, [], maxrec, autoClose=False)
            data = taprunner._makeDataFor(table)
            written = io.BytesIO()
            taprunner.writeResultTo(key, data, written)
            return Outcome("answered", written.getvalue(), is_truncated(data))
        except Exception as problem:  # noqa: BLE001 - as DaCHS does
            return Outcome("refused", f"{type(problem).__name__} {problem}".encode())
        finally:
            if not self._connection.closed:
                self._connection.rollback()


def ask_over_http(address: str, query: Query, **more: str) -> Outcome:
    """Ask a site."""
    parameters = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": query.text, "FORMAT": query.format} | more
    if query.maxrec is not None:
        parameters["MAXREC"] = str(query.maxrec)
    answer = requests.post(f"{address}/tap/sync", data=parameters, timeout=300)
    state = "answered" if answer.status_code == 200 else "refused"
    # The header of an answer that is sent as it comes cannot tell; the VOTable itself does.
    is_cut = answer.headers.get("query-status") == "OVERFLOW" or b'value="OVERFLOW"' in answer.content
    return Outcome(state, answer.content, is_cut, answer.status_code, answer.headers["content-type"])


def read_tables() -> dict[str, list[Column]]:
    """Return the published tables with columns, and some values of each."""
    connection = base.getDBConnection("untrustedquery")
    tables = {}
    holder = base.caches.getMTH(None)
    for name in sorted(str(one) for one in tap.getAccessibleTables()):
        columns = [one for one in holder.getTableDefForTable(name).columns if not one.hidden]
        tables[name] = [_read_column(connection, name, one) for one in columns]
    connection.close()
    return tables


def _read_column(connection: Any, table: str, column: Any) -> Column:  # noqa: ANN401 - things of DaCHS
    kind = "array" if "[" in column.type else _KINDS.get(re.sub(r"\(.*", "", column.type), "text")
    name = str(column.name)
    if kind in ("array", "shape", "boolean"):
        return Column(name, kind)
    written = getattr(column.name, "name", None)
    quoted = f'"{written}"' if written else name
    cursor = connection.cursor()
    cursor.execute(
        f"SELECT DISTINCT {quoted} FROM {table} WHERE {quoted} IS NOT NULL ORDER BY {quoted} LIMIT {_MOST_VALUES}"
    )
    found = [str(row[0]) for row in cursor]
    if kind in ("text", "time"):
        return Column(name, kind, tuple("'" + value.replace("'", "''") + "'" for value in found if len(value) < 200))
    return Column(name, kind, tuple(value for value in found if value not in ("nan", "inf", "-inf")))


def _has_rows(content: bytes) -> bool:
    """Tell whether an answer has rows."""
    if b"<VOTABLE" in content:
        return b"<TR>" in content or re.search(rb'<STREAM encoding="base64">[^<]', content) is not None
    return content.count(b"\n") > 1


def run(seed: int, numbers: range, address: str = "") -> Iterator[dict[str, Any]]:
    """Ask and compare; yield what differs, and the counts at the end."""
    ways = Ways()
    tables = read_tables()
    counts: Counter[str] = Counter()
    begun = time.monotonic()
    for number in numbers:
        query = make_query(tables, number, seed)
        if number % 200 == 0:
            print(f"{number} {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        direct = ask_over_http(address, query) if address else ways.ask_directly(query)
        counts[direct.state] += 1
        if direct.state == "not translated" and number % _REPEATED:
            continue
        other = ask_over_http(address, query, **_THROUGH_DACHS) if address else ways.ask_dachs(query)
        counts[f"DaCHS {other.state}"] += 1
        counts["with rows"] += other.state == "answered" and _has_rows(other.content)
        if direct.state == "left" and not direct.content.startswith(b"error"):
            counts[direct.content.decode()[:60]] += 1
        difference = find_difference(direct, other)
        if difference is not None:
            yield {"number": number, "difference": difference} | asdict(query) | describe(direct, other)
    counts["filled"] = ways.n_filled
    yield {"counts": dict(counts), "queries": len(numbers), "seconds": round(time.monotonic() - begun, 1)}


if __name__ == "__main__":
    seed, first, last, step = map(int, sys.argv[1:5])
    for line in run(seed, range(first, last, step), *sys.argv[5:]):
        print(json.dumps(line), flush=True)
