"""The unocculted level without knowing where the occultation is."""

import numpy as np
import pytest

from reduction.lightcurves.levels import noise_of, signal_to_noise, unocculted_level
from tests.reduction.lightcurves.drops import drop


@pytest.mark.parametrize("share", [0.0, 0.05, 0.3, 0.5, 0.7, 0.85])
@pytest.mark.parametrize("noise", [0.01, 0.05, 0.1])
def test_the_level_is_that_of_the_star_however_long_the_drop(share: float, noise: float) -> None:
    n = 400
    flux = drop(n, slice(20, 20 + int(share * n)), 0.8, noise)
    assert unocculted_level(flux) == pytest.approx(1.0, abs=5 * noise / np.sqrt(n * (1 - share)) + 0.01)


def test_flashes_do_not_lift_the_level() -> None:
    flux = drop(400, slice(0, 0), 0.0, 0.05)
    flux[100:110] += 50
    flux[300:310] += 50
    assert unocculted_level(flux) == pytest.approx(1.0, abs=0.02)


def test_a_trend_has_its_median_for_a_level() -> None:
    flux = np.linspace(1.0, 2.0, 500) + np.random.default_rng(2).normal(0, 0.01, 500)
    assert unocculted_level(flux) == pytest.approx(1.5, abs=0.01)


def test_noise_is_not_misled_by_drops_and_trends() -> None:
    flux = drop(2000, slice(500, 900), 0.8, 0.05) * np.linspace(1, 1.5, 2000)
    assert noise_of(flux) == pytest.approx(0.06, rel=0.2)


def test_missing_readings_and_odd_arrays() -> None:
    assert unocculted_level(np.array([np.nan, 2.0, np.nan])) == 2.0
    assert np.isnan(unocculted_level(np.full(3, np.nan)))
    assert np.isnan(noise_of(np.array([1.0, 2.0])))
    assert unocculted_level(np.ones(10)) == 1.0


def test_a_star_without_noise_has_a_finite_signal_to_noise() -> None:
    assert signal_to_noise(10.0, 2.0) == 5.0
    assert signal_to_noise(10.0, 0.0) == signal_to_noise(10.0, 1e-9) == 1e6
