"""From the sky plane to the sky: positions and regions relative to the body's position in the ephemeris."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduction.geometry.fundamental_plane import Plane, SkyPoint, axes_of
from reduction.geometry.sky_region import resolvable_outline
from schemas.position import directions

_MAS_PER_RADIAN = 180 * 3600 * 1000 / np.pi
#: Decimals of a degree in the vertices of polygons: 4 nano-arcseconds, which is 8 cm at 30 au.
_DECIMALS = 12


class SkyPlaces(NamedTuple):
    """Positions on the sky, ICRS [deg], arrays of the same shape."""

    ra_deg: NDArray[np.float64]
    dec_deg: NDArray[np.float64]


class Outline(NamedTuple):
    """A shape on the sky as text, ``POLYGON ICRS ra dec ...`` [deg]."""

    #: The shape itself.
    exact: str
    #: The shape, widened where a database could not compute with it.
    region: str


def offset_mas(offset_km: float, distance_km: float) -> float:
    """Return the angle that a length on the sky plane has as seen from the geocentre [mas].

    Parameters
    ----------
    offset_km
        The length, to the east or north; to the east, the angle is an offset in right ascension times cos(dec).
    distance_km
        Distance of the body from the geocentre.
    """
    return float(np.arctan2(offset_km, distance_km) * _MAS_PER_RADIAN)


def sky_places(plane: Plane, f_km: ArrayLike, g_km: ArrayLike, *, factor: float = 1.0) -> SkyPlaces | None:
    """Return the positions on the sky of points of the sky plane; the body is at its position at ``plane.time_ref``.

    Parameters
    ----------
    plane
        Fundamental plane of the event.
    f_km, g_km
        Offsets from the body to the east and north, on the axes of the plane; any shape.
    factor
        Magnification about the body.

    Returns
    -------
    The positions, shaped as ``f_km``, or None if the plane has no position or distance of the body.
    """
    if plane.body is None or plane.distance_km is None:
        return None
    angle = np.radians(plane.north_angle_deg)
    f, g = np.asarray(f_km, dtype=np.float64) * factor, np.asarray(g_km, dtype=np.float64) * factor
    f_icrs, g_icrs = f * np.cos(angle) - g * np.sin(angle), f * np.sin(angle) + g * np.cos(angle)
    return places_beside(plane.body, f_icrs / plane.distance_km, g_icrs / plane.distance_km)


def places_beside(center: SkyPoint, east: NDArray[np.float64], north: NDArray[np.float64]) -> SkyPlaces:
    """Return the positions at tangent-plane offsets [rad] from a centre; any shape."""
    east_axis, north_axis, outward = axes_of(center)
    vector = outward + np.multiply.outer(east, east_axis) + np.multiply.outer(north, north_axis)
    return SkyPlaces(*directions(vector))


def polygon_text(ra_deg: NDArray[np.float64], dec_deg: NDArray[np.float64]) -> str:
    """Return vertices, shape (n,), as ``s_region``, ``POLYGON ICRS ra dec ra dec ...`` (ObsCore 1.1, section B.6.2)."""
    pairs = zip(ra_deg.tolist(), dec_deg.tolist(), strict=True)
    return "POLYGON ICRS " + " ".join(f"{ra:.{_DECIMALS}f} {dec:.{_DECIMALS}f}" for ra, dec in pairs)


def outline_on_sky(plane: Plane, f_km: ArrayLike, g_km: ArrayLike) -> Outline | None:
    """Return a convex shape of the sky plane as polygons on the sky.

    Parameters
    ----------
    plane
        Fundamental plane of the event.
    f_km, g_km
        Vertices of the shape in their order, on the axes of the plane; shape (n,).

    Returns
    -------
    The polygons, or None if the plane has no position or distance of the body.
    """
    places, distance = sky_places(plane, f_km, g_km), plane.distance_km
    if places is None or distance is None:
        return None
    east, north = resolvable_outline(np.asarray(f_km) / distance, np.asarray(g_km) / distance)
    region = sky_places(plane, east * distance, north * distance)
    return None if region is None else Outline(polygon_text(*places), polygon_text(*region))
