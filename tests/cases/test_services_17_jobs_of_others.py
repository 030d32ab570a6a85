"""Jobs belong to those who made them, and stay within the limits (pyvo 535 and 248, vollt 112).

On the running site: `service.answers.jobs`.
"""

import pytest
import pyvo
import requests

from service.answers.job_limits import LONGEST_RUN
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site


def test_pyvo_lists_no_job_of_others_and_works_with_its_own(site: RunningSite) -> None:
    service = pyvo.dal.TAPService(f"{site.url}/tap")
    job = service.submit_job("SELECT TOP 2 event_id FROM occ.event")
    assert service.get_job_list() == []
    assert service.get_job(job.job_id).phase == "PENDING"
    job.execution_duration = 20
    assert job.execution_duration.to_value("s") == 20
    job.run().wait(phases=["COMPLETED", "ERROR"], timeout=60)
    assert len(job.fetch_result()) == 2
    job.delete()
    assert requests.get(f"{site.url}/tap/async/{job.job_id}", timeout=60).status_code == 404


@pytest.mark.parametrize("value", ["999999999", "0"])
def test_a_job_runs_no_longer_than_the_site_allows(site: RunningSite, value: str) -> None:
    job = pyvo.dal.TAPService(f"{site.url}/tap").submit_job("SELECT TOP 2 event_id FROM occ.event")
    requests.post(f"{job.url}/executionduration", data={"EXECUTIONDURATION": value}, timeout=60)
    assert float(requests.get(f"{job.url}/executionduration", timeout=60).text) == LONGEST_RUN
    job.delete()
