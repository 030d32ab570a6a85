"""The ellipse's residuals and their derivatives."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from reduction.limb.limb_model import (
    LimbPoints,
    along_chord,
    along_residuals,
    limb_cosines,
    line_depths,
    moments_of,
    radial,
    shear_of,
)
from tests.reduction.limb.synthetic_limb import Truth, chord_points

Array = NDArray[np.float64]
CIRCLE = np.array([10.0, -20.0, np.log(100.0), 0.0, 0.0])


def depths(parameters: Array, points: LimbPoints) -> tuple[Array, Array]:
    found = line_depths(parameters, points)
    return found.depth, found.jacobian


def some_points(rng: np.random.Generator, n_points: int) -> LimbPoints:
    angle = rng.uniform(0, 2 * np.pi, n_points)
    return LimbPoints(
        f_km=rng.normal(0, 1, n_points),
        g_km=rng.normal(0, 1, n_points),
        sigma_km=np.ones(n_points),
        t_f=np.cos(angle),
        t_g=np.sin(angle),
        side=rng.choice([-1.0, 1.0], n_points),
        chord=np.arange(n_points),
    )


@pytest.mark.parametrize("function", [along_chord, radial, depths])
@pytest.mark.parametrize(
    "parameters",
    [(0.1, -0.2, 0.3, 0.4, -0.3), (0.1, -0.2, 0.3, 0.0, 0.0), (0.1, -0.2, -1.0, 0.4, -0.3), (0, 0, 0.2, 1e-5, 1e-5)],
)
def test_derivatives(
    function: Callable[[Array, LimbPoints], tuple[Array, Array]], parameters: tuple[float, ...]
) -> None:
    """Also where chords miss the ellipse, and at the circle."""
    points = some_points(np.random.default_rng(0), 12)
    center = np.array(parameters)
    _, jacobian = function(center, points)
    for column, step in enumerate(1e-6 * np.eye(5)):
        slope = (function(center + step, points)[0] - function(center - step, points)[0]) / 2e-6
        assert jacobian[:, column] == pytest.approx(slope, abs=1e-7)


def test_points_on_the_ellipse_have_no_residual() -> None:
    truth = Truth(10.0, -20.0, 120.0, 70.0, 33.0)
    rng = np.random.default_rng(0)
    points = chord_points(truth, np.linspace(-0.9, 0.9, 9), 1.0, np.zeros(18), rng)
    assert along_chord(truth.parameters, points)[0] == pytest.approx(np.zeros(18), abs=0.02)
    assert radial(truth.parameters, points)[0] == pytest.approx(np.zeros(18), abs=1e-9)


def test_residual_is_what_the_time_was_wrong_by() -> None:
    truth = Truth(0.0, 0.0, 120.0, 70.0, 33.0)
    rng = np.random.default_rng(0)
    points = chord_points(truth, np.array([0.5]), 1.0, np.zeros(2), rng)
    late = LimbPoints(
        f_km=points.f_km + 3 * points.t_f,
        g_km=points.g_km + 3 * points.t_g,
        sigma_km=points.sigma_km,
        t_f=points.t_f,
        t_g=points.t_g,
        side=points.side,
        chord=points.chord,
    )
    assert along_residuals(truth.parameters, late) == pytest.approx([3.0, 3.0], abs=1e-3)
    cosine = limb_cosines(truth.parameters, points)
    assert np.all((cosine > 0.05) & (cosine <= 1))


def test_residuals_of_many_ellipses_at_once() -> None:
    points = some_points(np.random.default_rng(0), 6)
    several = np.random.default_rng(1).normal(0, 0.3, (4, 5))
    found = along_residuals(several, points)
    assert found.shape == (4, 6)
    assert found[2] == pytest.approx(along_chord(several[2], points)[0])


def test_depth_of_lines_below_a_circle() -> None:
    lines = LimbPoints(
        f_km=np.array([0.0, 0.0]),
        g_km=np.array([70.0, 90.0]),
        sigma_km=np.ones(2),
        t_f=np.ones(2),
        t_g=np.zeros(2),
        side=np.ones(2),
        chord=np.arange(2),
    )
    found = line_depths(CIRCLE, lines)
    assert found.depth == pytest.approx([10.0, -10.0])
    half = np.sqrt(100**2 - 90**2)
    assert (found.begin[0], found.end[0]) == pytest.approx((10 - half, 10 + half), abs=0.01)


def test_moments_and_shear_are_inverse() -> None:
    rng = np.random.default_rng(2)
    for parameters in rng.normal(0, 1, (20, 5)):
        moments = moments_of(parameters)
        assert shear_of(*(float(moment) for moment in moments)) == pytest.approx(tuple(parameters[2:]), abs=1e-6)
    assert shear_of(4.0, 0.0, 4.0) == pytest.approx((np.log(2), 0.0, 0.0))
