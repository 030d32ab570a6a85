"""Overlays of Chariklo's event, parsed back: right numbers, true to scale, magnified as stated."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from astropy.io.votable import parse_single_table
from numpy.typing import NDArray

from export.overlays import OVERLAYS, EventRecords
from export.sky_overlay import OverlayError
from ingest.ephemerides.earth_orientation import packaged_orientation
from reduction.chords.chords import compute_chords
from reduction.geometry.shadow_path import ShadowPath, shadow_path
from reduction.limb.limb import fit_limb
from schemas.event import Event
from tests import chariklo

KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def corpus_records(corpus: Path) -> EventRecords:
    plane, orientation = chariklo.plane(corpus), packaged_orientation()
    sightings = chariklo.sightings(corpus)
    chords = compute_chords(sightings, plane, orientation).chords
    limb = fit_limb(chords, plane).limb
    assert limb is not None
    path = shadow_path(
        plane, orientation, center_f_km=limb.center_f, center_g_km=limb.center_g, radius_km=limb.equivalent_radius
    )
    event = Event(event_id=chariklo.EVENT_ID, body_number=10199, body_name="Chariklo")
    reports = tuple(replace(sighting.report, observer='Ø. {Sky} "O\'Neil" <&>') for sighting in sightings)
    return EventRecords(event=event, reports=reports, chords=chords, limb=limb, path=path)


def written(name: str, records: EventRecords, factor: float = 1.0) -> str:
    return OVERLAYS[name].write(records, factor).decode()


def numbers(text: str) -> NDArray[np.float64]:
    return np.array(re.findall(r"[-+]?\d+\.\d+", text), dtype=np.float64)


def size_arcsec(ends: NDArray[np.float64]) -> float:
    ra, dec = ends.reshape(-1, 2).T
    return float(np.hypot((ra[1] - ra[0]) * np.cos(np.radians(dec[0])), dec[1] - dec[0]) * 3600)


def test_ds9_regions(corpus_records: EventRecords) -> None:
    text = written("ds9", corpus_records)
    lines = text.splitlines()
    assert lines[0].startswith("# Region file format: DS9")
    assert "true to scale" in lines[1]
    assert "Chariklo_2021.bsp" in lines[1]
    shapes = [line for line in lines if "(" in line.split("#")[0]]
    kinds = [line.split("(")[0] for line in shapes]
    assert [kinds.count(kind) for kind in ("line", "polygon", "ellipse")] == [6, 5, 1]
    assert sum("dash=1" in line for line in shapes) == 1
    for line in shapes:
        assert line.count("{") == line.count("}") <= 1
    assert corpus_records.limb is not None
    _, _, minor, major, angle = numbers(shapes[-1].split("#")[0])
    assert major / minor == pytest.approx(corpus_records.limb.semi_major / corpus_records.limb.semi_minor, rel=1e-5)
    assert angle == pytest.approx(corpus_records.limb.position_angle, abs=0.01)
    assert major == pytest.approx(corpus_records.limb.semi_major / (14.65922 * 149597870.7) * 206264.806, rel=1e-4)


@pytest.mark.parametrize("name", ["ds9", "aladin"])
def test_lines_are_true_to_scale_or_magnified_as_stated(corpus_records: EventRecords, name: str) -> None:
    assert corpus_records.chords[0].length is not None
    expected = corpus_records.chords[0].length / (14.65922 * 149597870.7) * 206264.806
    plain, large = (written(name, corpus_records, factor) for factor in (1.0, 5000.0))
    assert "magnified 5000 times" in large
    for text, factor in ((plain, 1.0), (large, 5000.0)):
        line = next(line for line in text.splitlines() if "line(" in line)
        assert size_arcsec(numbers(line)[:4]) == pytest.approx(expected * factor, rel=1e-4)


def test_aladin_script(corpus_records: EventRecords) -> None:
    lines = written("aladin", corpus_records).splitlines()
    assert lines[1:3] == ["setconf frame=ICRS", f'draw newtool("{chariklo.EVENT_ID}")']
    drawn = [line for line in lines if line.startswith("draw rgb(")]
    assert sum(" line(" in line for line in drawn) == 6
    assert sum(" polygon(" in line for line in drawn) == 6
    assert all(line.count('"') in (0, 2) for line in drawn)


def test_votable_of_polygons(corpus_records: EventRecords) -> None:
    data = OVERLAYS["votable"].write(corpus_records, 1.0)
    assert b"<TABLEDATA>" in data
    content = parse_single_table(io.BytesIO(data))
    field = content.get_field_by_id("s_region")
    assert (field.xtype, field.ref) == ("adql:REGION", "icrs")
    table = content.to_table()
    assert list(table["kind"]) == ["chord"] * 5 + ["limb"]
    chords = [chord for chord in corpus_records.chords if chord.outcome == "positive"]
    assert list(table["id"][:5]) == [chord.chord_id for chord in chords]
    assert table["length"][0] == pytest.approx(chords[0].length)
    assert chords[0].outline is not None
    # The detour over the tangent plane of the limb's centre leaves a millimetre.
    assert numbers(table["s_region"][0]) == pytest.approx(numbers(chords[0].outline), abs=2e-12 * 1e2)
    assert len(numbers(table["s_region"][5])) == 144


def test_geojson(corpus_records: EventRecords) -> None:
    collection = json.loads(written("geojson", corpus_records))
    assert collection["type"] == "FeatureCollection"
    stations = [feature for feature in collection["features"] if feature["geometry"]["type"] == "Point"]
    assert len(stations) == 6
    assert stations[0]["geometry"]["coordinates"] == [16.821586, -21.299492, 1416.0]
    colours = {station["properties"]["outcome"]: station["properties"]["marker-color"] for station in stations}
    assert set(colours) == {"positive", "negative"}
    assert colours["positive"] != colours["negative"]
    lines = {
        feature["properties"]["name"]: np.array(feature["geometry"]["coordinates"][0])
        for feature in collection["features"]
        if feature["geometry"]["type"] == "MultiLineString"
    }
    assert set(lines) == {"center", "left limit", "right limit"}
    for line in lines.values():
        assert np.abs(np.diff(line[:, 0])).max() < 180


def test_stations_lie_where_the_path_says(corpus_records: EventRecords) -> None:
    """Positive stations inside of the limits, Hakos outside."""
    path = corpus_records.path
    assert path is not None
    for report in corpus_records.reports:
        assert report.lon is not None
        assert report.lat is not None
        limits = [latitude_at(report.lon, line) for line in (path.left, path.right)]
        is_inside = min(limits) < report.lat < max(limits)
        assert is_inside == (report.outcome == "positive")


def latitude_at(lon: float, line: tuple[NDArray[np.float64], NDArray[np.float64]]) -> float:
    is_ground = np.isfinite(line[0])
    order = np.argsort(line[0][is_ground])
    return float(np.interp(lon, line[0][is_ground][order], line[1][is_ground][order]))


def test_kml(corpus_records: EventRecords) -> None:
    root = ElementTree.fromstring(OVERLAYS["kml"].write(corpus_records, 1.0))
    assert root.tag == f"{KML}kml"
    placemarks = root.findall(f".//{KML}Placemark")
    assert len(placemarks) == 9
    styles = {style.get("id") for style in root.findall(f".//{KML}Style")}
    used = {str(mark.findtext(f"{KML}styleUrl")).removeprefix("#") for mark in placemarks}
    assert used <= styles
    assert placemarks[0].findtext(f"{KML}name") == 'Ø. {Sky} "O\'Neil" <&>'
    assert "chord of 223.89 km" in str(placemarks[0].findtext(f"{KML}description"))
    assert placemarks[0].findtext(f".//{KML}coordinates") == "16.821586,-21.299492,1416.0"


def test_path_across_the_date_line_is_cut(corpus_records: EventRecords) -> None:
    lon, lat = np.array([178.0, 179.5, -179.0, np.nan, -170.0, -168.0]), np.zeros(6)
    line = (lon, lat)
    path = ShadowPath(time=60000 + np.arange(6) / 1e4, center=line, left=line, right=line)
    records = replace(corpus_records, path=path)
    features = json.loads(written("geojson", records))["features"]
    pieces = features[-1]["geometry"]["coordinates"]
    assert pieces == [[[178.0, 0.0], [179.5, 0.0]], [[-170.0, 0.0], [-168.0, 0.0]]]


def test_without_limb_path_and_reports(corpus_records: EventRecords) -> None:
    bare = EventRecords(event=corpus_records.event, chords=corpus_records.chords)
    for name in OVERLAYS:
        assert OVERLAYS[name].write(bare, 1.0)
    assert "ellipse" not in written("ds9", bare)


def test_event_that_is_nowhere_on_the_sky(corpus_records: EventRecords) -> None:
    chords = tuple(replace(chord, outline=None, d_ra=None) for chord in corpus_records.chords)
    bare = EventRecords(event=corpus_records.event, chords=chords)
    with pytest.raises(OverlayError, match="no chord"):
        OVERLAYS["ds9"].write(bare, 1.0)
    with pytest.raises(OverlayError, match="magnification"):
        OVERLAYS["ds9"].write(corpus_records, 0.0)
