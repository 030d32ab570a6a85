"""Programs that ask TAP services, from the first request to the last: astroquery's TapPlus and pyvo."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvo
import requests
from astropy.table import Table
from astroquery.utils.tap.core import TapPlus

from tests.site_fixture import RunningSite, wait_until

pytestmark = [
    pytest.mark.site,
    pytest.mark.client,
    pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning"),
    pytest.mark.filterwarnings("ignore::astropy.units.UnitsWarning"),
]
QUERY = "SELECT TOP 3 event_id, ra FROM occ.event WHERE ra IS NOT NULL"
WRONG = "SELECT bodyname FROM occ.event"
SLOW = "SELECT COUNT(*) AS n FROM " + ", ".join(f"occ.report AS {name}" for name in "abcdefghijk")
#: A service or job of a client, or a function of one; the clients have no types.
Client = Any


@pytest.fixture
def upload() -> Table:
    return Table({"i": np.arange(3), "x": [1.5, 2.0, np.nan], "is_good": [True, False, True], "name": ["a", "b", "é"]})


@pytest.fixture
def tap_plus(site: RunningSite) -> Client:
    return TapPlus(url=f"{site.url}/tap", verbose=False)


@pytest.fixture
def service(site: RunningSite) -> Client:
    return pyvo.dal.TAPService(f"{site.url}/tap")


@pytest.fixture
def deleted(site: RunningSite) -> Iterator[Callable[[str], None]]:
    """Return a function that notes jobs to delete at the end."""
    jobs: list[str] = []
    yield jobs.append
    for job in jobs:
        requests.delete(f"{site.url}/tap/async/{job}", timeout=60)


def check_upload(rows: Table, upload: Table) -> None:
    assert list(rows["i"]) == list(upload["i"])
    assert [bool(value) for value in rows["is_good"]] == [True, False, True]
    assert [str(value) for value in rows["name"]] == ["a", "b", "é"]
    assert np.ma.filled(np.ma.asarray(rows["x"]), np.nan)[:2].tolist() == [1.5, 2.0]


def test_tap_plus_asks_and_gets_an_answer(tap_plus: Client) -> None:
    rows = tap_plus.launch_job(QUERY).get_results()
    assert rows.colnames == ["event_id", "ra"]
    assert len(rows) == 3
    assert len(tap_plus.launch_job("SELECT event_id FROM occ.event", maxrec=2).get_results()) == 2
    assert len(tap_plus.launch_job(QUERY, output_format="csv").get_results()) == 3


@pytest.mark.parametrize("background", [False, True])
def test_tap_plus_runs_jobs(tap_plus: Client, deleted: Callable[[str], None], *, background: bool) -> None:
    job = tap_plus.launch_job_async(QUERY, background=background)
    deleted(job.jobid)
    assert job.get_phase() in (["QUEUED", "EXECUTING", "COMPLETED"] if background else ["COMPLETED"])
    assert len(job.get_results()) == 3
    assert job.get_phase() == "COMPLETED"
    again = tap_plus.load_async_job(jobid=job.jobid)
    assert len(again.get_results()) == 3


def test_tap_plus_starts_a_job_later(tap_plus: Client, deleted: Callable[[str], None]) -> None:
    job = tap_plus.launch_job_async(QUERY, autorun=False)
    deleted(job.jobid)
    assert job.get_phase(update=True) == "PENDING"
    job.start()
    assert len(job.get_results()) == 3


@pytest.mark.parametrize("way", ["launch_job", "launch_job_async"])
@pytest.mark.parametrize("is_file", [True, False])
def test_tap_plus_uploads(
    tap_plus: Client, upload: Table, deleted: Callable[[str], None], tmp_path: Path, way: str, *, is_file: bool
) -> None:
    resource: str | Table = upload
    if is_file:
        resource = str(tmp_path / "mine.vot")
        upload.write(resource, format="votable")
    job = getattr(tap_plus, way)("SELECT * FROM tap_upload.mine", upload_resource=resource, upload_table_name="mine")
    if way == "launch_job_async":
        deleted(job.jobid)
    check_upload(job.get_results(), upload)


@pytest.mark.parametrize("way", ["launch_job", "launch_job_async"])
def test_tap_plus_says_what_is_wrong_with_a_query(tap_plus: Client, way: str) -> None:
    with pytest.raises(requests.HTTPError, match="There is no column bodyname"):
        getattr(tap_plus, way)(WRONG)


def test_pyvo_asks_and_gets_an_answer(service: Client) -> None:
    assert len(service.search(QUERY)) == 3
    assert len(service.run_sync(QUERY)) == 3
    cut = service.run_sync("SELECT event_id FROM occ.event", maxrec=2)
    assert (len(cut), cut.status[0]) == (2, "OVERFLOW")
    assert len(service.tables) > 20
    with pytest.raises(pyvo.dal.DALQueryError, match="There is no column bodyname"):
        service.run_sync(WRONG)


def test_pyvo_runs_jobs(service: Client, upload: Table) -> None:
    assert len(service.run_async(QUERY)) == 3
    rows = service.run_async("SELECT * FROM tap_upload.mine", uploads={"mine": upload}).to_table()
    check_upload(rows, upload)
    check_upload(service.run_sync("SELECT * FROM tap_upload.mine", uploads={"mine": upload}).to_table(), upload)
    with pytest.raises(pyvo.dal.DALQueryError, match="There is no column bodyname"):
        service.run_async(WRONG)


def test_pyvo_goes_through_a_job_step_by_step(service: Client) -> None:
    job = service.submit_job(QUERY, maxrec=2)
    assert job.phase == "PENDING"
    assert job.query == QUERY
    job.query = "SELECT TOP 1 event_id FROM occ.event"
    job.execution_duration = 30
    assert job.execution_duration.to_value("s") == 30
    assert job.owner is None or job.owner == ""
    assert job.quote is not None
    job.run().wait(timeout=120)
    job.raise_if_error()
    assert job.phase == "COMPLETED"
    assert len(job.result_uris) == 1
    assert len(job.fetch_result()) == 1
    again = pyvo.dal.AsyncTAPJob(job.url)
    assert again.phase == "COMPLETED"
    address = job.url
    job.delete()
    assert requests.get(address, timeout=60).status_code == 404


def test_pyvo_aborts_a_job(service: Client) -> None:
    job = service.submit_job(SLOW)
    job.run()
    assert wait_until(lambda: str(job.phase) == "EXECUTING", 60)
    job.abort()
    assert wait_until(lambda: str(job.phase) == "ABORTED", 60)
    job.delete()
