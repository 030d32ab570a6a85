"""Wrong requests to jobs are answered with 4xx and a sentence.

On the running site: `service.answers.statuses`.
"""

from collections.abc import Iterator

import pytest
import requests

from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site


@pytest.fixture
def job(site: RunningSite) -> Iterator[str]:
    """Return the address of a job that waits for its start."""
    data = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": "SELECT TOP 1 ra FROM occ.event"}
    answer = requests.post(f"{site.url}/tap/async", data=data, timeout=60)
    assert answer.status_code == 200
    yield answer.url
    requests.delete(answer.url, timeout=60)


@pytest.mark.parametrize(
    ("path", "data", "word"),
    [
        ("/phase", {"PHASE": "NONSENSE"}, "NONSENSE"),
        ("/destruction", {"DESTRUCTION": "tomorrow"}, "DESTRUCTION"),
        ("/destruction", {"DESTRUCTION": "2026-13-45T00:00:00Z"}, "DESTRUCTION"),
        ("/executionduration", {"EXECUTIONDURATION": "abc"}, "EXECUTIONDURATION"),
        ("/executionduration", {"EXECUTIONDURATION": "-1"}, "EXECUTIONDURATION"),
        ("/executionduration", {"EXECUTIONDURATION": "nan"}, "EXECUTIONDURATION"),
        ("/parameters", {"MAXREC": "abc"}, "maxrec"),
    ],
)
def test_values_that_are_none_are_400(site: RunningSite, job: str, path: str, data: dict[str, str], word: str) -> None:
    answer = requests.post(f"{job}{path}", data=data, timeout=60)
    assert answer.status_code == 400
    assert word in answer.text
    assert requests.get(f"{job}/phase", timeout=60).text == "PENDING"


@pytest.mark.parametrize("path", ["/nosuch", "/results/result", "/results/other", "/phase/deeper"])
def test_what_is_not_there_is_404(site: RunningSite, job: str, path: str) -> None:
    assert requests.get(f"{job}{path}", timeout=60).status_code == 404


def test_jobs_that_are_gone_are_404(site: RunningSite, job: str) -> None:
    assert requests.delete(job, allow_redirects=False, timeout=60).status_code == 303
    for path in ("", "/phase", "/results/result", "/error"):
        assert requests.get(f"{job}{path}", timeout=60).status_code == 404
    assert requests.post(f"{job}/phase", data={"PHASE": "RUN"}, timeout=60).status_code == 404


@pytest.mark.parametrize("wait", ["abc", "1.5.2", "--1"])
def test_a_wait_that_is_none_is_400(site: RunningSite, job: str, wait: str) -> None:
    answer = requests.get(f"{job}?WAIT={wait}", timeout=60)
    assert answer.status_code == 400
    assert "wait" in answer.text.lower()


@pytest.mark.parametrize("parameters", ["PHASE=NONSENSE", "LAST=abc", "AFTER=yesterday"])
def test_wrong_filters_of_lists_are_400(site: RunningSite, parameters: str) -> None:
    assert requests.get(f"{site.url}/tap/async?{parameters}", timeout=60).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST"])
def test_methods_that_mean_nothing_are_405(site: RunningSite, job: str, method: str) -> None:
    answer = requests.request(method, f"{job}/quote", timeout=60)
    assert answer.status_code == 405


def test_a_wrong_limit_at_creation_is_400(site: RunningSite) -> None:
    data = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": "SELECT TOP 1 ra FROM occ.event", "MAXREC": "abc"}
    answer = requests.post(f"{site.url}/tap/async", data=data, timeout=60)
    assert answer.status_code == 400
    assert "maxrec" in answer.text.lower()


def test_a_job_that_is_over_is_not_run_again(site: RunningSite, job: str) -> None:
    requests.post(f"{job}/phase", data={"PHASE": "RUN"}, timeout=60)
    requests.get(f"{job}?WAIT=60", timeout=90)
    while requests.get(f"{job}/phase", timeout=60).text in ("QUEUED", "EXECUTING"):
        requests.get(f"{job}?WAIT=5", timeout=60)
    assert requests.get(f"{job}/phase", timeout=60).text == "COMPLETED"
    assert requests.post(f"{job}/phase", data={"PHASE": "RUN"}, timeout=60).status_code == 400
    assert requests.get(f"{job}/results/result", timeout=60).status_code == 200


def test_the_error_of_a_job_says_how_to_write_the_query(site: RunningSite) -> None:
    data = {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": "SELECT bodyname FROM occ.event"}
    job = requests.post(f"{site.url}/tap/async", data=data, timeout=60).url
    requests.post(f"{job}/phase", data={"PHASE": "RUN"}, timeout=60)
    while requests.get(f"{job}/phase", timeout=60).text in ("QUEUED", "EXECUTING"):
        requests.get(f"{job}?WAIT=5", timeout=60)
    assert requests.get(f"{job}/phase", timeout=60).text == "ERROR"
    assert "body_name" in requests.get(f"{job}/error", timeout=60).text
    assert "body_name" in requests.get(job, timeout=60).text
    requests.delete(job, timeout=60)
