"""The axis of the shadow on the fundamental plane, from Besselian elements.

The fundamental plane passes through the Earth's centre and is perpendicular to the direction of the star; x points to
the east and y to the north (Explanatory Supplement to the Astronomical Almanac, 3rd ed. 2013, section 11.2, with the
star, at infinite distance, instead of the Sun). Occult gives the axis as cubic polynomials in hours and Earth radii
(Occult 4 help, page on occelmnt files).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Unit of length of the elements, the Earth's equatorial radius [km] (Occult 4 help, page on occelmnt files).
EARTH_RADIUS_KM = 6378.137
SECONDS_PER_HOUR = 3600.0
#: Largest time from the zero of the elements for which they are valid [h].
_REACH_H = 24.0
_N_STEPS = 20
_ENOUGH_H = 1e-12


class ClosestApproach(NamedTuple):
    """The closest approach of the axis to the Earth's centre."""

    #: Hours from the zero of the elements.
    t_h: float
    #: Distance of the axis from the Earth's centre [km].
    distance_km: float
    #: Speed of the axis on the fundamental plane [km/s].
    speed_km_s: float


def axis_place(
    t_h: ArrayLike, x_terms: Sequence[float], y_terms: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the position of the shadow's axis on the fundamental plane.

    Parameters
    ----------
    t_h
        Hours from the zero of the elements; any shape.
    x_terms, y_terms
        Coefficients of the polynomials, the constant first [Earth radii, and per h, h^2, h^3].

    Returns
    -------
    x (east) and y (north) [km], shaped as ``t_h``.
    """
    hours = np.asarray(t_h, dtype=np.float64)
    x, y = (np.polynomial.polynomial.polyval(hours, np.asarray(terms)) for terms in (x_terms, y_terms))
    return np.asarray(x * EARTH_RADIUS_KM), np.asarray(y * EARTH_RADIUS_KM)


def axis_speed(t_h: ArrayLike, x_terms: Sequence[float], y_terms: Sequence[float]) -> NDArray[np.float64]:
    """Return the speed of the shadow's axis on the fundamental plane [km/s], shaped as ``t_h``.

    Parameters
    ----------
    t_h, x_terms, y_terms
        As in `axis_place`.
    """
    x_rate, y_rate = axis_place(t_h, _derivative(x_terms), _derivative(y_terms))
    return np.asarray(np.hypot(x_rate, y_rate) / SECONDS_PER_HOUR)


def constant_term(t_h: float, place_km: float, motion: Sequence[float]) -> float:
    """Return the constant term of a coordinate of the axis whose value is known at one instant [Earth radii].

    An observation record of Occult gives the motion of the axis, and its position separately (``MainAtConjunction``).

    Parameters
    ----------
    t_h
        The instant, in hours from the zero of the elements.
    place_km
        The coordinate at that instant.
    motion
        First to third coefficient of the coordinate [Earth radii per h, h^2, h^3].
    """
    return place_km / EARTH_RADIUS_KM - _value((0.0, *motion), t_h)


def closest_approach(x_terms: Sequence[float], y_terms: Sequence[float]) -> ClosestApproach:
    """Return time, distance and speed of the axis at its closest approach to the Earth's centre.

    The squared distance is minimised by Newton's method, which starts at the closest approach of the uniform motion.
    Where the distance is not convex (far from the approach), the step is that of the uniform motion. The search is
    limited to 24 h from the zero of the elements. For an axis that does not move, the result is the zero.

    Parameters
    ----------
    x_terms, y_terms
        As in `axis_place`.
    """
    x_rates, y_rates = _derivative(x_terms), _derivative(y_terms)
    x_bends, y_bends = _derivative(x_rates), _derivative(y_rates)
    t_h = 0.0
    for _ in range(_N_STEPS):
        x, y = _value(x_terms, t_h), _value(y_terms, t_h)
        dx, dy = _value(x_rates, t_h), _value(y_rates, t_h)
        uniform = dx * dx + dy * dy
        curvature = uniform + x * _value(x_bends, t_h) + y * _value(y_bends, t_h)
        if uniform == 0:
            break
        step = -(x * dx + y * dy) / (curvature if curvature > 0 else uniform)
        previous, t_h = t_h, min(max(t_h + step, -_REACH_H), _REACH_H)
        if abs(t_h - previous) < _ENOUGH_H:
            break
    x_km, y_km = axis_place(t_h, x_terms, y_terms)
    return ClosestApproach(
        t_h=t_h,
        distance_km=float(np.hypot(x_km, y_km)),
        speed_km_s=float(axis_speed(t_h, x_terms, y_terms)),
    )


def _value(terms: Sequence[float], t_h: float) -> float:
    value = 0.0
    for term in reversed(terms):
        value = value * t_h + term
    return value


def _derivative(terms: Sequence[float]) -> tuple[float, ...]:
    return tuple(power * term for power, term in enumerate(terms))[1:] or (0.0,)
