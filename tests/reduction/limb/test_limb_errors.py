"""Axes and angles of a fit with their errors: by the covariance where there are many points, sampled where few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reduction.limb.limb_errors import ANGLE_UNKNOWN_DEG, derive, errors_of
from reduction.limb.limb_fit import EllipseFit, Problem, fit_ellipse
from schemas.limb import Constrained
from tests.reduction.limb.synthetic_limb import Truth, chord_points

TRUTH = Truth(5.0, -8.0, 110.0, 80.0, 25.0)


def fit(
    n_chords: int, *, constrained: Constrained = Constrained.FREE, sigma_km: float = 1.0
) -> tuple[EllipseFit, Problem]:
    rng = np.random.default_rng(1)
    points = chord_points(TRUTH, np.linspace(-0.8, 0.8, n_chords), 0.1, np.full(2 * n_chords, sigma_km), rng)
    problem = Problem(points=points, constrained=constrained)
    found = fit_ellipse(problem)
    assert found is not None
    return found, problem


@given(st.floats(-50, 50), st.floats(40, 150), st.floats(0.4, 0.98), st.floats(0.5, 179.5))
def test_parameters_come_back_as_axes_and_angle(center: float, semi_major: float, ratio: float, angle: float) -> None:
    truth = Truth(center, -center, semi_major, semi_major * ratio, angle)
    derived = derive(truth.parameters)
    assert derived.center_f == center
    assert derived.center_g == -center
    assert derived.semi_major == pytest.approx(semi_major)
    assert derived.semi_minor == pytest.approx(semi_major * ratio)
    assert derived.oblateness == pytest.approx(1 - ratio)
    assert derived.equivalent_radius == pytest.approx(semi_major * np.sqrt(ratio))
    assert derived.position_angle == pytest.approx(angle, abs=1e-9)


def test_many_ellipses_at_once() -> None:
    rows = np.stack([TRUTH.parameters, Truth(0.0, 0.0, 50.0, 50.0, 0.0).parameters])
    derived = derive(rows)
    assert derived.semi_major == pytest.approx([110.0, 50.0])
    assert derived.oblateness[1] == 0.0


def test_errors_of_many_points_are_linear_and_scale_with_the_noise() -> None:
    (small, few), (large, other) = fit(20, sigma_km=0.5), fit(20, sigma_km=1.0)
    narrow, wide = (errors_of(*one, np.random.default_rng(2)) for one in ((small, few), (large, other)))
    for one, two in zip(narrow, wide, strict=True):
        assert two / one == pytest.approx(2.0, rel=0.15)
    assert wide.equivalent_radius < wide.semi_major
    assert 0.1 < wide.semi_major < 2.0


def test_sampled_errors_of_few_points_are_never_below_the_linear_ones() -> None:
    found, problem = fit(4, sigma_km=3.0)
    sampled = errors_of(found, problem, np.random.default_rng(3))
    again = errors_of(found, problem, np.random.default_rng(3))
    assert sampled == again
    linear = np.sqrt(found.covariance[0, 0])
    assert sampled.center_f >= linear
    assert sampled.position_angle <= ANGLE_UNKNOWN_DEG


def test_what_was_held_fixed_has_no_error() -> None:
    found, problem = fit(3, constrained=Constrained.CIRCLE)
    errors = errors_of(found, problem, np.random.default_rng(4))
    assert errors.oblateness == 0.0
    assert errors.equivalent_radius > 0.0
    assert errors.position_angle <= ANGLE_UNKNOWN_DEG
