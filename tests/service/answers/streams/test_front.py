"""What is answered straight from the database is what DaCHS answers, to the byte where the format is binary.

It is the work of `service.answers.streams`: `answers`, `deliveries`, `encoders`, `engine`, `envelopes` and `plans`,
that is of service.answers.streams.answers, service.answers.streams.deliveries, service.answers.streams.encoders,
service.answers.streams.engine, service.answers.streams.envelopes and service.answers.streams.plans; and DaCHS' own
answers are written by service.answers.tables.arrow_table and service.answers.tables.json_table, among others.
"""

import io
import re
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pyarrow
import pyarrow.parquet as pq
import pytest
import requests
from astropy.io import fits
from astropy.io.votable import parse

from tests.site_fixture import RunningSite, wait_until

pytestmark = pytest.mark.site

#: As many queries as run at a time.
MOST_STALLED = 12
#: DaCHS takes a request with this parameter; it has no influence on the answer.
THROUGH_DACHS = {"VERSION": "1.1"}
CONTENT = b"IVOA.VOTable-Parquet.content"
TYPES = {"parquet": "parquet", "arrow": "arrow.stream"}
_CHANGING = re.compile(rb'name="request_date"[^>]{0,100}')
QUERIES = [
    "SELECT TOP 3 * FROM occ.event ORDER BY event_id",
    "SELECT * FROM occ.report ORDER BY report_id",
    "SELECT * FROM occ.timing ORDER BY report_id, seq",
    "SELECT * FROM occ.lightcurve ORDER BY lightcurve_id",
    "SELECT TOP 100 * FROM occ.sample ORDER BY lightcurve_id, mjd",
    "SELECT * FROM occ.chord ORDER BY chord_id",
    "SELECT * FROM occ.limb ORDER BY limb_id",
    "SELECT * FROM occ.code ORDER BY code_list, code",
    "SELECT * FROM phot.measurement ORDER BY measurement_id",
    "SELECT * FROM phot.catalogue ORDER BY catalogue_id",
    "SELECT * FROM ivoa.obscore ORDER BY obs_publisher_did",
    "SELECT * FROM occ.epn_core ORDER BY granule_uid",
    "SELECT * FROM tap_schema.columns ORDER BY table_name, column_name",
    "SELECT COUNT(*) AS n, AVG(ra) AS a, MIN(event_id) AS first_id FROM occ.event",
    "SELECT 1 AS one, 1.5 AS half, 'a%b<&>\"' AS odd, NULL AS nothing FROM occ.event",
    "SELECT event_id, n_reports/2 AS half, ra*1000 AS mas FROM occ.event WHERE event_id = 'none'",
    "SELECT event_id FROM occ.event WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(280, -20, 10)) ORDER BY event_id",
    "SELECT event_id, POINT(ra, dec) AS place FROM occ.event ORDER BY event_id",
    "SELECT outcome, COUNT(*) AS n FROM occ.report GROUP BY outcome ORDER BY outcome",
    'SELECT ra AS "Größe", dec AS "a, <b>", event_id AS "SELECT", 1.5 AS "Größe" FROM occ.event ORDER BY event_id',
]


def ask(site: RunningSite, query: str, **more: str) -> requests.Response:
    parameters = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": query} | more
    return requests.get(f"{site.url}/tap/sync", params=parameters, timeout=120)


def without_date(content: bytes) -> bytes:
    return _CHANGING.sub(b"", content)


def is_direct(answer: requests.Response) -> bool:
    """Tell whether an answer came straight from the database: DaCHS never says how long one is."""
    return "content-length" in answer.headers


@pytest.mark.parametrize("format_name", ["votable", "votableb2", "votabletd", "csv", "csv_bare", "tsv", "json"])
@pytest.mark.parametrize("query", QUERIES)
def test_answers_are_those_of_dachs(site: RunningSite, query: str, format_name: str) -> None:
    mine, theirs = ask(site, query, FORMAT=format_name), ask(site, query, FORMAT=format_name, **THROUGH_DACHS)
    assert (mine.status_code, mine.headers["content-type"]) == (200, theirs.headers["content-type"])
    assert not is_direct(theirs)
    assert without_date(mine.content) == without_date(theirs.content)


@pytest.mark.parametrize("format_name", ["votableb2", "votabletd", "csv", "json"])
@pytest.mark.parametrize("maxrec", ["0", "1", "2", "1000"])
def test_cut_answers_are_those_of_dachs(site: RunningSite, maxrec: str, format_name: str) -> None:
    query = "SELECT report_id, d_time FROM occ.report ORDER BY report_id"
    mine = ask(site, query, MAXREC=maxrec, FORMAT=format_name)
    theirs = ask(site, query, MAXREC=maxrec, FORMAT=format_name, **THROUGH_DACHS)
    assert is_direct(mine)
    assert without_date(mine.content) == without_date(theirs.content)
    assert mine.headers.get("query-status") == theirs.headers.get("query-status")
    assert (mine.headers.get("query-status") == "OVERFLOW") == (maxrec != "1000")
    assert (b"OVERFLOW" in mine.content) == (maxrec != "1000" and format_name != "csv")


def read_fits(content: bytes) -> tuple[list[tuple[str, ...]], str, dict[str, Any]]:
    """Return the values of a table, what they are, and its header's other cards."""
    with fits.open(io.BytesIO(content), memmap=False) as hdus:
        hdus.verify("exception")
        table = hdus[1]
        # NULL of a truth value is 0, not F; DaCHS' path has no other way than false.
        rows = [tuple(repr(np.asarray(cell).tolist()) for cell in row) for row in table.data]
        return rows, repr(table.columns), dict(table.header)


def read_arrow(content: bytes) -> tuple[Any, bytes, bytes | None]:
    """Return the rows of a stream of Arrow, the VOTable that describes them, and the status of the query."""
    status = None
    batches = []
    with pyarrow.ipc.open_stream(content) as stream:
        schema = stream.schema
        for _ in iter(int, 1):
            try:
                batch, metadata = stream.read_next_batch_with_custom_metadata()
            except StopIteration:
                break
            status = dict(metadata or {}).get(b"QUERY_STATUS", status)
            batches.append(batch)
    table = pyarrow.Table.from_batches(batches, schema=schema)
    return table.replace_schema_metadata(None), schema.metadata[CONTENT], status


def read_parquet(content: bytes) -> tuple[Any, bytes, bytes | None]:
    file = pq.ParquetFile(io.BytesIO(content))
    metadata = file.metadata.metadata
    return file.read().replace_schema_metadata(None), metadata[CONTENT], metadata.get(b"QUERY_STATUS")


@pytest.mark.parametrize("query", QUERIES)
def test_fits_files_hold_what_those_of_dachs_hold(site: RunningSite, query: str) -> None:
    mine, theirs = ask(site, query, FORMAT="fits"), ask(site, query, FORMAT="fits", **THROUGH_DACHS)
    assert (mine.status_code, mine.headers["content-type"]) == (200, theirs.headers["content-type"])
    assert read_fits(mine.content) == read_fits(theirs.content)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(("name", "read"), [("parquet", read_parquet), ("arrow", read_arrow)])
def test_columns_are_those_of_dachs(
    site: RunningSite, query: str, name: str, read: Callable[[bytes], tuple[Any, bytes, bytes | None]]
) -> None:
    mine, theirs = ask(site, query, FORMAT=name), ask(site, query, FORMAT=name, **THROUGH_DACHS)
    assert mine.status_code == theirs.status_code == 200, mine.text
    assert mine.headers["content-type"] == theirs.headers["content-type"] == f"application/vnd.apache.{TYPES[name]}"
    (my_rows, my_votable, _), (their_rows, their_votable, _) = read(mine.content), read(theirs.content)
    assert my_rows.schema == their_rows.schema
    assert repr(my_rows.to_pylist()) == repr(their_rows.to_pylist())
    assert without_date(my_votable) == without_date(their_votable)
    (described,) = parse(io.BytesIO(my_votable)).iter_tables()
    assert [field.name for field in described.fields] == my_rows.schema.names


@pytest.mark.parametrize("maxrec", ["0", "1", "1000"])
@pytest.mark.parametrize("name", ["fits", "parquet", "arrow"])
def test_cut_files_state_it(site: RunningSite, name: str, maxrec: str) -> None:
    query = "SELECT report_id, d_time FROM occ.report ORDER BY report_id"
    for more in ({}, THROUGH_DACHS):
        answer = ask(site, query, MAXREC=maxrec, FORMAT=name, **more)
        assert is_direct(answer) == (not more)
        assert (answer.headers.get("query-status") == "OVERFLOW") == (maxrec != "1000")
        if name == "fits":
            rows, _, header = read_fits(answer.content)
            assert header["QSTATUS"] == ("OK" if maxrec == "1000" else "OVERFLOW")
        else:
            rows, _, status = (read_parquet if name == "parquet" else read_arrow)(answer.content)
            assert status == (None if maxrec == "1000" else b"OVERFLOW")
        assert len(rows) <= int(maxrec)


@pytest.mark.parametrize(("name", "read"), [("parquet", read_parquet), ("arrow", read_arrow)])
def test_cut_columns_are_those_of_dachs(
    site: RunningSite, name: str, read: Callable[[bytes], tuple[Any, bytes, bytes | None]]
) -> None:
    query = "SELECT report_id, d_time FROM occ.report ORDER BY report_id"
    answers = [ask(site, query, FORMAT=name, MAXREC="1", **more) for more in ({}, THROUGH_DACHS)]
    (my_rows, my_votable, my_status), (their_rows, their_votable, their_status) = (read(one.content) for one in answers)
    assert my_status == their_status == b"OVERFLOW"
    assert my_rows.to_pylist() == their_rows.to_pylist()
    assert without_date(my_votable) == without_date(their_votable)


@pytest.mark.parametrize(
    "query",
    ["SELECT nothing FROM occ.event", "SELECT 1/0 AS x FROM occ.event", "SELECT", "SELECT * FROM occ.event LIMIT 3"],
)
def test_errors_are_those_of_dachs(site: RunningSite, query: str) -> None:
    mine, theirs = ask(site, query), ask(site, query, **THROUGH_DACHS)
    assert mine.status_code == theirs.status_code == 400
    strip = re.compile(r'<INFO name="request"[^>]*>')
    assert strip.sub("", mine.text) == strip.sub("", theirs.text)


def test_a_query_that_comes_again_sees_new_rows_and_the_present_date(site: RunningSite) -> None:
    query = "SELECT TOP 1 CURRENT_TIMESTAMP FROM occ.event"
    first, second = ask(site, query), ask(site, query)
    assert first.status_code == second.status_code
    dates = [re.search(r'request_date"[^>]*value="([^"]*)"', ask(site, QUERIES[0]).text) for _ in range(2)]
    assert all(date and date[1].startswith("20") for date in dates)


def test_many_at_once_get_what_each_asked_for(site: RunningSite) -> None:
    names = [row.split(",")[0] for row in ask(site, "SELECT event_id FROM occ.event", FORMAT="csv").text.split()[1:]]

    def fetch(number: int) -> tuple[str, str]:
        name = names[number % len(names)]
        answer = ask(site, f"SELECT event_id FROM occ.event WHERE event_id = '{name}'", FORMAT="votabletd")
        return name, answer.text.partition("<TD>")[2].partition("</TD>")[0]

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(fetch, range(200)))
    assert [wanted for wanted, got in found if wanted != got] == []


def open_endless(site: RunningSite) -> socket.socket:
    """Ask for more rows than anybody reads, and return the connection once the answer has begun."""
    tables = ", ".join(f"occ.sample AS {name}" for name in "abcde")
    query = f"SELECT a.mjd, b.mjd AS other FROM {tables}"
    parameters = urlencode({"LANG": "ADQL", "QUERY": query, "MAXREC": "20000000", "FORMAT": "votableb2"})
    client = socket.create_connection(("localhost", site.port), timeout=60)
    client.sendall(f"GET /tap/sync?{parameters} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert client.recv(1000).startswith(b"HTTP/1.1 200")
    return client


def test_a_client_that_goes_away_ends_its_query(site: RunningSite) -> None:
    for _ in range(20):
        open_endless(site).close()
    # Were their connections not given back, this would wait for one for ever.
    assert wait_until(lambda: ask(site, QUERIES[0]).status_code == 200, seconds=60)


def test_clients_that_read_nothing_keep_nobody_waiting(site: RunningSite) -> None:
    with ExitStack() as stack:
        for _ in range(MOST_STALLED):
            stack.enter_context(closing(open_endless(site)))
        time.sleep(3)  # longer than a query takes that is not a long one
        for _ in range(20):
            assert ask(site, QUERIES[0]).status_code == 200
