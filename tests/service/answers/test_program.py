"""The server of the test site, and the processes of its jobs, run with the replacements.

On the running site: `service.answers.replacements`.
"""

import re
from pathlib import Path

import pytest
import pyvo
from astropy.table import Table

from tests.site_fixture import RunningSite


def commands_of(word: str) -> list[str]:
    """Return the command lines of the processes of this machine that hold a word."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in text:
            found.append(text)
    return found


@pytest.mark.site
def test_the_server_runs_with_the_replacements(site: RunningSite) -> None:
    assert any("serve start" in command for command in commands_of("service.answers.program"))


@pytest.mark.site
def test_a_job_runs_with_the_replacements(site: RunningSite) -> None:
    # A query with a table of its own needs a process of its own.
    uploads = {"mine": Table({"n": [1, 2, 3]})}
    job = pyvo.dal.TAPService(f"{site.url}/tap").submit_job(
        "SELECT COUNT(*) AS k FROM tap_upload.mine", uploads=uploads
    )
    job.run()
    seen: list[str] = []
    while job.phase in ("QUEUED", "EXECUTING"):
        seen += commands_of(f"taprun -- {job.job_id}")
    assert job.phase == "COMPLETED"
    assert any(re.search(r"-P -m service\.answers\.program", command) for command in seen)
    job.delete()
