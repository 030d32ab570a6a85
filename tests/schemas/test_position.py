"""Separations and turns against astropy, at the poles, across 0 and 180 degrees and for tiny angles."""

import astropy.units as u
import numpy as np
import pytest
from astropy.coordinates import EarthLocation, SkyCoord
from hypothesis import given
from hypothesis import strategies as st

from schemas.position import (
    directions,
    distance_km,
    separation,
    separations,
    signed_turn,
    signed_turns,
    tangents,
    unit_vectors,
)

LON, LAT = st.floats(-720.0, 720.0), st.floats(-90.0, 90.0)


@given(LON, LAT, LON, LAT)
def test_separations_are_those_of_astropy(lon: float, lat: float, other_lon: float, other_lat: float) -> None:
    one, other = SkyCoord(lon * u.deg, lat * u.deg), SkyCoord(other_lon * u.deg, other_lat * u.deg)
    # Near 180 degrees the haversine loses half of its digits.
    expected = float(one.separation(other).deg)
    assert separation(lon, lat, other_lon, other_lat) == pytest.approx(expected, abs=1e-11 if expected < 170 else 1e-6)


@given(LON, st.floats(-89.9, 89.9), st.floats(1e-9, 1e-3))
def test_small_separations_keep_their_digits(lon: float, lat: float, step: float) -> None:
    assert separation(lon, lat, lon, lat + step) == pytest.approx(step, rel=1e-3, abs=1e-13)


def test_arrays_are_compared_element_by_element() -> None:
    lon, lat = np.array([359.9, 10.0]), np.array([0.0, 89.0])
    assert separations(lon, lat, 0.1, [0.0, 90.0]) == pytest.approx([0.2, 1.0])


@given(LON, LAT)
def test_a_position_comes_back_from_its_vector(lon: float, lat: float) -> None:
    found_lon, found_lat = directions(2.5 * unit_vectors(lon, lat))
    assert separation(float(found_lon), float(found_lat), lon, lat) < 1e-7
    assert 0 <= found_lon < 360


@given(LON, st.floats(-89.9, 89.9))
def test_east_and_north_lead_to_greater_longitude_and_latitude(lon: float, lat: float) -> None:
    east, north = tangents(lon, lat)
    here = unit_vectors(lon, lat)
    assert np.array([east @ north, east @ here, north @ here]) == pytest.approx(np.zeros(3), abs=1e-12)
    assert directions(here + 1e-6 * north)[1] > lat
    assert np.cross(east, north) == pytest.approx(here, abs=1e-12)


@given(LON)
def test_a_turn_is_the_short_one(angle: float) -> None:
    assert -180 <= signed_turn(angle) < 180
    assert np.cos(np.radians(signed_turn(angle))) == pytest.approx(np.cos(np.radians(angle)), abs=1e-9)
    assert signed_turns([angle])[0] == signed_turn(angle)


def test_kilometres_are_those_of_the_ellipsoid_to_a_hundredth() -> None:
    windhoek, hakos = (17.1, -22.5), (16.36, -23.24)
    places = [EarthLocation.from_geodetic(*place).to_geocentric() for place in (windhoek, hakos)]
    chord = float(np.linalg.norm([(a - b).to_value(u.km) for a, b in zip(*places, strict=True)]))
    assert distance_km(*windhoek, *hakos) == pytest.approx(chord, rel=0.01)
    assert distance_km(179.99, 0.0, -179.99, 0.0) == pytest.approx(2.224, abs=0.001)
