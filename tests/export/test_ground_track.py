"""Stations and the shadow's path on the map, as GeoJSON and KML."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np

from export.ground_track import ground_geojson, ground_kml
from reduction.geometry.shadow_path import ShadowPath
from tests.export.sky_shapes import CHORD, EVENT, OTHER, REPORTS

KML = "{http://www.opengis.net/kml/2.2}"
LINE = (np.array([10.0, 11.0, 12.0]), np.array([50.0, 50.5, 51.0]))
PATH = ShadowPath(time=59816.5 + np.arange(3) / 8640, center=LINE, left=LINE, right=LINE)


def test_stations_and_path_as_geojson() -> None:
    features = json.loads(ground_geojson(EVENT, REPORTS, (CHORD, OTHER), PATH))["features"]
    assert [feature["geometry"]["type"] for feature in features] == ["Point"] * 3 + ["MultiLineString"] * 3
    assert features[0]["geometry"]["coordinates"] == [13.0, 52.0, 40.0]
    assert features[1]["geometry"]["coordinates"][0] == -167.0
    lengths = [feature["properties"]["chord_length_km"] for feature in features[:3]]
    assert lengths == [60.0, 60.0, None]
    center = features[3]["properties"]
    assert (center["name"], center["begin"], center["end"]) == (
        "center",
        "2022-08-25T12:00:00.00Z",
        "2022-08-25T12:00:20.00Z",
    )


def test_a_station_without_coordinates_is_not_on_the_map() -> None:
    reports = (replace(REPORTS[0], lon=None), replace(REPORTS[1], alt=None))
    (feature,) = json.loads(ground_geojson(EVENT, reports))["features"]
    assert feature["geometry"]["coordinates"] == [-167.0, 52.0]


def test_a_path_is_cut_where_it_leaves_the_earth_or_crosses_180_degrees() -> None:
    lon, lat = np.array([178.0, 179.0, -179.0, -178.0, np.nan, -170.0, -169.0, np.nan, 0.0]), np.zeros(9)
    path = ShadowPath(time=59816.5 + np.arange(9) / 1e4, center=(lon, lat), left=(lon, lat), right=(lon, lat))
    feature = json.loads(ground_geojson(EVENT, (), (), path))["features"][0]
    pieces = [[lon for lon, _ in piece] for piece in feature["geometry"]["coordinates"]]
    assert pieces == [[178.0, 179.0], [-179.0, -178.0], [-170.0, -169.0]]


def test_kml_has_a_style_for_every_placemark() -> None:
    root = ElementTree.fromstring(ground_kml(EVENT, REPORTS, (CHORD,), PATH))
    marks = root.findall(f".//{KML}Placemark")
    assert [mark.findtext(f"{KML}name") for mark in marks] == [
        "Wilhelm Herschel",
        "Caroline Herschel",
        'M. {Wolf} "<&>',
        "center",
        "left limit",
        "right limit",
    ]
    assert marks[0].findtext(f"{KML}description") == "positive, chord of 60.00 km"
    styles = {style.get("id"): style.findtext(f".//{KML}color") for style in root.iter(f"{KML}Style")}
    assert {str(mark.findtext(f"{KML}styleUrl"))[1:] for mark in marks} <= set(styles)
    # Opacity, blue, green, red of #009e73.
    assert styles["positive"] == "ff739e00"
    assert marks[3].findtext(f".//{KML}coordinates") == "10.0,50.0 11.0,50.5 12.0,51.0"
