"""What is answered straight from the database is what DaCHS answers, to the byte where the format is binary.

It is the work of `service.answers.streams`: `answers`, `deliveries`, `encoders`, `engine`, `envelopes` and `plans`,
that is of service.answers.streams.answers, service.answers.streams.deliveries, service.answers.streams.encoders,
service.answers.streams.engine, service.answers.streams.envelopes and service.answers.streams.plans.
"""

import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from urllib.parse import urlencode

import pytest
import requests

from tests.site_fixture import RunningSite, wait_until

pytestmark = pytest.mark.site

#: As many queries as run at a time.
MOST_STALLED = 12
#: DaCHS takes a request with this parameter; it has no influence on the answer.
THROUGH_DACHS = {"VERSION": "1.1"}
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
]


def ask(site: RunningSite, query: str, **more: str) -> requests.Response:
    parameters = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": query} | more
    return requests.get(f"{site.url}/tap/sync", params=parameters, timeout=120)


def without_date(content: bytes) -> bytes:
    return _CHANGING.sub(b"", content)


def is_direct(answer: requests.Response) -> bool:
    """Tell whether an answer came straight from the database: DaCHS never says how long one is."""
    return "content-length" in answer.headers


@pytest.mark.parametrize("format_name", ["votable", "votableb2", "votabletd", "csv", "csv_bare", "tsv"])
@pytest.mark.parametrize("query", QUERIES)
def test_answers_are_those_of_dachs(site: RunningSite, query: str, format_name: str) -> None:
    mine, theirs = ask(site, query, FORMAT=format_name), ask(site, query, FORMAT=format_name, **THROUGH_DACHS)
    assert (mine.status_code, mine.headers["content-type"]) == (200, theirs.headers["content-type"])
    assert not is_direct(theirs)
    assert without_date(mine.content) == without_date(theirs.content)


@pytest.mark.parametrize("format_name", ["votableb2", "votabletd", "csv"])
@pytest.mark.parametrize("maxrec", ["0", "1", "2", "1000"])
def test_cut_answers_are_those_of_dachs(site: RunningSite, maxrec: str, format_name: str) -> None:
    query = "SELECT report_id, d_time FROM occ.report ORDER BY report_id"
    mine = ask(site, query, MAXREC=maxrec, FORMAT=format_name)
    theirs = ask(site, query, MAXREC=maxrec, FORMAT=format_name, **THROUGH_DACHS)
    assert is_direct(mine)
    assert without_date(mine.content) == without_date(theirs.content)
    assert mine.headers.get("query-status") == theirs.headers.get("query-status")
    assert (mine.headers.get("query-status") == "OVERFLOW") == (maxrec != "1000")
    assert (b"OVERFLOW" in mine.content) == (maxrec != "1000" and format_name.startswith("votable"))


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
