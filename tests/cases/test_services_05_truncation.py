"""Every format says that an answer was cut, and none says so of one that was not.

On the running site: `service.answers.tables.truncation`.
"""

import io
import re

import pytest
import pyvo
import requests
from astropy.io import fits

from tests.cases.tap import ask
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site
VOTABLES = [
    "vodml", "vodmlb", "votable", "votabletd", "votableb2", "votable1.1", "votabletd1.1", "votabletd1.2", "text/xml",
    "application/x-votable+xml", "application/x-votable+xml;version=1.6",
]  # fmt: skip
OTHERS = ["csv", "text/csv", "text/csv;header=absent", "tsv", "txt", "text/plain", "html", "fits", "json", "geojson"]
QUERY = "SELECT report_id, lon, lat FROM occ.report"


def count(site: RunningSite) -> int:
    return int(ask(site, "SELECT COUNT(*) AS n FROM occ.report").text.split()[1])


@pytest.mark.parametrize("output", VOTABLES)
def test_votables_say_overflow_behind_the_table(site: RunningSite, output: str) -> None:
    content = ask(site, QUERY, output, MAXREC="2").content
    assert re.search(rb'</TABLE>\s*<INFO name="QUERY_STATUS" value="OVERFLOW"', content)
    whole = ask(site, QUERY, output, MAXREC="100000").content
    assert b"OVERFLOW" not in whole
    assert b'value="OK"' in whole


@pytest.mark.parametrize("output", [*VOTABLES, *OTHERS])
def test_the_header_of_every_format_says_overflow(site: RunningSite, output: str) -> None:
    assert ask(site, QUERY, output, MAXREC="2").headers.get("Query-Status") == "OVERFLOW"
    assert "Query-Status" not in ask(site, QUERY, output, MAXREC="100000").headers


@pytest.mark.parametrize("output", ["txt", "json", "geojson", "fits"])
def test_formats_with_room_say_it_inside(site: RunningSite, output: str) -> None:
    assert b"OVERFLOW" in ask(site, QUERY, output, MAXREC="2").content
    assert b"OVERFLOW" not in ask(site, QUERY, output, MAXREC="100000").content


def test_fits_has_a_card(site: RunningSite) -> None:
    for maxrec, status in (("2", "OVERFLOW"), ("100000", "OK")):
        with fits.open(io.BytesIO(ask(site, QUERY, "fits", MAXREC=maxrec).content)) as file:
            assert file[1].header["QSTATUS"] == status


def test_an_answer_that_is_just_full_is_not_cut(site: RunningSite) -> None:
    number = count(site)
    for maxrec in (number - 1, number, number + 1):
        answer = ask(site, "SELECT report_id FROM occ.report WHERE 1=1", "votabletd", MAXREC=str(maxrec))
        assert ("OVERFLOW" in answer.text) == (maxrec < number)
        assert answer.text.count("<TR>") == min(maxrec, number)


def test_results_of_jobs_say_it_too(site: RunningSite) -> None:
    job = pyvo.dal.TAPService(f"{site.url}/tap").submit_job(QUERY, maxrec=2, FORMAT="csv")
    job.run()
    job.wait(timeout=60)
    answer = requests.get(f"{job.url}/results/result", timeout=60)
    assert len(answer.text.splitlines()) == 3
    assert answer.headers["Query-Status"] == "OVERFLOW"
    job.delete()
