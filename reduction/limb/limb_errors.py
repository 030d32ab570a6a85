"""Axes and angles of a fitted ellipse, with their errors.

Errors come from the covariance where the points determine the ellipse well. With few chords, axes and angles are not
linear in the parameters within their errors; the errors are then those of samples of the posterior about the best fit,
where these are larger.
"""

from typing import NamedTuple

import numpy as np

from reduction.limb.limb_fit import EllipseFit, Problem
from reduction.limb.limb_model import N_PARAMETERS, Array, along_chord, along_residuals
from schemas.limb import Constrained

#: Largest number of points for which errors are sampled.
FEW_POINTS = 12
_N_SAMPLES = 2000
#: Degrees of freedom of the Student distribution from which samples are drawn; its heavy tails reach distant solutions.
_TAILS = 4.0
_SPREAD = 1.3
#: Powers of the posterior in the rounds of sampling; the flatter ones find its extent, the last one its shape.
_TEMPERS = (0.25, 0.5, 1.0)
_MIN_EFFECTIVE = 30.0
#: Standard deviation of an angle that is uniformly distributed over 180 degrees [deg].
ANGLE_UNKNOWN_DEG = 180 / np.sqrt(12)
_TINY = 1e-9


class Derived(NamedTuple):
    """Published parameters of an ellipse, or their errors; arrays of the same shape."""

    center_f: Array
    center_g: Array
    semi_major: Array
    semi_minor: Array
    oblateness: Array
    equivalent_radius: Array
    position_angle: Array


def derive(parameters: Array) -> Derived:
    """Return centre [km], semi-axes [km], oblateness, equivalent radius [km] and PA of the major axis [deg].

    Parameters
    ----------
    parameters
        Parameters of ellipses, shape (..., 5), see `reduction.limb.limb_model`.
    """
    radius = np.exp(parameters[..., 2])
    eta = np.hypot(parameters[..., 3], parameters[..., 4])
    angle = 0.5 * np.degrees(np.arctan2(parameters[..., 4], parameters[..., 3])) % 180.0
    return Derived(
        center_f=parameters[..., 0],
        center_g=parameters[..., 1],
        semi_major=radius * np.exp(0.5 * eta),
        semi_minor=radius * np.exp(-0.5 * eta),
        oblateness=-np.expm1(-eta),
        equivalent_radius=radius,
        position_angle=angle,
    )


def errors_of(fit: EllipseFit, problem: Problem, rng: np.random.Generator) -> Derived:
    """Return the errors (1 sigma) of the values of `derive`; zero for those that the fit held fixed.

    Parameters
    ----------
    fit, problem
        A fit, and the problem that it solves.
    rng
        Generator for the samples of fits with few points.
    """
    linear = _linear(fit)
    if problem.constrained != Constrained.FREE or len(problem.points) > FEW_POINTS:
        return linear
    if problem.residuals is not along_chord:
        return linear
    sampled = _sampled(fit, problem, rng)
    if sampled is None:
        return linear
    return Derived(*(np.maximum(one, other) for one, other in zip(linear, sampled, strict=True)))


def _linear(fit: EllipseFit) -> Derived:
    _, _, log_radius, eta1, eta2 = fit.parameters
    radius, eta = np.exp(log_radius), float(np.hypot(eta1, eta2))
    # A circle has no direction of the shear; use the direction of the largest error.
    toward = np.array([eta1, eta2]) / eta if eta > _TINY else _widest(fit.covariance[3:, 3:])
    gradients = np.zeros((7, N_PARAMETERS))
    gradients[0, 0] = gradients[1, 1] = 1.0
    for row, size, sign in ((2, radius * np.exp(0.5 * eta), 0.5), (3, radius * np.exp(-0.5 * eta), -0.5)):
        gradients[row, 2] = size
        gradients[row, 3:] = sign * size * toward
    gradients[4, 3:] = np.exp(-eta) * toward
    gradients[5, 2] = radius
    gradients[6, 3:] = np.degrees(0.5 * np.array([-toward[1], toward[0]]) / max(eta, _TINY))
    variances = np.einsum("ij,jk,ik->i", gradients, fit.covariance, gradients)
    errors = np.sqrt(np.maximum(variances, 0.0))
    errors[6] = min(errors[6], ANGLE_UNKNOWN_DEG)
    return Derived(*errors)


def _widest(covariance: Array) -> Array:
    _, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors[:, -1])


def _sampled(fit: EllipseFit, problem: Problem, rng: np.random.Generator) -> Derived | None:
    """Return root mean square deviations from the fit under the posterior, or None if no round has enough samples.

    Importance sampling from Student distributions that are fitted to the posterior in a few rounds (population Monte
    Carlo; Cappe et al. 2008, Statistics and Computing 18, 447). Where the last rounds have too few effective samples,
    those of the previous round are used, whose posterior is flatter and whose errors are larger.
    """
    center, covariance, found = fit.parameters, fit.covariance, None
    for temper in _TEMPERS:
        factor = np.linalg.cholesky(covariance) * _SPREAD
        stretch = np.sqrt(_TAILS / rng.chisquare(_TAILS, _N_SAMPLES))[:, np.newaxis]
        standard = rng.standard_normal((_N_SAMPLES, N_PARAMETERS)) * stretch
        samples = center + standard @ factor.T
        log_drawn = -0.5 * (_TAILS + N_PARAMETERS) * np.log1p(np.sum(standard**2, axis=1) / _TAILS)
        log_weight = temper * (-0.5 * _misfit(samples, fit, problem) - log_drawn)
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        if 1 / np.sum(weight**2) < _MIN_EFFECTIVE:
            break
        center = weight @ samples
        covariance = np.einsum("i,ij,ik->jk", weight, samples - center, samples - center)
        found = samples, weight
    return None if found is None else _deviations(fit, *found)


def _deviations(fit: EllipseFit, samples: Array, weight: Array) -> Derived:
    """Return the root mean square deviations of weighted samples from a fit."""
    best, values = derive(fit.parameters), derive(samples)
    deviations = [np.asarray(value - center) for value, center in zip(values, best, strict=True)]
    deviations[6] = (deviations[6] + 90.0) % 180.0 - 90.0
    errors = [np.sqrt(np.sum(weight * deviation**2)) for deviation in deviations]
    errors[6] = np.minimum(errors[6], ANGLE_UNKNOWN_DEG)
    return Derived(*(np.asarray(error) for error in errors))


def _misfit(samples: Array, fit: EllipseFit, problem: Problem) -> Array:
    """Return chi2 with the shape prior for samples of shape (k, 5), shape (k,)."""
    chi2 = np.sum((along_residuals(samples, problem.points) / fit.sigma_km) ** 2, axis=1)
    if problem.shape_prior is not None:
        chi2 += np.sum((samples[:, 3:] / problem.shape_prior) ** 2, axis=1)
    return np.asarray(chi2)
