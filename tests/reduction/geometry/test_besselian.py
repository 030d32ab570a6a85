"""The axis of the shadow: published events, and paths whose closest approach is known."""

import math

import numpy as np
import pytest

from reduction.geometry.besselian import (
    EARTH_RADIUS_KM,
    axis_place,
    axis_speed,
    closest_approach,
    constant_term,
)

# OccultWatcher Cloud, (5301) Novobranets 2026-02-17.
NOVOBRANETS_X = (0.1468824, -8.0434878, 0.0002750, 0.0000015)
NOVOBRANETS_Y = (0.4272929, 2.7652469, 0.0014403, -0.0000006)
# Observation record of (778) Theobalda 2024-06-27: motion from 8.0 h, place at conjunction.
THEOBALDA_DX = (-8.95963574, 0.0010665, 0.0000013)
THEOBALDA_DY = (2.07578145, 0.0013935, -0.0000001)
CONJUNCTION_H = 0.3321306 * 24 - 8.0


def theobalda() -> tuple[tuple[float, ...], tuple[float, ...]]:
    x = constant_term(CONJUNCTION_H, -455.2, THEOBALDA_DX)
    y = constant_term(CONJUNCTION_H, -1964.8, THEOBALDA_DY)
    return (x, *THEOBALDA_DX), (y, *THEOBALDA_DY)


def test_speed_and_duration_of_a_prediction() -> None:
    found = closest_approach(NOVOBRANETS_X, NOVOBRANETS_Y)
    assert found.speed_km_s == pytest.approx(15.07, abs=0.005)
    assert 22.0 / found.speed_km_s == pytest.approx(1.46, abs=0.005)
    assert abs(found.t_h) * 3600 < 5, "the zero of the elements is the geocentric closest approach"
    assert found.distance_km == pytest.approx(math.hypot(0.1468824, 0.4272929) * EARTH_RADIUS_KM, abs=0.1)


def test_speed_of_an_observed_shadow() -> None:
    assert axis_speed(0.0350877, *theobalda()) == pytest.approx(16.294, abs=0.0005)


@pytest.mark.parametrize(
    ("second", "x_km", "y_km"),
    [(4.6, -4082.62, -1124.39), (6.3, -4109.61, -1118.14), (8.0, -4136.59, -1111.88)],
)
def test_axis_of_an_observed_shadow(second: float, x_km: float, y_km: float) -> None:
    x, y = axis_place((2 * 60 + second) / 3600, *theobalda())
    assert float(x) == pytest.approx(x_km, abs=0.05)
    assert float(y) == pytest.approx(y_km, abs=0.05)


def test_axis_place_keeps_the_shape() -> None:
    x, y = axis_place(np.zeros((2, 3)), NOVOBRANETS_X, NOVOBRANETS_Y)
    assert x.shape == y.shape == (2, 3)
    assert x == pytest.approx(0.1468824 * EARTH_RADIUS_KM)


@pytest.mark.parametrize("seed", range(20))
def test_closest_approach_of_a_straight_path(seed: int) -> None:
    rng = np.random.default_rng(seed)
    speed, angle, t_h, distance = rng.uniform(0.5, 12), rng.uniform(0, 7), rng.uniform(-2, 2), rng.uniform(0, 2)
    east, north = math.cos(angle), math.sin(angle)
    x = (-north * distance - east * speed * t_h, east * speed, 0.0, 0.0)
    y = (east * distance - north * speed * t_h, north * speed, 0.0, 0.0)
    found = closest_approach(x, y)
    assert found.t_h == pytest.approx(t_h, abs=1e-9)
    assert found.distance_km == pytest.approx(distance * EARTH_RADIUS_KM, abs=1e-5)
    assert found.speed_km_s == pytest.approx(speed * EARTH_RADIUS_KM / 3600)


@pytest.mark.parametrize("seed", range(20))
def test_no_moment_is_closer(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    x, y = (rng.normal(0, (2, 6, 0.02, 0.0005), 4) for _ in range(2))
    found = closest_approach(tuple(x), tuple(y))
    around = found.t_h + np.linspace(-0.5, 0.5, 1001)
    distances = np.hypot(*axis_place(around, tuple(x), tuple(y)))
    assert found.distance_km <= distances.min() + 1e-6


def test_axis_that_stands_still() -> None:
    assert closest_approach((1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0)) == (0.0, EARTH_RADIUS_KM, 0.0)


def test_search_ends_a_day_away() -> None:
    found = closest_approach((1000.0, -1.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0))
    assert found.t_h == 24.0
