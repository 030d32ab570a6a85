"""A site publishes by itself what becomes public while it runs."""

import csv
import io
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from ingest.archive.archive import Archive
from ingest.intake.context import Context
from schemas.instant import SECONDS_PER_DAY
from service.commands.intake import examine_all, make_pipeline
from service.ground.clock import now_mjd
from service.ground.layout import Layout
from service.publishing.publishing import publish
from tests.curves import vizier
from tests.site_fixture import RunningSite, in_account, start_site, stop_site, wait_until

#: How soon the curve of the test becomes public [s]: time enough to ask twice before, if not at first then later.
SOON = (15.0, 60.0, 240.0)


def ask(url: str, table: str, event: str) -> list[dict[str, str]]:
    query = f"SELECT * FROM occ.{table} WHERE event_id LIKE '{event}%'"
    parameters = urllib.parse.urlencode({"LANG": "ADQL", "FORMAT": "csv", "QUERY": query})
    with urllib.request.urlopen(f"{url}/tap/sync?{parameters}", timeout=60) as answer:
        return list(csv.DictReader(io.StringIO(answer.read().decode())))


@pytest.mark.site
@pytest.mark.timeout(1800)
def test_an_embargoed_curve_appears_at_its_release_date(var_directory: Path) -> None:
    site = start_site(var_directory / "var", release_interval=1.0)
    try:
        for number, seconds in enumerate(SOON, 1):
            event, release = f"2018010{number}_3", take_in(site, var_directory, number, seconds)
            before = ask(site.url, "lightcurve", event), ask(site.url, "sample", event)
            if now_mjd() < release:
                break
        else:
            pytest.fail(f"Between intake and two queries more than {SOON[-1]} s went by.")
        assert before == ([], [])
        # Nothing but the site itself looks after the curve from here on.
        time.sleep(max(0.0, (release - now_mjd()) * SECONDS_PER_DAY))
        assert wait_until(lambda: bool(ask(site.url, "lightcurve", event)), seconds=300)
        (curve,) = ask(site.url, "lightcurve", event)
        assert float(curve["release_date"]) == release
        assert len(ask(site.url, "sample", event)) == int(curve["n_points"]) == 100
    finally:
        assert stop_site(site) == 0


def take_in(site: RunningSite, folder: Path, day: int, seconds: float) -> float:
    """Take in a curve that becomes public some seconds from now; return when that is, UTC [MJD]."""
    path = vizier(folder, body="3: Juno", star="501-7", date=f"2018-1-{day} 20:2:0.00", name=f"{day}.dat.embargoed")
    path.chmod(0o644)

    def take() -> float:
        release = now_mjd() + seconds / SECONDS_PER_DAY
        with Archive(Layout(site.var).archive, writable=True) as archive:
            (intake,) = make_pipeline(archive, Context(release_date=release), now=now_mjd).take(
                examine_all([path], now_mjd)
            )
        assert intake.status == "accepted"
        publish(site.var, now_mjd)
        return release

    return float(in_account(take))
