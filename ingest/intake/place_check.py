"""Check of a station's place against the borders of the country that its report names."""

from collections.abc import Iterator

from schemas.country import countries_at, is_in
from schemas.event import Event
from schemas.finding import Finding, FindingCode
from schemas.report import Report


def place_in_country(report: Report, _event: Event) -> Iterator[Finding]:
    """Compare the place with the country that the report names, and find the slip that explains a difference.

    A place that is in the country with another sign, or with longitude and latitude exchanged, is an error; one that
    no such slip explains is a warning, as the country may be the observer's own and not the station's.
    """
    country, lon, lat = report.country, report.lon, report.lat
    if lon is None or lat is None or (lon == 0 and lat == 0):
        return
    if country is None:
        yield from _on_land(lon, lat)
        return
    if is_in(country, lon, lat) is not False:
        return
    found = ", ".join(countries_at(lon, lat))
    place = f"The place {lat:+.3f} {lon:+.3f} is {f'in {found}' if found else 'not on land'}, not in {country}"
    slips = (
        ("lon", "the longitude's sign is wrong", -lon, lat),
        ("lat", "the latitude's sign is wrong", lon, -lat),
        ("lon", "both signs are wrong", -lon, -lat),
        ("lon", "longitude and latitude are swapped", lat, lon),
        ("lon", "longitude and latitude are swapped, and the longitude's sign is wrong", -lat, lon),
        ("lon", "longitude and latitude are swapped, and the latitude's sign is wrong", lat, -lon),
        ("lon", "longitude and latitude are swapped, and both signs are wrong", -lat, -lon),
    )
    slip = next((slip for slip in slips if is_in(country, slip[2], slip[3])), None)
    if slip is None:
        message, hint = f"{place}.", "check country and coordinates"
        yield Finding.warning(FindingCode.COORDINATES_SIGN, message, hint, field="lon")
    else:
        field, words, true_lon, true_lat = slip
        message = f"{place}: it seems that {words} and the place is {true_lat:+.3f} {true_lon:+.3f}."
        yield Finding.error(FindingCode.COORDINATES_SIGN, message, "east and north are positive", field=field)


def _on_land(lon: float, lat: float) -> Iterator[Finding]:
    """Question a place at sea, as most places with a wrong sign are."""
    if abs(lat) <= 90 and abs(lon) <= 360 and not countries_at(lon, lat):
        message = f"The place {lat:+.3f} {lon:+.3f} is not on land, and the report names no country."
        hint = "check the signs of longitude and latitude, and name the country"
        yield Finding.warning(FindingCode.COORDINATES_SIGN, message, hint, field="lon")
