"""Target over comparison stars: which are used, and what the ratio is."""

import numpy as np
import pytest

from reduction.lightcurves.normalisation import normalise
from tests.reduction.lightcurves.drops import drop


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
