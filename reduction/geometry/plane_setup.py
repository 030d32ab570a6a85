"""Computes the fundamental plane of an event from Besselian elements, a kernel or an ephemeris table."""

from collections.abc import Callable

import erfa
import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from reduction.geometry.besselian import EARTH_RADIUS_KM, SECONDS_PER_HOUR, axis_place
from reduction.geometry.body_track import BodyTrack
from reduction.geometry.fundamental_plane import CoverageError, Frame, Plane, PlaneError, SkyPoint, axes_of
from reduction.geometry.time_scales import tt_of
from schemas.event import Elements
from schemas.leap_seconds import elapsed_s, later, later_by
from schemas.position import directions

#: Default time before and after the reference instant that a plane covers [s].
HALF_WIDTH_S = 3 * 3600.0
#: Degree of the Chebyshev series of the axis, which gives millimetres over six hours.
_DEGREE = 14
_ARCSEC = np.pi / (180 * 3600)


def plane_from_elements(
    elements: Elements,
    *,
    distance_km: float | None = None,
    star_icrs: SkyPoint | None = None,
    time_ref: float | None = None,
    half_width_s: float = HALF_WIDTH_S,
) -> Plane:
    """Return the plane of Besselian elements.

    Parameters
    ----------
    elements
        The elements, with the constant terms of the axis. An observation record has none; they are computed from its
        position of the axis by `reduction.geometry.besselian.constant_term`.
    distance_km
        Distance of the body, used if the elements have no parallax.
    star_icrs
        Position of the star at the epoch of the event, ICRS; without it the plane has no position of the body.
    time_ref
        Reference instant of the plane, UTC [MJD]; None: the zero of the elements.
    half_width_s
        Time before and after ``time_ref`` that the plane covers.

    Raises
    ------
    PlaneError
        If the elements lack the position of the axis or of the star, or their axis does not move.
    """
    if elements.x is None or elements.y is None:
        raise PlaneError("The elements do not give the position of the shadow's axis.", "give X and Y of the axis")
    if elements.ra_apparent is None or elements.dec_apparent is None:
        raise PlaneError("The elements lack the apparent position of the star.", "give the apparent RA and Dec")
    if elements.dx == 0 and elements.dy == 0:
        raise PlaneError(
            "The axis of the elements does not move: zeros are placeholders.", "give dX and dY of the axis"
        )
    x_terms = (elements.x, elements.dx, elements.d2x, elements.d3x)
    y_terms = (elements.y, elements.dy, elements.d2y, elements.d3y)
    reference = elements.time_ref if time_ref is None else time_ref

    def axis(time_utc: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return axis_place(elapsed_s(elements.time_ref, time_utc) / SECONDS_PER_HOUR, x_terms, y_terms)

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
    """Return the plane of a star and a body with a known track.

    Parameters
    ----------
    star
        Position of the star at the epoch of the event as seen from the geocentre, ICRS
        (`reduction.geometry.star_place.star_place`).
    track
        Geocentric astrometric positions of the body (`reduction.geometry.body_track`).
    time_ref
        Reference instant of the plane, UTC [MJD].
    ephemeris
        Name and version of the ephemeris.
    half_width_s
        Time before and after ``time_ref`` that the plane covers.

    Raises
    ------
    CoverageError
        If the ephemeris does not cover these times.
    """
    if later(time_ref, -half_width_s) < track.first or later(time_ref, half_width_s) > track.last:
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


def _series(
    axis: Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]],
    time_ref: float,
    half_width_s: float,
    *,
    degree: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the Chebyshev series of the axis [km] that interpolate it at the Chebyshev nodes."""
    nodes = chebyshev.chebpts1(degree + 1)
    x_km, y_km = axis(later_by(time_ref, nodes * half_width_s))
    terms = chebyshev.chebfit(nodes, np.stack([x_km, y_km], axis=1), degree)
    return np.asarray(terms[:, 0]), np.asarray(terms[:, 1])


def _beside(
    star: SkyPoint | None, x_km: float, y_km: float, distance_km: float | None, north_rad: float
) -> SkyPoint | None:
    """Return the position of the body on the sky (ICRS), from its position on a plane of date."""
    if star is None or distance_km is None:
        return None
    cosine, sine = np.cos(north_rad), np.sin(north_rad)
    east, north, to_star = axes_of(star)
    vector = to_star * distance_km + east * (x_km * cosine - y_km * sine) + north * (x_km * sine + y_km * cosine)
    return _direction(vector)


def _direction(vector: NDArray[np.float64]) -> SkyPoint:
    return SkyPoint(*map(float, directions(vector)))


def _north_angle(star: SkyPoint, time_utc: float) -> float:
    """Return the position angle of the north pole of the ICRS, at a star of date, from the north of date [rad]."""
    tt = tt_of(time_utc)
    pole = erfa.pnm06a(tt.day, tt.fraction) @ np.array([0.0, 0.0, 1.0])
    east, north, _ = axes_of(star)
    return float(np.arctan2(pole @ east, pole @ north))
