"""Every page in a browser, wide and narrow: nothing sticks out, nothing goes wrong, nothing is asked of others."""

import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest

from service.ground.layout import PROJECT
from service.ground.pages import SCRIPTS, assemble
from tests.browser import Page, open_browser
from tests.site_fixture import RunningSite

#: Pictures of the pages, for a person to look at.
PICTURES = Path(os.environ.get("UMBRA_TEST_OUTPUT", "/tmp/umbra-test-output")) / "pages"
EVENT = "/occ/q/page/qp/20170622_10199_chariklo"
#: Pages of ours by name, and what is true once they are drawn.
OURS = {
    "front": ("/", "document.querySelectorAll('#latest tbody tr').length >= 9"),
    "event": (EVENT, "document.querySelectorAll('[data-drawn]').length >= 6"),
    "event_without_chords": (
        "/occ/q/page/qp/20101105_769_tatjana",
        "document.querySelectorAll('#station-map[data-drawn]').length",
    ),
    "lunar_event": ("/occ/q/page/qp/20151219_moon", "document.querySelectorAll('.plot[data-drawn]').length"),
    "target": (
        "/static/umbra/target.html?id=demo-supernova",
        "document.querySelectorAll('#curve[data-points]').length",
    ),
    "targets": ("/static/umbra/targets.html", "document.querySelectorAll('#latest tbody tr').length >= 9"),
    "aladin": ("/static/umbra/aladin.html?event=20170622_10199_chariklo", "document.body.dataset.drawn"),
}
#: Pages that DaCHS makes and that ours lead to.
DACHS = {
    "reports_form": "/occ/q/reports/form",
    "cone_form": "/occ/q/cone/form",
    "phot_form": "/phot/q/cone/form",
    "cone_info": "/occ/q/cone/info",
    "lightcurves_info": "/occ/lc/dl/info",
    "phot_info": "/phot/q/cone/info",
    "adql": "/adql",
    "examples": "/tap/examples",
    "tables": "/__system__/dc_tables/list/form",
    "services": "/__system__/services/root/fixed",
}
PAGES = OURS | {name: (path, "document.readyState === 'complete'") for name, path in DACHS.items()}
WIDE, NARROW = 1280, 390


def test_every_page_has_the_head_and_the_foot_of_all() -> None:
    for name in ("index.html", "event.html", "target.html", "targets.html"):
        text = assemble(name)
        assert "<!--#include" not in text
        assert text.count('<meta charset="utf-8">') == text.count('<footer class="band">') == 1


def test_script_of_maps_is_fetched_at_set_up() -> None:
    assert (SCRIPTS / "world_50m.json").exists(), "etc/bootstrap.py could not fetch the coastlines"
    assert "world_50m.json" in (PROJECT / "etc/scripts.json").read_text()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with open_browser() as opened:
        yield opened


@pytest.mark.site
@pytest.mark.client
def test_the_page_of_an_unknown_event_waits_for_nothing(site: RunningSite, page: Page) -> None:
    page.open(f"{site.url}/static/umbra/event.html", WIDE, 900)
    page.wait("document.getElementById('trouble')?.hidden === false")
    assert "There is no event event.html" in page.evaluate("document.body.innerText")
    assert "Asking TAP" not in page.evaluate("document.body.innerText")


@pytest.mark.site
@pytest.mark.client
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_its_window_and_nothing_goes_wrong(site: RunningSite, page: Page, name: str, width: int) -> None:
    path, drawn = PAGES[name]
    page.forget()
    page.open(site.url + path, width, 900)
    page.wait(drawn)
    page.rest()
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.picture(PICTURES / f"{name}_{width}.png", is_whole=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == []
    assert [address for address in page.requests if not address.startswith(f"{site.url}/")] == []


@pytest.mark.site
@pytest.mark.client
def test_no_link_of_our_pages_is_dead(site: RunningSite, page: Page) -> None:
    found: dict[str, str] = {}
    for name, (path, drawn) in OURS.items():
        page.open(site.url + path)
        page.wait(drawn)
        page.rest()
        for link in page.evaluate("[...document.links].map((link) => link.href)"):
            found.setdefault(urldefrag(urljoin(site.url, link)).url, name)
    inner = {link: name for link, name in found.items() if link.startswith(site.url)}
    assert len(inner) > 60
    assert {link: status for link in inner if (status := status_of(link)) != 200} == {}


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as problem:
        return problem.code


@pytest.mark.site
@pytest.mark.client
def test_map_shows_coasts_and_borders(site: RunningSite, page: Page) -> None:
    page.open(site.url + EVENT)
    page.wait("document.querySelectorAll('#station-map[data-drawn]').length")
    coast, border = (
        page.evaluate(
            "(() => { const trace = document.getElementById('station-map').data.find((one) => one.name === '"
            + name
            + "');"
            " return trace.x.map((lon, i) => [lon, trace.y[i]]); })()"
        )
        for name in ("coasts", "borders")
    )
    # The coast of Namibia at Walvis Bay (14.5 E, 22.9 S), and the border to Botswana on the meridian of 20 E.
    assert any(lon is not None and abs(lon - 14.5) < 0.1 and abs(lat + 22.9) < 0.2 for lon, lat in coast)
    assert any(lon is not None and abs(lon - 20.0) < 0.05 and -24.8 < lat < -21.9 for lon, lat in border)


@pytest.mark.site
@pytest.mark.client
@pytest.mark.parametrize(("name", "is_hidden"), [("event", False), ("event_without_chords", True)])
def test_only_a_map_with_a_shadow_speaks_of_it(site: RunningSite, page: Page, name: str, is_hidden: bool) -> None:
    path, drawn = OURS[name]
    page.open(site.url + path)
    page.wait(drawn)
    assert page.evaluate("document.getElementById('shadow-note').hidden") is is_hidden


@pytest.mark.site
@pytest.mark.client
def test_map_of_stations_on_both_sides_of_180_degrees(site: RunningSite, page: Page) -> None:
    """Gisborne and the Chatham Islands are neighbours, and the shadow goes from one to the other."""
    page.open(site.url + EVENT)
    page.wait("document.querySelectorAll('#station-map[data-drawn]').length")
    drawn = page.evaluate("""(async () => {
      const { drawStationMap } = await import("/static/umbra/station_map.js");
      const station = (lon, lat) => (
        { geometry: { type: "Point", coordinates: [lon, lat] }, properties: { outcome: "positive" } });
      const path = { geometry: { type: "MultiLineString", coordinates: [
        [[170, -30], [180, -40]], [[-180, -40], [-170, -50]]] }, properties: { name: "center", stroke: "#000000" } };
      const place = document.getElementById("station-map");
      await drawStationMap(place, { features: [station(178.0, -38.7), station(-176.5, -43.9), path] });
      const named = (name) => place.data.find((trace) => trace.name === name);
      const [path_x, station_x] = place.data.slice(-2).map((trace) => trace.x);
      return { range: place.layout.xaxis.range, path_x, station_x, coast: named("coasts").x };
    })()""")
    assert drawn["station_x"] == pytest.approx([178.0, 183.5])
    # The axes have one scale, for which one of them reaches further than its own margin.
    low, high = drawn["range"]
    assert (low + high) / 2 == pytest.approx(180.75)
    assert low <= 176.0 < 185.5 <= high < 200
    assert drawn["path_x"] == [170, 180, None, 180, 190, None]
    coast = [lon for lon in drawn["coast"] if lon is not None]
    assert any(177.5 < lon < 178.6 for lon in coast)
    assert any(183.1 < lon < 184.0 for lon in coast)


@pytest.mark.site
@pytest.mark.client
def test_page_of_an_event_says_which_light_curves_are_simulated(site: RunningSite, page: Page) -> None:
    page.open(site.url + EVENT)
    page.wait("document.querySelectorAll('.plot[data-drawn]').length >= 4")
    cards = page.evaluate("[...document.querySelectorAll('.curve')].map((card) => card.innerText)")
    # Other tests may have sent further curves of this event, which are not simulated.
    samples = {f"ID=20170622_10199_chariklo_lc{number:02d}\n" for number in (1, 2, 3, 4)}
    are_simulated = [any(sample in card + "\n" for sample in samples) for card in cards]
    assert are_simulated.count(True) == 4
    said = ["Simulated: computed from a model, nothing was observed." in card for card in cards]
    assert said == are_simulated
    page.open(f"{site.url}/occ/q/page/qp/20151219_moon")
    page.wait("document.querySelectorAll('.plot[data-drawn]').length")
    assert "Simulated" not in page.evaluate("document.body.innerText")
