"""The plane of one event: where a station and the body's axis are, seen from the star.

The plane is perpendicular to the direction of the star, with its x axis (xi, f) towards the east and its
y axis (eta, g) towards the north (Explanatory Supplement to the Astronomical Almanac, 3rd ed. 2013, section
11.2, with the star in the place of the Sun at infinity; Gomes-Junior et al. 2022MNRAS.511.1167G). A station is
at (xi, eta), the line through the body at (X, Y), and (f, g) = (xi - X, eta - Y): the station's track across
the body.

A plane stands in one of two frames. GCRS: geometric directions, for kernels and ephemeris tables. Of date:
apparent place of the star and apparent sidereal time, for Besselian elements, which mean UT1 = UTC.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import erfa
import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray

from reduction.besselian import EARTH_RADIUS_KM, axis_place
from reduction.body_track import BodyTrack
from reduction.earth_orientation import EarthOrientation
from reduction.station_place import StationVectors, gcrs_vectors, of_date_vectors
from reduction.time_scales import SECONDS_PER_DAY, tt_of
from schemas.errors import UmbraError
from schemas.event import Elements
from schemas.instant import iso_text

#: Instants this far from the plane's reference are still covered [s].
HALF_WIDTH_S = 3 * 3600.0
#: Degree of the Chebyshev series of the axis: millimetres over six hours.
_DEGREE = 14
_ARCSEC = np.pi / (180 * 3600)


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
    """A place on the sky [deg]."""

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
        Place of the body at ``time_ref``, ICRS, as seen from the geocentre; None where unknown.
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


def plane_from_elements(
    elements: Elements,
    *,
    distance_km: float | None = None,
    star_icrs: SkyPoint | None = None,
    time_ref: float | None = None,
    half_width_s: float = HALF_WIDTH_S,
) -> Plane:
    """Set up the plane that Besselian elements describe.

    Parameters
    ----------
    elements
        With the constants of the axis; those of an observation record come from its own place of the axis
        (`reduction.besselian.constant_term`).
    distance_km
        Of the body, if the elements do not hold its parallax.
    star_icrs
        Place of the star at the epoch of the event; without it nothing is placed on the sky.
    time_ref
        Centre of the times of interest, UTC [MJD]; the zero of the elements if not given.
    half_width_s
        How far from there the plane is needed.

    Raises
    ------
    PlaneError
        If the elements lack the place of the axis or of the star, or do not move.
    """
    if elements.x is None or elements.y is None:
        raise PlaneError("The elements do not say where the shadow's axis is.", "give X and Y of the axis")
    if elements.ra_apparent is None or elements.dec_apparent is None:
        raise PlaneError("The elements lack the apparent place of the star.", "give the apparent RA and Dec")
    if elements.dx == 0 and elements.dy == 0:
        raise PlaneError("The shadow of the elements does not move: a placeholder.", "give dX and dY")
    x_terms = (elements.x, elements.dx, elements.d2x, elements.d3x)
    y_terms = (elements.y, elements.dy, elements.d2y, elements.d3y)
    reference = elements.time_ref if time_ref is None else time_ref

    def axis(time_utc: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return axis_place((time_utc - elements.time_ref) * 24, x_terms, y_terms)

    x_series, y_series = _series(axis, reference, half_width_s, degree=3)
    if elements.parallax:
        distance_km = float(EARTH_RADIUS_KM / np.sin(elements.parallax * _ARCSEC))
    x_km, y_km = axis(np.array([reference]))
    star = SkyPoint(elements.ra_apparent, elements.dec_apparent)
    north = _north_angle(star, reference)
    return Plane(
        frame=Frame.OF_DATE,
        star=star,
        time_ref=reference,
        half_width_s=half_width_s,
        x_terms=x_series,
        y_terms=y_series,
        distance_km=distance_km,
        body=_beside(star_icrs, float(x_km[0]), float(y_km[0]), distance_km, north),
        north_angle_deg=float(np.degrees(north)),
        ephemeris=elements.source or f"elements of {elements.source_format}",
    )


def plane_from_track(
    star: SkyPoint, track: BodyTrack, time_ref: float, *, ephemeris: str, half_width_s: float = HALF_WIDTH_S
) -> Plane:
    """Set up the plane of a star and a body with a computed way.

    Parameters
    ----------
    star
        Place of the star at the epoch of the event as seen from the geocentre, ICRS
        (`reduction.star_place.star_place`).
    track
        Geocentric astrometric places of the body (`reduction.body_track`).
    time_ref
        Centre of the times of interest, UTC [MJD].
    ephemeris
        Its name and version.
    half_width_s
        How far from there the plane is needed.

    Raises
    ------
    CoverageError
        If the ephemeris does not cover these times.
    """
    width = half_width_s / SECONDS_PER_DAY
    if time_ref - width < track.first or time_ref + width > track.last:
        raise CoverageError(ephemeris, track.first, track.last)
    east, north, _ = axes_of(star)

    def axis(time_utc: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        vectors = track.place_km(time_utc)
        return vectors @ east, vectors @ north

    x_series, y_series = _series(axis, time_ref, half_width_s, degree=_DEGREE)
    place = track.place_km(np.array([time_ref]))[0]
    distance_km = float(np.linalg.norm(place))
    return Plane(
        frame=Frame.GCRS,
        star=star,
        time_ref=time_ref,
        half_width_s=half_width_s,
        x_terms=x_series,
        y_terms=y_series,
        distance_km=distance_km,
        body=_direction(place),
        north_angle_deg=0.0,
        ephemeris=ephemeris,
    )


def axes_of(star: SkyPoint) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the unit vectors towards east and north on the plane, and towards the star."""
    ra, dec = np.radians(star.ra_deg), np.radians(star.dec_deg)
    east = np.array([-np.sin(ra), np.cos(ra), 0.0])
    north = np.array([-np.sin(dec) * np.cos(ra), -np.sin(dec) * np.sin(ra), np.cos(dec)])
    return east, north, np.cross(east, north)


def axis_at(plane: Plane, time_utc: ArrayLike) -> Axis:
    """Return the body's axis on the plane at UTC instants [MJD], shaped as they are.

    Raises
    ------
    CoverageError
        If an instant is outside of the plane's time.
    """
    phase = (np.asarray(time_utc, dtype=np.float64) - plane.time_ref) * (SECONDS_PER_DAY / plane.half_width_s)
    if not np.all(np.abs(phase) <= 1):
        raise CoverageError(plane.ephemeris, *coverage(plane))
    terms = np.stack([plane.x_terms, plane.y_terms], axis=1)
    rates = chebyshev.chebder(terms) / plane.half_width_s
    x_km, y_km = chebyshev.chebval(phase, terms)
    x_rate, y_rate = chebyshev.chebval(phase, rates)
    return Axis(x_km, y_km, x_rate, y_rate)


def coverage(plane: Plane) -> tuple[float, float]:
    """Return the first and the last instant that a plane holds for, UTC [MJD]."""
    width = plane.half_width_s / SECONDS_PER_DAY
    return plane.time_ref - width, plane.time_ref + width


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
        return of_date_vectors(lon_deg, lat_deg, alt_m, times)
    if orientation is None:
        raise PlaneError("A plane from an ephemeris needs the Earth's orientation.")
    return gcrs_vectors(lon_deg, lat_deg, alt_m, times, orientation.at(times))


def _series(
    axis: Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]],
    time_ref: float,
    half_width_s: float,
    *,
    degree: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the Chebyshev series of the axis by interpolation at the nodes."""
    nodes = chebyshev.chebpts1(degree + 1)
    x_km, y_km = axis(time_ref + nodes * (half_width_s / SECONDS_PER_DAY))
    terms = chebyshev.chebfit(nodes, np.stack([x_km, y_km], axis=1), degree)
    return np.asarray(terms[:, 0]), np.asarray(terms[:, 1])


def _beside(
    star: SkyPoint | None, x_km: float, y_km: float, distance_km: float | None, north_rad: float
) -> SkyPoint | None:
    """Return the place of the body beside the star, from its place on the plane of date."""
    if star is None or distance_km is None:
        return None
    cosine, sine = np.cos(north_rad), np.sin(north_rad)
    east, north, to_star = axes_of(star)
    vector = to_star * distance_km + east * (x_km * cosine - y_km * sine) + north * (x_km * sine + y_km * cosine)
    return _direction(vector)


def _direction(vector: NDArray[np.float64]) -> SkyPoint:
    x, y, z = vector
    return SkyPoint(float(np.degrees(np.arctan2(y, x)) % 360), float(np.degrees(np.arctan2(z, np.hypot(x, y)))))


def _north_angle(star: SkyPoint, time_utc: float) -> float:
    """Return the position angle of the ICRS' pole at a star of date, from the north of date [rad]."""
    tt = tt_of(time_utc)
    pole = erfa.pnm06a(tt.day, tt.fraction) @ np.array([0.0, 0.0, 1.0])
    east, north, _ = axes_of(star)
    return float(np.arctan2(pole @ east, pole @ north))
