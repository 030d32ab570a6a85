"""Positions on the sky and on the ground: ranges of angles, separations, distances, unit vectors.

Longitudes and right ascensions are counted eastwards, latitudes and declinations northwards [deg].
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

#: Mean radius of the Earth [km] (R1 of GRS 80; Moritz 2000, Journal of Geodesy 74, 128).
MEAN_EARTH_RADIUS_KM = 6371.0088


def signed_turn(angle: float) -> float:
    """Return an angle [deg], or a difference of two, in the range -180 <= angle < 180."""
    return (angle + 180.0) % 360.0 - 180.0


def signed_turns(angles: ArrayLike) -> FloatArray:
    """Return angles [deg], or differences of two, in the range -180 <= angle < 180, shaped as ``angles``."""
    return np.asarray((np.asarray(angles, dtype=np.float64) + 180.0) % 360.0 - 180.0)


def separation(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the angle between two positions [deg] by the haversine formula, which is accurate for small angles too."""
    return float(separations(lon, lat, other_lon, other_lat))


def separations(lon: ArrayLike, lat: ArrayLike, other_lon: ArrayLike, other_lat: ArrayLike) -> FloatArray:
    """Return the angles between positions [deg], of shapes that can be broadcast; see `separation`."""
    lam, phi, other_lam, other_phi = (
        np.radians(np.asarray(angle, dtype=np.float64)) for angle in (lon, lat, other_lon, other_lat)
    )
    square = np.sin((other_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(other_phi) * np.sin((other_lam - lam) / 2) ** 2
    return np.asarray(np.degrees(2 * np.arcsin(np.minimum(np.sqrt(square), 1.0))))


def distance_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the distance of two places on a sphere with the Earth's mean radius [km].

    The distance on the ellipsoid differs from it by at most 0.6 %.
    """
    return math.radians(separation(lon, lat, other_lon, other_lat)) * MEAN_EARTH_RADIUS_KM


def unit_vectors(lon: ArrayLike, lat: ArrayLike) -> FloatArray:
    """Return unit vectors to positions, shape (..., 3): x points to (0, 0), y to (90, 0), z to the north pole."""
    lam, phi = np.radians(np.asarray(lon, dtype=np.float64)), np.radians(np.asarray(lat, dtype=np.float64))
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def directions(vectors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the positions [deg] that vectors of any length, shape (..., 3), point to: 0 <= lon < 360, and lat."""
    x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    # The first remainder of a very small negative angle is 360.
    lon = np.degrees(np.arctan2(y, x)) % 360.0 % 360.0
    return np.asarray(lon), np.asarray(np.degrees(np.arctan2(z, np.hypot(x, y))))


def tangents(lon: float, lat: float) -> tuple[FloatArray, FloatArray]:
    """Return the unit vectors to the east and to the north at a position [deg], shape (3,) each."""
    lam, phi = math.radians(lon), math.radians(lat)
    east = np.array([-math.sin(lam), math.cos(lam), 0.0])
    north = np.array([-math.sin(phi) * math.cos(lam), -math.sin(phi) * math.sin(lam), math.cos(phi)])
    return east, north
