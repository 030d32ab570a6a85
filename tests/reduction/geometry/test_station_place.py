"""Stations as vectors, against astropy and against what the Earth's figure and rotation say."""

import astropy.units as u
import erfa
import numpy as np
import pytest
from astropy.coordinates import EarthLocation
from astropy.time import Time

from ingest.ephemerides.earth_orientation import packaged_orientation
from reduction.geometry.station_place import earth_fixed, gcrs_vectors, of_date_vectors
from schemas.position import directions


def test_places_on_the_ellipsoid() -> None:
    lon, lat = np.array([0.0, 90.0, 0.0]), np.array([0.0, 0.0, 90.0])
    place, zenith = earth_fixed(lon, lat, np.array([0.0, 1000.0, 0.0]))
    # Half axes of WGS84.
    assert place == pytest.approx(np.diag([6378.137, 6379.137, 6356.752314245]), abs=1e-9)
    assert zenith == pytest.approx(np.eye(3), abs=1e-15)


def test_sidereal_time_turns_the_zenith_of_date() -> None:
    lon, times = np.array([0.0, 13.4]), np.array([59816.0, 59816.7])
    vectors = of_date_vectors(lon, np.array([52.5, -33.0]), np.zeros(2), times)
    ra, dec = directions(vectors.zenith)
    sidereal = [np.degrees(erfa.gst06a(2400000.5, day, 2400000.5, day + 69.184 / 86400)) for day in times]
    assert (ra - lon - sidereal + 180) % 360 - 180 == pytest.approx(0.0, abs=1e-8)
    assert dec == pytest.approx([52.5, -33.0], abs=1e-10)


def test_the_speed_is_that_of_the_rotation() -> None:
    vectors = of_date_vectors(np.zeros(2), np.array([0.0, 60.0]), np.zeros(2), np.full(2, 59816.3))
    speed = np.linalg.norm(vectors.velocity_km_s, axis=1)
    radius = np.hypot(vectors.place_km[:, 0], vectors.place_km[:, 1])
    assert speed == pytest.approx(radius * 7.292115e-5, rel=1e-6)
    assert np.sum(vectors.velocity_km_s * vectors.place_km, axis=1) == pytest.approx(0.0, abs=1e-9)


def test_the_earth_turns_on_through_a_leap_second() -> None:
    place = (np.zeros(1), np.zeros(1), np.zeros(1), np.array([57754.0]))
    plain, ahead = of_date_vectors(*place), of_date_vectors(*place, 1.0)
    turned = directions(ahead.zenith)[0] - directions(plain.zenith)[0]
    assert turned % 360 == pytest.approx(360.98564737 / 86400, abs=1e-9)


def test_stations_agree_with_astropy() -> None:
    """Interpolated precession and nutation, UT1 and pole: a centimetre against one call an instant."""
    rng = np.random.default_rng(1)
    lon, lat, alt = rng.uniform(-180, 180, 40), rng.uniform(-90, 90, 40), rng.uniform(0, 4000, 40)
    times = 57926.8 + rng.uniform(-0.1, 0.1, 40)
    vectors = gcrs_vectors(lon, lat, alt, times, packaged_orientation().at(times))
    for index in range(len(times)):
        location = EarthLocation.from_geodetic(lon[index] * u.deg, lat[index] * u.deg, alt[index] * u.m)
        place, velocity = location.get_gcrs_posvel(Time(times[index], format="mjd", scale="utc"))
        assert np.abs(vectors.place_km[index] - place.xyz.to_value(u.km)).max() < 1e-5
        assert np.abs(vectors.velocity_km_s[index] - velocity.xyz.to_value(u.km / u.s)).max() < 1e-6
