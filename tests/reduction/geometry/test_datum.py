"""Coordinates of old datums in WGS84."""

import pytest

from reduction.geometry.datum import EPSG_CODES, Place, to_wgs84
from schemas.codes import Datum
from schemas.position import distance_km


def test_wgs84_is_left_as_it_is() -> None:
    assert to_wgs84(13.3705, 52.9801, "WGS84") == Place(lon=13.3705, lat=52.9801)


def test_a_datum_without_a_name_gives_no_place() -> None:
    assert to_wgs84(13.3705, 52.9801, Datum.OTHER.value) is None


@pytest.mark.parametrize(
    ("datum", "lon", "lat", "east_arcsec", "north_arcsec"),
    [
        # Rules of thumb of the national surveys: Japan 11.6" each way, central Europe 5" and 3", Kansas 1".
        ("Tokyo", 139.7, 35.7, -11.6, 11.7),
        ("ED1950", 13.4, 52.5, -4.5, -3.0),
        ("NAD1927", -98.5, 39.2, -1.2, 0.0),
        ("GB1936", -1.5, 52.0, -5.4, 1.9),
    ],
)
def test_shifts_of_the_named_datums(
    datum: str, lon: float, lat: float, east_arcsec: float, north_arcsec: float
) -> None:
    place = to_wgs84(lon, lat, datum)
    assert place is not None
    assert (place.lon - lon) * 3600 == pytest.approx(east_arcsec, abs=1.0)
    assert (place.lat - lat) * 3600 == pytest.approx(north_arcsec, abs=1.0)
    assert distance_km(lon, lat, place.lon, place.lat) < 0.6


def test_every_datum_of_the_forms_is_known_or_nameless() -> None:
    assert {datum.value for datum in Datum} == {"WGS84", "other", *EPSG_CODES}
