"""`umbra reduce` and `umbra ephemeris` as an operator meets them, and chords that keep up with what comes in."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.commands.samples import SAMPLE_EPHEMERIDES, SAMPLES
from service.ground.layout import PROJECT
from tests.forked_command import fork_umbra
from tests.resources.test_occ import ask
from tests.site_fixture import RunningSite, run_umbra, start_site, stop_site

CHARIKLO = "20170622_10199_chariklo"
TABLE = SAMPLE_EPHEMERIDES / "10199_chariklo_20170622.txt"


@pytest.fixture
def filled(var_directory: Path) -> Path:
    """Return the directory of a site that does not run, with the samples in its archive."""
    var = var_directory / "var"
    assert fork_umbra("ingest", "--var", str(var), str(SAMPLES)).returncode == 0
    return var


def test_reduce_without_a_running_site_says_what_it_found(filled: Path) -> None:
    done = fork_umbra("reduce", "--var", str(filled), CHARIKLO)
    assert done.returncode == 3
    assert "The site is not running" in done.stderr
    assert f"{CHARIKLO}: 5 chords, 1 negative paths (Chariklo_2021.bsp + de438_small.bsp (elements))" in done.stdout
    assert "km, free, 5 chords" in done.stdout


def test_an_ephemeris_that_is_added_counts_more_than_elements(filled: Path) -> None:
    done = fork_umbra("ephemeris", "add", "--var", str(filled), str(TABLE), "--body", "10199", "--name", "orbit 1")
    assert done.returncode == 0, done.stderr
    assert (
        "10199_chariklo_20170622.txt\tbody 10199\torbit 1"
        in fork_umbra("ephemeris", "list", "--var", str(filled)).stdout
    )
    done = fork_umbra("reduce", "--json", "--var", str(filled), CHARIKLO)
    (event,) = json.loads(done.stdout)
    assert event["ephemeris"] == "orbit 1"
    assert {chord["ephemeris"] for chord in event["chords"]} == {"orbit 1"}
    assert [len(event[name]) for name in ("chords", "limbs", "residuals", "corrections")] == [6, 1, 10, 4]
    again = fork_umbra("ephemeris", "add", "--var", str(filled), str(TABLE), "--body", "10199", "--name", "orbit 2")
    assert again.returncode == 1
    assert "already" in again.stderr


def test_an_event_that_is_not_there_is_named(filled: Path) -> None:
    done = fork_umbra("reduce", "--var", str(filled), "nothing")
    assert done.returncode == 1
    assert "There is no public event nothing" in done.stderr


def test_helps_have_examples() -> None:
    for command in (("reduce",), ("ephemeris", "add")):
        assert "Examples:" in fork_umbra(*command, "--help").stdout


def test_shipped_ephemeris_is_that_of_the_index() -> None:
    assert (PROJECT / "resources/occ/ephemerides/index.csv").read_text().count("\n") == 2


@pytest.fixture
def own_site(var_directory: Path) -> Iterator[RunningSite]:
    """Return a site of the test's own, since others count the reports of the samples."""
    running = start_site(var_directory / "var")
    yield running
    assert stop_site(running) == 0


@pytest.mark.site
def test_chords_keep_up_with_reports_and_corrections(own_site: RunningSite, tmp_path: Path) -> None:
    path = tmp_path / "late.txt"
    path.write_text((SAMPLES / f"{CHARIKLO}_tivoli.txt").read_text().replace("#Observer1:", "#Observer1: A. Late"))
    assert run_umbra("ingest", "--var", str(own_site.var), str(path)).returncode == 0
    query = (
        "SELECT report_id, c.time_shift AS shift, l.n_chords AS n FROM occ.chord AS c JOIN occ.report AS r"
        " USING (report_id) JOIN occ.limb AS l ON l.event_id = r.event_id WHERE r.observer = 'A. Late'"
    )
    (before,) = ask(own_site, query)
    assert (float(before["shift"]), int(before["n"])) == (0.0, 6)
    corrections = tmp_path / "corrections.csv"
    corrections.write_text(f"report_id,shift_s,reason\n{before['report_id']},-0.15,clock of the station\n")
    assert run_umbra("ingest", "--var", str(own_site.var), str(corrections)).returncode == 0
    assert [float(row["shift"]) for row in ask(own_site, query)] == [-0.15]
    address = f"{own_site.url}/occ/chord/dl/dlget?ID={CHARIKLO}&FORMAT=ds9"
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert "A. Late" in answer.read().decode()
    done = run_umbra(
        "ephemeris", "add", "--var", str(own_site.var), "--body=10199", "--name=again", str(_copy(tmp_path))
    )
    assert done.returncode == 0, done.stderr
    assert {row["ephemeris"] for row in ask(own_site, "SELECT DISTINCT ephemeris FROM occ.limb")} == {"again"}
    assert run_umbra("reduce", "--var", str(own_site.var)).returncode == 0


def _copy(folder: Path) -> Path:
    """Return the shipped table under another name."""
    copy = folder / "again.txt"
    copy.write_bytes(TABLE.read_bytes())
    return copy
