"""The derived light curve of a recording: its target over its comparison stars, unocculted level 1."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reduction.lightcurves.normalisation import normalise
from schemas.lightcurve import LightCurve, ReadingFlag, Role


def ratio_curve(curves: Sequence[LightCurve]) -> LightCurve | None:
    """Return target over comparison stars of the curves of one file.

    A target that its program has normalised already is only set to level 1. Curves of synthetic data and
    placeholders have no ratio.

    Parameters
    ----------
    curves
        The curves of one file: as many readings each, in the same order.

    Returns
    -------
    A derived curve of role ``ratio``, or None where there is no target or nothing to divide it by.
    """
    target = next((curve for curve in curves if curve.role is Role.TARGET), None)
    if target is None or target.is_derived or target.is_placeholder:
        return None
    comparisons = [curve for curve in curves if curve.role is Role.COMPARISON and curve.flux.shape == target.flux.shape]
    if not comparisons:
        return None
    divisors = [] if target.is_normalised else [curve.flux for curve in comparisons]
    normalised = normalise(target.flux, divisors)
    if normalised is None:
        return None
    flags = target.flags if target.flags is not None else np.zeros(target.n_points, dtype=np.uint8)
    kept = flags & np.uint8(0xFF ^ ReadingFlag.DROPPED)
    dropped = np.where(np.isnan(normalised.ratio), np.uint8(ReadingFlag.DROPPED), np.uint8(0))
    names = [comparisons[number].aperture_name or "" for number in normalised.used]
    return replace(
        target,
        role=Role.RATIO,
        aperture_name=f"{target.aperture_name or 'target'} / {' + '.join(names)}" if names else target.aperture_name,
        flux=normalised.ratio,
        flux_err=normalised.ratio_err,
        flags=kept | dropped,
        is_derived=True,
    )
