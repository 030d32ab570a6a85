"""GeoJSON has points where there are places on Earth, and says why not elsewhere.

On the running site: `service.answers.tables.geojson`.
"""

import pytest

from tests.cases.tap import ask, ask_rows, error_of
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site


@pytest.mark.parametrize("output", ["geojson", "application/geo+json"])
@pytest.mark.parametrize("columns", ["report_id, lon, lat", "lat AS y, outcome, lon AS x, report_id", "*"])
def test_places_on_earth_are_points(site: RunningSite, output: str, columns: str) -> None:
    answer = ask(site, f"SELECT {columns} FROM occ.report", output)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/geo+json")
    collection = answer.json()
    assert collection["type"] == "FeatureCollection"
    places = {
        row["report_id"]: [float(row["lon"]), float(row["lat"])] if row["lon"] else None
        for row in ask_rows(site, "SELECT report_id, lon, lat FROM occ.report")
    }
    found = {
        feature["properties"]["report_id"]: feature["geometry"] and feature["geometry"]["coordinates"]
        for feature in collection["features"]
    }
    assert found == places
    assert all("lon" not in feature["properties"] for feature in collection["features"])


def test_tables_of_places_work_whatever_they_are_called(site: RunningSite) -> None:
    for query in ("SELECT * FROM phot.observatory", "SELECT observer_lon, observer_lat FROM occ.epn_core"):
        assert ask(site, query, "geojson").json()["features"]


@pytest.mark.parametrize(
    "query", ["SELECT * FROM occ.event", "SELECT lon FROM occ.report", "SELECT COUNT(*) AS n FROM occ.report"]
)
def test_answers_without_places_are_refused_with_a_sentence(site: RunningSite, query: str) -> None:
    answer = ask(site, query, "geojson")
    assert answer.status_code == 400
    message, hint = error_of(answer)
    assert "Earth" in message
    assert "lon and lat" in hint
