"""The outline of an ellipse and its uncertainty, against random ellipses and known cases."""

import numpy as np
import pytest

from reduction.limb.limb import limb_outline
from reduction.limb.limb_model import shear_of
from reduction.limb.limb_outline import OUTLINE_ANGLES_DEG, outline_errors, outline_radii

#: Semi-axes 100 and 60 km, the major axis towards the east.
ELLIPSE = np.array([5.0, -8.0, *shear_of(100.0**2, 0.0, 60.0**2)])


def test_axes_are_the_ellipse_s() -> None:
    radii = outline_radii(ELLIPSE, np.array([0.0, 90.0, 180.0, 270.0]), (5.0, -8.0))
    assert radii == pytest.approx([60, 100, 60, 100])


def test_points_lie_on_the_ellipse_from_any_point_inside() -> None:
    center = (25.0, 10.0)
    radii = outline_radii(ELLIPSE, OUTLINE_ANGLES_DEG, center)
    angle = np.radians(OUTLINE_ANGLES_DEG)
    f, g = center[0] + radii * np.sin(angle), center[1] + radii * np.cos(angle)
    assert ((f - 5) / 100) ** 2 + ((g + 8) / 60) ** 2 == pytest.approx(np.ones(72))


def test_outline_goes_through_the_same_points() -> None:
    f, g = limb_outline(ELLIPSE)
    assert ((f - 5) / 100) ** 2 + ((g + 8) / 60) ** 2 == pytest.approx(np.ones(72))


def test_an_error_of_the_centre_moves_the_limb_across_only_where_it_faces() -> None:
    errors = outline_errors(ELLIPSE, np.diag([4.0, 0, 0, 0, 0]), np.array([0.0, 90.0]))
    assert errors == pytest.approx([0.0, 2.0], abs=1e-6)


def test_errors_are_the_scatter_of_random_ellipses() -> None:
    rng = np.random.default_rng(4)
    root = rng.standard_normal((5, 5)) * np.array([1, 1, 0.01, 0.01, 0.01])[:, np.newaxis]
    covariance = root @ root.T
    samples = rng.multivariate_normal(ELLIPSE, covariance, 4000)
    radii = np.array([outline_radii(sample, OUTLINE_ANGLES_DEG, (5.0, -8.0)) for sample in samples])
    assert outline_errors(ELLIPSE, covariance) == pytest.approx(radii.std(axis=0), rel=0.06)
