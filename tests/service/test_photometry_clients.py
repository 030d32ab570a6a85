"""From a position on the sky to a plotted light curve, with STILTS, pyvo and a browser."""

import re
import warnings
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import pyvo
from astropy.io.votable import parse
from pyvo.dal.adhoc import DatalinkResults

from tests.browser import dump_page
from tests.service.test_clients import match_cone, run_stilts
from tests.site_fixture import RunningSite

with warnings.catch_warnings():
    # Where Debian's matplotlib lies beside the newer one, the latter says that its 3-D axes cannot be imported.
    warnings.filterwarnings("ignore", message="Unable to import Axes3D", category=UserWarning)
    from matplotlib.figure import Figure

pytestmark = [pytest.mark.site, pytest.mark.client]
quiet = pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning")
SUPERNOVA = (99.7421, 8.8113)


def test_stilts_goes_from_a_position_to_a_light_curve(site: RunningSite, tmp_path: Path) -> None:
    rows = match_cone(f"{site.url}/phot/q", SUPERNOVA, "target_id n_points", tmp_path)
    assert rows == ["target_id,n_points", "demo-supernova,10"]
    curve = tmp_path / "curve.vot"
    address = f"{site.url}/phot/q/dl/dlget?ID=demo-supernova:ATLAS:r"
    run_stilts("tcopy", f"in={address}", "ifmt=votable", f"out={curve}", "ofmt=votable")
    picture = tmp_path / "curve.png"
    run_stilts(
        "plot2plane", "layer1=mark", f"in1={curve}", "x1=mjd", "y1=mag", "yflip=true", "omode=out", f"out={picture}",
    )  # fmt: skip
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["target", "lightcurve", "catalogue"])
def test_datalinks_have_no_error(site: RunningSite, kind: str) -> None:
    tap = pyvo.dal.TAPService(f"{site.url}/tap")
    query = f"SELECT TOP 1 {kind}_id FROM phot.{kind} WHERE target_id = 'demo-supernova'"
    identifier = tap.run_sync(query)[0][f"{kind}_id"]
    report = run_stilts("datalinklint", f"votable={site.url}/phot/q/dl/dlmeta?ID={identifier}")
    assert "ERROR" not in report, report


def test_light_curves_are_valid_votables(site: RunningSite) -> None:
    for identifier in ("demo-supernova", "demo-dwarf-nova:ATLAS:r"):
        report = run_stilts("votlint", f"votable={site.url}/phot/q/dl/dlget?ID={identifier}")
        assert "ERROR" not in report, report


@quiet
def test_pyvo_goes_from_a_position_to_a_plotted_light_curve(site: RunningSite, tmp_path: Path) -> None:
    (target,) = pyvo.dal.SCSService(f"{site.url}/phot/q/cone/scs.xml?").search(SUPERNOVA, 0.01)
    links = DatalinkResults.from_result_url(f"{site.url}/phot/q/dl/dlmeta?ID={target['target_id']}")
    curves = [link for link in links if link.semantics == "#this" and "votable" in link.content_type]
    assert {link["local_semantics"] for link in curves} == {"ATLAS/r", "ATLAS/g"}
    figure = Figure()
    axes = figure.add_subplot()
    n_points = 0
    for link in curves:
        table = parse(BytesIO(link.getdataset().read())).get_first_table().to_table()
        assert table["mjd"].unit == "d"
        axes.errorbar(np.asarray(table["mjd"]), np.asarray(table["mag"]), np.asarray(table["mag_err"]), fmt=".")
        n_points += len(table)
    axes.invert_yaxis()
    figure.savefig(tmp_path / "curve.png")
    assert n_points == 10


@quiet
def test_rows_of_tap_lead_to_their_light_curves(site: RunningSite) -> None:
    tap = pyvo.dal.TAPService(f"{site.url}/tap")
    found = tap.run_sync("SELECT * FROM phot.lightcurve WHERE target_id = 'demo-dwarf-nova' ORDER BY band")
    counts = []
    for links in found.iter_datalinks():
        link = next(link for link in links if link.semantics == "#this")
        table = parse(BytesIO(link.getdataset().read())).get_first_table()
        counts.append(len(table.array))
    assert counts == found["n_points"].tolist()


def test_the_page_of_a_target_shows_its_light_curve(site: RunningSite) -> None:
    page = dump_page(f"{site.url}/static/umbra/target.html?id=demo-dwarf-nova")
    assert 'data-points="7"' in page
    assert len(re.findall(r'class="point', page)) >= 7
    for words in (
        "ATLAS/r demo-south",
        "ATLAS/i demo-garden (limit)",
        "&gt; 18.07",
        "Demonstration: model of a dwarf nova",
    ):
        assert words in page
    assert "There is no target nothing." in dump_page(f"{site.url}/static/umbra/target.html?id=nothing")


def test_the_lists_show_targets_and_observatories(site: RunningSite) -> None:
    page = dump_page(f"{site.url}/static/umbra/targets.html")
    assert "target.html?id=demo-supernova" in page
    assert "demo-garden" in page


def test_demonstrations_are_marked_and_in_no_obscore(site: RunningSite) -> None:
    tap = pyvo.dal.TAPService(f"{site.url}/tap")
    shown = {
        str(row["obs_id"]) for row in tap.run_sync("SELECT obs_id FROM ivoa.obscore WHERE obs_collection='Umbra phot'")
    }
    curves = tap.run_sync("SELECT lightcurve_id, target_id, origin FROM phot.lightcurve")
    assert {str(row["origin"]) for row in curves if str(row["target_id"]).startswith("demo-")} == {"synthetic"}
    assert shown == {str(row["lightcurve_id"]) for row in curves if row["origin"] == "measured"}
