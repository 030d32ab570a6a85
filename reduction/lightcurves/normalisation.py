"""Brightness of the target relative to comparison stars, with the unocculted level at 1.

The levels are those of `reduction.lightcurves.levels`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduction.lightcurves.levels import noise_of, signal_to_noise, unocculted_level

FloatArray = NDArray[np.float64]

#: Least brightness of a comparison star, relative to its own level; a fainter one is behind a cloud and is not used.
_MIN_TRANSPARENCY = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Normalised:
    """Brightness of a target relative to that of its comparison stars."""

    #: The ratio, unocculted level 1, shape (n,); NaN where a reading is missing or clouds covered the comparison stars.
    ratio: FloatArray
    #: Error of each reading (1 sigma), shape (n,), from successive differences of target and comparison stars.
    ratio_err: FloatArray
    #: Level of the ratio before it was set to 1, in the unit of the target.
    level: float
    #: Indices of the comparison stars that were used.
    used: tuple[int, ...]


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def normalise(target: FloatArray, comparisons: Sequence[FloatArray]) -> Normalised | None:
    """Divide a target by its comparison stars and set the unocculted level to 1.

    Each comparison star is divided by its own level. The reference is their mean, weighted by the squares of their
    ratios of signal to noise, over the stars that have a value in a reading. Stars without a positive level, or with
    values in less than half of the readings, are left out.

    Parameters
    ----------
    target
        Brightness of the target, shape (n,), NaN where a reading is missing.
    comparisons
        Brightness of the comparison stars, shape (n,) each; if empty, the target is divided by its own level only.

    Returns
    -------
    The ratio, or None where the target has no positive level, or no comparison star can be used.
    """
    scaled, weights, used = [], [], []
    for number, flux in enumerate(comparisons):
        level, noise = unocculted_level(flux), noise_of(flux)
        is_seen = np.count_nonzero(np.isfinite(flux)) >= target.size / 2
        if is_seen and level > 0 and np.isfinite(noise):
            scaled.append(flux / level)
            weights.append(signal_to_noise(level, noise) ** 2)
            used.append(number)
    if comparisons and not used:
        return None
    reference = _weighted_mean(np.array(scaled), np.array(weights)) if used else np.ones(target.size)
    clear = reference > _MIN_TRANSPARENCY
    ratio = np.full(target.size, np.nan)
    ratio[clear] = target[clear] / reference[clear]
    level = unocculted_level(ratio)
    if not level > 0:
        return None
    target_noise = noise_of(target)
    reference_noise = noise_of(reference) if used else 0.0
    errors = np.full(target.size, np.nan)
    errors[clear] = np.hypot(target_noise, ratio[clear] * reference_noise) / reference[clear] / level
    errors[np.isnan(ratio)] = np.nan
    return Normalised(ratio=ratio / level, ratio_err=errors, level=level, used=tuple(used))


def _weighted_mean(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the mean over the first axis, without NaN; NaN where all values are NaN."""
    is_there = np.isfinite(values)
    total = np.where(is_there, weights[:, None], 0.0).sum(axis=0)
    sums = np.where(is_there, values * weights[:, None], 0.0).sum(axis=0)
    mean = np.full(total.shape, np.nan)
    np.divide(sums, total, out=mean, where=total > 0)
    return mean
