"""The path of the body's shadow on the ground: longitude and latitude of its middle and of its limits."""

from dataclasses import dataclass

import erfa
import numpy as np
from numpy.typing import NDArray

from reduction.geometry.besselian import EARTH_RADIUS_KM
from reduction.geometry.earth_orientation import EarthOrientation
from reduction.geometry.fundamental_plane import Frame, Plane, PlaneError, axes_of, axis_at
from reduction.geometry.station_place import gcrs_vectors, of_date_vectors
from schemas.leap_seconds import later_by, n_leaps

Array = NDArray[np.float64]

_WGS84 = 1
#: Semi-axes of the WGS84 ellipsoid [km] (NGA.STND.0036).
_EQUATORIAL_KM = EARTH_RADIUS_KM
_POLAR_KM = 6356.752314245


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ShadowPath:
    """Lines on the ground, arrays of shape (n,); NaN where the shadow misses the Earth.

    Each line has longitude and latitude on the WGS84 ellipsoid [deg], east and north positive. Left and right
    are as seen in the direction of the shadow's motion.
    """

    #: Instants, UTC [MJD].
    time: Array
    center: tuple[Array, Array]
    left: tuple[Array, Array]
    right: tuple[Array, Array]


def shadow_path(
    plane: Plane,
    orientation: EarthOrientation | None,
    *,
    center_f_km: float = 0.0,
    center_g_km: float = 0.0,
    radius_km: float = 0.0,
    step_s: float = 10.0,
) -> ShadowPath:
    """Return the path of the shadow on the Earth over the whole time that the plane covers.

    Parameters
    ----------
    plane
        Fundamental plane of the event.
    orientation
        Orientation of the Earth; may be None for a plane of date.
    center_f_km, center_g_km
        Centre of the body relative to its ephemeris, from the fit of the limb.
    radius_km
        Half width of the shadow.
    step_s
        Step between instants.

    Raises
    ------
    PlaneError
        If the plane is in the GCRS and ``orientation`` is None.
    EarthOrientationError
        If the Earth's orientation is not known at the event.
    """
    count = int(2 * plane.half_width_s / step_s) + 1
    times = later_by(plane.time_ref, np.linspace(-1, 1, count) * plane.half_width_s * (1 - 1e-9))
    axis = axis_at(plane, times)
    x_km, y_km = axis.x_km + center_f_km, axis.y_km + center_g_km
    near = np.hypot(x_km, y_km) < _EQUATORIAL_KM + 2 * radius_km
    if not near.any():
        empty = np.empty(0)
        return ShadowPath(time=empty, center=(empty, empty), left=(empty, empty), right=(empty, empty))
    speed = np.hypot(axis.x_rate, axis.y_rate)
    across_x, across_y = -axis.y_rate / speed, axis.x_rate / speed
    turn = _earth_fixed_axes(plane, times[near], orientation)
    lines = [
        _ground(plane, turn, x_km[near] + side * across_x[near], y_km[near] + side * across_y[near])
        for side in (0.0, radius_km, -radius_km)
    ]
    return ShadowPath(time=times[near], center=lines[0], left=lines[1], right=lines[2])


def _earth_fixed_axes(plane: Plane, times: Array, orientation: EarthOrientation | None) -> Array:
    """Return the Earth-fixed axes in the frame of the plane, shape (n, 3, 3), an axis in each row.

    The axes are the zeniths of three stations: on the equator at 0 and 90 degrees east, and at the north pole.
    """
    columns = []
    for lon, lat in ((0.0, 0.0), (90.0, 0.0), (0.0, 90.0)):
        place = (np.full(len(times), lon), np.full(len(times), lat), np.zeros(len(times)))
        if plane.frame == Frame.OF_DATE:
            columns.append(of_date_vectors(*place, times, n_leaps(plane.time_ref, times)).zenith)
        elif orientation is None:
            raise PlaneError("A plane from an ephemeris needs the Earth's orientation.")
        else:
            columns.append(gcrs_vectors(*place, times, orientation.at(times)).zenith)
    return np.stack(columns, axis=1)


def _ground(plane: Plane, turn: Array, x_km: Array, y_km: Array) -> tuple[Array, Array]:
    """Return longitude and latitude [deg] where lines to the star through points of the plane leave the ellipsoid."""
    east, north, to_star = axes_of(plane.star)
    start = np.einsum("nij,nj->ni", turn, np.multiply.outer(x_km, east) + np.multiply.outer(y_km, north))
    ahead = np.einsum("nij,j->ni", turn, to_star)
    squeeze = 1 / np.array([_EQUATORIAL_KM, _EQUATORIAL_KM, _POLAR_KM])
    p, d = start * squeeze, ahead * squeeze
    a, b, c = (np.sum(one * other, axis=1) for one, other in ((d, d), (p, d), (p, p)))
    discriminant = b**2 - a * (c - 1)
    hits = discriminant > 0
    along = np.where(hits, (-b + np.sqrt(np.where(hits, discriminant, 0.0))) / a, 0.0)
    lon, lat, _ = erfa.gc2gd(_WGS84, (start + along[:, np.newaxis] * ahead) * 1000)
    return np.where(hits, np.degrees(lon), np.nan), np.where(hits, np.degrees(lat), np.nan)
