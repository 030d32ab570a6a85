"""Whether the positions of a catalogue match the stars of the sky, and if not, why."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reduction.photometry.crossmatch import Match, match_mutual, near_some_star
from schemas.position import directions, separations, signed_turns, tangents, unit_vectors

#: Size of the rotations by which the number of pairs by chance is found, in units of the radius of the match.
_SHIFT = 12.0
#: Number of stars in the sample by which pairs by chance are counted.
_SAMPLE = 300
#: Least number of pairs that are significant.
_FEW_PAIRS = 5

Places = tuple[NDArray[np.float64], NDArray[np.float64]]


def is_on_sky(stars: Places, references: Places, match: Match, *, radius_arcsec: float) -> bool:
    """Return True if stars coincide with reference stars more often than by chance.

    Parameters
    ----------
    stars, references
        Right ascension and declination [deg], shapes (n,) and (m,).
    match, radius_arcsec
        Pairs of `reduction.photometry.crossmatch.match_mutual`, and their largest distance.

    Notes
    -----
    In a crowded field, most stars of any list have a neighbour within 6 arcsec. Therefore a sample of the stars is
    rotated by several radii in four directions, which leaves only pairs by chance, and is matched again. The number of
    pairs within the radius, a half or a quarter of it must exceed the number by chance by two, plus three times the
    Poisson error of the latter.
    """
    every = -(-len(stars[0]) // _SAMPLE)
    sample = (stars[0][::every], stars[1][::every])
    rotated = _rotated(sample, _SHIFT * radius_arcsec / 3600.0)
    ra, dec = (np.concatenate([places[part] for places in rotated]) for part in (0, 1))
    near = near_some_star(ra, dec, *references, radius_arcsec=radius_arcsec)
    by_chance = [
        match_mutual(*places, references[0][near], references[1][near], radius_arcsec=radius_arcsec).separation
        for places in rotated
    ]
    for part in (1.0, 0.5, 0.25):
        limit = part * radius_arcsec
        chance = every * sum(int((separation <= limit).sum()) for separation in by_chance) / len(by_chance)
        # The number by chance is from a sample, so that its error may be larger than that of all stars.
        err = math.sqrt(chance * max(1.0, every / len(by_chance)))
        if int((match.separation <= limit).sum()) > chance + 3.0 * err + 2.0:
            return True
    return False


def what_would_match(stars: Places, references: Sequence[Places], n_matched: int, *, radius_arcsec: float) -> str:
    """Return the error in the positions whose correction makes them match the sky, else an empty text.

    The errors tried are: right ascension in hours, right ascension and declination swapped, and both in radians.

    Parameters
    ----------
    stars, references
        Right ascension and declination [deg], shapes (n,) and (m,); references of each survey.
    n_matched
        Number of pairs of the positions as they are.
    radius_arcsec
        Largest distance of a pair.
    """
    ra, dec = stars
    signed = signed_turns(ra)
    trials: dict[str, Places] = {"right ascension is in hours": (ra * 15.0 % 360.0, dec)}
    if np.all(np.abs(signed) <= 90.0):
        trials["right ascension and declination are swapped"] = (dec % 360.0, signed)
    if np.all(ra <= 2 * np.pi) and np.all(np.abs(dec) <= np.pi / 2):
        trials["the positions are in radians"] = (np.degrees(ra) % 360.0, np.degrees(dec))
    for cause, places in trials.items():
        counts = [len(match_mutual(*places, *others, radius_arcsec=radius_arcsec)) for others in references]
        if max(counts, default=0) >= max(_FEW_PAIRS, 3 * n_matched):
            return cause
    return ""


def center_of(stars: Places) -> tuple[float, float]:
    """Return right ascension and declination of the middle of stars [deg]."""
    ra, dec = directions(unit_vectors(*stars).mean(axis=0))
    return float(ra), float(dec)


def distances(stars: Places, ra: float, dec: float) -> NDArray[np.float64]:
    """Return the distances of stars from a position [arcsec], shape (n,)."""
    return separations(*stars, ra, dec) * 3600.0


def is_among(stars: Places, ra: float, dec: float) -> bool:
    """Return whether a position is among the stars, so that every half plane through it has a star."""
    here = unit_vectors(ra, dec)
    east, north = tangents(ra, dec)
    vectors = unit_vectors(*stars)
    vectors = vectors[vectors @ here > 0]
    if len(vectors) < 3:
        return False
    angles = np.sort(np.arctan2(vectors @ east, vectors @ north))
    return bool(np.diff(angles, append=angles[0] + 2 * np.pi).max() < np.pi)


def _rotated(stars: Places, angle: float) -> list[Places]:
    """Return the stars rotated by plus and minus an angle [deg] about two axes perpendicular to the field's centre."""
    vectors = unit_vectors(*stars)
    east, north = tangents(*center_of(stars))
    rotated = []
    for axis in (east, north):
        for turn in np.radians([-angle, angle]):
            along = np.outer(vectors @ axis, axis)
            moved = along + (vectors - along) * np.cos(turn) + np.cross(axis, vectors) * np.sin(turn)
            rotated.append(directions(moved))
    return rotated
