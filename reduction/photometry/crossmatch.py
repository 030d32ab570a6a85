"""Cross-match of two lists of stars: pairs are mutual nearest neighbours on the sphere.

Positions become unit vectors, and distances chords of the sphere, so that the poles and right ascension 0 need no
special case. A long list of reference stars is first reduced by zones of declination and cells of right ascension in
them (the zones of Gray, Nieto-Santisteban & Szalay 2006, arXiv:cs/0701171): vectors and a tree are computed only for
those near a star of the first list.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.position import unit_vectors

Degrees = NDArray[np.float64]

#: Radii that the networks BHTOM and CPCS offer [arcsec].
RADII = (1.0, 2.0, 4.0, 6.0)
#: Number of bits of the index of a cell in the table of occupied cells: with a million entries, few of 27,000 cells
#: share an entry.
_TABLE_BITS = 20
#: Factor by which cells are larger than necessary, against rounding at their edges.
_ROOM = 1.0001
#: Largest list of reference stars of which a tree is built without reduction.
_FEW = 2000


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Match:
    """Pairs of stars; arrays have a value for each pair, in the order of the first list, shape (k,)."""

    #: Index in the first and in the second list.
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    #: Distance on the sky [arcsec].
    separation: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.first)


def match_mutual(
    ra: Degrees, dec: Degrees, ra_reference: Degrees, dec_reference: Degrees, *, radius_arcsec: float
) -> Match:
    """Return the pairs of stars of two lists of which each is the nearest one of the other, within a radius.

    Parameters
    ----------
    ra, dec
        Positions of the first list [deg], finite, shape (n,).
    ra_reference, dec_reference
        Positions of the second list [deg], finite, shape (m,); it may be much longer.
    radius_arcsec
        Largest distance of a pair, above 0 and at most 3600.

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
        raise ValueError(f"The radius of {radius_arcsec} arcsec is not between 0 and 3600.")
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
    # The tree excludes its bound, and marks stars without a neighbour by an index after the end.
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
    ra: Degrees, dec: Degrees, ra_reference: Degrees, dec_reference: Degrees, *, radius_arcsec: float
) -> NDArray[np.intp]:
    """Return the indices of all reference stars within a radius of any star, and of some others nearby.

    Parameters are those of `match_mutual`; there must be at least one star.
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
    """Return the number of cells of right ascension in each zone; a cell is at least as wide as the radius.

    Two positions at declinations up to d, and within r of each other, differ in right ascension by at most
    2 asin(sin(r / 2) / cos d). Near the poles, one cell is the whole circle.
    """
    highest = np.maximum(np.abs((zone - 1) * height - 90.0), np.abs((zone + 2) * height - 90.0))
    cosine = np.cos(np.radians(np.minimum(highest, 90.0)))
    sine = np.sin(np.radians(height) / 2.0)
    width = np.degrees(2.0 * np.arcsin(np.minimum(sine / np.maximum(cosine, sine), 1.0)))
    n_cells: NDArray[np.int64] = np.maximum(np.floor(360.0 / (width * _ROOM)).astype(np.int64), 1)
    return n_cells


def _table_place(zone: NDArray[np.int64], cell: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the indices of cells in the table of occupied cells; distant cells may share an index."""
    place: NDArray[np.int64] = (zone * 1021 + cell) & ((1 << _TABLE_BITS) - 1)
    return place
