"""Stations and the shadow's path on the map: GeoJSON (RFC 7946) and KML 2.2 (OGC 07-147r2)."""

import json
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

import numpy as np

from export.palette import PALETTE
from export.sky_overlay import COLOURS
from reduction.geometry.shadow_path import Array, ShadowPath
from schemas.chord import Chord
from schemas.codes import Outcome
from schemas.event import Event
from schemas.instant import iso_text
from schemas.position import signed_turn
from schemas.report import Report

_KML = "http://www.opengis.net/kml/2.2"
#: Colours of the shadow's path by the names of its lines.
PATH_COLOURS = {
    "center": PALETTE["path-center"],
    "left limit": PALETTE["path-limit"],
    "right limit": PALETTE["path-limit"],
}
_DECIMALS = 6

Line = list[tuple[float, float]]


def ground_geojson(
    event: Event, reports: Sequence[Report], chords: Sequence[Chord] = (), path: ShadowPath | None = None
) -> str:
    """Return stations as points and the path as lines; colours by the simplestyle convention.

    Parameters
    ----------
    event
        For the name.
    reports
        Its stations; those without coordinates are left out.
    chords
        For the lengths of the stations' chords.
    path
        The shadow's way (`reduction.geometry.shadow_path`), if it is known.
    """
    lengths = {chord.report_id: chord.length for chord in chords if chord.outcome == Outcome.POSITIVE}
    features: list[dict[str, object]] = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": _place(report)},
            "properties": {
                "event_id": event.event_id,
                "report_id": report.report_id,
                "observer": report.observer,
                "outcome": report.outcome.value,
                "chord_length_km": lengths.get(report.report_id),
                "marker-color": COLOURS[report.outcome],
            },
        }
        for report in _placed(reports)
    ]
    for name, lines, times in _path_lines(path):
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "MultiLineString", "coordinates": lines},
                "properties": {"name": name, **times, "stroke": PATH_COLOURS[name]},
            }
        )
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False) + "\n"


def ground_kml(
    event: Event, reports: Sequence[Report], chords: Sequence[Chord] = (), path: ShadowPath | None = None
) -> bytes:
    """Return the same as KML, a style an outcome; parameters as in `ground_geojson`."""
    lengths = {chord.report_id: chord.length for chord in chords if chord.outcome == Outcome.POSITIVE}
    root = ElementTree.Element("kml", {"xmlns": _KML})
    document = ElementTree.SubElement(root, "Document")
    _text(document, "name", event.event_id or event.body_name or "occultation")
    for outcome, colour in COLOURS.items():
        style = ElementTree.SubElement(document, "Style", {"id": outcome.value})
        _text(ElementTree.SubElement(style, "IconStyle"), "color", _kml_colour(colour))
    for name, colour in PATH_COLOURS.items():
        style = ElementTree.SubElement(document, "Style", {"id": _style(name)})
        _text(ElementTree.SubElement(style, "LineStyle"), "color", _kml_colour(colour))
    for report in _placed(reports):
        placemark = _placemark(document, report.observer or report.site or report.report_id or "", report.outcome.value)
        length = lengths.get(report.report_id)
        words = report.outcome.value if length is None else f"{report.outcome.value}, chord of {length:.2f} km"
        _text(placemark, "description", words)
        coordinates = ",".join(f"{value}" for value in _place(report))
        _text(ElementTree.SubElement(placemark, "Point"), "coordinates", coordinates)
    for name, lines, _ in _path_lines(path):
        several = ElementTree.SubElement(_placemark(document, name, _style(name)), "MultiGeometry")
        for line in lines:
            drawn = ElementTree.SubElement(several, "LineString")
            _text(drawn, "tessellate", "1")
            _text(drawn, "coordinates", " ".join(f"{lon},{lat}" for lon, lat in line))
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _placed(reports: Sequence[Report]) -> list[Report]:
    return [report for report in reports if report.lon is not None and report.lat is not None]


def _place(report: Report) -> list[float]:
    """Return longitude between -180 and 180, latitude, and altitude where there is one."""
    lon, lat = float(report.lon or 0.0), float(report.lat or 0.0)
    place = [round(signed_turn(lon), _DECIMALS), round(lat, _DECIMALS)]
    return place if report.alt is None else [*place, round(report.alt, 1)]


def _path_lines(path: ShadowPath | None) -> Iterator[tuple[str, list[Line], dict[str, str]]]:
    """Return each line of the path in pieces, with its first and last instant."""
    if path is None:
        return
    for name, (lon, lat) in (("center", path.center), ("left limit", path.left), ("right limit", path.right)):
        lines = _pieces(lon, lat)
        if lines:
            hit = path.time[np.isfinite(lon)]
            yield name, lines, {"begin": iso_text(float(hit[0])) + "Z", "end": iso_text(float(hit[-1])) + "Z"}


def _pieces(lon: Array, lat: Array) -> list[Line]:
    """Return a line in pieces of two points and more, cut where it leaves the Earth or crosses 180 deg."""
    pieces: list[Line] = [[]]
    for here_lon, here_lat in zip(lon.tolist(), lat.tolist(), strict=True):
        is_gap = not np.isfinite(here_lon)
        if is_gap or (pieces[-1] and abs(here_lon - pieces[-1][-1][0]) > 180):
            pieces.append([])
        if not is_gap:
            pieces[-1].append((round(here_lon, _DECIMALS), round(here_lat, _DECIMALS)))
    return [piece for piece in pieces if len(piece) > 1]


def _placemark(document: ElementTree.Element, name: str, style: str) -> ElementTree.Element:
    placemark = ElementTree.SubElement(document, "Placemark")
    _text(placemark, "name", name)
    _text(placemark, "styleUrl", f"#{style}")
    return placemark


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _style(name: str) -> str:
    return name.replace(" ", "_")


def _kml_colour(colour: str) -> str:
    """Return a colour as KML writes it: opacity, blue, green, red."""
    return f"ff{colour[5:7]}{colour[3:5]}{colour[1:3]}"
