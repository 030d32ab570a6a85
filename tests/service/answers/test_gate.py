"""Browsers ask before scripts of other sites send, and scripts read what they need of the answers."""

import pytest
import requests

from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site
ORIGIN = "https://pages.example"
QUERY = {"LANG": "ADQL", "QUERY": "SELECT event_id FROM occ.event", "FORMAT": "csv", "MAXREC": "1"}


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/tap/sync", "POST"),
        ("/tap/async", "POST"),
        ("/tap/async/abc", "DELETE"),
        ("/tap/async/abc/parameters/maxrec", "PUT"),
        ("/occ/q/cone/scs.xml", "GET"),
        ("/", "GET"),
    ],
)
def test_a_preflight_is_let_in(site: RunningSite, path: str, method: str) -> None:
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type",
    }
    answer = requests.options(f"{site.url}{path}", headers=headers, timeout=60)
    assert answer.status_code == 204
    assert answer.content == b""
    assert method in answer.headers["Allow"].split(", ")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert int(answer.headers["Access-Control-Max-Age"]) > 0
    assert answer.headers["Vary"] == "Origin"


def test_options_without_an_origin_say_what_an_address_takes_and_no_more(site: RunningSite) -> None:
    answer = requests.options(f"{site.url}/tap/sync", timeout=60)
    assert answer.status_code == 204
    assert answer.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_closed_addresses_stay_closed(site: RunningSite) -> None:
    assert requests.options(f"{site.url}/seffe", headers={"Origin": ORIGIN}, timeout=60).status_code == 404
    assert requests.request("TRACE", f"{site.url}/tap/sync", timeout=60).status_code == 405


def test_scripts_read_what_tells_them_of_truncation_and_of_new_jobs(site: RunningSite) -> None:
    headers = {"Origin": ORIGIN}
    cut = requests.post(f"{site.url}/tap/sync", data=QUERY, headers=headers, timeout=60)
    made = requests.post(f"{site.url}/tap/async", data=QUERY, headers=headers, allow_redirects=False, timeout=60)
    wrong = requests.post(f"{site.url}/tap/sync", data={"LANG": "ADQL", "QUERY": "x"}, headers=headers, timeout=60)
    closed = requests.get(f"{site.url}/seffe", headers=headers, timeout=60)
    requests.delete(made.headers["Location"], timeout=60)
    assert cut.headers["Query-Status"] == "OVERFLOW"
    assert [answer.status_code for answer in (cut, made, wrong, closed)] == [200, 303, 400, 404]
    for answer in (cut, made, wrong, closed):
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
        exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
        assert {"Location", "Query-Status"} <= set(exposed)
