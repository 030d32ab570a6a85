"""Least-squares fit of the limb: start values, fit and covariance; see `reduction.limb.limb_model`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from reduction.limb.limb_model import (
    N_PARAMETERS,
    Array,
    LimbPoints,
    Residuals,
    along_chord,
    limb_cosines,
    line_depths,
    radial,
    shear_of,
)
from schemas.limb import Constrained

#: Weak prior of the shape: standard deviation of ln(a / b) of outlines about zero (ln 2 is an outline of 2 to 1). It
#: decides where few chords do not determine the shape, and is negligible otherwise.
SHAPE_PRIOR = 0.6
#: Distance that the limb keeps from the path of a negative, in units of the tolerance of the penalty.
_CLEARANCE = 2.0
#: First and least tolerance of the penalty, in units of the body's size, and the factor between rounds.
_TOLERANCE = 2e-3
_LEAST_TOLERANCE = 1e-6
_TIGHTENING = 4.0
_N_WEIGHTINGS = 3
#: The minimum is reached when the sum of squares, or the parameters, change by less than this, relative to themselves.
_ENOUGH = 1e-10
#: Status that MINPACK's lmder returns after too many evaluations.
_GAVE_UP = 5
#: Largest distance of a start centre from the points, in units of their spread.
_FAR = 5.0
_FREE_COLUMNS = {
    Constrained.FREE: np.arange(N_PARAMETERS),
    Constrained.CIRCLE: np.arange(3),
    Constrained.FIXED_SHAPE: np.arange(2),
}


class Minimum(NamedTuple):
    """The end of a search for the least sum of squares."""

    parameters: Array
    cost: float
    is_converged: bool


class Shape(NamedTuple):
    """Axes, and position angle of the major axis, that a fit holds fixed."""

    semi_major_km: float
    semi_minor_km: float
    position_angle_deg: float


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class NegativePaths:
    """Paths of negative reports, which are straight near the body.

    ``lines`` has a reference point and a direction for each path. ``begin_km`` and ``end_km``, shape (m,), are begin
    and end of the recording, measured from the reference point along the direction.
    """

    lines: LimbPoints
    begin_km: Array
    end_km: Array


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Problem:
    """The points and paths of a fit, and its free parameters; lengths may be in any unit.

    Parameters
    ----------
    points
        Ends of chords.
    negatives
        Paths that the ellipse must not cover, or None.
    constrained
        Which parameters are free.
    residuals
        Function that returns the residual of each point.
    model_err_km
        Standard deviation of the true limb from an ellipse, along the normal.
    shape_prior
        See `SHAPE_PRIOR`; None for plain least squares.
    """

    points: LimbPoints
    negatives: NegativePaths | None = None
    constrained: Constrained = Constrained.FREE
    residuals: Residuals = along_chord
    model_err_km: float = 0.0
    shape_prior: float | None = SHAPE_PRIOR


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class EllipseFit:
    """Parameters of a fit, shape (5,) (see `reduction.limb.limb_model`), and their covariance, shape (5, 5).

    ``residual_km`` and ``sigma_km`` are the residuals of the points and their errors with the model error, shape (n,).
    """

    parameters: Array
    covariance: Array
    chi2: float
    #: Depth of each negative's path below the limb [km], negative if outside, shape (m,).
    depths_km: Array
    residual_km: Array
    sigma_km: Array
    #: Fraction of an error of each point that the fit follows, 0 to 1, shape (n,).
    leverage: Array
    #: False if the search stopped before the minimum.
    is_converged: bool


def fit_ellipse(problem: Problem, shape: Shape | None = None, start: Array | None = None) -> EllipseFit | None:
    """Return the best ellipse, or None if no start leads to an ellipse with a covariance.

    Levenberg-Marquardt (MINPACK) with analytic derivatives. It starts from a circle and, if the shape is free, from the
    ellipse of least algebraic distance. Negative paths are one-sided penalties. Their tolerance is reduced until the
    ellipse is clear of the paths, or a limit is reached.

    Parameters
    ----------
    problem
        Points, paths and free parameters.
    shape
        Axes and position angle for `Constrained.FIXED_SHAPE`.
    start
        Parameters to start from instead, shape (5,).
    """
    points = problem.points
    center = np.array([points.f_km.mean(), points.g_km.mean()])
    scale = float(np.sqrt(np.mean((points.f_km - center[0]) ** 2 + (points.g_km - center[1]) ** 2)))
    scaled = _scaled(problem, center, scale)
    starts = _starts(scaled, shape, scale) if start is None else [_to_scaled(start, center, scale)]
    found = [solution for one in starts if (solution := _solve(scaled, one, _TOLERANCE)) is not None]
    if not found:
        return None
    best = min(found, key=lambda solution: solution.cost)
    if scaled.negatives is not None:
        best = _clear(scaled, scaled.negatives, best)
    return _finish(scaled, best, center, scale)


def cuts(parameters: Array, negatives: NegativePaths) -> Array:
    """Return the depth of each recorded path below the limb, negative if outside; shape (m,).

    The parameters of the ellipse have shape (5,), and the paths are in their unit of length.
    """
    depths = line_depths(parameters, negatives.lines)
    overlap = np.minimum(depths.end, negatives.end_km) - np.maximum(depths.begin, negatives.begin_km)
    return np.asarray(np.where(overlap > 0, depths.depth, np.minimum(depths.depth, overlap)))


def _objective(problem: Problem, sigma: Array, parameters: Array, tolerance: float) -> tuple[Array, Array]:
    """Return all weighted residuals and their derivatives: those of points, shape prior and negative paths."""
    residual, jacobian = problem.residuals(parameters, problem.points)
    rows, columns = [residual / sigma], [jacobian / sigma[:, np.newaxis]]
    if problem.constrained == Constrained.FREE and problem.shape_prior is not None:
        rows.append(parameters[3:] / problem.shape_prior)
        columns.append(_PRIOR_ROWS / problem.shape_prior)
    if problem.negatives is not None:
        depths = line_depths(parameters, problem.negatives.lines)
        excess = depths.depth / tolerance + _CLEARANCE
        negatives = problem.negatives
        is_cut = (excess > 0) & (depths.begin < negatives.end_km) & (depths.end > negatives.begin_km)
        rows.append(np.where(is_cut, excess, 0.0))
        columns.append(np.where(is_cut[:, np.newaxis], depths.jacobian / tolerance, 0.0))
    return np.concatenate(rows), np.concatenate(columns)


_PRIOR_ROWS = np.eye(N_PARAMETERS)[3:]


def _solve(problem: Problem, start: Array, tolerance: float) -> Minimum | None:
    """Return the minimum near a start; with a model error, weights depend on the limb and the fit is repeated."""
    free = _FREE_COLUMNS[problem.constrained]
    parameters, minimum = start, None
    for _ in range(1 if problem.model_err_km == 0 else _N_WEIGHTINGS):
        sigma, fixed = _weights(problem, parameters), parameters

        def weighted(values: Array, sigma: Array = sigma, fixed: Array = fixed) -> tuple[Array, Array]:
            whole = fixed.copy()
            whole[free] = values
            residual, jacobian = _objective(problem, sigma, whole, tolerance)
            return residual, jacobian[:, free]

        minimum = minimise(weighted, parameters[free])
        if minimum is None:
            return None
        parameters = fixed.copy()
        parameters[free] = minimum.parameters
        minimum = minimum._replace(parameters=parameters)
    return minimum


def minimise(function: Callable[[Array], tuple[Array, Array]], start: Array) -> Minimum | None:
    """Return the minimum near a start by Levenberg-Marquardt (MINPACK's lmder, ANL-80-74, through SciPy).

    Parameters
    ----------
    function
        Function that returns residuals, shape (n,), and their derivatives, shape (n, k), for parameters, shape (k,).
    start
        Parameters to start from, shape (k,).

    Returns
    -------
    The minimum, or None if the sum of squares is not finite at the start, or there are fewer residuals than parameters.
    """
    # Importing SciPy takes 0.1 s, and most reports are of events without a limb.
    from scipy.optimize import leastsq  # noqa: PLC0415

    at_start = function(start)
    if not np.isfinite(at_start[0]).all() or len(at_start[0]) < len(start):
        return None
    last = (start.copy(), at_start)

    def evaluate(parameters: Array) -> tuple[Array, Array]:
        nonlocal last
        if not np.array_equal(parameters, last[0]):
            last = (parameters.copy(), function(parameters))
        return last[1]

    found, _, details, _, status = leastsq(
        lambda parameters: evaluate(parameters)[0],
        start,
        Dfun=lambda parameters: evaluate(parameters)[1],
        full_output=True,
        ftol=_ENOUGH,
        xtol=_ENOUGH,
    )
    return Minimum(np.asarray(found), float(details["fvec"] @ details["fvec"]), status != _GAVE_UP)


def _clear(problem: Problem, negatives: NegativePaths, best: Minimum) -> Minimum:
    """Return a fit whose ellipse is clear of the negative paths, as far as smaller tolerances achieve this."""
    tolerance = _TOLERANCE
    while np.any(cuts(best.parameters, negatives) > 0) and tolerance > _LEAST_TOLERANCE:
        tolerance /= _TIGHTENING
        solution = _solve(problem, best.parameters, tolerance)
        if solution is None:
            break
        best = solution
    return best


def _weights(problem: Problem, parameters: Array) -> Array:
    """Return the standard deviation of each point's residual: error of timing, and topography along the chord."""
    points = problem.points
    if problem.model_err_km == 0:
        return points.sigma_km
    if problem.residuals is radial:
        return np.hypot(points.sigma_km, problem.model_err_km)
    return np.hypot(points.sigma_km, problem.model_err_km / limb_cosines(parameters, points))


def _finish(problem: Problem, minimum: Minimum, center: Array, scale: float) -> EllipseFit | None:
    """Return a fit in kilometres with its covariance, which is computed without the penalties of negative paths."""
    free, parameters = _FREE_COLUMNS[problem.constrained], minimum.parameters
    plain = replace(problem, negatives=None)
    sigma = _weights(problem, parameters)
    weighted, jacobian = _objective(plain, sigma, parameters, _TOLERANCE)
    jacobian = jacobian[:, free]
    try:
        inverse = np.linalg.inv(jacobian.T @ jacobian)
    except np.linalg.LinAlgError:
        return None
    if not (np.all(np.isfinite(inverse)) and np.all(np.diag(inverse) > 0)):
        return None
    covariance = np.zeros((N_PARAMETERS, N_PARAMETERS))
    covariance[np.ix_(free, free)] = inverse
    units = np.array([scale, scale, 1.0, 1.0, 1.0])
    n_points = len(problem.points)
    depths = np.empty(0) if problem.negatives is None else cuts(parameters, problem.negatives) * scale
    return EllipseFit(
        parameters=parameters * units + np.array([*center, np.log(scale), 0.0, 0.0]),
        covariance=covariance * np.outer(units, units),
        chi2=float(weighted[:n_points] @ weighted[:n_points]),
        depths_km=depths,
        residual_km=weighted[:n_points] * sigma * scale,
        sigma_km=sigma * scale,
        leverage=np.einsum("ij,jk,ik->i", jacobian[:n_points], inverse, jacobian[:n_points]),
        is_converged=minimum.is_converged,
    )


def _scaled(problem: Problem, center: Array, scale: float) -> Problem:
    """Return the problem with another origin and unit of length."""
    negatives = problem.negatives
    if negatives is not None:
        negatives = NegativePaths(
            lines=_moved(negatives.lines, center, scale),
            begin_km=negatives.begin_km / scale,
            end_km=negatives.end_km / scale,
        )
    points = _moved(problem.points, center, scale)
    return replace(problem, points=points, negatives=negatives, model_err_km=problem.model_err_km / scale)


def _moved(points: LimbPoints, center: Array, scale: float) -> LimbPoints:
    return replace(
        points,
        f_km=(points.f_km - center[0]) / scale,
        g_km=(points.g_km - center[1]) / scale,
        sigma_km=points.sigma_km / scale,
    )


def _starts(problem: Problem, shape: Shape | None, scale: float) -> list[Array]:
    """Return parameters to start from, shape (5,) each, in the scaled units of the problem."""
    points = np.stack([problem.points.f_km, problem.points.g_km], axis=1)
    circle = _circle_through(points)
    if problem.constrained == Constrained.CIRCLE:
        return [circle]
    if problem.constrained == Constrained.FIXED_SHAPE and shape is not None:
        ratio = np.log(shape.semi_major_km / shape.semi_minor_km)
        angle = 2 * np.radians(shape.position_angle_deg)
        radius = 0.5 * np.log(shape.semi_major_km * shape.semi_minor_km) - np.log(scale)
        fixed = np.array([radius, ratio * np.cos(angle), ratio * np.sin(angle)])
        return [np.array([*center, *fixed]) for center in (circle[:2], np.zeros(2))]
    ellipse = _ellipse_through(points)
    return [circle] if ellipse is None else [ellipse, circle]


def _circle_through(points: Array) -> Array:
    """Return the circle of least algebraic distance (Kasa 1976, IEEE Trans. Instrum. Meas. 25, 8)."""
    system = np.column_stack([2 * points, np.ones(len(points))])
    f0, g0, constant = np.linalg.lstsq(system, np.sum(points**2, axis=1), rcond=None)[0]
    # Points that are nearly on a line give circles of any size; start from one that is not far away.
    if np.hypot(f0, g0) > _FAR:
        return np.zeros(N_PARAMETERS)
    return np.array([f0, g0, 0.5 * np.log(max(constant + f0**2 + g0**2, 0.1)), 0.0, 0.0])


def _ellipse_through(points: Array) -> Array | None:
    """Return the ellipse of least algebraic distance (Halir & Flusser 1998, WSCG 98, 125), or None."""
    x, y = points.T
    if len(points) <= N_PARAMETERS:
        return None
    quadratic, linear = np.column_stack([x * x, x * y, y * y]), np.column_stack([x, y, np.ones_like(x)])
    try:
        reduced = -np.linalg.solve(linear.T @ linear, linear.T @ quadratic)
        scatter = quadratic.T @ quadratic + quadratic.T @ linear @ reduced
        values, vectors = np.linalg.eig(np.array([scatter[2] / 2, -scatter[1], scatter[0] / 2]))
    except np.linalg.LinAlgError:
        return None
    vectors = np.real(vectors)
    condition = np.where(np.isreal(values), 4 * vectors[0] * vectors[2] - vectors[1] ** 2, -1.0)
    if condition.max() <= 0:
        return None
    a, b, c = vectors[:, condition.argmax()]
    d, e, f = reduced @ np.array([a, b, c])
    form = np.array([[a, b / 2], [b / 2, c]])
    center = -0.5 * np.linalg.solve(form, np.array([d, e]))
    moments = np.linalg.inv(form) * (center @ form @ center - f)
    if not (np.all(np.isfinite(moments)) and moments[0, 0] > 0 and np.linalg.det(moments) > 0):
        return None
    return np.array([*center, *shear_of(moments[0, 0], moments[0, 1], moments[1, 1])])


def _to_scaled(parameters: Array, center: Array, scale: float) -> Array:
    units = np.array([scale, scale, 1.0, 1.0, 1.0])
    return np.asarray((parameters - np.array([*center, np.log(scale), 0.0, 0.0])) / units)
