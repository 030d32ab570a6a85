"""Made-up brightness of a star that is occulted for a while."""

import numpy as np


def drop(n: int, inside: slice, depth: float, noise: float, seed: int = 1) -> np.ndarray:
    """Return n readings about 1 with normal noise, less by a part within a slice."""
    flux = np.ones(n)
    flux[inside] = 1 - depth
    return flux + np.random.default_rng(seed).normal(0, noise, n)
