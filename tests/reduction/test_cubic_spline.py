"""Cubic splines: polynomials are met, and SciPy's spline is the same."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from reduction.cubic_spline import cubic_spline


def test_a_cubic_is_met_everywhere() -> None:
    knots = np.array([-1.0, 0.0, 0.5, 2.0, 2.1, 4.0])
    coefficients = np.array([[1.0, -2.0], [0.5, 0.0], [-3.0, 1.0], [2.0, 7.0]])
    arguments = np.linspace(-2, 5, 57)
    found = cubic_spline(knots, np.vander(knots, 4) @ coefficients)(arguments)
    assert found == pytest.approx(np.vander(arguments, 4) @ coefficients, rel=1e-11, abs=1e-11)


@pytest.mark.parametrize("n_knots", [4, 5, 43, 1000])
def test_the_spline_is_that_of_scipy(n_knots: int) -> None:
    rng = np.random.default_rng(n_knots)
    knots = np.cumsum(rng.uniform(0.1, 3.0, n_knots))
    values = rng.normal(size=(n_knots, 3))
    arguments = np.concatenate([knots, rng.uniform(knots[0], knots[-1], 500)])
    expected = CubicSpline(knots, values)(arguments)
    assert cubic_spline(knots, values)(arguments) == pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_steps_may_differ_by_far() -> None:
    knots = np.array([0.0, 100.0, 100.1, 100.2, 200.0, 200.001])
    values = np.sin(knots)[:, np.newaxis]
    arguments = np.linspace(0.0, 200.0, 301)
    expected = CubicSpline(knots, values)(arguments)
    assert cubic_spline(knots, values)(arguments) == pytest.approx(expected, rel=1e-9)
