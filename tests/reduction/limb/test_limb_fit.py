"""Ellipse in, ellipse out: parameters, errors, negatives."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from reduction.limb.limb_errors import ANGLE_UNKNOWN_DEG, derive, errors_of
from reduction.limb.limb_fit import NegativePaths, Problem, Shape, cuts, fit_ellipse, minimise
from reduction.limb.limb_model import LimbPoints
from schemas.limb import Constrained
from tests.reduction.limb.synthetic_limb import Truth, chord_points, random_points, random_truth

Array = NDArray[np.float64]
N_ELLIPSES = 500
TRUTH = Truth(5.0, -8.0, 110.0, 80.0, 25.0)


def pulls_of(truth: Truth, problem: Problem) -> Array:
    """Return fitted minus true over error: centre, semi-axes, position angle."""
    fit = fit_ellipse(problem)
    assert fit is not None
    values = derive(fit.parameters)
    errors = errors_of(fit, problem, np.random.default_rng(0))
    fitted = np.array([*values[:4], values.position_angle])
    deviation = fitted - np.array(truth)
    deviation[4] = (deviation[4] + 90) % 180 - 90
    return np.asarray(deviation / np.array([*errors[:4], errors.position_angle]))


@pytest.mark.slow
def test_five_hundred_ellipses_of_three_to_thirty_chords() -> None:
    rng = np.random.default_rng(20240627)
    pulls = []
    for _ in range(N_ELLIPSES):
        truth = random_truth(rng)
        points = random_points(truth, int(rng.integers(3, 31)), rng)
        pulls.append(pulls_of(truth, Problem(points=points)))
    found = np.array(pulls)
    assert np.mean(np.abs(found) < 3) > 0.99
    for column in found.T:
        assert 0.60 < np.mean(np.abs(column) < 1) < 0.76
        assert 0.9 < np.std(column) < 1.1
        assert abs(np.mean(column)) < 0.15


def test_three_chords_are_not_trusted_more_than_they_tell() -> None:
    """Three chords that may lie side by side leave the ellipse open: the errors have to say so."""
    rng = np.random.default_rng(0)
    pulls = []
    for _ in range(150):
        truth = random_truth(rng)
        pulls.append(pulls_of(truth, Problem(points=random_points(truth, 3, rng))))
    found = np.abs(np.array(pulls))
    assert np.mean(found < 1) > 0.65
    assert np.mean(found < 3) > 0.97


@pytest.mark.parametrize("constrained", [Constrained.CIRCLE, Constrained.FIXED_SHAPE])
def test_constrained_fits(constrained: Constrained) -> None:
    rng = np.random.default_rng(4)
    pulls = []
    for _ in range(150):
        size = rng.uniform(40, 150)
        ratio = 1.0 if constrained == Constrained.CIRCLE else 0.7
        truth = Truth(rng.uniform(-50, 50), rng.uniform(-50, 50), size, size * ratio, 30.0)
        points = chord_points(
            truth, rng.uniform(-0.9, 0.9, 4), rng.uniform(0, 6), size * rng.uniform(0.003, 0.02, 8), rng
        )
        problem = Problem(points=points, constrained=constrained)
        fit = fit_ellipse(problem, Shape(size, size * ratio, 30.0))
        assert fit is not None
        errors, values = errors_of(fit, problem, rng), derive(fit.parameters)
        pulls.append([(values[k] - truth[k]) / errors[k] for k in range(2)])
        if constrained == Constrained.FIXED_SHAPE:
            assert values.semi_minor == pytest.approx(truth.semi_minor)
            assert errors.semi_major == 0
            assert values.position_angle == pytest.approx(30.0)
        else:
            assert values.oblateness == 0
    assert np.all((np.std(pulls, axis=0) > 0.85) & (np.std(pulls, axis=0) < 1.15))


def path(offset: float, *, begin: float = -5000.0, end: float = 5000.0) -> NegativePaths:
    """Return an eastward path at a height above the centre of `TRUTH`."""
    return NegativePaths(
        lines=LimbPoints(
            f_km=np.array([TRUTH.center_f]),
            g_km=np.array([TRUTH.center_g + offset]),
            sigma_km=np.ones(1),
            t_f=np.ones(1),
            t_g=np.zeros(1),
            side=np.ones(1),
            chord=np.zeros(1, dtype=np.intp),
        ),
        begin_km=np.array([begin]),
        end_km=np.array([end]),
    )


def test_negative_bounds_an_open_ellipse() -> None:
    """Three chords of the southern half leave the north open; a negative closes it."""
    rng = np.random.default_rng(5)
    points = chord_points(TRUTH, np.array([-0.6, -0.35, -0.1]), 0.0, np.full(6, 4.0), rng)
    free = fit_ellipse(Problem(points=points))
    assert free is not None
    height = float(free.parameters[1]) - TRUTH.center_g + 0.9 * float(np.exp(free.parameters[2]))
    negatives = path(height)
    assert cuts(free.parameters, negatives)[0] > 0
    problem = Problem(points=points, negatives=negatives)
    bounded = fit_ellipse(problem)
    assert bounded is not None
    assert cuts(bounded.parameters, negatives)[0] <= 0
    assert bounded.depths_km[0] <= 0
    assert bounded.chi2 < free.chi2 + 9


def test_negative_that_did_not_record_bounds_nothing() -> None:
    rng = np.random.default_rng(6)
    points = chord_points(TRUTH, np.linspace(-0.8, 0.8, 6), 0.0, np.full(12, 1.0), rng)
    free = fit_ellipse(Problem(points=points))
    assert free is not None
    late = path(0.0, begin=300.0, end=900.0)
    fit = fit_ellipse(Problem(points=points, negatives=late))
    assert fit is not None
    assert fit.parameters == pytest.approx(free.parameters, abs=1e-6)
    assert fit.depths_km[0] < 0


def test_negative_through_the_middle_cannot_be_cleared() -> None:
    rng = np.random.default_rng(7)
    points = chord_points(TRUTH, np.linspace(-0.8, 0.8, 6), 0.0, np.full(12, 1.0), rng)
    fit = fit_ellipse(Problem(points=points, negatives=path(0.0)))
    assert fit is not None
    assert fit.depths_km[0] > 1 or fit.chi2 > 1000


def test_grazing_chord_does_not_decide_alone() -> None:
    """A chord at the very limb has a long time error along the limb, not a tiny radial one."""
    rng = np.random.default_rng(8)
    deviations = []
    for _ in range(60):
        offsets = np.array([-0.5, -0.2, 0.1, 0.4, 0.985])
        sigma_km = np.array([1.0] * 8 + [15.0] * 2)
        points = chord_points(TRUTH, offsets, 0.3, sigma_km, rng)
        deviations.append(pulls_of(TRUTH, Problem(points=points)))
    assert np.all(np.std(deviations, axis=0) < 1.4)


def test_model_error_widens_errors() -> None:
    rng = np.random.default_rng(9)
    points = chord_points(TRUTH, np.linspace(-0.8, 0.8, 10), 0.0, np.full(20, 0.1), rng)
    narrow, wide = Problem(points=points), Problem(points=points, model_err_km=3.0)
    fits = [fit_ellipse(problem) for problem in (narrow, wide)]
    assert fits[0] is not None
    assert fits[1] is not None
    errors = [errors_of(fit, problem, rng) for fit, problem in zip(fits, (narrow, wide), strict=True) if fit]
    assert errors[1].center_f > 10 * errors[0].center_f
    assert np.all(fits[1].sigma_km >= 3.0)


def test_position_angle_of_a_circle_is_open() -> None:
    rng = np.random.default_rng(10)
    circle = Truth(0.0, 0.0, 100.0, 100.0, 0.0)
    points = chord_points(circle, np.linspace(-0.8, 0.8, 8), 0.0, np.full(16, 5.0), rng)
    problem = Problem(points=points)
    fit = fit_ellipse(problem)
    assert fit is not None
    assert 10 < errors_of(fit, problem, rng).position_angle <= ANGLE_UNKNOWN_DEG


def test_scale_and_place_do_not_matter() -> None:
    rng = np.random.default_rng(11)
    points = chord_points(TRUTH, np.linspace(-0.8, 0.8, 5), 0.4, np.full(10, 2.0), rng)
    fit = fit_ellipse(Problem(points=points))
    moved = replace(
        points, f_km=points.f_km * 1e-3 + 4000, g_km=points.g_km * 1e-3 - 3000, sigma_km=points.sigma_km * 1e-3
    )
    other = fit_ellipse(Problem(points=moved))
    assert fit is not None
    assert other is not None
    assert other.chi2 == pytest.approx(fit.chi2, rel=1e-4)
    assert np.exp(other.parameters[2]) * 1e3 == pytest.approx(np.exp(fit.parameters[2]), rel=1e-5)


def test_minimum_of_a_curved_valley() -> None:
    def rosenbrock(at: Array) -> tuple[Array, Array]:
        residual = np.array([10 * (at[1] - at[0] ** 2), 1 - at[0]])
        return residual, np.array([[-20 * at[0], 10.0], [-1.0, 0.0]])

    found = minimise(rosenbrock, np.array([-1.2, 1.0]))
    assert found is not None
    assert found.is_converged
    assert found.parameters == pytest.approx([1.0, 1.0], abs=1e-5)
    assert minimise(lambda at: (at * np.nan, np.eye(1)), np.ones(1)) is None


def test_a_search_that_gives_up_says_so() -> None:
    """The residual falls for ever: there is no minimum."""
    found = minimise(lambda at: (np.exp(-at / 1e3), -np.exp(-at / 1e3)[:, np.newaxis] / 1e3), np.zeros(1))
    assert found is not None
    assert not found.is_converged


def test_fewer_residuals_than_parameters_have_no_minimum() -> None:
    assert minimise(lambda at: (at[:1], np.eye(2)[:1]), np.ones(2)) is None
