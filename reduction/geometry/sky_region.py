"""Regions of milliarcseconds in a form that databases can compute with.

For pgSphere, positions less than 1e-9 rad (0.2 mas) apart are the same (``epsilon.h``). Its check for edges that cross
refuses many polygons that are less than about 10 mas wide (measured: a third of those of 2 mas, but no polygon of 12
mas and more). Chords and small bodies are narrower. A shape that is too small or too thin is therefore widened on all
sides.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Widening of a shape on each side [rad]: 20 mas, which makes it more than three times as wide as pgSphere needs.
WIDENING = np.radians(20 / 3_600_000)
#: Number of edges of a widened shape; each is at least 2 tan(pi / 16) = 0.4 times as long as the widening.
_N_EDGES = 16
#: Least edge and least width of a shape that is not widened, in units of the widening.
_LEAST_EDGE, _LEAST_WIDTH = 0.1, 4.0


def resolvable_outline(east: Array, north: Array) -> tuple[Array, Array]:
    """Return a convex shape with edges and width that a database can resolve.

    Parameters
    ----------
    east, north
        Vertices of the shape in their order, in the tangent plane [rad], shape (n,).

    Returns
    -------
    The vertices unchanged where all edges and the width can be resolved. Else the vertices of a polygon around the
    shape, which is at least `WIDENING` away from it and has edges parallel to its length; shape (16,).
    """
    points = np.stack([np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)], axis=1)
    middle = points.mean(axis=0)
    offsets = points - middle
    edges = np.linalg.norm(offsets - np.roll(offsets, 1, axis=0), axis=1)
    # Principal axes; in the direction of the last one the shape is narrowest.
    axes = np.linalg.svd(offsets, full_matrices=False)[2]
    width = np.ptp(offsets @ axes[1])
    if edges.min() >= _LEAST_EDGE * WIDENING and width >= _LEAST_WIDTH * WIDENING:
        return points[:, 0], points[:, 1]
    first = np.arctan2(axes[1, 1], axes[1, 0])
    angles = first + np.arange(_N_EDGES) * 2 * np.pi / _N_EDGES
    normals = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    reach = (offsets @ normals.T).max(axis=0) + WIDENING
    # The vertex between two neighbouring edges is the intersection of their lines.
    following, turn = np.roll(reach, -1), 2 * np.pi / _N_EDGES
    tangents = np.stack([-normals[:, 1], normals[:, 0]], axis=1)
    along = (following - reach * np.cos(turn)) / np.sin(turn)
    vertices = middle + reach[:, None] * normals + along[:, None] * tangents
    return vertices[:, 0], vertices[:, 1]
