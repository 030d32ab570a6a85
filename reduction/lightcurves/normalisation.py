"""Brightness of the target relative to comparison stars, with the unocculted level at 1.

The unocculted level has to be found without knowing when the occultation was. The sorted readings are cut into two
groups so that the scatter within the groups is least (Otsu 1979, IEEE Trans. Syst. Man Cybern. 9, 62). If the groups
are further apart than noise explains, and the scatter in each group is about the noise, one group is the star and the
other the drop. The level is that of the brighter group, unless this has less than a tenth of the readings: then it is a
flash (for timing, or of a satellite), and the level is that of the fainter group. Else there is one group, perhaps with
a trend, and the level is its median. The noise comes from the differences of successive readings, which neither a long
occultation nor a slow trend changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: Standard deviation of a normal distribution relative to its median absolute deviation.
_MAD_TO_SIGMA = 1.4826
#: Least difference of the medians of two levels [sigma]. Otsu's cut of noise alone gives 1.35.
_MIN_SEPARATION = 3.0
#: Largest scatter of a level, relative to the noise; a group with more scatter is part of a trend.
_MAX_SCATTER = 2.5
#: Least fraction of the readings in the brighter group; a smaller one is a flash.
_MIN_PART = 0.1
#: Largest ratio of signal to noise, used for stars without noise.
_MAX_SNR = 1e6
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


def noise_of(flux: FloatArray) -> float:
    """Return the noise of one reading (1 sigma) from the differences of successive readings; NaN for fewer than three.

    Parameters
    ----------
    flux
        Brightness, shape (n,); NaN where a reading is missing.
    """
    steps = np.diff(flux[np.isfinite(flux)])
    if steps.size < 2:
        return float("nan")
    return float(_MAD_TO_SIGMA * np.median(np.abs(steps - np.median(steps))) / np.sqrt(2))


def unocculted_level(flux: FloatArray) -> float:
    """Return the brightness outside the occultation; NaN where there is no reading.

    Parameters
    ----------
    flux
        Brightness, shape (n,); NaN where a reading is missing.
    """
    values = np.sort(flux[np.isfinite(flux)])
    if values.size == 0:
        return float("nan")
    median = float(np.median(values))
    cut = _otsu_cut(values)
    if cut is None:
        return median
    low, high = float(np.median(values[:cut])), float(np.median(values[cut:]))
    noise = noise_of(flux)
    scatter = max(_scatter(values[:cut]), _scatter(values[cut:]))
    if not (high - low > _MIN_SEPARATION * noise and scatter <= _MAX_SCATTER * noise + 1e-12 * abs(high)):
        return median
    return high if values.size - cut >= _MIN_PART * values.size else low


def _scatter(values: FloatArray) -> float:
    return float(_MAD_TO_SIGMA * np.median(np.abs(values - np.median(values))))


def _otsu_cut(values: FloatArray) -> int | None:
    """Return the number of sorted values in the lower group; None where all are equal, or there are too few."""
    if values.size < 4 or values[0] == values[-1]:
        return None
    centred = values - values.mean()
    counts = np.arange(1, values.size)
    sums = np.cumsum(centred)[:-1]
    between = sums**2 / counts + sums**2 / (values.size - counts)
    return int(np.argmax(between)) + 1


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
            weights.append((level / noise) ** 2 if noise > level / _MAX_SNR else _MAX_SNR**2)
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
