"""Ellipses with chords across them, and noise along the chords."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reduction.limb.limb_model import LimbPoints, moments_of

Array = NDArray[np.float64]


class Truth(NamedTuple):
    """An ellipse in Umbra's words [km, deg]."""

    center_f: float
    center_g: float
    semi_major: float
    semi_minor: float
    position_angle: float

    @property
    def parameters(self) -> Array:
        """The parameters of `reduction.limb.limb_model`."""
        eta, angle = np.log(self.semi_major / self.semi_minor), 2 * np.radians(self.position_angle)
        log_radius = 0.5 * np.log(self.semi_major * self.semi_minor)
        return np.array([self.center_f, self.center_g, log_radius, eta * np.cos(angle), eta * np.sin(angle)])


def random_truth(rng: np.random.Generator) -> Truth:
    """Return an ellipse of 40 to 150 km with axes of 0.4 to 1."""
    semi_major = rng.uniform(40, 150)
    return Truth(
        center_f=rng.uniform(-50, 50),
        center_g=rng.uniform(-50, 50),
        semi_major=semi_major,
        semi_minor=semi_major * rng.uniform(0.4, 0.98),
        position_angle=rng.uniform(0, 180),
    )


def chord_points(
    truth: Truth, offsets: Array, direction_rad: float, sigma_km: Array, rng: np.random.Generator
) -> LimbPoints:
    """Return both ends of chords at offsets of -1 to 1 in units of the ellipse's half width, with noise.

    ``sigma_km`` has two values a chord. Directions scatter by a milliradian, as the Earth's rotation has it.
    """
    n_chords = len(offsets)
    angle = np.repeat(direction_rad + rng.normal(0, 1e-3, n_chords), 2)
    t_f, t_g = np.cos(angle), np.sin(angle)
    n_f, n_g = -t_g, t_f
    ff, fg, gg = moments_of(truth.parameters)
    square = ff * n_f**2 + 2 * fg * n_f * n_g + gg * n_g**2
    cross = ff * t_f * n_f + fg * (t_f * n_g + t_g * n_f) + gg * t_g * n_g
    height = np.repeat(offsets, 2) * np.sqrt(square)
    side = np.tile([-1.0, 1.0], n_chords)
    along = cross * height / square + side * truth.semi_major * truth.semi_minor * np.sqrt(square - height**2) / square
    along = along + rng.normal(0, sigma_km)
    return LimbPoints(
        f_km=truth.center_f + n_f * height + t_f * along,
        g_km=truth.center_g + n_g * height + t_g * along,
        sigma_km=sigma_km,
        t_f=t_f,
        t_g=t_g,
        side=side,
        chord=np.repeat(np.arange(n_chords), 2),
    )


def random_points(truth: Truth, n_chords: int, rng: np.random.Generator) -> LimbPoints:
    """Return chords at random places in one random direction, with errors of 0.1 to 4 % of the ellipse."""
    level = truth.semi_major * rng.uniform(0.002, 0.02)
    sigma_km = level * rng.uniform(0.5, 2.0, 2 * n_chords)
    return chord_points(truth, rng.uniform(-0.97, 0.97, n_chords), rng.uniform(0, 2 * np.pi), sigma_km, rng)
