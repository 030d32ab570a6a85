"""Asynchronous queries without a process of their own: the same results, states and errors, and they can be stopped."""

import re
import time
from collections.abc import Iterator

import pytest
import requests

from tests.site_fixture import RunningSite, wait_until

pytestmark = pytest.mark.site

ENDLESS = (
    "SELECT a.mjd FROM occ.sample AS a, occ.sample AS b, occ.sample AS c, occ.sample AS d, occ.sample AS e"
    " WHERE a.mjd+b.mjd+c.mjd+d.mjd+e.mjd < 0"
)
ENDED = ("COMPLETED", "ERROR", "ABORTED")


class Job:
    """A job, by its address."""

    def __init__(self, site: RunningSite, query: str, **more: str) -> None:
        parameters = {"LANG": "ADQL", "QUERY": query, "FORMAT": "votableb2"} | more
        made = requests.post(f"{site.url}/tap/async", data=parameters, timeout=60, allow_redirects=False)
        assert made.status_code == 303, made.text
        self.url = made.headers["location"]

    def post(self, path: str, **values: str) -> requests.Response:
        return requests.post(self.url + path, data=values, timeout=60, allow_redirects=False)

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, timeout=60)

    @property
    def phase(self) -> str:
        return self.get("/phase").text

    def run(self) -> str:
        """Start the job, wait for its end and return how it ended."""
        assert self.post("/phase", PHASE="RUN").status_code == 303
        assert wait_until(lambda: self.phase in ENDED, seconds=300)
        return self.phase


@pytest.fixture
def jobs(site: RunningSite) -> Iterator[list[Job]]:
    made: list[Job] = []
    yield made
    for job in made:
        requests.delete(job.url, timeout=60)


def rows_of(content: bytes) -> bytes:
    """Return a table without what is before the rows in a VOTable."""
    return content[max(content.find(b"<DATA>"), 0) :]


def make(site: RunningSite, jobs: list[Job], query: str, **more: str) -> Job:
    jobs.append(Job(site, query, **more))
    return jobs[-1]


@pytest.mark.parametrize("format_name", ["votable", "votableb2", "votabletd", "csv", "tsv", "fits", "json"])
def test_the_result_is_that_of_a_synchronous_query(site: RunningSite, jobs: list[Job], format_name: str) -> None:
    query = "SELECT * FROM occ.event ORDER BY event_id"
    job = make(site, jobs, query, FORMAT=format_name)
    assert job.run() == "COMPLETED"
    result = job.get("/results/result")
    parameters = {"LANG": "ADQL", "QUERY": query, "FORMAT": format_name}
    expected = requests.get(f"{site.url}/tap/sync", params=parameters, timeout=60)
    assert result.headers["content-type"] == expected.headers["content-type"]
    # DaCHS orders the frames of time before the table as its process happens to have them.
    assert rows_of(result.content) == rows_of(expected.content)


def test_a_cut_result_says_so(site: RunningSite, jobs: list[Job]) -> None:
    job = make(site, jobs, "SELECT * FROM occ.event", MAXREC="1")
    assert job.run() == "COMPLETED"
    result = job.get("/results/result")
    assert b"OVERFLOW" in result.content
    assert result.headers["query-status"] == "OVERFLOW"


@pytest.mark.parametrize("query", ["SELECT 1/0 AS x FROM occ.event", "SELECT nothing FROM occ.event"])
def test_errors_are_those_of_a_synchronous_query(site: RunningSite, jobs: list[Job], query: str) -> None:
    job = make(site, jobs, query)
    assert job.run() == "ERROR"
    expected = requests.get(f"{site.url}/tap/sync", params={"LANG": "ADQL", "QUERY": query}, timeout=60).text
    said = re.compile(r'QUERY_STATUS" value="ERROR">([^<]*)<')
    assert said.findall(job.get("/error").text) == said.findall(expected) != []
    assert "<uws:result " not in job.get("").text


def test_a_job_is_aborted_while_it_runs(site: RunningSite, jobs: list[Job]) -> None:
    job = make(site, jobs, ENDLESS)
    job.post("/phase", PHASE="RUN")
    assert wait_until(lambda: job.phase == "EXECUTING")
    begun = time.monotonic()
    assert job.post("/phase", PHASE="ABORT").status_code == 303
    assert wait_until(lambda: job.phase == "ABORTED")
    assert time.monotonic() - begun < 60
    assert job.get("/results/result").status_code == 404


def test_a_job_is_deleted_while_it_runs(site: RunningSite) -> None:
    job = Job(site, ENDLESS)
    job.post("/phase", PHASE="RUN")
    assert wait_until(lambda: job.phase == "EXECUTING")
    assert requests.delete(job.url, timeout=60, allow_redirects=False).status_code in (200, 303)
    assert job.get("").status_code == 404
    # The server lives on, and the job's room is free again.
    assert Job(site, "SELECT TOP 1 event_id FROM occ.event").run() == "COMPLETED"


def test_a_job_ends_when_its_time_is_over(site: RunningSite, jobs: list[Job]) -> None:
    job = make(site, jobs, ENDLESS)
    assert job.post("/executionduration", EXECUTIONDURATION="1").status_code == 303
    assert job.run() == "ERROR"
    assert "took longer" in job.get("/error").text


def test_a_job_with_an_upload_has_its_own_process(site: RunningSite, jobs: list[Job]) -> None:
    table = (
        b"<VOTABLE><RESOURCE><TABLE><FIELD name='n' datatype='int'/><DATA><TABLEDATA><TR><TD>7</TD></TR></TABLEDATA>"
        b"</DATA></TABLE></RESOURCE></VOTABLE>"
    )
    parameters = {"LANG": "ADQL", "QUERY": "SELECT n FROM tap_upload.mine", "UPLOAD": "mine,param:up", "FORMAT": "csv"}
    made = requests.post(
        f"{site.url}/tap/async", data=parameters, files={"up": ("up.vot", table)}, timeout=60, allow_redirects=False
    )
    job = Job.__new__(Job)
    job.url = made.headers["location"]
    jobs.append(job)
    assert job.run() == "COMPLETED"
    assert job.get("/results/result").text.split() == ["n", "7"]


def test_many_jobs_at_once_end_as_they_should(site: RunningSite, jobs: list[Job]) -> None:
    names = [f"SELECT {number} AS n FROM occ.event" for number in range(12)]
    made = [make(site, jobs, query, FORMAT="csv", MAXREC="1") for query in names]
    for job in made:
        job.post("/phase", PHASE="RUN")
    assert wait_until(lambda: all(job.phase in ENDED for job in made), seconds=300)
    assert [job.get("/results/result").text.split() for job in made] == [["n", str(n)] for n in range(12)]
