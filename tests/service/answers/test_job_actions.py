"""Every legal way of UWS 1.1 to make, start, watch, abort and delete a job works; what is wrong gets 4xx."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from service.answers.job_limits import LONGEST_RUN
from tests.site_fixture import RunningSite, wait_until

pytestmark = pytest.mark.site
QUERY = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": "SELECT TOP 2 event_id FROM occ.event"}
#: Takes until it is stopped.
SLOW = {
    **QUERY,
    "QUERY": "SELECT COUNT(*) AS n FROM " + ", ".join(f"occ.report AS {name}" for name in "abcdefghijk"),
}
ACTIVE = ("QUEUED", "EXECUTING")


def create(site: RunningSite, data: dict[str, str]) -> requests.Response:
    return requests.post(f"{site.url}/tap/async", data=data, allow_redirects=False, timeout=60)


def make(site: RunningSite, data: dict[str, str]) -> str:
    """Make a job and return its address."""
    answer = create(site, data)
    assert answer.status_code == 303
    return answer.headers["Location"]


def get(address: str) -> str:
    answer = requests.get(address, timeout=90)
    assert answer.status_code == 200
    return answer.text


def post(address: str, **data: str) -> requests.Response:
    return requests.post(address, data=data, allow_redirects=False, timeout=60)


def wait_for_end(job: str, seconds: float = 120) -> str:
    """Wait until a job is over, as a client does that waits for each change; return its phase."""
    end = time.monotonic() + seconds
    while (phase := get(f"{job}/phase")) in ACTIVE and time.monotonic() < end:
        get(f"{job}?WAIT=10&PHASE={phase}")
    return phase


@pytest.fixture
def job(site: RunningSite) -> Iterator[str]:
    """Return the address of a job that waits for its start."""
    address = make(site, QUERY)
    yield address
    requests.delete(address, timeout=60)


@pytest.fixture
def slow(site: RunningSite) -> Iterator[str]:
    """Return the address of a job that runs."""
    address = make(site, {**SLOW, "PHASE": "RUN"})
    assert wait_until(lambda: "xsi:nil" not in find_element(address, "startTime"), 60)
    yield address
    requests.delete(address, timeout=60)


def find_element(job: str, name: str) -> str:
    """Return an element of a job's document."""
    found = re.search(rf"<uws:{name}\b.*?(?:/>|</uws:{name}>)", get(job), re.DOTALL)
    assert found is not None, name
    return found[0]


def test_a_job_that_is_to_run_when_it_is_made_runs(site: RunningSite) -> None:
    job = make(site, {**QUERY, "PHASE": "RUN"})
    assert get(f"{job}/phase") in (*ACTIVE, "COMPLETED")
    assert wait_for_end(job) == "COMPLETED"
    assert "<TABLEDATA" in get(f"{job}/results/result") or "<STREAM" in get(f"{job}/results/result")
    assert f"{job}/results/result" in get(f"{job}/results")
    requests.delete(job, timeout=60)


def test_one_without_a_phase_waits(job: str) -> None:
    assert get(f"{job}/phase") == "PENDING"


@pytest.mark.parametrize("phase", ["ABORT", "PENDING", "nonsense", "run"])
def test_other_phases_make_no_job(site: RunningSite, phase: str) -> None:
    answer = create(site, {**QUERY, "PHASE": phase})
    assert answer.status_code == 400
    assert phase in answer.text


@pytest.mark.parametrize("data", [{"EXECUTIONDURATION": "soon"}, {"DESTRUCTION": "2001-01-01T00:00:00Z"}])
def test_wrong_limits_make_no_job(site: RunningSite, data: dict[str, str]) -> None:
    answer = create(site, {**QUERY, **data})
    assert answer.status_code == 400
    assert next(iter(data)) in answer.text


def test_limits_and_name_are_taken_when_a_job_is_made(site: RunningSite) -> None:
    end = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    job = make(site, {**QUERY, "EXECUTIONDURATION": "77", "DESTRUCTION": end, "RUNID": "a run"})
    assert float(get(f"{job}/executionduration")) == 77
    assert get(f"{job}/destruction") == end
    assert "a run" in find_element(job, "runId")
    requests.delete(job, timeout=60)
    job = make(site, {**QUERY, "EXECUTIONDURATION": "99999999"})
    assert float(get(f"{job}/executionduration")) == LONGEST_RUN
    requests.delete(job, timeout=60)


def test_a_job_without_a_query_ends_in_an_error_that_names_what_is_missing(site: RunningSite) -> None:
    job = make(site, {"REQUEST": "doQuery", "LANG": "ADQL"})
    assert post(f"{job}/phase", PHASE="RUN").status_code in (303, 400)
    assert wait_until(lambda: get(f"{job}/phase") == "ERROR", 60)
    assert "query" in get(f"{job}/error").lower()
    result = requests.get(f"{job}/results/result", timeout=60)
    assert result.status_code == 400
    assert "query" in result.text.lower()
    requests.delete(job, timeout=60)


def test_parameters_can_be_set_until_a_job_runs(site: RunningSite) -> None:
    job = make(site, {})
    assert post(f"{job}/parameters", **QUERY).status_code == 303
    assert post(f"{job}/parameters", RESPONSEFORMAT="csv").status_code == 303
    put = requests.put(f"{job}/parameters/MAXREC", data=b"1", allow_redirects=False, timeout=60)
    assert put.status_code == 303
    assert get(f"{job}/parameters/query") == QUERY["QUERY"]
    assert get(f"{job}/parameters/maxrec") == "1"
    assert '<uws:parameter id="maxrec">1</uws:parameter>' in get(f"{job}/parameters")
    assert post(f"{job}/phase", PHASE="RUN").status_code == 303
    assert wait_for_end(job) == "COMPLETED"
    assert len(get(f"{job}/results/result").split()) == 2
    assert post(f"{job}/parameters", MAXREC="5").status_code == 400
    assert requests.put(f"{job}/parameters/maxrec", data=b"5", timeout=60).status_code == 400
    requests.delete(job, timeout=60)


def test_wrong_requests_to_parameters(job: str) -> None:
    assert requests.get(f"{job}/parameters/nosuch", timeout=60).status_code == 404
    assert requests.put(f"{job}/parameters/nosuch", data=b"1", timeout=60).status_code == 404
    assert requests.put(f"{job}/parameters/maxrec", data=b"many", timeout=60).status_code == 400
    assert requests.put(f"{job}/parameters/upload", data=b"t,http://x.example", timeout=60).status_code == 404
    assert requests.put(f"{job}/phase", data=b"RUN", timeout=60).status_code == 405
    assert get(f"{job}/phase") == "PENDING"


@pytest.mark.parametrize("part", ["", "/phase", "/parameters", "/results", "/quote", "/owner", "/destruction"])
def test_parts_of_jobs_answer_head_and_get(job: str, part: str) -> None:
    head = requests.head(f"{job}{part}", timeout=60)
    answer = requests.get(f"{job}{part}", timeout=60)
    assert (head.status_code, answer.status_code) == (200, 200)
    assert head.headers["Content-Type"] == answer.headers["Content-Type"]
    assert head.content == b""


def test_a_job_of_an_anonymous_client_has_no_owner_and_a_quote(job: str) -> None:
    assert get(f"{job}/owner") == ""
    assert 'xsi:nil="true"' in find_element(job, "ownerId")
    assert datetime.fromisoformat(get(f"{job}/quote")).year > 2000
    assert get(f"{job}/error") == ""


def test_a_client_can_wait_for_the_end_of_a_phase(slow: str) -> None:
    start = time.monotonic()
    get(f"{slow}?WAIT=2&PHASE=EXECUTING")
    assert time.monotonic() - start > 1.5
    start = time.monotonic()
    # it is in another phase already
    get(f"{slow}?WAIT=30&PHASE=QUEUED")
    get(f"{slow}?WAIT=0")
    assert time.monotonic() - start < 15


def test_a_job_that_runs_can_be_aborted(slow: str) -> None:
    assert post(f"{slow}/phase", PHASE="ABORT").status_code == 303
    assert wait_until(lambda: get(f"{slow}/phase") == "ABORTED", 60)
    assert post(f"{slow}/phase", PHASE="ABORT").status_code == 303
    assert post(f"{slow}/phase", PHASE="RUN").status_code == 400
    assert requests.get(f"{slow}/results/result", timeout=60).status_code == 404
    assert "<uws:phase>ABORTED</uws:phase>" in get(slow)


def test_a_job_that_waits_can_be_aborted(job: str) -> None:
    assert post(f"{job}/phase", PHASE="ABORT").status_code == 303
    assert get(f"{job}/phase") == "ABORTED"


@pytest.mark.parametrize("by_post", [True, False])
def test_a_job_that_runs_can_be_deleted(slow: str, *, by_post: bool) -> None:
    answer = post(slow, ACTION="DELETE") if by_post else requests.delete(slow, allow_redirects=False, timeout=60)
    assert answer.status_code == 303
    assert answer.headers["Location"] == slow.rpartition("/")[0]
    assert requests.get(slow, timeout=60).status_code == 404
    assert post(slow, ACTION="DELETE").status_code == 404


@pytest.mark.parametrize("data", [{"ACTION": "NONSENSE"}, {"PHASE": "RUN"}, {}])
def test_what_is_posted_to_a_job_itself_deletes_it_or_is_400(job: str, data: dict[str, str]) -> None:
    answer = post(job, **data)
    assert answer.status_code == 400
    assert "ACTION=DELETE" in answer.text
    assert get(f"{job}/phase") == "PENDING"
