"""The unocculted level without knowing where the occultation is."""

import numpy as np
import pytest

from reduction.lightcurves.normalisation import noise_of, normalise, unocculted_level


def drop(n: int, inside: slice, depth: float, noise: float, seed: int = 1) -> np.ndarray:
    flux = np.ones(n)
    flux[inside] = 1 - depth
    return flux + np.random.default_rng(seed).normal(0, noise, n)


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


def test_one_bad_comparison_star_does_not_spoil_the_ratio() -> None:
    target = 100 * drop(300, slice(100, 150), 0.5, 0.01)
    good, faint = 1000 * drop(300, slice(0, 0), 0.0, 0.002, seed=2), 5 * drop(300, slice(0, 0), 0.0, 0.9, seed=3)
    gone = np.where(np.arange(300) < 200, np.nan, 50.0)
    result = normalise(target, [good, faint, gone])
    assert result is not None
    assert result.used == (0, 1)
    assert np.std(result.ratio[:100]) < 0.015
    assert np.median(result.ratio[100:150]) == pytest.approx(0.5, abs=0.01)


def test_a_closed_sky_drops_the_reading() -> None:
    comparison = np.where(np.arange(100) == 50, 0.0, 10.0) + np.random.default_rng(1).normal(0, 0.01, 100)
    result = normalise(np.full(100, 5.0), [comparison])
    assert result is not None
    assert np.flatnonzero(np.isnan(result.ratio)).tolist() == [50]
    assert np.isnan(result.ratio_err[50])


def test_what_cannot_be_normalised_is_none() -> None:
    flux = drop(50, slice(0, 0), 0.0, 0.01)
    assert normalise(-flux, [flux]) is None
    assert normalise(flux, [-flux]) is None
    alone = normalise(7 * flux, [])
    assert alone is not None
    assert np.median(alone.ratio) == pytest.approx(1.0, abs=0.01)
    assert alone.level == pytest.approx(7.0, rel=0.01)


def test_ten_thousand_curves_of_extremes_raise_no_warning() -> None:
    for value in (1e300, 5e-324, 0.0):
        normalise(np.array([value, -value, 2 * value, value, value]), [np.array([value, value, np.nan, value, value])])
