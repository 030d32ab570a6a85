"""A site without the sample data: every page and table is there, and nothing but what came in."""

import csv
import io
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from service.commands.samples import SAMPLES
from tests.browser import open_browser
from tests.site_fixture import RunningSite, run_umbra, start_site, stop_site

TABLES = ("occ.event", "occ.report", "occ.lightcurve", "occ.chord", "occ.limb", "phot.target", "phot.measurement")
REPORT = SAMPLES / "20170622_10199_chariklo_hakos.txt"


def count(site: RunningSite, table: str) -> int:
    query = {"LANG": "ADQL", "FORMAT": "csv", "QUERY": f"SELECT COUNT(*) AS n FROM {table}"}
    with urllib.request.urlopen(f"{site.url}/tap/sync?{urllib.parse.urlencode(query)}", timeout=60) as answer:
        return int(next(csv.DictReader(io.StringIO(answer.read().decode())))["n"])


@pytest.mark.site
@pytest.mark.client
def test_a_site_without_samples_stays_without(var_directory: Path) -> None:
    var = var_directory / "var"
    site = start_site(var, options=["--no-samples"])
    try:
        assert {table: count(site, table) for table in TABLES} == dict.fromkeys(TABLES, 0)
        with open_browser() as page:
            for path in ("/", "/static/umbra/targets.html"):
                page.open(site.url + path)
                page.rest()
                assert page.errors == []
        assert run_umbra("ingest", "--var", str(var), str(REPORT)).returncode == 0
        assert count(site, "occ.report") == 1
    finally:
        assert stop_site(site) == 0
    site = start_site(var)
    try:
        assert (count(site, "occ.report"), count(site, "phot.target")) == (1, 0)
    finally:
        assert stop_site(site) == 0
