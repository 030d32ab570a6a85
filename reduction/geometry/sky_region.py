"""Regions of milliarcseconds that databases can compute with.

pgSphere takes places less than 1e-9 rad (0.2 mas) apart for one (``epsilon.h``), and its check for edges that cross
refuses many polygons whose narrow side is less than some 10 mas across (measured: a third of those of 2 mas, none of
12 mas and more). Chords and small bodies are narrower. Where a shape is too small or too thin, what databases get is
the shape widened on all sides.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: How far a shape is widened where that is needed [rad]: 20 milliarcseconds, twice what pgSphere is sure to take.
WIDENING = np.radians(20 / 3_600_000)
#: Edges of a widened shape: each is at least 2 tan(pi / 16) = 0.4 times the widening long.
_N_EDGES = 16
#: The least edge and the least width of a shape that is left as it is, in units of the widening.
_LEAST_EDGE, _LEAST_WIDTH = 0.1, 4.0


def resolvable_outline(east: Array, north: Array) -> tuple[Array, Array]:
    """Return a convex shape so that no two of its vertices are too close for a database.

    Parameters
    ----------
    east, north
        Vertices of the shape in order, shape (n,), in the tangent plane [rad].

    Returns
    -------
    The vertices as they are where all edges and the width can be resolved, else those of a polygon around the shape
    that is nowhere nearer to it than `WIDENING` and has edges along its length.
    """
    points = np.stack([np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)], axis=1)
    middle = points.mean(axis=0)
    offsets = points - middle
    edges = np.linalg.norm(offsets - np.roll(offsets, 1, axis=0), axis=1)
    # The principal axes: the last one is the direction in which the shape is narrowest.
    axes = np.linalg.svd(offsets, full_matrices=False)[2]
    width = np.ptp(offsets @ axes[1])
    if edges.min() >= _LEAST_EDGE * WIDENING and width >= _LEAST_WIDTH * WIDENING:
        return points[:, 0], points[:, 1]
    first = np.arctan2(axes[1, 1], axes[1, 0])
    angles = first + np.arange(_N_EDGES) * 2 * np.pi / _N_EDGES
    normals = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    reach = (offsets @ normals.T).max(axis=0) + WIDENING
    # The vertex between two neighbouring edges is where both reaches are met.
    following, turn = np.roll(reach, -1), 2 * np.pi / _N_EDGES
    tangents = np.stack([-normals[:, 1], normals[:, 0]], axis=1)
    along = (following - reach * np.cos(turn)) / np.sin(turn)
    vertices = middle + reach[:, None] * normals + along[:, None] * tangents
    return vertices[:, 0], vertices[:, 1]
