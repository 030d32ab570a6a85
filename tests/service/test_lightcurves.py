"""Light curves on a running site: every reading arrives, everywhere, with its time."""

import io
import os
import re
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import numpy as np
import psycopg
import pytest
import pyvo
from astropy.io.votable import parse
from astropy.table import Table
from astropy.time import Time
from astropy.timeseries import TimeSeries
from PIL import Image
from psycopg.conninfo import make_conninfo

from service.ground.clock import now_mjd
from service.ground.dachs import database_dsn
from service.publishing.publishing import publish_released
from tests.browser import dump_page
from tests.conftest import ROOT
from tests.curves import pymovie, vizier
from tests.epntap_check import check_table
from tests.service.test_clients import run_stilts
from tests.site_fixture import RunningSite, in_account, run_umbra
from tests.sora_environment import make_environment

pytestmark = [
    pytest.mark.site,
    pytest.mark.client,
    pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOWarning"),
]
MOON = "20151219_moon_lc01"
EVENT = "20171207_2_pallas"
CHARIKLO = "20170622_10199_chariklo"


@pytest.fixture(scope="module")
def curves(site: RunningSite, tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> list[str]:
    """Take light curves of all kinds in, and return their identifiers."""
    folder = Path(tempfile.mkdtemp(prefix="umbra-curves-", dir="/tmp"))
    folder.chmod(0o755)
    founding = vizier(folder, body="2: Pallas", star="500-1", date="2017-12-7 20:2:0.00", name="a.dat")
    var = str(site.var)
    assert run_umbra("ingest", "--var", var, str(founding)).returncode == 0
    # The real files at hand are of other events: a person's word lets them in.
    pallas = ["--event", EVENT, "--report", "none", "--override", "a file of another event, for its format"]
    for path, options in (
        (pymovie(folder), pallas),
        (corpus / "sora/lc_example.dat", ["--event", CHARIKLO, "--report", "none"]),
        (corpus / "pymovie/adv-test-file.csv", pallas),
        (corpus / "tangra/20251204_75975_2000CD121_Tangra_head.csv", pallas),
    ):
        done = run_umbra("ingest", "--var", var, *options, str(path))
        assert done.returncode == 0, done.stdout
    tap = pyvo.dal.TAPService(f"{site.url}/tap")
    return [str(row["lightcurve_id"]) for row in tap.run_sync("SELECT lightcurve_id FROM occ.lightcurve")]


def fetch(site: RunningSite, identifier: str, kind: str = "votable") -> bytes:
    with urllib.request.urlopen(f"{site.url}/occ/lc/dl/dlget?ID={identifier}&FORMAT={kind}", timeout=60) as answer:
        return bytes(answer.read())


def test_ten_datalink_documents_and_time_series_have_no_error(
    site: RunningSite, curves: list[str], tmp_path: Path
) -> None:
    assert len(curves) >= 10
    for identifier in curves[:10]:
        report = run_stilts("datalinklint", f"votable={site.url}/occ/lc/dl/dlmeta?ID={identifier}")
        assert "Totals: Errors: 0; Warnings: 0" in report, report
        path = tmp_path / f"{identifier}.vot"
        path.write_bytes(fetch(site, identifier))
        report = run_stilts("votlint", f"votable={path}")
        assert "ERROR" not in report, report


def test_taplint_finds_no_error_with_rows_in_obscore(site: RunningSite, curves: list[str]) -> None:
    tap = pyvo.dal.TAPService(f"{site.url}/tap")
    observed = tap.run_sync(
        "SELECT lightcurve_id FROM occ.lightcurve WHERE origin IN ('measured', 'ratio') AND time_start IS NOT NULL"
    )
    found = tap.run_sync("SELECT access_url FROM ivoa.obscore WHERE access_url LIKE '%/occ/lc/%'")
    assert len(found) == len(observed) >= len(curves) - 5
    report = run_stilts("taplint", f"tapurl={site.url}/tap", "report=EWF", "stages=TMS TMC OBS QGE MDQ CAP")
    assert re.search(r"^Totals: Errors: 0; ", report, re.MULTILINE), report


def test_epn_core_is_as_the_standard_wants_it(site: RunningSite, curves: list[str]) -> None:
    assert curves
    assert check_table(pyvo.dal.TAPService(f"{site.url}/tap"), "occ.epn_core") == []


def test_pyvo_goes_from_a_row_through_datalink_to_the_arrays(site: RunningSite, curves: list[str]) -> None:
    assert MOON in curves
    tap = pyvo.dal.TAPService(f"{site.url}/tap")
    rows = tap.run_sync(f"SELECT lightcurve_id, mjd, flux FROM occ.lightcurve WHERE lightcurve_id = '{MOON}'")
    links = next(iter(rows.iter_datalinks()))
    this = next(iter(links.bysemantics("#this", include_narrower=False)))
    table = Table.read(io.BytesIO(this.getdataset().read()), format="votable")
    assert np.array_equal(table["mjd"], rows[0]["mjd"])
    assert np.array_equal(table["flux"], rows[0]["flux"])
    assert table["flux"][0] == 7962


def test_astropy_reads_a_time_series_on_its_scales(site: RunningSite, curves: list[str]) -> None:
    assert MOON in curves
    document = parse(io.BytesIO(fetch(site, MOON)))
    systems = {item.ID: item for item in document.resources[0].time_systems}
    fields = {field.name: systems[field.ref] for field in document.get_first_table().fields if field.ref in systems}
    assert (fields["mjd"].timescale, fields["mjd"].refposition) == ("UTC", "TOPOCENTER")
    assert (fields["bjd_tdb"].timescale, fields["bjd_tdb"].refposition) == ("TDB", "BARYCENTER")
    table = document.get_first_table().to_table()
    times = Time(table["mjd"], format="mjd", scale=fields["mjd"].timescale.lower())
    series = TimeSeries(time=times, data={"flux": table["flux"]})
    assert series.time[0].isot == "2015-12-19T00:28:40.810"
    assert (times[-1] - times[0]).to_value("s") == pytest.approx(1.99, abs=2e-6)


def test_dropped_readings_keep_their_place(site: RunningSite, curves: list[str]) -> None:
    assert f"{EVENT}_lc01" in curves
    table = Table.read(io.BytesIO(fetch(site, f"{EVENT}_lc01")), format="votable")
    dropped = np.flatnonzero(np.ma.getmaskarray(np.ma.masked_invalid(table["flux"])))
    assert dropped.tolist() == [3, 40, 99]
    assert np.allclose(np.diff(table["mjd"]) * 86400, 0.5, atol=2e-6)
    rows = pyvo.dal.TAPService(f"{site.url}/tap").run_sync(
        f"SELECT seq FROM occ.sample WHERE lightcurve_id = '{EVENT}_lc01' AND flux IS NULL ORDER BY seq"
    )
    assert rows["seq"].tolist() == [4, 41, 100]


def test_pictures_and_originals(site: RunningSite, curves: list[str]) -> None:
    assert MOON in curves
    for kind, size in (("png", (800, 400)), ("thumbnail", (200, 150))):
        with Image.open(io.BytesIO(fetch(site, MOON, kind))) as picture:
            assert picture.size == size
    assert fetch(site, MOON, "original") == (ROOT / "resources/occ/samples/20151219_moon_messner.dat").read_bytes()
    own = next(item for item in curves if item.startswith(EVENT) and item.endswith("lc02"))
    assert b"wherschel" not in fetch(site, own, "original")
    assert len(fetch(site, MOON, "csv").decode().splitlines()) > 120


def test_ssa_finds_light_curves(site: RunningSite, curves: list[str]) -> None:
    assert MOON in curves
    with urllib.request.urlopen(f"{site.url}/occ/lc/ssa/ssap.xml?REQUEST=queryData", timeout=60) as answer:
        table = Table.read(io.BytesIO(answer.read()), format="votable")
    assert {"timeseries"} == set(table["ssa_dstype"])
    assert len(table) >= 10


def test_a_browser_draws_the_light_curve_on_the_page_of_its_event(site: RunningSite, curves: list[str]) -> None:
    assert MOON in curves
    page = dump_page(f"{site.url}/occ/q/page/qp/20151219_moon")
    assert 'data-drawn="120"' in page
    assert "scatterlayer" in page
    assert "Moon occults" in page
    assert f"/occ/lc/dl/dlget?ID={MOON}" in page
    assert "Send by SAMP" in page
    assert 'role="alert" hidden=""></p>' in page


def test_a_page_of_no_event_is_not_found(site: RunningSite) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{site.url}/occ/q/page/qp/nothing", timeout=60)


@pytest.fixture(scope="module")
def sora(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the Python of an environment that has SORA: ``UMBRA_SORA_PYTHON``, else made from its lock file."""
    given = os.environ.get("UMBRA_SORA_PYTHON")
    if given:
        return given
    return make_environment(tmp_path_factory.mktemp("sora"))


_SORA = """
import sys, numpy as np
from sora.lightcurve import LightCurve
curve = LightCurve(name="x", file=sys.argv[1], exptime=0.01, usecols=[0, 1])
np.savetxt(sys.argv[2], np.array([curve.time + (curve.tref.utc.jd - 2457000.5) * 86400, curve.flux]).T, fmt="%.9f")
"""


def test_sora_reads_our_export(site: RunningSite, curves: list[str], sora: str, tmp_path: Path) -> None:
    assert MOON in curves
    export, numbers = tmp_path / "moon.dat", tmp_path / "moon.txt"
    export.write_bytes(fetch(site, MOON, "sora"))
    done = subprocess.run(
        [sora, "-c", _SORA, str(export), str(numbers)], capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr
    time, flux = np.loadtxt(numbers).T
    table = Table.read(io.BytesIO(fetch(site, MOON)), format="votable")
    assert np.array_equal(flux, table["flux"])
    # SORA keeps Julian Dates in doubles, which resolve 0.04 ms.
    assert np.allclose(time, (table["mjd"] - 57000) * 86400, atol=5e-5)


def ask(site: RunningSite, query: str) -> Table:
    return pyvo.dal.TAPService(f"{site.url}/tap").run_sync(query).to_table()


def test_what_is_published_is_not_written_again(site: RunningSite, curves: list[str]) -> None:
    """The row of a curve keeps its place in the table while another curve of the same event comes in."""
    assert MOON in curves
    before = in_account(lambda: places(site, EVENT))
    folder = Path(tempfile.mkdtemp(prefix="umbra-curves-", dir="/tmp"))
    folder.chmod(0o755)
    path = vizier(
        folder, body="2: Pallas", star="500-1", date="2017-12-7 20:2:0.00", observer="Third", place="+1:0:0: +2:0:0: 3"
    )
    assert run_umbra("ingest", "--var", str(site.var), str(path)).returncode == 0
    after = in_account(lambda: places(site, EVENT))
    assert {key: after[key] for key in before} == before
    assert len(after) == len(before) + 1


def places(site: RunningSite, event_id: str) -> dict[str, str]:
    """Return where PostgreSQL keeps the rows of an event's curves, and the transactions that wrote them."""
    with psycopg.connect(make_conninfo("", **database_dsn(site.var))) as connection:
        rows = connection.execute(
            "SELECT lightcurve_id, ctid::text || xmin::text FROM occ.lightcurve WHERE event_id = %s", (event_id,)
        ).fetchall()
    return {str(key): str(place) for key, place in rows}


def test_an_embargoed_curve_is_published_by_the_site_when_its_day_has_come(
    site: RunningSite, curves: list[str]
) -> None:
    assert MOON in curves
    folder = Path(tempfile.mkdtemp(prefix="umbra-curves-", dir="/tmp"))
    folder.chmod(0o755)
    path = vizier(folder, body="3: Juno", star="501-7", date="2018-1-7 20:2:0.00", name="b.dat.embargoed")
    done = run_umbra("ingest", "--var", str(site.var), "--release", "2099-01-01", str(path))
    assert done.returncode == 0
    query = "SELECT lightcurve_id FROM occ.lightcurve WHERE event_id LIKE '20180107_3%'"
    assert len(ask(site, query)) == 0

    def make_due() -> bool:
        # The archive says 2099: what is due in the table of releases is looked at again, and found not public yet.
        with psycopg.connect(make_conninfo("", **database_dsn(site.var)), autocommit=True) as connection:
            (row,) = connection.execute("SELECT count(*) FROM umbra.release").fetchall()
            connection.execute("UPDATE umbra.release SET release_date = 0")
        return bool(row[0]) and publish_released(site.var, now_mjd)

    assert in_account(make_due)
    assert len(ask(site, query)) == 0
    assert run_umbra("ingest", "--var", str(site.var), "--release", "2020-01-01", str(path)).returncode == 0
    assert len(ask(site, query)) == 1


def test_simulated_curves_are_tied_and_drawn_and_marked(site: RunningSite) -> None:
    rows = ask(
        site,
        "SELECT c.lightcurve_id, c.report_id, r.site, r.outcome, c.origin, c.aperture_name, c.star, c.n_points, c.mjd,"
        " c.flux, c.bjd_tdb, r.d_time, r.r_time"
        " FROM occ.lightcurve AS c JOIN occ.report AS r ON c.report_id = r.report_id"
        f" WHERE c.event_id = '{CHARIKLO}' AND c.origin = 'synthetic' ORDER BY c.lightcurve_id",
    )
    assert rows["site"].tolist() == ["Hakos", "Onduruquea", "Outeniqua", "Tivoli"]
    assert set(rows["aperture_name"]) == {"target (simulated from published times)"}
    assert set(rows["star"]) == {"Gaia DR3 6760223758801661440"}
    for row in rows:
        mjd, flux = np.asarray(row["mjd"]), np.asarray(row["flux"])
        assert len(mjd) == len(flux) == row["n_points"]
        assert np.isfinite(row["bjd_tdb"]).all()
        is_inside = np.zeros(len(mjd), dtype=bool)
        if row["outcome"] == "positive":
            # Half an exposure (0.25 s) from the edges every reading is wholly inside or outside.
            half = 0.25 / 86400
            is_inside = (mjd > row["d_time"] + half) & (mjd < row["r_time"] - half)
            is_outside = (mjd < row["d_time"] - half) | (mjd > row["r_time"] + half)
            assert flux[is_outside].min() > 700
            assert is_inside.sum() >= 7
        assert flux[is_inside].max(initial=0) < 250
    first = str(rows["lightcurve_id"][0])
    with urllib.request.urlopen(f"{site.url}/occ/lc/dl/dlmeta?ID={first}", timeout=60) as answer:
        links = Table.read(io.BytesIO(answer.read()), format="votable", table_id=0)
    assert any("SIMULATED, nothing was observed" in str(words) for words in links["description"])
    assert "#preview" in set(links["semantics"])
    with Image.open(io.BytesIO(fetch(site, first, "png"))) as picture:
        assert picture.size == (800, 400)
    assert fetch(site, first, "original").startswith(b"# SIMULATED light curve, no observation")


def test_simulated_curves_are_in_no_discovery_service(site: RunningSite) -> None:
    """What was not observed must not be found by those who look for observations."""
    simulated = set(ask(site, "SELECT lightcurve_id FROM occ.lightcurve WHERE origin = 'synthetic'")["lightcurve_id"])
    assert len(simulated) >= 4
    assert not simulated & set(ask(site, "SELECT granule_uid FROM occ.epn_core")["granule_uid"])
    addresses = ask(site, "SELECT access_url FROM ivoa.obscore WHERE access_url LIKE '%/occ/lc/%'")["access_url"]
    assert not simulated & {str(address).rpartition("ID=")[2] for address in addresses}
    with urllib.request.urlopen(f"{site.url}/occ/lc/ssa/ssap.xml?REQUEST=queryData", timeout=60) as answer:
        table = Table.read(io.BytesIO(answer.read()), format="votable")
    assert not simulated & set(table["lightcurve_id"])


def test_hostile_identifiers_are_not_found(site: RunningSite, curves: list[str]) -> None:
    assert MOON in curves
    for identifier in ("nothing", "../../etc/passwd", "x'%20OR%201=1--", "%00", "a" * 3000):
        with urllib.request.urlopen(f"{site.url}/occ/lc/dl/dlmeta?ID={identifier}", timeout=60) as answer:
            text = answer.read().decode()
        assert "NotFoundFault" in text
        assert "dlget?ID=2" not in text
