"""Overlays, figures and links of an event, as a script gets them."""

import io
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from xml.etree import ElementTree

import matplotlib.image
import pytest
from astropy.table import Table

from service.serving.event_serving import MAGNIFIED, file_address
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site
CHARIKLO = "20170622_10199_chariklo"
TATJANA = "20101105_769_tatjana"


def fetch(site: RunningSite, name: str, event_id: str = CHARIKLO, factor: float | None = None) -> tuple[Message, bytes]:
    request = urllib.request.Request(
        file_address(event_id, name, site.url, factor), headers={"Origin": "https://aladin.example"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers, answer.read()


@pytest.mark.parametrize(
    ("name", "media_type", "begin"),
    [
        ("votable", "application/x-votable+xml", b"<?xml"),
        ("ds9", "text/plain", b"# Region file format: DS9"),
        ("aladin", "text/plain", b"# " + CHARIKLO.encode()),
        ("geojson", "application/geo+json", b'{"type": "FeatureCollection"'),
        ("kml", "application/vnd.google-earth.kml+xml", b"<?xml"),
        ("png", "image/png", b"\x89PNG"),
        ("svg", "image/svg+xml", b"<?xml"),
        ("pdf", "application/pdf", b"%PDF"),
    ],
)
def test_every_file_has_its_type_and_may_be_read_from_anywhere(
    site: RunningSite, name: str, media_type: str, begin: bytes
) -> None:
    headers, content = fetch(site, name)
    assert headers.get_content_type() == media_type
    assert headers["Access-Control-Allow-Origin"] == "https://aladin.example"
    assert content.startswith(begin)


def test_sky_files_hold_every_chord_and_the_limb(site: RunningSite) -> None:
    regions = fetch(site, "ds9")[1].decode()
    assert (regions.count("line("), regions.count("polygon("), regions.count("ellipse(")) == (6, 5, 1)
    assert regions.count("dash=1") == 1
    assert "true to scale" in regions
    table = Table.read(io.BytesIO(fetch(site, "votable")[1]), format="votable")
    assert list(table["kind"]) == ["chord"] * 5 + ["limb"]
    assert all(region.startswith("POLYGON ICRS ") for region in table["s_region"])
    script = fetch(site, "aladin")[1].decode()
    assert (script.count(" line("), script.count(" polygon(")) == (6, 6)


def test_magnified_files_are_larger_and_say_so(site: RunningSite) -> None:
    major = [
        float(re.findall(r'ellipse\([^"]*",([\d.]+)"', fetch(site, "ds9", factor=factor)[1].decode())[0])
        for factor in (None, MAGNIFIED)
    ]
    assert major[0] == pytest.approx(137.9 / (14.6592 * 149597870.7) * 206264.8, rel=1e-3)
    assert major[1] == pytest.approx(MAGNIFIED * major[0], rel=1e-6)
    assert "magnified 1000 times about the body" in fetch(site, "ds9", factor=MAGNIFIED)[1].decode()


def test_ground_files_hold_the_stations_and_the_path(site: RunningSite) -> None:
    features = json.loads(fetch(site, "geojson")[1])["features"]
    outcomes = [feature["properties"]["outcome"] for feature in features if feature["geometry"]["type"] == "Point"]
    assert sorted(outcomes) == ["negative"] + 5 * ["positive"]
    (center,) = (feature for feature in features if feature["properties"].get("name") == "center")
    # The shadow went from east to west, over Namibia between 21 and 24 degrees south.
    south = [lat for line in center["geometry"]["coordinates"] for lon, lat in line if 14 < lon < 20]
    assert south
    assert all(-24 < lat < -21 for lat in south)
    document = ElementTree.fromstring(fetch(site, "kml")[1])
    assert len(document.findall(".//{http://www.opengis.net/kml/2.2}Point")) == 6


def test_stations_without_chords_are_on_the_map_all_the_same(site: RunningSite) -> None:
    assert len(json.loads(fetch(site, "geojson", TATJANA)[1])["features"]) == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (f"ID={CHARIKLO}&FORMAT=ds9&FACTOR=-1", "FACTOR: A magnification of -1 draws nothing"),
        (f"ID={CHARIKLO}&FORMAT=ds9&FACTOR=1e9", "FACTOR: A magnification of 1e+09 draws nothing"),
        (f"ID={CHARIKLO}&FORMAT=ds9&FACTOR=large", "FACTOR"),
        (f"ID={CHARIKLO}&FORMAT=dwg", "FORMAT"),
        (f"ID={TATJANA}&FORMAT=ds9", "no chord with a position on the sky"),
        (f"ID={TATJANA}&FORMAT=png", "no chord"),
    ],
)
def test_what_cannot_be_drawn_is_an_error_of_the_request(site: RunningSite, query: str, words: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{site.url}/occ/chord/dl/dlget?{query}", timeout=60)
    assert 400 <= caught.value.code < 500
    assert words in caught.value.read().decode()


def test_figure_is_a_picture_of_its_size(site: RunningSite) -> None:
    pixels = matplotlib.image.imread(io.BytesIO(fetch(site, "png")[1]))
    assert pixels.shape[:2] == (900, 900)
    assert fetch(site, "png")[1] == fetch(site, "png")[1]
    assert b"Onduruquea" in fetch(site, "svg")[1]


def links_of(site: RunningSite, event_id: str) -> Table:
    address = f"{site.url}/occ/chord/dl/dlmeta?ID={event_id}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        return Table.read(io.BytesIO(answer.read()), format="votable", table_id=0)


@pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning")
def test_every_link_of_an_event_leads_somewhere(site: RunningSite) -> None:
    rows = [row for row in links_of(site, CHARIKLO) if row["access_url"]]
    assert len(rows) >= 16
    for row in rows:
        with urllib.request.urlopen(row["access_url"], timeout=60) as answer:
            assert answer.headers.get_content_type() == row["content_type"].split(";")[0], row["description"]
            assert answer.read(10)


@pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning")
def test_an_event_without_chords_has_no_links_to_overlays(site: RunningSite) -> None:
    links = [row["access_url"] for row in links_of(site, TATJANA)]
    assert any("occ.reduction_finding" in link for link in links)
    assert not any("FORMAT=ds9" in link for link in links)
