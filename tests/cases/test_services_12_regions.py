"""ADQL's geometry works on the regions of chords and limbs."""

import csv
import io

import numpy as np
import pytest
import pyvo
import requests

from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site
quiet = pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning")
CHARIKLO = "20170622_10199_chariklo"


def ask(site: RunningSite, query: str) -> list[dict[str, str]]:
    """Return the rows of a query."""
    answer = requests.get(f"{site.url}/tap/sync", params={"LANG": "ADQL", "FORMAT": "csv", "QUERY": query}, timeout=60)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def vertices(polygon: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(polygon.split()[2:], dtype=np.float64).reshape(-1, 2)


@pytest.mark.parametrize("frame", ["'ICRS', ", "", "'', "])
def test_points_on_a_chord_are_in_its_region(site: RunningSite, frame: str) -> None:
    chord = ask(site, f"SELECT * FROM occ.chord WHERE event_id='{CHARIKLO}' AND outcome='positive'")[0]
    for end in ("d", "r"):
        point = f"POINT({frame}{chord[f'{end}_ra']}, {chord[f'{end}_dec']})"
        found = ask(site, f"SELECT chord_id FROM occ.chord WHERE 1=CONTAINS({point}, s_region)")
        assert chord["chord_id"] in {row["chord_id"] for row in found}
    aside = f"POINT({frame}{chord['d_ra']}, {float(chord['d_dec']) + 1 / 3600})"
    assert not ask(site, f"SELECT chord_id FROM occ.chord WHERE 1=CONTAINS({aside}, s_region)")


@pytest.mark.parametrize("table", ["chord", "limb"])
def test_circles_around_the_event_meet_its_regions(site: RunningSite, table: str) -> None:
    inside = f"SELECT {table}_id FROM occ.{table} WHERE 1=INTERSECTS(CIRCLE(283.8, -31.5, 1), s_region)"
    assert ask(site, inside)
    assert ask(site, inside.replace("INTERSECTS(CIRCLE(283.8, -31.5, 1), s_region)",
                                    "CONTAINS(s_region, CIRCLE(283.8, -31.5, 1))"))  # fmt: skip
    outside = ask(site, f"SELECT {table}_id FROM occ.{table} WHERE 0=INTERSECTS(CIRCLE(103.8, 31.5, 1), s_region)")
    assert {row[f"{table}_id"] for row in ask(site, inside)} <= {row[f"{table}_id"] for row in outside}


def test_chords_meet_the_limb(site: RunningSite) -> None:
    query = (
        "SELECT c.chord_id FROM occ.chord AS c JOIN occ.limb AS l ON 1=INTERSECTS(c.s_region, l.s_region) "
        f"WHERE c.outcome='positive' AND l.event_id='{CHARIKLO}'"
    )
    assert len(ask(site, query)) == 5


def test_every_outline_is_in_its_region(site: RunningSite) -> None:
    for table in ("chord", "limb"):
        for row in ask(site, f"SELECT {table}_id AS id, outline, s_region FROM occ.{table} WHERE outline IS NOT NULL"):
            corners, region = vertices(row["outline"]), vertices(row["s_region"])
            assert row["s_region"].upper().startswith("POLYGON ICRS ")
            for ra, dec in corners[:: max(1, len(corners) // 6)]:
                query = f"SELECT {table}_id FROM occ.{table} WHERE 1=CONTAINS(POINT({ra:.12f}, {dec:.12f}), s_region)"
                assert row["id"] in {found[f"{table}_id"] for found in ask(site, query)}
            assert abs(region.mean(axis=0) - corners.mean(axis=0)).max() < 1e-5


@quiet
def test_regions_say_what_they_are(site: RunningSite) -> None:
    tap = pyvo.dal.TAPService(f"{site.url}/tap")
    for table in ("occ.chord", "occ.limb", "ivoa.obscore"):
        assert tap.run_sync(f"SELECT TOP 1 s_region FROM {table}").getdesc("s_region").xtype == "adql:REGION"
    rows = tap.run_sync(
        "SELECT column_name, xtype FROM TAP_SCHEMA.columns WHERE table_name='occ.chord' AND column_name IN "
        "('s_region', 'outline')"
    )
    assert {row["column_name"]: row["xtype"] or None for row in rows} == {"s_region": "adql:REGION", "outline": None}


def test_areas_are_those_of_the_polygons(site: RunningSite) -> None:
    for table in ("chord", "limb"):
        for row in ask(site, f"SELECT AREA(s_region) AS a, s_region FROM occ.{table}"):
            ra, dec = vertices(row["s_region"]).T
            x = (ra - ra[0]) * np.cos(np.radians(dec[0]))
            y = dec - dec[0]
            expected = 0.5 * abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
            # Coordinates are handed out to 1e-10 degrees, the polygons are 1e-5 across.
            assert float(row["a"]) == pytest.approx(expected, rel=1e-4)
    (row,) = ask(site, "SELECT TOP 1 AREA(POLYGON(10, 20, 11, 20, 11, 21, 10, 21)) AS a FROM occ.event")
    assert float(row["a"]) == pytest.approx(0.9366, rel=1e-3)
