"""The depth of a drop is recovered within its error, and is not given where nothing can be known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from reduction.lightcurves.drop_depth import drop_depth

DAY_S = 86400.0


def curve(depth: float, *, noise: float, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    seconds = np.arange(400) * 0.1
    flux = np.where((seconds >= 15) & (seconds < 20), 1 - depth, 1.0)
    return np.asarray(60000 + seconds / DAY_S), 500 * (flux + np.random.default_rng(seed).normal(0, noise, 400))


@pytest.mark.parametrize("depth", [0.0, 0.1, 0.5, 1.0])
def test_depth_and_error_are_those_of_the_model(depth: float) -> None:
    pulls = []
    for seed in range(200):
        mjd, flux = curve(depth, noise=0.1, seed=seed)
        found = drop_depth(mjd, flux, start=60000 + 15 / DAY_S, end=60000 + 20 / DAY_S, margin=0.2 / DAY_S)
        assert found is not None
        pulls.append((found.depth - depth) / found.depth_err)
    assert abs(np.mean(pulls)) < 0.3
    assert 0.7 < np.std(pulls) < 1.3


def test_nothing_is_known_outside_of_the_readings() -> None:
    mjd, flux = curve(0.5, noise=0.1, seed=1)
    for start, end in ((50.0, 60.0), (0.0, 39.9)):
        assert drop_depth(mjd, flux, start=60000 + start / DAY_S, end=60000 + end / DAY_S, margin=0.0) is None
    assert drop_depth(mjd, -flux, start=60000 + 15 / DAY_S, end=60000 + 20 / DAY_S, margin=0.0) is None
    flux[:] = np.nan
    assert drop_depth(mjd, flux, start=60000 + 15 / DAY_S, end=60000 + 20 / DAY_S, margin=0.0) is None
