"""Cone searches: the bare minimum, the whole sky, and impossible positions.

On the running site: `service.serving.cone_search`.
"""

import csv
import io
import re

import pytest
import pyvo
import requests
from astropy.coordinates import SkyCoord

from tests.service.test_clients import run_stilts
from tests.site_fixture import RunningSite

pytestmark = [pytest.mark.site, pytest.mark.client]
quiet = pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning")
SERVICES = {"occ": ("event_id", (264.2056, -38.0767)), "phot": ("target_id", (99.7421, 8.8113))}


def find(site: RunningSite, collection: str, **parameters: str | float) -> list[dict[str, str]]:
    """Return the rows of a cone search."""
    address = f"{site.url}/{collection}/q/cone/scs.xml"
    answer = requests.get(address, params={**parameters, "RESPONSEFORMAT": "csv"}, timeout=60)
    return list(csv.DictReader(io.StringIO(answer.text)))


def find_error(site: RunningSite, collection: str, **parameters: str | float) -> str:
    """Return what a cone search says that is refused."""
    answer = requests.get(f"{site.url}/{collection}/q/cone/scs.xml", params=parameters, timeout=60)
    found = re.search(r'<INFO ID="Error" name="Error" value="([^"]*)"', answer.text)
    assert found is not None, answer.text
    return found[1]


@quiet
@pytest.mark.parametrize("collection", SERVICES)
def test_least_verbosity_gives_identifier_and_place(site: RunningSite, collection: str) -> None:
    identifier, place = SERVICES[collection]
    service = pyvo.dal.SCSService(f"{site.url}/{collection}/q/cone/scs.xml?")
    least, usual = (service.search(place, 0.1, verbosity=verbosity) for verbosity in (1, 2))
    assert {identifier, "ra", "dec"} <= set(least.fieldnames) <= {identifier, "ra", "dec", "_r"}
    assert [row[identifier] for row in least] == [row[identifier] for row in usual]


@pytest.mark.parametrize("verbosity", [1, 2, 3])
def test_stilts_takes_every_verbosity(site: RunningSite, verbosity: int) -> None:
    answer = run_stilts(
        "cone", f"serviceurl={site.url}/occ/q/cone/scs.xml?", "lon=264.2056", "lat=-38.0767", "radius=0.1",
        f"verb={verbosity}", "ofmt=csv", "ocmd=keepcols event_id",
    )  # fmt: skip
    assert "20240627_778_theobalda" in answer.splitlines()


@pytest.mark.parametrize("collection", SERVICES)
@pytest.mark.parametrize("radius", [0.5, 60, 89.9, 90, 90.1, 120, 179.9, 180])
def test_cones_agree_with_distances(site: RunningSite, collection: str, radius: float) -> None:
    identifier, place = SERVICES[collection]
    table = {"occ": "occ.event", "phot": "phot.target"}[collection]
    query = f"SELECT {identifier}, ra, dec FROM {table} WHERE ra IS NOT NULL"
    answer = requests.get(f"{site.url}/tap/sync", params={"LANG": "ADQL", "FORMAT": "csv", "QUERY": query}, timeout=60)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    places = {row[identifier]: SkyCoord(float(row["ra"]), float(row["dec"]), unit="deg") for row in rows}
    for ra, dec in (place, (10.0, 80.0), ((place[0] + 180) % 360, -place[1]), (0.0, -90.0)):
        rows = find(site, collection, RA=ra, DEC=dec, SR=radius)
        center = SkyCoord(ra, dec, unit="deg")
        expected = {name for name, there in places.items() if center.separation(there).deg <= radius}
        assert {row[identifier] for row in rows} == expected
        assert all(float(row["_r"]) <= radius + 1e-9 for row in rows)


@pytest.mark.parametrize("collection", SERVICES)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RA", 400), ("RA", -10), ("RA", "nan"), ("RA", "inf"), ("RA", "17:36:49"), ("DEC", -138), ("DEC", 90.001),
        ("DEC", "nan"), ("SR", 180.5), ("SR", -1), ("SR", "wide"), ("VERB", 0), ("VERB", 9),
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_by_name(site: RunningSite, collection: str, name: str, value: str | float) -> None:
    error = find_error(site, collection, **{"RA": 10, "DEC": 10, "SR": 1, name: value})
    assert name in error.upper()
    assert "query" not in error


def test_form_takes_a_place_and_a_radius(site: RunningSite) -> None:
    answer = requests.get(
        f"{site.url}/occ/q/cone/form",
        params={
            "__nevow_form__": "genForm", "hscs_pos": "264.2056, -38.0767", "hscs_sr": "6", "_FORMAT": "CSV",
            "submit": "Go",
        },
        timeout=60,
    )  # fmt: skip
    assert "20240627_778_theobalda" in answer.text
