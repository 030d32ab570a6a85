"""Which star of one list is which of another: mutual nearest neighbours on the sphere.

Places become unit vectors, and distances chords of the sphere, so that the poles and right ascension 0 are places like
any other. A long reference list is first thinned out by zones of declination and cells of right ascension in them
(the zones of Gray, Nieto-Santisteban & Szalay 2006, arXiv:cs/0701171): only the few near some source get vectors and
go into a tree.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.position import unit_vectors

#: Radii that networks let their observers choose [arcsec].
RADII = (1.0, 2.0, 4.0, 6.0)
#: Number of bits of the table of occupied cells: a million, so that few of 27,000 cells share a place.
_TABLE_BITS = 20
#: Cells are larger than they must be by this factor, against rounding at their edges.
_ROOM = 1.0001
#: A longer list is thinned out before a tree is built of it.
_FEW = 2000


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Match:
    """Pairs of stars; arrays have one value a pair, in the order of the first list."""

    #: Index in the first and in the second list.
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    #: Distance on the sky [arcsec].
    separation: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.first)


def match_mutual(
    ra: NDArray[np.float64],
    dec: NDArray[np.float64],
    ra_reference: NDArray[np.float64],
    dec_reference: NDArray[np.float64],
    *,
    radius_arcsec: float,
) -> Match:
    """Pair the stars of two lists that are nearest to each other, both ways, within a radius.

    Parameters
    ----------
    ra, dec
        Places of the first list (n,), finite [deg].
    ra_reference, dec_reference
        Places of the second list (m,), finite [deg]; it may be much longer.
    radius_arcsec
        Largest distance of a pair, above 0 and at most a degree.

    Returns
    -------
    Match
        At most min(n, m) pairs; no star is in two of them.

    Raises
    ------
    ValueError
        If the radius is out of range.
    """
    if not 0 < radius_arcsec <= 3600:
        raise ValueError(f"radius of {radius_arcsec} arcsec")
    chord = 2.0 * np.sin(np.radians(radius_arcsec / 3600.0) / 2.0)
    near = np.arange(len(ra_reference))
    if len(near) > _FEW and len(ra):
        near = near_some_star(ra, dec, ra_reference, dec_reference, radius_arcsec=radius_arcsec)
    stars, references = unit_vectors(ra, dec), unit_vectors(ra_reference[near], dec_reference[near])
    if not len(stars) or not len(references):
        return Match(first=np.empty(0, np.intp), second=np.empty(0, np.intp), separation=np.empty(0))
    # Importing SciPy takes 0.3 s, and most commands match no stars.
    from scipy.spatial import cKDTree  # noqa: PLC0415

    distance, forward = cKDTree(references).query(stars, distance_upper_bound=chord)
    # The tree's bound is exclusive and marks stars without neighbour with an index past the end.
    first = np.flatnonzero(forward < len(references))
    _, backward = cKDTree(stars).query(references[forward[first]])
    is_mutual = backward == first
    first = first[is_mutual]
    return Match(
        first=first,
        second=near[forward[first]],
        separation=np.degrees(2.0 * np.arcsin(distance[first] / 2.0)) * 3600.0,
    )


def near_some_star(
    ra: NDArray[np.float64],
    dec: NDArray[np.float64],
    ra_reference: NDArray[np.float64],
    dec_reference: NDArray[np.float64],
    *,
    radius_arcsec: float,
) -> NDArray[np.intp]:
    """Return the indices of all references within a radius of some star, and of some others close by.

    Parameters and their shapes are those of `match_mutual`; there must be at least one star.
    """
    height = radius_arcsec / 3600.0 * _ROOM
    zone = np.floor((dec + 90.0) / height).astype(np.int64)
    first = int(zone.min()) - 1
    n_cells = _cells_of_zones(np.arange(first, int(zone.max()) + 2), height)
    occupied = np.zeros(1 << _TABLE_BITS, dtype=np.bool_)
    for other in (zone - 1, zone, zone + 1):
        size = n_cells[other - first]
        cell = np.floor(ra / 360.0 * size).astype(np.int64)
        for step in (-1, 0, 1):
            occupied[_table_place(other, (cell + step) % size)] = True
    zone_reference = np.floor((dec_reference + 90.0) / height).astype(np.int64)
    inside = np.flatnonzero((zone_reference >= first) & (zone_reference < first + len(n_cells)))
    size = n_cells[zone_reference[inside] - first]
    cell = np.floor(ra_reference[inside] / 360.0 * size).astype(np.int64) % size
    return inside[occupied[_table_place(zone_reference[inside], cell)]]


def _cells_of_zones(zone: NDArray[np.int64], height: float) -> NDArray[np.int64]:
    """Return into how many cells of right ascension each zone is cut; cells are as wide as the radius at least.

    Two places at declinations up to d and within r of each other differ in right ascension by
    2 asin(sin(r / 2) / cos d) at most; towards the poles one cell is the whole circle.
    """
    highest = np.maximum(np.abs((zone - 1) * height - 90.0), np.abs((zone + 2) * height - 90.0))
    cosine = np.cos(np.radians(np.minimum(highest, 90.0)))
    sine = np.sin(np.radians(height) / 2.0)
    width = np.degrees(2.0 * np.arcsin(np.minimum(sine / np.maximum(cosine, sine), 1.0)))
    n_cells: NDArray[np.int64] = np.maximum(np.floor(360.0 / (width * _ROOM)).astype(np.int64), 1)
    return n_cells


def _table_place(zone: NDArray[np.int64], cell: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the indices of cells in the table; cells far apart may share one."""
    place: NDArray[np.int64] = (zone * 1021 + cell) & ((1 << _TABLE_BITS) - 1)
    return place
