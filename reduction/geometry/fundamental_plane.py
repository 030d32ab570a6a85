"""The plane of one event: where a station and the body's axis are, seen from the star.

The plane is perpendicular to the direction of the star, with its x axis (xi, f) towards the east and its
y axis (eta, g) towards the north (Explanatory Supplement to the Astronomical Almanac, 3rd ed. 2013, section
11.2, with the star in the place of the Sun at infinity; Gomes-Junior et al. 2022MNRAS.511.1167G). A station is
at (xi, eta), the line through the body at (X, Y), and (f, g) = (xi - X, eta - Y): the station's track across
the body.

A plane is in one of two frames. GCRS: geometric directions, for kernels and ephemeris tables. Of date:
apparent position of the star and apparent sidereal time, for Besselian elements, which mean UT1 = UTC.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray

from reduction.geometry.earth_orientation import EarthOrientation
from reduction.geometry.station_place import StationVectors, gcrs_vectors, of_date_vectors
from schemas.errors import UmbraError
from schemas.instant import iso_text
from schemas.leap_seconds import elapsed_s, later, n_leaps
from schemas.position import tangents


class PlaneError(UmbraError):
    """An event whose fundamental plane cannot be set up."""


class CoverageError(PlaneError):
    """An instant that the ephemeris of an event does not cover."""

    def __init__(self, ephemeris: str, first: float, last: float) -> None:
        super().__init__(
            f"{ephemeris} covers {iso_text(first, decimals=0)} to {iso_text(last, decimals=0)} only.",
            "check the date, or use an ephemeris that covers it",
        )


class Frame(StrEnum):
    """The axes that the directions of a plane refer to."""

    GCRS = "GCRS"
    OF_DATE = "of date"


class SkyPoint(NamedTuple):
    """A position on the sky [deg]."""

    ra_deg: float
    dec_deg: float


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Plane:
    """The fundamental plane of one event and the body's way across it.

    Parameters
    ----------
    frame
        What the star's direction refers to.
    star
        Direction of the star from the geocentre in that frame.
    time_ref
        UTC [MJD] that the series are centred on.
    half_width_s
        The series hold this far on both sides of ``time_ref``.
    x_terms, y_terms
        Chebyshev coefficients of the axis in (t - time_ref) / half_width_s [km].
    distance_km
        Of the body from the geocentre at ``time_ref``; None where unknown.
    body
        Position of the body at ``time_ref``, ICRS, as seen from the geocentre; None where unknown.
    north_angle_deg
        Position angle of the ICRS' north on the plane's own axes: precession and nutation since J2000.
    ephemeris
        Name and version of what the axis comes from.
    """

    frame: Frame
    star: SkyPoint
    time_ref: float
    half_width_s: float
    x_terms: NDArray[np.float64]
    y_terms: NDArray[np.float64]
    distance_km: float | None
    body: SkyPoint | None
    north_angle_deg: float
    ephemeris: str


class Track(NamedTuple):
    """Stations on the plane relative to the body, one element an instant."""

    f_km: NDArray[np.float64]
    g_km: NDArray[np.float64]
    #: Velocity [km/s].
    f_rate: NDArray[np.float64]
    g_rate: NDArray[np.float64]
    #: Altitude of the star above the station's horizon [deg], without refraction.
    star_altitude_deg: NDArray[np.float64]


class Axis(NamedTuple):
    """The line through the body on the plane [km], and its motion [km/s]."""

    x_km: NDArray[np.float64]
    y_km: NDArray[np.float64]
    x_rate: NDArray[np.float64]
    y_rate: NDArray[np.float64]


def axes_of(star: SkyPoint) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the unit vectors towards east and north on the plane, and towards the star."""
    east, north = tangents(star.ra_deg, star.dec_deg)
    return east, north, np.cross(east, north)


def axis_at(plane: Plane, time_utc: ArrayLike) -> Axis:
    """Return the body's axis on the plane at UTC instants [MJD], shaped as they are.

    Raises
    ------
    CoverageError
        If an instant is outside of the plane's time.
    """
    phase = elapsed_s(plane.time_ref, time_utc) / plane.half_width_s
    if not np.all(np.abs(phase) <= 1):
        raise CoverageError(plane.ephemeris, *coverage(plane))
    terms = np.stack([plane.x_terms, plane.y_terms], axis=1)
    rates = chebyshev.chebder(terms) / plane.half_width_s
    x_km, y_km = chebyshev.chebval(phase, terms)
    x_rate, y_rate = chebyshev.chebval(phase, rates)
    return Axis(x_km, y_km, x_rate, y_rate)


def coverage(plane: Plane) -> tuple[float, float]:
    """Return the first and the last instant that a plane holds for, UTC [MJD]."""
    return later(plane.time_ref, -plane.half_width_s), later(plane.time_ref, plane.half_width_s)


def closest_time(plane: Plane) -> float | None:
    """Return when the axis is closest to the Earth's centre, UTC [MJD]; None if not within the plane's time."""
    squared = chebyshev.chebadd(
        chebyshev.chebmul(plane.x_terms, plane.x_terms), chebyshev.chebmul(plane.y_terms, plane.y_terms)
    )
    roots = chebyshev.chebroots(chebyshev.chebtrim(chebyshev.chebder(squared), tol=1e-6))
    phases = roots[(np.abs(roots.imag) < 1e-9) & (np.abs(roots.real) < 1)].real
    if not phases.size:
        return None
    best = float(phases[np.argmin(chebyshev.chebval(phases, squared))])
    return later(plane.time_ref, best * plane.half_width_s)


def station_track(
    plane: Plane,
    lon_deg: ArrayLike,
    lat_deg: ArrayLike,
    alt_m: ArrayLike,
    time_utc: ArrayLike,
    orientation: EarthOrientation | None,
) -> Track:
    """Return where stations are relative to the body, on the body's sky plane.

    Parameters
    ----------
    plane
        Of the event.
    lon_deg, lat_deg, alt_m
        Geodetic place on the WGS84 ellipsoid, east and north positive, shape (n,).
    time_utc
        UTC [MJD], shape (n,): one instant a station.
    orientation
        The Earth's orientation; a plane of date needs none.

    Raises
    ------
    CoverageError
        If an instant is outside of the plane's time.
    EarthOrientationError
        If the Earth's orientation is unknown at an instant.
    PlaneError
        If a GCRS plane comes without an orientation.
    """
    times = np.atleast_1d(np.asarray(time_utc, dtype=np.float64))
    axis = axis_at(plane, times)
    vectors = _vectors(plane, np.asarray(lon_deg), np.asarray(lat_deg), np.asarray(alt_m), times, orientation)
    east, north, to_star = axes_of(plane.star)
    sine = np.clip(vectors.zenith @ to_star, -1.0, 1.0)
    return Track(
        f_km=vectors.place_km @ east - axis.x_km,
        g_km=vectors.place_km @ north - axis.y_km,
        f_rate=vectors.velocity_km_s @ east - axis.x_rate,
        g_rate=vectors.velocity_km_s @ north - axis.y_rate,
        star_altitude_deg=np.degrees(np.arcsin(sine)),
    )


def _vectors(
    plane: Plane,
    lon_deg: NDArray[np.float64],
    lat_deg: NDArray[np.float64],
    alt_m: NDArray[np.float64],
    times: NDArray[np.float64],
    orientation: EarthOrientation | None,
) -> StationVectors:
    if plane.frame == Frame.OF_DATE:
        return of_date_vectors(lon_deg, lat_deg, alt_m, times, n_leaps(plane.time_ref, times))
    if orientation is None:
        raise PlaneError("A plane from an ephemeris needs the Earth's orientation.")
    return gcrs_vectors(lon_deg, lat_deg, alt_m, times, orientation.at(times))
