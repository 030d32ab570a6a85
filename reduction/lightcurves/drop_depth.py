"""The drop in brightness between two instants, compared with the time around them, and its error."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduction.lightcurves.levels import noise_of

FloatArray = NDArray[np.float64]

#: Least number of readings outside of the drop that give a level.
_MIN_OUTSIDE = 8
#: Standard error of a median relative to that of a mean, for normal noise: sqrt(pi / 2).
_MEDIAN_FACTOR = 1.2533


@dataclass(frozen=True, kw_only=True, slots=True)
class DropDepth:
    """The fraction of the light that was missing, from 0 to 1, and its error (1 sigma)."""

    depth: float
    depth_err: float
    n_inside: int


def drop_depth(mjd: FloatArray, flux: FloatArray, *, start: float, end: float, margin: float) -> DropDepth | None:
    """Compare the readings between two instants with those outside of them.

    Parameters
    ----------
    mjd, flux
        Times [MJD] and brightness of the readings, shape (n,); NaN where one is missing.
    start, end
        Instants between which the star is expected to be faint [MJD].
    margin
        Readings closer than this to either instant are ignored [d].

    Returns
    -------
    The depth and its error, or None where there is no reading between the instants, there are too few outside of them,
    or the level of the star is not above zero.
    """
    known = np.isfinite(mjd) & np.isfinite(flux)
    inside = flux[known & (mjd >= start + margin) & (mjd <= end - margin)]
    outside = flux[known & ((mjd <= start - margin) | (mjd >= end + margin))]
    if inside.size == 0 or outside.size < _MIN_OUTSIDE:
        return None
    level = float(np.median(outside))
    noise = max(noise_of(outside), float(np.std(inside)) if inside.size > 1 else 0.0)
    if not (level > 0 and np.isfinite(noise)):
        return None
    error = _MEDIAN_FACTOR * noise * np.sqrt(1 / inside.size + 1 / outside.size)
    return DropDepth(
        depth=float(1 - np.median(inside) / level), depth_err=float(error / level), n_inside=int(inside.size)
    )
