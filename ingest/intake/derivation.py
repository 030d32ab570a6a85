"""Derivation: values that follow from what a file says, each one marked as derived."""

import math
import unicodedata
from dataclasses import replace

from ingest.ephemerides.geoid import undulation
from ingest.intake.impossible_values import leave_out_impossible
from reduction.geometry.besselian import SECONDS_PER_HOUR, closest_approach
from reduction.geometry.datum import to_wgs84
from schemas.body import SHARED_SATELLITE_NAMES, class_of, fold_name
from schemas.codes import AltitudeReference
from schemas.event import Elements, Event
from schemas.finding import Finding, FindingCode
from schemas.leap_seconds import later
from schemas.minor_planet_names import name_of, number_of
from schemas.position import distance_km
from schemas.reading import EventEntry, StationReport


def complete(entry: EventEntry) -> tuple[EventEntry, tuple[Finding, ...]]:
    """Fill in what follows from an entry's own values.

    Returns
    -------
    The completed entry, and a finding on every value that was derived; those of a station carry the
    station's number in the entry.
    """
    event, findings = _complete_body(entry.event)
    if entry.elements is not None:
        event = _complete_geometry(event, entry.elements)
    stations = []
    for number, station in enumerate(entry.stations):
        station, remarks = _turn_longitude(station)
        for convert in (leave_out_impossible, _convert_datum, _convert_altitude):
            station, more = convert(station)
            remarks = remarks + more
        stations.append(station)
        findings += [replace(remark, station=number) for remark in remarks]
    return replace(entry, event=event, stations=tuple(stations)), tuple(findings)


def _derived(message: str, field: str) -> Finding:
    return Finding.info(FindingCode.VALUE_DERIVED, message, field=field)


def _complete_body(event: Event) -> tuple[Event, list[Finding]]:
    findings = []
    if event.body_number is None and (number := _number(event)) is not None:
        event = replace(event, body_number=number)
        findings.append(_derived(f"The number {number} was taken from the name {event.body_name}.", "body_number"))
    elif event.body_number is not None and not event.body_name and (name := name_of(event.body_number)) is not None:
        event = replace(event, body_name=name)
        findings.append(_derived(f"The name {name} was taken from the number {event.body_number}.", "body_name"))
    elif event.body_number is not None and event.body_name and (name := _official_name(event)) is not None:
        message = f"({event.body_number}) {name} is written {event.body_name}."
        findings.append(Finding.info(FindingCode.BODY_NAME, message, f"write {name}", field="body_name"))
        event = replace(event, body_name=name)
    if event.body_class is None:
        event = replace(event, body_class=class_of(event.body_number, event.body_name))
    return event, findings


def _number(event: Event) -> int | None:
    """Return the number that a name means, None where it may be a satellite's."""
    if not event.body_name or event.body_class not in (None, "asteroid", "dwarf_planet"):
        return None
    if fold_name(event.body_name) in SHARED_SATELLITE_NAMES:
        return None
    return number_of(event.body_name)


def _official_name(event: Event) -> str | None:
    """Return the Minor Planet Center's spelling of the same name, None if it is written so, accents apart."""
    if event.body_number is None or not event.body_name:
        return None
    official = name_of(event.body_number)
    if official is None or fold_name(official) != fold_name(event.body_name):
        return None
    plain = unicodedata.normalize("NFKD", event.body_name).encode("ascii", "ignore").decode()
    return None if plain == official else official


def _complete_geometry(event: Event, elements: Elements) -> Event:
    """Compute closest approach and speed of the shadow from elements that hold the position of the axis."""
    if elements.x is None or elements.y is None:
        return event
    found = closest_approach(
        (elements.x, elements.dx, elements.d2x, elements.d3x),
        (elements.y, elements.dy, elements.d2y, elements.d3y),
    )
    return replace(
        event, time_closest=later(elements.time_ref, found.t_h * SECONDS_PER_HOUR), shadow_speed=found.speed_km_s
    )


def _turn_longitude(station: StationReport) -> tuple[StationReport, list[Finding]]:
    """Bring a longitude counted around the globe, 0 to 360 degrees, to -180 to 180."""
    lon = station.report.lon
    if lon is None or not 180 < abs(lon) <= 360:
        return station, []
    turned = round(lon - math.copysign(360.0, lon), 10)
    finding = Finding.info(FindingCode.VALUE_DERIVED, f"The longitude {lon:g} was read as {turned:g}.", field="lon")
    return replace(station, report=replace(station.report, lon=turned)), [finding]


def _convert_datum(station: StationReport) -> tuple[StationReport, list[Finding]]:
    report = station.report
    if report.datum in (None, "WGS84") or report.lon is None or report.lat is None:
        return station, []
    if abs(report.lat) > 90 or abs(report.lon) > 360:
        return station, []
    place = to_wgs84(report.lon, report.lat, report.datum)
    if place is None or not (math.isfinite(place.lon) and math.isfinite(place.lat)):
        message = f"The datum {report.datum} of the coordinates cannot be converted to WGS84; they are kept as given."
        hint = "give the coordinates in WGS84"
        return station, [Finding.warning(FindingCode.DATUM_UNKNOWN, message, hint, field="datum")]
    moved_m = distance_km(report.lon, report.lat, place.lon, place.lat) * 1000
    message = (
        f"The coordinates {report.lat:.6f} {report.lon:.6f} were given in {report.datum}"
        f" and moved by {moved_m:.0f} m to WGS84."
    )
    finding = Finding.info(FindingCode.DATUM_CONVERTED, message, field="datum")
    return replace(station, report=replace(report, lon=place.lon, lat=place.lat)), [finding]


def _convert_altitude(station: StationReport) -> tuple[StationReport, list[Finding]]:
    """Turn an altitude above mean sea level into one above the WGS84 ellipsoid; keep the one that was given."""
    report = station.report
    if report.alt is None:
        return station, []
    given = replace(station, report=replace(report, alt_given=report.alt))
    if report.alt_ref != AltitudeReference.MSL or report.lon is None or report.lat is None:
        return given, []
    rise = undulation(report.lon, report.lat)
    if rise is None:
        message = (
            "The altitude above mean sea level could not be converted to the ellipsoid: the geoid is not installed."
        )
        hint = "install the package proj-data"
        finding = Finding.warning(FindingCode.ALTITUDE_REFERENCE, message, hint, field="alt")
        return given, [finding]
    height = report.alt + rise
    message = f"The altitude {report.alt:g} m above mean sea level is {height:.1f} m on the WGS84 ellipsoid (EGM96)."
    converted = replace(report, alt=round(height, 2), alt_given=report.alt)
    return replace(station, report=converted), [Finding.info(FindingCode.VALUE_DERIVED, message, field="alt")]
