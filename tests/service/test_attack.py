"""The running site under attack: each refusal is tried for real.

On the running site: `service.answers.gate` and `service.answers.queries`.
"""

import csv
import io
import re
import socket
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler
from typing import ClassVar
from urllib.parse import quote

import pytest
import requests

from service.answers.gate_rules import HEADERS, LONGEST_FORM, RECEIVE_TIME
from service.answers.job_limits import LONGEST_LIFE, LONGEST_RUN, MOST_JOBS_OF_ONE
from service.ground.layout import PROJECT
from tests.listener import listen
from tests.site_fixture import RunningSite, in_account

pytestmark = pytest.mark.site

#: One address of each kind, errors and static files among them.
ADDRESSES = [
    "/",
    "/static/umbra/index.html",
    "/static/umbra/umbra.css",
    "/static/js/samp.js",
    "/static/nosuch.js",
    "/favicon.ico",
    "/robots.txt",
    "/nosuch",
    "/login",
    "/tap",
    "/tap/sync",
    "/tap/sync?LANG=ADQL&QUERY=SELECT+TOP+1+ra+FROM+occ.event",
    "/tap/sync?LANG=ADQL&QUERY=SELECT+TOP+1+nosuch+FROM+occ.event",
    "/tap/async",
    "/tap/async/nosuch",
    "/tap/async/",
    "/tap/capabilities",
    "/tap/tables",
    "/tap/examples",
    "/oai.xml?verb=Identify",
    "/oai.xml?verb=nonsense",
    "/adql",
    "/__system__/adql/query/form",
    "/__system__/services/root/fixed",
    "/__system__/tests/errors/form",
    "/occ/q/cone/scs.xml?RA=1&DEC=1&SR=1",
    "/occ/q/cone/scs.xml?RA=x&DEC=1&SR=1",
    "/occ/q/cone/form",
    "/occ/q/reports/form",
    "/occ/q/page/qp/nosuch",
    "/occ/lc/dl/dlmeta?ID=nosuch",
    "/occ/lc/dl/dlget?ID=nosuch",
    "/occ/lc/ssa/ssap.xml?REQUEST=queryData",
    "/occ/lc/ssa/ssap.xml?REQUEST=nonsense",
    "/tableinfo/occ.event",
    "/tableinfo/nosuch.table",
    "/browse/occ/q",
    "/static/..%2f..%2fetc/gavo.rc",
]
FORBIDDEN_QUERIES = [
    "SELECT * FROM generate_series(1, 1000000)",
    "SELECT COUNT(*) AS n FROM generate_series(1, 10) AS a JOIN occ.event ON a = 1",
    "SELECT * FROM GENERATE_SERIES(1, 10)",
    "SELECT generate_series(1, 10) AS n FROM occ.event",
    "SELECT pg_sleep(2) AS n FROM occ.event",
    "SELECT version() AS n FROM occ.event",
    "SELECT current_setting('data_directory') AS n FROM occ.event",
    "SELECT set_config('work_mem', '1GB', false) AS n FROM occ.event",
    "SELECT inet_server_addr() AS n FROM occ.event",
    "SELECT pg_read_file('/etc/passwd') AS n FROM occ.event",
    "SELECT * FROM pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd') AS n FROM occ.event",
    "SELECT * FROM dblink('dbname=gavo', 'SELECT 1')",
    "SELECT pg_cancel_backend(1) AS n FROM occ.event",
    "SELECT query_to_xml('SELECT 1', true, true, '') AS n FROM occ.event",
    "SELECT repeat('x', 1000000000) AS n FROM occ.event",
    "SELECT ivo_histogram(ra, 0, 360, 100000000) AS n FROM occ.event",
    "SELECT ivo_histogram(ra, 0, 360, n_reports) AS n FROM occ.event",
    "SELECT ivo_simbadpoint('M31') AS n FROM occ.event",
    "SELECT gavo_vocmatch('../uat', 'a', body_name) AS n FROM occ.event",
    "SELECT event_id FROM occ.event WHERE event_id = 'a\\' UNION SELECT current_user::text --'",
    "SELECT event_id FROM occ.event WHERE event_id IN ('a', 'b\\') OR pg_sleep(2) IS NULL --')",
    "SELECT 'a\\', version() --' AS n FROM occ.event",
    "SELECT ivo_hasword(event_id, 'a\\') OR pg_sleep(2) IS NULL --') AS n FROM occ.event",
    "SELECT * FROM pg_catalog.pg_user",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM dc.users",
    "SELECT * FROM tap_schema.tapjobs",
    "SELECT * FROM umbra.published",
    "SELECT TOP 1 ra FROM occ.event; DROP TABLE occ.event",
    "DROP TABLE occ.event",
    "CREATE TABLE tap_user.mine AS SELECT ra FROM occ.event",
    "WITH RECURSIVE a AS (SELECT 1 AS n FROM occ.event UNION ALL SELECT n + 1 FROM a) SELECT * FROM a",
]
SCRIPT = "<script>alert(1)</script>"


class Markup(HTMLParser):
    """Finds what a request brought into a page as markup."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_script = tag == "script"
        self.found += [f"{tag} {name}" for name, value in attrs if name.startswith("on") and "alert" in (value or "")]
        self.found += [f"{tag} {name}" for name, value in attrs if (value or "").lower().startswith("javascript:alert")]

    def handle_data(self, data: str) -> None:
        if self._is_script and "alert(1)" in data:
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._is_script = False


class Listener(BaseHTTPRequestHandler):
    """Notes who asks."""

    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[int]:
    Listener.seen = []
    with listen(Listener) as port:
        yield port


def get(site: RunningSite, path: str, **options: object) -> requests.Response:
    return requests.get(site.url + path, allow_redirects=False, timeout=60, **options)  # type: ignore[arg-type]


def ask(site: RunningSite, query: str, **parameters: str) -> requests.Response:
    data = {"LANG": "ADQL", "FORMAT": "csv", "QUERY": query, **parameters}
    return requests.post(f"{site.url}/tap/sync", data=data, timeout=90)


def make_job(site: RunningSite, query: str = "SELECT TOP 1 ra FROM occ.event", client: str = "") -> str:
    """Make a job and return its address."""
    answer = requests.post(
        f"{site.url}/tap/async",
        data={"LANG": "ADQL", "QUERY": query},
        headers={"X-Forwarded-For": client} if client else {},
        allow_redirects=False,
        timeout=60,
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def delete(address: str) -> None:
    requests.delete(address, allow_redirects=False, timeout=60)


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_has_the_headers_and_names_no_file_of_the_server(site: RunningSite, path: str) -> None:
    answer = get(site, path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    for place in (str(site.var), str(PROJECT), "/usr/lib/python", "Traceback"):
        assert place not in answer.text
    if "content-length" in answer.headers and "content-encoding" not in answer.headers:
        assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize(
    "address", ["http://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
@pytest.mark.parametrize("path", ["/login?nextURL=", "/login?relog=True&nextURL=", "//evil.example/tap/async/?x="])
def test_nobody_is_sent_elsewhere(site: RunningSite, path: str, address: str) -> None:
    answer = get(site, path + quote(address, safe=""), auth=("a", "b"))
    assert answer.status_code == 404
    assert "location" not in answer.headers


def test_the_site_goes_by_its_own_name(site: RunningSite) -> None:
    answer = get(site, "/tap/async/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in answer.headers.get("location", "") + answer.text


def test_a_new_line_in_an_address_makes_no_header(site: RunningSite) -> None:
    for path in ("/tap/async/%0d%0aX-Evil:1/", "/occ/q/page/qp/%0d%0aX-Evil:1", "/adql?x=%0d%0aX-Evil:1"):
        assert "x-evil" not in get(site, path).headers


@pytest.mark.parametrize("query", FORBIDDEN_QUERIES)
def test_a_query_cannot(site: RunningSite, query: str) -> None:
    answer = ask(site, query)
    assert answer.status_code >= 400
    assert "ERROR" in answer.text


@pytest.mark.parametrize("text", ["a\\", "\\", "\\\\", "\\n", "a\\''b", "''\\", "\\x41", "' || 'b\\"])
def test_a_backslash_is_a_character(site: RunningSite, text: str) -> None:
    answer = ask(site, f"SELECT TOP 1 '{text}' AS t FROM occ.event WHERE event_id <> '{text}'")
    assert answer.status_code == 200, answer.text
    assert list(csv.reader(io.StringIO(answer.text))) == [["t"], [text.replace("' || '", "").replace("''", "'")]]


def test_a_query_that_is_too_long_is_refused_before_it_is_parsed(site: RunningSite) -> None:
    answer = ask(site, f"SELECT '{'x' * 250_000}' AS a FROM occ.event")
    assert answer.status_code >= 400
    assert "200000 characters" in answer.text


def test_what_queries_may_use_still_works(site: RunningSite) -> None:
    answer = ask(site, "SELECT ivo_histogram(ra, 0, 360, 3) AS h FROM occ.event")
    assert answer.status_code == 200
    assert re.search(r"\[\d+(, \d+){4}\]", answer.text)


@pytest.mark.parametrize("source", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/"])
def test_no_table_is_fetched_from_within(site: RunningSite, listener: int, source: str) -> None:
    answer = ask(site, "SELECT * FROM tap_upload.t", UPLOAD="t," + source.format(port=listener))
    assert answer.status_code >= 400
    assert "takes no tables from" in answer.text
    assert Listener.seen == []


def test_a_listed_name_that_leads_within_is_not_connected_to(site: RunningSite, listener: int) -> None:
    hosts = site.var / "upload_hosts.txt"
    in_account(lambda: hosts.write_text(f"localhost:{listener}\n127.0.0.1:{listener}\n", encoding="utf-8"))
    try:
        for host in ("localhost", "127.0.0.1"):
            answer = ask(site, "SELECT * FROM tap_upload.t", UPLOAD=f"t,http://{host}:{listener}/x")
            assert answer.status_code >= 400
            assert "public Internet" in answer.text
    finally:
        in_account(hosts.unlink)
    assert Listener.seen == []


@pytest.mark.parametrize(
    "source", ["file:///etc/passwd", "file://__RESULTS__", "FILE:///etc/passwd", "ftp://127.0.0.1/x"]
)
def test_other_addresses_are_refused_by_name(site: RunningSite, source: str) -> None:
    answer = ask(site, "SELECT * FROM tap_upload.t", UPLOAD=f"t,{source}")
    assert answer.status_code >= 400
    assert f"not taken from {source.partition(':')[0].lower()}:" in answer.text


def test_a_job_takes_no_table_from_within_either(site: RunningSite, listener: int) -> None:
    data = {"LANG": "ADQL", "QUERY": "SELECT * FROM tap_upload.t", "UPLOAD": f"t,http://127.0.0.1:{listener}/"}
    answer = requests.post(f"{site.url}/tap/async", data=data, timeout=60)
    assert "takes no tables from" in answer.text
    job = make_job(site)
    answer = requests.post(f"{job}/parameters", data={"UPLOAD": data["UPLOAD"]}, timeout=60)
    assert "takes no tables from" in answer.text
    delete(job)
    assert Listener.seen == []


def test_the_site_takes_its_own_results(site: RunningSite) -> None:
    own = f"{site.url}/tap/sync?LANG=ADQL&QUERY=SELECT+event_id+FROM+occ.event"
    answer = ask(site, "SELECT COUNT(*) AS n FROM tap_upload.t", UPLOAD=f"t,{own}")
    assert answer.status_code == 200
    assert int(answer.text.split()[1]) > 0


BOMBS = {
    "entities": "<!ENTITY a0 'x'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)),
    "outside": "<!ENTITY a9 SYSTEM 'http://127.0.0.1:{port}/x'>",
    "file": "<!ENTITY a9 SYSTEM 'file:///etc/passwd'>",
}


@pytest.mark.parametrize("kind", BOMBS)
def test_entities_of_an_uploaded_table_are_not_expanded(site: RunningSite, listener: int, kind: str) -> None:
    table = (
        f"<?xml version='1.0'?><!DOCTYPE VOTABLE [{BOMBS[kind].replace('{port}', str(listener))}]>"
        "<VOTABLE version='1.3' xmlns='http://www.ivoa.net/xml/VOTable/v1.3'><RESOURCE><TABLE>"
        "<FIELD name='a' datatype='char' arraysize='*'/><DATA><TABLEDATA><TR><TD>&a9;</TD></TR></TABLEDATA></DATA>"
        "</TABLE></RESOURCE></VOTABLE>"
    )
    begun = time.monotonic()
    answer = requests.post(
        f"{site.url}/tap/sync",
        data={"LANG": "ADQL", "FORMAT": "csv", "QUERY": "SELECT * FROM tap_upload.t", "UPLOAD": "t,param:t"},
        files={"t": ("t.xml", table)},
        timeout=60,
    )
    assert time.monotonic() - begun < 30
    assert "root:" not in answer.text
    assert len(answer.text) < 100_000
    assert Listener.seen == []


def test_jobs_of_others_are_in_no_list(site: RunningSite) -> None:
    job = make_job(site)
    identifier = job.rpartition("/")[2]
    for query in ("", "?PHASE=PENDING", "?LAST=10", "?AFTER=2000-01-01T00:00:00"):
        for auth in (None, ("", ""), ("gavoadmin", ""), ("nobody", "x")):
            answer = get(site, f"/tap/async{query}", auth=auth)
            assert "jobref" not in answer.text
            assert identifier not in answer.text
    delete(job)


def test_identifiers_of_jobs_are_not_guessed(site: RunningSite) -> None:
    jobs = [make_job(site) for _ in range(5)]
    identifiers = {job.rpartition("/")[2] for job in jobs}
    assert len(identifiers) == 5
    assert all(re.fullmatch("[0-9a-f]{40}", identifier) for identifier in identifiers)
    for wrong in (jobs[0][:-1], jobs[0][:-3], f"{jobs[0][:-1]}%25", f"{site.url}/tap/async/%25"):
        assert requests.get(wrong, timeout=60, allow_redirects=False).status_code == 404
    for job in jobs:
        delete(job)


@pytest.mark.parametrize("value", ["-1", "abc", "nan", "inf", "-inf"])
def test_a_wrong_duration_changes_nothing(site: RunningSite, value: str) -> None:
    job = make_job(site)
    before = requests.get(f"{job}/executionduration", timeout=60).text
    answer = requests.post(f"{job}/executionduration", data={"EXECUTIONDURATION": value}, timeout=60)
    assert "no number of seconds" in answer.text
    assert requests.get(f"{job}/executionduration", timeout=60).text == before
    delete(job)


@pytest.mark.parametrize(("value", "kept"), [("30", 30), ("999999999", LONGEST_RUN), ("0", LONGEST_RUN)])
def test_a_duration_is_kept_within_the_limits(site: RunningSite, value: str, kept: float) -> None:
    job = make_job(site)
    requests.post(f"{job}/executionduration", data={"EXECUTIONDURATION": value}, timeout=60)
    assert float(requests.get(f"{job}/executionduration", timeout=60).text) == kept
    delete(job)


def test_no_job_stays_for_ever(site: RunningSite) -> None:
    job = make_job(site)
    requests.post(f"{job}/destruction", data={"DESTRUCTION": "2999-01-01T00:00:00Z"}, timeout=60)
    text = requests.get(f"{job}/destruction", timeout=60).text
    instant = time.mktime(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
    assert instant - time.time() < LONGEST_LIFE.total_seconds() + 60
    for wrong in ("tomorrow", "2001-01-01T00:00:00Z"):
        requests.post(f"{job}/destruction", data={"DESTRUCTION": wrong}, timeout=60)
        assert requests.get(f"{job}/destruction", timeout=60).text == text
    delete(job)


def test_one_client_cannot_take_all_jobs(site: RunningSite) -> None:
    jobs = [make_job(site, client="203.0.113.77") for _ in range(MOST_JOBS_OF_ONE)]
    answer = requests.post(
        f"{site.url}/tap/async",
        data={"LANG": "ADQL", "QUERY": "SELECT TOP 1 ra FROM occ.event"},
        headers={"X-Forwarded-For": "203.0.113.77"},
        timeout=60,
    )
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    jobs.append(make_job(site, client="203.0.113.78"))
    delete(jobs.pop(0))
    jobs.append(make_job(site, client="203.0.113.77"))
    for job in jobs:
        delete(job)


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("kind", "size"),
    [("application/x-www-form-urlencoded", LONGEST_FORM), ("multipart/form-data; boundary=x", 20_100_000)],
)
def test_a_body_that_is_too_long_is_refused(site: RunningSite, kind: str, size: int, chunked: bool) -> None:
    piece = b"x" * 50_000
    pieces = [piece] * (size // len(piece) + 2)
    body = iter(pieces) if chunked else b"".join(pieces)
    answer = requests.post(f"{site.url}/tap/sync", data=body, headers={"Content-Type": kind}, timeout=60)
    assert answer.status_code == 413
    assert get(site, "/tap/availability").status_code == 200


def test_a_request_that_does_not_come_is_dropped(site: RunningSite) -> None:
    with socket.create_connection(("localhost", site.port), timeout=RECEIVE_TIME + 40) as slow:
        slow.sendall(b"POST /tap/sync HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n")
        begun, closed = time.monotonic(), False
        while not closed and time.monotonic() - begun < RECEIVE_TIME + 30:
            slow.settimeout(3)
            try:
                slow.sendall(b"x")
                closed = slow.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                closed = True
    assert closed


@pytest.mark.parametrize(
    "path",
    [
        "/occ/q/reports/form?__nevow_form__=genForm&event_id={x}&_FORMAT=HTML&submit=Go",
        "/occ/q/cone/form?__nevow_form__=genForm&hscs_pos={x}&hscs_sr={x}&_FORMAT=HTML&submit=Go",
        "/__system__/adql/query/form?__nevow_form__=genForm&query={x}&_FORMAT=HTML&submit=Go",
        "/occ/q/cone/scs.xml?RA={x}&DEC=1&SR=1",
        "/tap/sync?LANG=ADQL&QUERY={x}",
        "/tap/sync?LANG={x}&QUERY=SELECT+1",
        "/tap/sync?LANG=ADQL&FORMAT={x}&QUERY=SELECT+ra+FROM+occ.event",
        "/tap/async/{x}",
        "/occ/lc/dl/dlmeta?ID={x}",
        "/occ/lc/dl/dlget?ID={x}",
        "/occ/q/page/qp/{x}",
        "/tableinfo/{x}",
        "/browse/occ/{x}",
        "/oai.xml?verb={x}",
        "/nosuch/{x}",
        "/static/{x}",
    ],
)
@pytest.mark.parametrize("value", [SCRIPT, f'"><img src=x onerror=alert(1)>{SCRIPT}', "'onmouseover='alert(1)"])
def test_what_a_request_says_is_never_markup(site: RunningSite, path: str, value: str) -> None:
    answer = get(site, path.replace("{x}", quote(value, safe="")), headers={"User-Agent": "Mozilla/5.0"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.headers["content-type"].startswith(("text/plain", "text/csv")):
        return
    markup = Markup()
    markup.feed(answer.text)
    assert not markup.found
