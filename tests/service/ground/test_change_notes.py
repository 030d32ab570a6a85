"""A client that has an answer gets no second one until a table of its query changes, whoever changes it and how."""

import os
import signal
import time
from contextlib import suppress

import psycopg
import pytest
import requests

from service.ground.clock import now_mjd
from service.ground.dachs import database_dsn
from service.publishing.publishing import publish
from tests.site_fixture import RunningSite, in_account, wait_until

pytestmark = pytest.mark.site

EVENT = "20170622_10199_chariklo"
QUERY = "SELECT * FROM occ.report ORDER BY report_id"


def ask(site: RunningSite, query: str, tag: str | None = None, **more: str) -> requests.Response:
    parameters = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": query, "FORMAT": "csv"} | more
    header = {} if tag is None else {"If-None-Match": tag}
    return requests.get(f"{site.url}/tap/sync", params=parameters, headers=header, timeout=120)


def publish_again(site: RunningSite) -> None:
    """Publish an event once more, by another process."""
    in_account(lambda: publish(site.var, now_mjd, also=[EVENT]).n_events)


def test_an_answer_is_not_sent_again_until_its_table_changes(site: RunningSite) -> None:
    publish_again(site)
    first = ask(site, QUERY)
    tag = first.headers["etag"]
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    again = ask(site, QUERY, tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == "no-cache"
    assert "accept-encoding" in again.headers["vary"]
    tags = [tag]
    for _ in range(2):  # within a second
        publish_again(site)
        changed = ask(site, QUERY, ", ".join(tags))
        assert (changed.status_code, changed.text) == (200, first.text)
        tags.append(changed.headers["etag"])
    assert len(set(tags)) == 3


def test_a_date_is_answered_like_a_tag(site: RunningSite) -> None:
    publish_again(site)
    assert wait_until(lambda: "last-modified" in ask(site, QUERY).headers)
    date = ask(site, QUERY).headers["last-modified"]

    def status(when: str) -> int:
        parameters = {"LANG": "ADQL", "QUERY": QUERY, "FORMAT": "csv"}
        return requests.get(
            f"{site.url}/tap/sync", params=parameters, headers={"If-Modified-Since": when}, timeout=120
        ).status_code

    assert status(date) == 304
    assert status("Fri, 01 Jan 2100 00:00:00 GMT") == 200
    publish_again(site)
    assert status(date) == 200


def test_a_publisher_that_is_killed_changes_nothing(site: RunningSite) -> None:
    before = ask(site, QUERY)
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:

        def delete_and_wait() -> None:
            with psycopg.connect(**database_dsn(site.var)) as connection:  # type: ignore[arg-type]
                connection.execute("DELETE FROM occ.timing")
                connection.execute("UPDATE occ.report SET site = 'nowhere'")
                os.write(sender, f"{os.getpid()}".encode())
                time.sleep(600)

        with suppress(ValueError):  # it gives no answer
            in_account(delete_and_wait)
        os._exit(0)
    os.close(sender)
    publisher = int(os.read(receiver, 20))
    os.close(receiver)
    during = ask(site, QUERY, before.headers["etag"])
    os.kill(publisher, signal.SIGKILL)
    os.waitpid(child, 0)
    after = ask(site, QUERY, before.headers["etag"])
    assert (during.status_code, after.status_code) == (304, 304)
    assert ask(site, QUERY).text == before.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT TOP 5 lightcurve_id, mjd, flux FROM occ.sample",
        "SELECT TOP 5 * FROM occ.lightcurve",
        "SELECT TOP 5 obs_publisher_did FROM ivoa.obscore",
        "SELECT COUNT(*) AS n FROM phot.measurement",
        "SELECT event_id FROM occ.event WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(280, -20, 10))",
        "SELECT event_id FROM occ.event WHERE event_id IN (SELECT event_id FROM occ.chord)",
    ],
)
def test_tables_and_views_have_tags(site: RunningSite, query: str) -> None:
    answers = [ask(site, query, FORMAT=name) for name in ("csv", "votable", "votableb2", "votabletd")]
    tags = [answer.headers.get("etag", "") for answer in answers]
    assert all(tag.startswith('W/"') for tag in tags)
    assert len(set(tags)) == len(tags)
    assert [ask(site, query, tag, FORMAT="csv").status_code for tag in tags] == [304, 200, 200, 200]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT TOP 5 table_name FROM tap_schema.tables",
        "SELECT TOP 5 event_id, RAND() AS r FROM occ.event",
        "SELECT TOP 5 event_id, CURRENT_TIMESTAMP AS t FROM occ.event",
        "SELECT TOP 5 event_id FROM occ.event JOIN tap_schema.schemas ON schema_name = 'occ'",
    ],
)
def test_what_may_change_by_itself_has_no_tag(site: RunningSite, query: str) -> None:
    assert "etag" not in ask(site, query).headers


def test_posted_queries_and_those_of_dachs_have_no_tag(site: RunningSite) -> None:
    data = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": QUERY}
    assert "etag" not in requests.post(f"{site.url}/tap/sync", data=data, timeout=120).headers
    assert "etag" not in ask(site, QUERY, VERSION="1.1").headers
    assert "etag" not in ask(site, "SELECT nothing FROM occ.report").headers


def test_compressed_and_plain_answers_have_weak_tags(site: RunningSite) -> None:
    query = {"LANG": "ADQL", "QUERY": "SELECT * FROM occ.lightcurve", "FORMAT": "csv"}
    answers = [
        requests.get(f"{site.url}/tap/sync", params=query, headers={"Accept-Encoding": name}, timeout=120)
        for name in ("gzip", "identity")
    ]
    assert "content-encoding" in answers[0].headers
    assert "content-encoding" not in answers[1].headers
    assert all(answer.headers["etag"].startswith("W/") for answer in answers)


def test_a_table_that_is_made_anew_has_another_tag(site: RunningSite) -> None:
    before = ask(site, "SELECT * FROM occ.code", FORMAT="csv")

    def make_anew() -> None:
        with psycopg.connect(**database_dsn(site.var)) as connection:  # type: ignore[arg-type]
            connection.execute("LOCK occ.code")
            connection.execute("ALTER TABLE occ.code ADD COLUMN not_declared integer")
            connection.execute("ALTER TABLE occ.code DROP COLUMN not_declared")

    in_account(make_anew)
    assert ask(site, "SELECT * FROM occ.code", before.headers["etag"], FORMAT="csv").status_code == 200


def test_cone_searches_have_tags(site: RunningSite) -> None:
    def search(radius: str, tag: str = "") -> requests.Response:
        place = {"RA": "276", "DEC": "-33", "SR": radius}
        header = {"If-None-Match": tag} if tag else {}
        return requests.get(f"{site.url}/occ/q/cone/scs.xml", params=place, headers=header, timeout=120)

    publish_again(site)
    tags = [search(radius).headers["etag"] for radius in ("20", "21")]
    assert tags[0] != tags[1]
    assert [search(radius, tags[0]).status_code for radius in ("20", "21")] == [304, 200]
    publish_again(site)
    assert search("20", tags[0]).status_code == 200
