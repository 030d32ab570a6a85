"""A site publishes by itself what becomes public while it runs."""

import csv
import io
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from ingest.archive.archive import Archive
from ingest.intake.clock import now_mjd
from ingest.intake.placing import Context
from schemas.instant import SECONDS_PER_DAY
from service.commands.intake import examine_all, make_pipeline
from service.ground.layout import Layout
from service.publishing.publishing import publish
from tests.curves import vizier
from tests.site_fixture import in_account, start_site, stop_site, wait_until

#: How soon the curve of the test becomes public [s]: time enough to ask twice before.
SOON = 15.0


def ask(url: str, table: str) -> list[dict[str, str]]:
    query = f"SELECT * FROM occ.{table} WHERE event_id LIKE '20180107_3%'"
    parameters = urllib.parse.urlencode({"LANG": "ADQL", "FORMAT": "csv", "QUERY": query})
    with urllib.request.urlopen(f"{url}/tap/sync?{parameters}", timeout=60) as answer:
        return list(csv.DictReader(io.StringIO(answer.read().decode())))


@pytest.mark.site
def test_an_embargoed_curve_appears_at_its_release_date(var_directory: Path) -> None:
    path = vizier(var_directory, body="3: Juno", star="501-7", date="2018-1-7 20:2:0.00", name="b.dat.embargoed")
    path.chmod(0o644)
    site = start_site(var_directory / "var", release_interval=1.0)

    def take_in() -> float:
        release = now_mjd() + SOON / SECONDS_PER_DAY
        with Archive(Layout(site.var).archive, writable=True) as archive:
            (intake,) = make_pipeline(archive, Context(release_date=release)).take(examine_all([path]))
        assert intake.status == "accepted"
        publish(site.var)
        return release

    try:
        release = in_account(take_in)
        before = ask(site.url, "lightcurve"), ask(site.url, "sample")
        assert now_mjd() < release, "this machine is too slow for the test to see the curve embargoed"
        assert before == ([], [])
        # Nothing but the site itself looks after the curve from here on.
        time.sleep(max(0.0, (release - now_mjd()) * SECONDS_PER_DAY))
        assert wait_until(lambda: bool(ask(site.url, "lightcurve")), seconds=30)
        (curve,) = ask(site.url, "lightcurve")
        assert float(curve["release_date"]) == release
        assert len(ask(site.url, "sample")) == int(curve["n_points"]) == 100
    finally:
        assert stop_site(site) == 0
