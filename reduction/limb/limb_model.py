"""The limb as an ellipse, and the distances of the ends of chords from it, with derivatives.

The ellipse has five parameters, each of which may have any value: the centre f0, g0, the logarithm of the equivalent
radius ln R, and a shear (eta1, eta2) = ln(a / b) (cos 2P, sin 2P), where P is the position angle of the major axis. For
a circle, position angle and axes have no derivative, but these parameters have.

An error of time moves the end of a chord along the chord. The residual therefore is the distance along the chord to the
intersection of the chord's line with the ellipse. With the second moments S of the ellipse, its centre c, the point p,
the direction t of the chord, its normal n and h = n (p - c), the intersections are at t c + (t S n) h / (n S n) -+
sqrt(det S) sqrt(n S n - h^2) / (n S n) along the chord.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

N_PARAMETERS = 5
#: Where a chord grazes or misses the ellipse, the square root is made smooth over this fraction of the half width of
#: the ellipse, so that a chord outside of the ellipse attracts it and the fit does not fail.
_SOFTNESS = 2e-3
#: Least cosine of the angle between chord and limb normal in the projection of topography.
_MIN_COSINE = 0.05
#: Largest absolute value of an exponent, beyond all real shapes and sizes.
_MAX_EXPONENT = 12.0
_TINY = 1e-8

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LimbPoints:
    """Ends of chords, arrays of shape (n,).

    Parameters
    ----------
    f_km, g_km
        Positions on the sky plane.
    sigma_km
        Uncertainty along the chord, 1 sigma.
    t_f, t_g
        Unit vector along the chord in the direction of motion.
    side
        -1 where the star disappears, +1 where it reappears.
    chord
        Index of the chord of each point.
    """

    f_km: Array
    g_km: Array
    sigma_km: Array
    t_f: Array
    t_g: Array
    side: Array
    chord: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.f_km)


class Moments(NamedTuple):
    """Second moments S of an ellipse: x S^-1 x = 1 for its points x, relative to the centre."""

    ff: Array
    fg: Array
    gg: Array


#: Function that returns residuals [km], shape (n,), and their derivatives, shape (n, 5), for parameters, shape (5,).
Residuals = Callable[[Array, LimbPoints], tuple[Array, Array]]


def moments_of(parameters: Array) -> Moments:
    """Return the second moments [km^2] for parameters of shape (..., 5)."""
    square, cosh, sinch, eta1, eta2 = _shear(parameters)
    return Moments(square * (cosh - sinch * eta1), square * sinch * eta2, square * (cosh + sinch * eta1))


def shear_of(ff: float, fg: float, gg: float) -> tuple[float, float, float]:
    """Return ln R, eta1 and eta2 of second moments [km^2]; the inverse of `moments_of`."""
    mean, half = 0.5 * (ff + gg), float(np.hypot(0.5 * (gg - ff), fg))
    log_radius = 0.25 * float(np.log(ff * gg - fg**2))
    if half == 0:
        return log_radius, 0.0, 0.0
    eta = float(np.arctanh(min(half / mean, 1 - 1e-9)))
    return log_radius, eta * 0.5 * (gg - ff) / half, eta * fg / half


def along_residuals(parameters: Array, points: LimbPoints) -> Array:
    """Return the distance of each point from the ellipse along its chord [km], positive in the direction of motion.

    Parameters
    ----------
    parameters
        Parameters of ellipses, shape (..., 5).
    points
        Ends of chords, n of them.

    Returns
    -------
    The distances, shape (..., n).
    """
    parts = _along(parameters, points)
    return parts.along - parts.cross * parts.offset / parts.square - points.side * parts.half


def along_chord(parameters: Array, points: LimbPoints) -> tuple[Array, Array]:
    """Return residuals along the chords, and their derivatives by the five parameters; see `Residuals`."""
    parts = _along(parameters, points)
    residual = parts.along - parts.cross * parts.offset / parts.square - points.side * parts.half
    n_f, n_g = -points.t_g, points.t_f
    ratio, area = parts.cross / parts.square, parts.area
    by_offset = ratio - points.side * area / parts.square * parts.root_rate * 2 * parts.offset
    jacobian = np.empty((len(points), N_PARAMETERS))
    jacobian[:, 0] = -points.t_f + by_offset * n_f
    jacobian[:, 1] = -points.t_g + by_offset * n_g
    root = parts.half * parts.square / area
    root_by_square = parts.root_rate * (1 + _SOFTNESS**2 * parts.square / (2 * root**2))
    by_square = parts.offset * parts.cross / parts.square**2
    by_square = by_square - points.side * area * (root_by_square - root / parts.square) / parts.square
    by_cross = -parts.offset / parts.square
    for column, (d_ff, d_fg, d_gg) in enumerate(_moment_rates(parameters), start=2):
        d_square = d_ff * n_f**2 + 2 * d_fg * n_f * n_g + d_gg * n_g**2
        d_cross = d_ff * points.t_f * n_f + d_fg * (points.t_f * n_g + points.t_g * n_f) + d_gg * points.t_g * n_g
        jacobian[:, column] = by_square * d_square + by_cross * d_cross
    jacobian[:, 2] -= points.side * 2 * parts.half
    return residual, jacobian


def radial(parameters: Array, points: LimbPoints) -> tuple[Array, Array]:
    """Return distances from the ellipse along rays from its centre [km], positive if outside; see `Residuals`.

    This is SORA's residual (2022MNRAS.511.1167G, equation 9). A point is weighted by its uncertainty along the chord,
    whatever the angle between chord and limb.
    """
    moments = moments_of(parameters)
    d_f, d_g = points.f_km - parameters[0], points.g_km - parameters[1]
    determinant = moments.ff * moments.gg - moments.fg**2
    v_f = (moments.gg * d_f - moments.fg * d_g) / determinant
    v_g = (moments.ff * d_g - moments.fg * d_f) / determinant
    form = np.maximum(d_f * v_f + d_g * v_g, _TINY)
    distance = np.maximum(np.hypot(d_f, d_g), _TINY)
    shrink = 1 / np.sqrt(form)
    by_form = 0.5 * distance * shrink**3
    jacobian = np.empty((len(points), N_PARAMETERS))
    jacobian[:, 0] = -(1 - shrink) * d_f / distance - 2 * by_form * v_f
    jacobian[:, 1] = -(1 - shrink) * d_g / distance - 2 * by_form * v_g
    for column, (d_ff, d_fg, d_gg) in enumerate(_moment_rates(parameters), start=2):
        jacobian[:, column] = -by_form * (d_ff * v_f**2 + 2 * d_fg * v_f * v_g + d_gg * v_g**2)
    return distance * (1 - shrink), jacobian


def limb_cosines(parameters: Array, points: LimbPoints) -> Array:
    """Return the cosine of the angle between chord and limb normal at each point, at least 0.05; shape (n,)."""
    moments = moments_of(parameters)
    residual = along_residuals(parameters, points)
    d_f = points.f_km - residual * points.t_f - parameters[0]
    d_g = points.g_km - residual * points.t_g - parameters[1]
    n_f, n_g = moments.gg * d_f - moments.fg * d_g, moments.ff * d_g - moments.fg * d_f
    cosine = np.abs(n_f * points.t_f + n_g * points.t_g) / np.maximum(np.hypot(n_f, n_g), _TINY)
    return np.asarray(np.maximum(cosine, _MIN_COSINE))


class Depths(NamedTuple):
    """Depths of lines below the limb, and their derivatives."""

    #: Depth below the limb [km], negative if outside, shape (m,).
    depth: Array
    #: Derivatives of the depth by the five parameters, shape (m, 5).
    jacobian: Array
    #: Begin and end of the part within the ellipse, along the line from its reference point [km], shape (m,).
    begin: Array
    end: Array


def line_depths(parameters: Array, lines: LimbPoints) -> Depths:
    """Return the depths of straight lines below the limb, measured from the nearer side.

    Parameters
    ----------
    parameters
        Parameters of the ellipse, shape (5,).
    lines
        A reference point and a direction for each line, m of them.
    """
    parts = _along(parameters, lines)
    n_f, n_g = -lines.t_g, lines.t_f
    width, sign = np.sqrt(parts.square), np.sign(parts.offset)
    jacobian = np.empty((len(lines), N_PARAMETERS))
    jacobian[:, 0], jacobian[:, 1] = sign * n_f, sign * n_g
    for column, (d_ff, d_fg, d_gg) in enumerate(_moment_rates(parameters), start=2):
        jacobian[:, column] = (d_ff * n_f**2 + 2 * d_fg * n_f * n_g + d_gg * n_g**2) / (2 * width)
    middle = parts.cross * parts.offset / parts.square - parts.along
    return Depths(width - np.abs(parts.offset), jacobian, middle - parts.half, middle + parts.half)


class _Parts(NamedTuple):
    #: t (p - c) and n (p - c).
    along: Array
    offset: Array
    #: n S n, t S n and sqrt(det S).
    square: Array
    cross: Array
    area: Array
    #: Half length of the line within the ellipse, and the derivative of the smoothed root by its argument.
    half: Array
    root_rate: Array


def _along(parameters: Array, points: LimbPoints) -> _Parts:
    center_f, center_g = parameters[..., 0:1], parameters[..., 1:2]
    ff, fg, gg = (moment[..., np.newaxis] for moment in moments_of(parameters))
    d_f, d_g = points.f_km - center_f, points.g_km - center_g
    t_f, t_g, n_f, n_g = points.t_f, points.t_g, -points.t_g, points.t_f
    offset = n_f * d_f + n_g * d_g
    square = ff * n_f**2 + 2 * fg * n_f * n_g + gg * n_g**2
    cross = ff * t_f * n_f + fg * (t_f * n_g + t_g * n_f) + gg * t_g * n_g
    area = np.exp(2 * _bounded(parameters[..., 2:3]))
    root, root_rate = _soft_root(square - offset**2, _SOFTNESS * square)
    return _Parts(t_f * d_f + t_g * d_g, offset, square, cross, area, area * root / square, root_rate)


def _soft_root(value: Array, softness: Array) -> tuple[Array, Array]:
    """Return the root of a value that may be negative, and its derivative: the real part of sqrt(x + i s)."""
    modulus = np.hypot(value, softness)
    root = np.sqrt(0.5 * np.where(value > 0, modulus + value, softness**2 / (modulus - np.minimum(value, 0.0))))
    return root, root / (2 * modulus)


def _shear(parameters: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Return R squared, cosh eta, sinh eta / eta and the two components of eta."""
    eta1, eta2 = parameters[..., 3], parameters[..., 4]
    eta = np.minimum(np.hypot(eta1, eta2), _MAX_EXPONENT)
    sinch = np.where(eta > _TINY, np.sinh(eta) / np.maximum(eta, _TINY), 1.0)
    return np.exp(2 * _bounded(parameters[..., 2])), np.cosh(eta), sinch, eta1, eta2


def _bounded(log_radius: Array) -> Array:
    return np.clip(log_radius, -_MAX_EXPONENT, _MAX_EXPONENT)


def _moment_rates(parameters: Array) -> tuple[tuple[Array, Array, Array], ...]:
    """Return the derivatives of (ff, fg, gg) by ln R, eta1 and eta2."""
    square, cosh, sinch, eta1, eta2 = _shear(parameters)
    eta = np.hypot(eta1, eta2)
    bend = (cosh - sinch) / eta**2 if eta > 1e-3 else np.asarray(1 / 3 + eta**2 / 30)
    ff, fg, gg = moments_of(parameters)
    by_eta1 = (
        square * (sinch * eta1 - bend * eta1**2 - sinch),
        square * bend * eta1 * eta2,
        square * (sinch * eta1 + bend * eta1**2 + sinch),
    )
    by_eta2 = (
        square * (sinch * eta2 - bend * eta1 * eta2),
        square * (bend * eta2**2 + sinch),
        square * (sinch * eta2 + bend * eta1 * eta2),
    )
    return (2 * ff, 2 * fg, 2 * gg), by_eta1, by_eta2
