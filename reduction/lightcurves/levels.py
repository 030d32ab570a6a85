"""Level and noise of a light curve.

The unocculted level has to be found without knowing when the occultation was. The sorted readings are cut into two
groups so that the scatter within the groups is least (Otsu 1979, IEEE Trans. Syst. Man Cybern. 9, 62). If the groups
are further apart than noise explains, and the scatter in each group is about the noise, one group is the star and the
other the drop. The level is that of the brighter group, unless this has less than a tenth of the readings: then it is a
flash (for timing, or of a satellite), and the level is that of the fainter group. Else there is one group, perhaps with
a trend, and the level is its median. The noise comes from the differences of successive readings, which neither a long
occultation nor a slow trend changes.
"""

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
    """Return the brightness outside the occultation; NaN where there is no reading. The flux is as for `noise_of`."""
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


def signal_to_noise(level: float, noise: float) -> float:
    """Return the ratio of a star's level to its noise, at most `_MAX_SNR`."""
    return level / noise if noise > level / _MAX_SNR else _MAX_SNR


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
