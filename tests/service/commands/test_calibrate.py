"""`umbra calibrate` as an observatory meets it, on a running site: from a catalogue to TAP, and nothing by mistake."""

import csv
import io
import json
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from astropy.io import fits

from ingest.photometry.reference_services import read_services
from ingest.photometry.survey_columns import SURVEYS
from service.ground.dachs import Address, Dachs
from service.ground.layout import PROJECT, Layout
from tests.forked_command import fork_umbra
from tests.photometry_field import MadeField, make_field
from tests.site_fixture import RunningSite, account_options, run_umbra

SURVEY_RD = """<resource schema="apasstest">
	<meta name="creationDate">2025-06-01T00:00:00Z</meta>
	<meta name="title">A survey</meta>
	<meta name="description">Reference stars with the column names of VizieR.</meta>
	<meta name="subject">photometry</meta>
	<table id="apass9" onDisk="True" adql="True" mixin="//scs#pgs-pos-index">
		<column name="recno" type="integer" ucd="meta.id;meta.main" required="True" description="Number."/>
		<column name="RAJ2000" type="double precision" unit="deg" ucd="pos.eq.ra;meta.main" description="RA."/>
		<column name="DEJ2000" type="double precision" unit="deg" ucd="pos.eq.dec;meta.main" description="Dec."/>
		<column name="Bmag" unit="mag" ucd="phot.mag" description="B."/>
		<column name="e_Bmag" unit="mag" ucd="stat.error" description="Error of B."/>
		<column name="Vmag" unit="mag" ucd="phot.mag" description="V."/>
		<column name="e_Vmag" unit="mag" ucd="stat.error" description="Error of V."/>
	</table>
	<data id="import">
		<sources>data/apass.csv</sources>
		<csvGrammar/>
		<make table="apass9"/>
	</data>
</resource>
"""
#: Reads queries and writes what DaCHS' parser takes each for.
PARSE = """import json, sys
from gavo import adql
for query in json.load(sys.stdin):
    print(adql.parseToTree(query).type)
"""
SERVICES = """[APASS]
url = {url}/tap
query = SELECT recno, RAJ2000, DEJ2000, Bmag, e_Bmag, Vmag, e_Vmag FROM apasstest.apass9
    WHERE 1 = CONTAINS(POINT('ICRS', RAJ2000, DEJ2000), CIRCLE('ICRS', $ra, $dec, $radius))
"""


def ask(site: RunningSite, query: str) -> list[dict[str, str]]:
    parameters = urlencode({"LANG": "ADQL", "FORMAT": "csv", "QUERY": query})
    with urllib.request.urlopen(f"{site.url}/tap/sync?{parameters}") as answer:
        return list(csv.DictReader(io.StringIO(answer.read().decode())))


def calibrate(site: RunningSite, *arguments: object) -> tuple[int, list[dict[str, Any]]]:
    done = run_umbra("calibrate", "--json", *map(str, arguments), UMBRA_VAR=str(site.var))
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout.startswith("[") else []


@pytest.fixture(scope="module")
def field(site: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> MadeField:
    """Return a field whose reference stars are loaded in bulk, with a target in its middle."""
    field = make_field(ra0=210.0, dec0=-20.0)
    path = field.write_references(tmp_path_factory.mktemp("field") / "apass.csv")
    done = run_umbra("references", "load", "apass", str(path), UMBRA_VAR=str(site.var))
    assert "150 stars of APASS in B V" in done.stdout, done.stderr
    again = run_umbra("references", "load", "APASS", str(path), UMBRA_VAR=str(site.var))
    assert "unchanged" in again.stdout
    run_umbra("target", "add", "bulk1", "--ra", "210", "--dec", "-20", UMBRA_VAR=str(site.var))
    run_umbra("observatory", "add", "bulkobs", "--lon", "21.42", "--lat", "52.09", UMBRA_VAR=str(site.var))
    return field


@pytest.mark.site
def test_a_catalogue_becomes_a_point_in_tap(site: RunningSite, field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "frame.cat", target_mag=15.5)
    request = ["--target", "bulk1", "--mjd", 60500.25, "--exposure", 60, "--observatory", "bulkobs", "--offline", path]
    status, (answer,) = calibrate(site, *request)
    assert (status, answer["status"], answer["survey"], answer["band"]) == (0, "accepted", "APASS", "V")
    assert answer["mag"] == pytest.approx(15.5, abs=0.03)
    assert {"zero_point", "scatter", "n_used", "outlier_fraction", "radius"} <= set(answer)
    assert [record["kind"] for record in answer["records"]] == [
        "catalogue",
        "calibration",
        "calibration",
        "measurement",
    ]
    (row,) = ask(site, "SELECT mag, observatory_id, catalogue_id FROM phot.measurement WHERE target_id='bulk1'")
    assert float(row["mag"]) == answer["mag"]
    assert row["observatory_id"] == "bulkobs"
    zero_points = ask(site, f"SELECT band, chosen FROM phot.calibration WHERE catalogue_id='{row['catalogue_id']}'")
    assert {(one["band"], one["chosen"]) for one in zero_points} == {("V", "True"), ("B", "False")}
    status, (again,) = calibrate(site, *request)
    assert (status, again["status"], again["catalogue_id"]) == (0, "unchanged", answer["catalogue_id"])
    assert ask(site, "SELECT n_points FROM phot.target WHERE target_id='bulk1'") == [{"n_points": "1"}]
    assert ask(site, "SELECT n_points FROM phot.observatory WHERE observatory_id='bulkobs'") == [{"n_points": "1"}]


@pytest.mark.site
def test_other_options_take_the_place_of_the_point(site: RunningSite, field: MadeField, tmp_path: Path) -> None:
    run_umbra("target", "add", "bulk2", "--ra", "210", "--dec", "-20", UMBRA_VAR=str(site.var))
    path = field.write_catalogue(tmp_path / "frame.cat", target_mag=15.9)
    request = ["--target", "bulk2", "--mjd", 60500.25, "--offline", path]
    calibrate(site, *request)
    status, (forced,) = calibrate(site, "--filter", "any/B", *request)
    assert (status, forced["band"]) == (0, "B")
    assert "point_replaced" in {finding["code"] for finding in forced["findings"]}
    query = "SELECT band, measurement_id FROM phot.measurement WHERE target_id='bulk2'"
    assert [row["band"] for row in ask(site, query)] == ["B"]
    _, (back,) = calibrate(site, *request)
    assert back["status"] == "accepted"
    (row,) = ask(site, query)
    assert row["band"] == "V"
    done = run_umbra("withdraw", row["measurement_id"], "--reason", "clouds", UMBRA_VAR=str(site.var))
    assert "withdrawn" in done.stdout
    assert ask(site, query) == []
    assert calibrate(site, *request)[1][0]["status"] == "withdrawn"
    assert ask(site, query) == []
    run_umbra("withdraw", "--undo", row["measurement_id"], UMBRA_VAR=str(site.var))
    assert ask(site, query) == [row]


@pytest.mark.site
def test_a_dry_run_and_a_refused_file_publish_nothing(site: RunningSite, field: MadeField, tmp_path: Path) -> None:
    before = ask(site, "SELECT COUNT(*) AS n FROM phot.catalogue")
    path = field.write_catalogue(tmp_path / "dry.cat", target_mag=15.0)
    status, (answer,) = calibrate(site, "--dry-run", "--target", "bulk1", "--mjd", 60501, "--offline", path)
    assert (status, answer["status"]) == (0, "accepted")
    status, (answer,) = calibrate(site, "--target", "bulk1", "--mjd", 2460501.5, "--offline", path)
    assert (status, answer["status"], answer["records"]) == (1, "refused", [])
    assert answer["findings"][0]["hint"] == "the Modified Julian Date is 60501.000000"
    assert ask(site, "SELECT COUNT(*) AS n FROM phot.catalogue") == before


@pytest.mark.site
def test_an_unknown_target_can_be_created(site: RunningSite, field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "frame.cat", target_mag=14.9)
    status, (answer,) = calibrate(site, "--target", "bulk3", "--mjd", 60500, "--offline", path)
    assert (status, answer["findings"][0]["code"]) == (1, "target_unknown")
    place = ["--ra", 210.0, "--dec", -20.0, "--create"]
    status, (answer,) = calibrate(site, "--target", "bulk3", *place, "--mjd", 60500, "--offline", path)
    assert (status, answer["status"]) == (0, "accepted")
    assert ask(site, "SELECT n_points FROM phot.target WHERE target_id='bulk3'") == [{"n_points": "1"}]


@pytest.mark.site
def test_text_names_what_the_network_always_printed(site: RunningSite, field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "frame.cat", target_mag=15.1)
    done = run_umbra(
        "calibrate",
        "--dry-run",
        "--target",
        "bulk1",
        "--mjd",
        "60502.5",
        "--offline",
        str(path),
        UMBRA_VAR=str(site.var),
    )
    assert done.returncode == 0
    for words in ("APASS/V", "zero point 25.0", "scatter", "stars, outlier fraction", "radius 2 arcsec", "RA 210"):
        assert words in done.stdout


@pytest.mark.site
def test_pictures_of_a_dry_run_are_written_and_named(site: RunningSite, field: MadeField, tmp_path: Path) -> None:
    path = field.write_catalogue(tmp_path / "frame.cat", target_mag=15.2)
    request = ["--dry-run", "--target", "bulk1", "--mjd", "60503.5", "--offline"]
    folder = tmp_path / "pictures"
    status, (answer,) = calibrate(site, *request, "--plot", folder, path)
    assert status == 0
    written = sorted(str(picture) for picture in folder.iterdir())
    assert sorted(answer["plots"]) == written
    assert [name[-12:] for name in answer["plots"]] == ["_APASS_V.png", "_APASS_B.png"]
    vectors = ["--plot", str(folder), "--plot-format", "svg"]
    done = run_umbra("calibrate", *request, *vectors, str(path), UMBRA_VAR=str(site.var))
    assert "matplotlib" not in done.stderr
    for name in written:
        assert f"  plot {name.removesuffix('.png')}.svg" in done.stdout
    before = ask(site, "SELECT COUNT(*) AS n FROM phot.catalogue")
    for wrong in ("/proc/none", str(path / "below")):
        done = run_umbra("calibrate", *request[1:], "--plot", wrong, str(path), UMBRA_VAR=str(site.var))
        assert done.returncode == 1
        assert f"umbra: {wrong} cannot be written" in done.stderr
    assert ask(site, "SELECT COUNT(*) AS n FROM phot.catalogue") == before


@pytest.mark.site
def test_without_reference_stars_and_network_the_field_is_named(site: RunningSite, tmp_path: Path) -> None:
    path = make_field(ra0=20.0, dec0=70.0).write_catalogue(tmp_path / "frame.cat")
    done = run_umbra(
        "calibrate", "--target", "far", "--ra", "20", "--dec", "70", "--create", "--mjd", "60500", "--offline",
        "--filter", "PS1/r", str(path), UMBRA_VAR=str(site.var),
    )  # fmt: skip
    assert done.returncode == 1
    assert "no reference stars of PS1" in done.stderr
    assert "RA 20.0" in done.stderr
    assert "umbra references load PS1 FILE" in done.stderr


@pytest.mark.site
def test_reference_stars_are_fetched_once(site: RunningSite, tmp_path: Path) -> None:
    field = make_field(ra0=33.0, dec0=12.0, seed=9)
    folder = site.var / "gavo/inputs/apasstest"
    (folder / "data").mkdir(parents=True)
    (folder / "q.rd").write_text(SURVEY_RD)
    field.write_references(folder / "data/apass.csv")
    done = site.run_dachs("imp", "apasstest/q")
    assert done.returncode == 0, done.stderr
    services = site.var / "reference_services.cfg"
    services.write_text(SERVICES.format(url=site.url))
    try:
        path = field.write_catalogue(tmp_path / "a.cat", target_mag=16.2)
        place = ["--target", "remote1", "--ra", 33.0, "--dec", 12.0, "--create"]
        status, (answer,) = calibrate(site, *place, "--mjd", 60500, path)
        assert (status, answer["survey"], answer["band"]) == (0, "APASS", "V")
        assert answer["mag"] == pytest.approx(16.2, abs=0.03)
        query = "SELECT COUNT(*) AS n FROM phot.reference WHERE DISTANCE(ra, dec, 33, 12) < 1"
        assert ask(site, query) == [{"n": "300"}]
        services.write_text(SERVICES.format(url="http://127.0.0.1:9"))
        other = field.write_catalogue(tmp_path / "b.cat", target_mag=16.3)
        status, (answer,) = calibrate(site, "--target", "remote1", "--mjd", 60501, other)
        assert (status, answer["findings"]) == (0, [])
        far = make_field(ra0=330.0, dec0=12.0).write_catalogue(tmp_path / "c.cat")
        far_place = ["--target", "remote2", "--ra", "330", "--dec", "12", "--create", "--mjd", "60500"]
        done = run_umbra("calibrate", *far_place, str(far), UMBRA_VAR=str(site.var))
        assert done.returncode == 1
        assert "http://127.0.0.1:9/tap does not give the stars of APASS" in done.stderr
    finally:
        services.unlink()


@pytest.mark.site
def test_the_real_frame_through_the_command(site: RunningSite, corpus: Path, tmp_path: Path) -> None:
    table = fits.getdata(corpus / "photcal/cpt1m012-fa06-20200113-0102-matched-cat.fits")
    path = tmp_path / "refcat.csv"
    names = [name for band in "griz" for name in (f"{band}mag", f"{band}magerr")]
    rows = np.column_stack([table["ra"], table["dec"], *(table[name] for name in names)])
    head = "RA_ICRS,DE_ICRS," + ",".join(f"{band}mag,e_{band}mag" for band in "griz")
    np.savetxt(path, rows, delimiter=",", header=head, comments="", fmt="%.7f")
    assert "2752 stars of ATLAS" in run_umbra("references", "load", "ATLAS", str(path), UMBRA_VAR=str(site.var)).stdout
    catalogue = corpus / "sextractor/derived_cpt1m012_i_ascii_head.cat"
    place = ["--target", "lco", "--ra", 99.8, "--dec", 8.72, "--create", "--mjd", 58861.9, "--offline"]
    status, (answer,) = calibrate(site, *place, "--filter", "ATLAS/i", "--colour", catalogue)
    assert status == 0
    assert answer["zero_point"] - 2.5 * np.log10(250.032) == pytest.approx(23.104, abs=0.01)
    assert answer["scatter"] == pytest.approx(0.042, abs=0.003)
    assert answer["outlier_fraction"] == pytest.approx(0.19, abs=0.02)
    wrong = sorted(corpus.glob("sextractor/bad_wcs_*"))
    status, answers = calibrate(site, *place, *wrong)
    assert status == 1
    assert len(answers) == len(wrong) > 0
    for answer in answers:
        assert "do not match the sky" in next(f["message"] for f in answer["findings"] if f["code"] == "off_sky")


@pytest.mark.site
def test_queries_see_each_upload_whole_while_points_come_in(
    site: RunningSite, field: MadeField, tmp_path: Path
) -> None:
    wrong: list[object] = []
    is_done = threading.Event()
    query = (
        "SELECT c.catalogue_id FROM phot.catalogue AS c LEFT JOIN phot.measurement AS m ON "
        "m.catalogue_id = c.catalogue_id WHERE m.catalogue_id IS NULL AND c.target_id = 'bulk4'"
    )

    def watch() -> None:
        while not is_done.is_set():
            wrong.extend(ask(site, query))

    run_umbra("target", "add", "bulk4", "--ra", "210", "--dec", "-20", UMBRA_VAR=str(site.var))
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for number in range(3):
            path = field.write_catalogue(tmp_path / f"{number}.cat", target_mag=15.0 + number / 10)
            calibrate(site, "--target", "bulk4", "--mjd", 60500 + number, "--offline", path)
    finally:
        is_done.set()
        watcher.join()
    assert not wrong
    assert len(ask(site, "SELECT * FROM phot.measurement WHERE target_id='bulk4'")) == 3
    # What was measured is in ObsCore, other than the demonstrations.
    assert len(ask(site, "SELECT obs_id FROM ivoa.obscore WHERE obs_id LIKE 'bulk4:%'")) == 1


@pytest.mark.site
def test_tables_can_be_made_anew_from_the_archive(site: RunningSite, field: MadeField) -> None:
    query = "SELECT * FROM phot.measurement ORDER BY measurement_id"
    before = ask(site, query)
    done = site.run_dachs("imp", "phot/q")
    assert done.returncode == 0, done.stderr
    assert ask(site, query) == before
    # The next command puts the reference stars back.
    run_umbra("references", "load", "ATLAS", "resources/phot/samples/atlas_refcat2_part.csv", UMBRA_VAR=str(site.var))
    assert int(ask(site, "SELECT COUNT(*) AS n FROM phot.reference")[0]["n"]) > 243 * 4
    assert len(ask(site, "SELECT * FROM phot.lightcurve")) > 4


@pytest.mark.site
def test_nothing_private_of_a_file_is_published(site: RunningSite, field: MadeField, tmp_path: Path) -> None:
    data = "MJD;Magnitude;Error;Facility;Filter;Observer\n60500.5;16.5;0.02;Roof;APASS/V;someone@example.org\n"
    path = tmp_path / "someone@example.org.csv"
    path.write_text(data)
    status, (answer,) = calibrate(site, "--target", "bulk1", path)
    assert (status, answer["format"]) == (0, "bhtom_csv")
    for table in ("measurement", "catalogue", "target", "observatory"):
        assert "someone" not in str(ask(site, f"SELECT * FROM phot.{table}"))
    for kind in ("votable", "csv", "json"):
        with urllib.request.urlopen(f"{site.url}/phot/q/dl/dlget?ID=bulk1&FORMAT={kind}") as answer_stream:
            assert b"someone" not in answer_stream.read()


@pytest.mark.site
def test_json_of_a_light_curve_has_the_keys_of_the_network(site: RunningSite, field: MadeField) -> None:
    with urllib.request.urlopen(f"{site.url}/phot/q/dl/dlget?ID=demo-dwarf-nova&FORMAT=json") as stream:
        found = json.load(stream)
    assert set(found) == {"mjd", "mag", "magerr", "limit", "filter", "catalog", "caliberr", "observatory"}
    assert found["mjd"] == sorted(found["mjd"])
    assert [err is None for err in found["magerr"]] == found["limit"]
    assert -1 not in found["magerr"]


@pytest.mark.site
def test_a_picture_of_each_zero_point_can_be_had(site: RunningSite) -> None:
    (row, *_) = ask(site, "SELECT catalogue_id FROM phot.catalogue WHERE target_id='demo-pulsator' ORDER BY mjd")
    address = f"{site.url}/phot/q/dl/dlget?ID={row['catalogue_id']}"
    for more in ("", "&BAND=ATLAS/g"):
        with urllib.request.urlopen(address + more) as answer:
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.read(8) == b"\x89PNG\r\n\x1a\n"


@pytest.mark.site
def test_the_queries_that_ship_are_adql(site: RunningSite) -> None:
    services = read_services(PROJECT / "etc/reference_services.cfg")
    queries = [Template(one.query).substitute(ra="10.5", dec="-3.25", radius="0.5") for one in services.values()]
    done = subprocess.run(
        [sys.executable, "-c", PARSE],
        input=json.dumps(queries),
        env=Dachs(Layout(site.var), Address(port=site.port)).make_environment(),
        cwd=site.var,
        capture_output=True,
        text=True,
        check=False,
        **account_options(),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["statement"] * len(SURVEYS)


def test_without_a_site_the_status_is_3(tmp_path: Path) -> None:
    path = make_field().write_catalogue(tmp_path / "a.cat")
    done = fork_umbra("calibrate", "--target", "t", "--mjd", "60500", str(path), UMBRA_VAR=str(tmp_path / "var"))
    assert done.returncode == 3
    assert "is not running" in done.stderr


def test_wrong_use_is_told(tmp_path: Path) -> None:
    path = make_field().write_catalogue(tmp_path / "a.cat")
    wrong = (
        ["calibrate", str(path)],
        ["calibrate", "--target", "t", str(tmp_path / "missing")],
        ["calibrate", "--target", "t", "--mjd", "yesterday", str(path)],
        ["calibrate", "--target", "t", "--create", str(path)],
        ["references", "load", "HIPPARCOS", str(path)],
        ["target", "add", "t"],
    )
    for arguments in wrong:
        assert fork_umbra(*arguments, UMBRA_VAR=str(tmp_path / "var")).returncode == 2, arguments


def test_a_target_needs_a_name_and_a_place(tmp_path: Path) -> None:
    for arguments in (["../x", "--ra", "1", "--dec", "2"], ["t", "--ra", "40", "--dec", "200"]):
        done = fork_umbra("target", "add", *arguments, UMBRA_VAR=str(tmp_path / "var"))
        assert done.returncode == 1, done.stderr
    assert "swapped" in done.stderr


def test_help_has_examples() -> None:
    for command in (["calibrate"], ["withdraw"], ["target", "add"], ["references", "load"], ["observatory", "add"]):
        assert "Examples:" in fork_umbra(*command, "--help").stdout


def test_photometry_lies_in_the_archive() -> None:
    assert Layout(Path("/x")).photometry == Path("/x/archive/photometry")
