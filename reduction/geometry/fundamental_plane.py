"""The fundamental plane of one event: positions of stations and of the body's axis as seen from the star.

The plane is perpendicular to the direction of the star. Its first axis (xi, f) points to the east and its second axis
(eta, g) to the north (Explanatory Supplement to the Astronomical Almanac, 3rd ed. 2013, section 11.2, with the star, at
infinite distance, instead of the Sun; Gomes-Junior et al. 2022MNRAS.511.1167G). A station is at (xi, eta), the line
from the star through the body is at (X, Y), and (f, g) = (xi - X, eta - Y) is the position of the station relative to
the body.

A plane is in one of two frames. GCRS: geometric directions, for kernels and ephemeris tables. Of date: apparent
position of the star and apparent sidereal time, for Besselian elements, which assume UT1 = UTC.
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
    """An event whose fundamental plane cannot be computed."""


class CoverageError(PlaneError):
    """An instant that the ephemeris of an event does not cover."""

    def __init__(self, ephemeris: str, first: float, last: float) -> None:
        super().__init__(
            f"{ephemeris} covers {iso_text(first, decimals=0)} to {iso_text(last, decimals=0)} only.",
            "check the date, or use an ephemeris that covers it",
        )


class Frame(StrEnum):
    """The frame of the directions of a plane."""

    GCRS = "GCRS"
    OF_DATE = "of date"


class SkyPoint(NamedTuple):
    """A position on the sky [deg]."""

    ra_deg: float
    dec_deg: float


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Plane:
    """The fundamental plane of one event, and the motion of the body's axis on it.

    Parameters
    ----------
    frame
        Frame of the star's direction.
    star
        Direction of the star from the geocentre in that frame.
    time_ref
        Instant at the centre of the series, UTC [MJD].
    half_width_s
        Time before and after ``time_ref`` for which the series are valid.
    x_terms, y_terms
        Chebyshev coefficients of the axis in (t - time_ref) / half_width_s [km], shape (n,).
    distance_km
        Distance of the body from the geocentre at ``time_ref``; None if unknown.
    body
        Position of the body at ``time_ref`` as seen from the geocentre, ICRS; None if unknown.
    north_angle_deg
        Position angle of the north of the ICRS on the axes of the plane: precession and nutation since J2000.
    ephemeris
        Name and version of the ephemeris or elements.
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
    """Positions of stations on the plane relative to the body [km], an element for each instant, shape (n,)."""

    f_km: NDArray[np.float64]
    g_km: NDArray[np.float64]
    #: Velocity [km/s].
    f_rate: NDArray[np.float64]
    g_rate: NDArray[np.float64]
    #: Altitude of the star above the station's horizon [deg], without refraction.
    star_altitude_deg: NDArray[np.float64]


class Axis(NamedTuple):
    """Position of the body's axis on the plane [km], and its velocity [km/s]."""

    x_km: NDArray[np.float64]
    y_km: NDArray[np.float64]
    x_rate: NDArray[np.float64]
    y_rate: NDArray[np.float64]


def axes_of(star: SkyPoint) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the unit vectors to the east and north on the plane, and to the star, shape (3,) each."""
    east, north = tangents(star.ra_deg, star.dec_deg)
    return east, north, np.cross(east, north)


def axis_at(plane: Plane, time_utc: ArrayLike) -> Axis:
    """Return the body's axis on the plane at UTC instants [MJD], any shape.

    Raises
    ------
    CoverageError
        If an instant is outside of the time that the plane covers.
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
    """Return the first and the last instant that a plane covers, UTC [MJD]."""
    return later(plane.time_ref, -plane.half_width_s), later(plane.time_ref, plane.half_width_s)


def closest_time(plane: Plane) -> float | None:
    """Return when the axis is closest to the Earth's centre, UTC [MJD]; None if the plane does not cover it."""
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
    """Return the positions of stations relative to the body, on the body's sky plane.

    Parameters
    ----------
    plane
        Fundamental plane of the event.
    lon_deg, lat_deg, alt_m
        Geodetic coordinates of the stations, WGS84, east and north positive, and height above the ellipsoid; shape
        (n,).
    time_utc
        An instant for each station, UTC [MJD], shape (n,).
    orientation
        Orientation of the Earth; may be None for a plane of date.

    Raises
    ------
    CoverageError
        If an instant is outside of the time that the plane covers.
    EarthOrientationError
        If the Earth's orientation is not known at an instant.
    PlaneError
        If the plane is in the GCRS and ``orientation`` is None.
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
