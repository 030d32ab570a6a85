"""Shapes that databases can compute with."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from reduction.geometry.sky_region import WIDENING, resolvable_outline

Array = NDArray[np.float64]
MAS = np.radians(1 / 3_600_000)


def rectangle(length: float, width: float, angle: float) -> tuple[Array, Array]:
    """Return the vertices of a rectangle about the origin."""
    x = 0.5 * length * np.array([-1, -1, 1, 1])
    y = 0.5 * width * np.array([-1, 1, 1, -1])
    return x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)


def ellipse(major: float, minor: float, angle: float) -> tuple[Array, Array]:
    """Return 72 vertices of an ellipse of these axes about the origin."""
    turn = np.radians(np.arange(0, 360, 5))
    x, y = 0.5 * major * np.cos(turn), 0.5 * minor * np.sin(turn)
    return x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)


def edges(east: Array, north: Array) -> Array:
    return np.hypot(east - np.roll(east, 1), north - np.roll(north, 1))


def distances_inside(shape: tuple[Array, Array], point: tuple[float, float]) -> Array:
    """Return how far inside of each edge of a convex shape a point is."""
    east, north = shape
    ahead_e, ahead_n = np.roll(east, -1) - east, np.roll(north, -1) - north
    area = np.sum(east * np.roll(north, -1) - np.roll(east, -1) * north)
    cross = ahead_e * (point[1] - north) - ahead_n * (point[0] - east)
    inside: Array = np.sign(area) * cross / np.hypot(ahead_e, ahead_n)
    return inside


@given(
    length=st.floats(1e-3, 1e4),
    ratio=st.floats(0, 1),
    angle=st.floats(0, 2 * np.pi),
    shift=st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)),
)
def test_thin_shapes_are_widened_on_all_sides(
    length: float, ratio: float, angle: float, shift: tuple[float, float]
) -> None:
    width = min(length * ratio, 50.0)
    corners = rectangle(length * MAS, width * MAS, angle)
    corners = (corners[0] + shift[0] * MAS, corners[1] + shift[1] * MAS)
    shape = resolvable_outline(*corners)
    assert len(shape[0]) == 16
    # The smallest edge is twice what pgSphere resolves, and far above.
    assert edges(*shape).min() > 0.39 * WIDENING
    for point in zip(*corners, strict=True):
        assert distances_inside(shape, point).min() > 0.99 * WIDENING
    # Along the length nothing is added but the widening.
    across = shape[1] * np.cos(angle) - shape[0] * np.sin(angle)
    if length > 2 * width:
        assert np.ptp(across) == pytest.approx(width * MAS + 2 * WIDENING, rel=1e-6)


@given(major=st.floats(500, 5000), ratio=st.floats(0.5, 1), angle=st.floats(0, np.pi))
def test_large_shapes_stay_as_they_are(major: float, ratio: float, angle: float) -> None:
    limb = ellipse(major * MAS, major * ratio * MAS, angle)
    shape = resolvable_outline(*limb)
    assert np.array_equal(shape[0], limb[0])
    assert np.array_equal(shape[1], limb[1])


def test_small_ellipse_is_widened() -> None:
    limb = ellipse(23 * MAS, 20 * MAS, 0.7)
    shape = resolvable_outline(*limb)
    assert len(shape[0]) == 16
    assert max(np.ptp(shape[0]), np.ptp(shape[1])) < 66 * MAS
