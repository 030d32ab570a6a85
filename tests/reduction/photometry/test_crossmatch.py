"""Mutual nearest neighbours against every pair counted out, at the poles, at right ascension 0 and anywhere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reduction.photometry import crossmatch
from reduction.photometry.crossmatch import Match, match_mutual
from schemas.position import unit_vectors

Place = tuple[NDArray[np.float64], NDArray[np.float64]]


def around(ra: float, dec: float, offsets: NDArray[np.float64]) -> Place:
    """Return places at offsets (n, 2) [deg] on the plane that touches the sphere at a place."""
    center = unit_vectors(np.array([ra]), np.array([dec]))[0]
    lon, lat = np.radians([ra, dec])
    east = np.array([-np.sin(lon), np.cos(lon), 0.0])
    north = np.array([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
    return angles(center + np.tan(np.radians(offsets)) @ np.array([east, north]))


def angles(vectors: NDArray[np.float64]) -> Place:
    x, y, z = vectors.T
    return np.degrees(np.arctan2(y, x)) % 360.0, np.degrees(np.arctan2(z, np.hypot(x, y)))


def by_counting(first: Place, second: Place, radius_arcsec: float) -> set[tuple[int, int]]:
    chord = np.linalg.norm(unit_vectors(*first)[:, None] - unit_vectors(*second)[None], axis=2)
    limit = 2 * np.sin(np.radians(radius_arcsec / 3600) / 2)
    nearest, back = chord.argmin(axis=1), chord.argmin(axis=0)
    return {(i, int(j)) for i, j in enumerate(nearest) if back[j] == i and chord[i, j] < limit}


def folded(ra: NDArray[np.float64], dec: NDArray[np.float64]) -> Place:
    """Return places whose declination may run over the poles."""
    return angles(unit_vectors(ra, dec))


def pairs(match: Match) -> set[tuple[int, int]]:
    return set(zip(match.first.tolist(), match.second.tolist(), strict=True))


@pytest.mark.parametrize(
    "place", [(150.0, 2.0), (0.0, 0.0), (0.0, 89.9999), (200.0, -90.0), (359.9999, 60.0), (10.0, 90.0)]
)
@pytest.mark.parametrize("radius_arcsec", crossmatch.RADII)
def test_crowded_field(place: tuple[float, float], radius_arcsec: float) -> None:
    rng = np.random.default_rng(5)
    offsets = rng.uniform(-0.05, 0.05, (3000, 2))
    references = around(*place, offsets)
    chosen = rng.choice(3000, 300, replace=False)
    stars = around(*place, offsets[chosen] + rng.normal(0, 1.0 / 3600, (300, 2)))
    match = match_mutual(*stars, *references, radius_arcsec=radius_arcsec)
    assert pairs(match) == by_counting(stars, references, radius_arcsec)
    assert len(match) > 50
    assert (match.separation <= radius_arcsec).all()
    assert (match.first[1:] > match.first[:-1]).all()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), spread=st.sampled_from([0.01, 1.0, 60.0, 180.0]), dec=st.floats(-90, 90))
def test_any_part_of_the_sky(seed: int, spread: float, dec: float) -> None:
    rng = np.random.default_rng(seed)
    count = crossmatch._FEW + 1
    ra, dec_any = rng.uniform(0, 360) + rng.uniform(-spread, spread, count), dec + rng.uniform(-spread, spread, count)
    references = folded(ra, dec_any)
    chosen = rng.choice(count, 40, replace=False)
    stars = folded(ra[chosen], dec_any[chosen] + rng.normal(0, 2 / 3600, 40))
    assert pairs(match_mutual(*stars, *references, radius_arcsec=3600.0)) == by_counting(stars, references, 3600.0)


def test_separation() -> None:
    match = match_mutual(np.array([10.0]), np.array([60.0]), np.array([10.001]), np.array([60.0]), radius_arcsec=6)
    assert match.separation == pytest.approx([1.8], rel=1e-6)


def test_two_stars_near_one_reference_give_one_pair() -> None:
    ra, dec = np.array([10.0, 10.0, 20.0]), np.array([0.0, 0.0002, 0.0])
    match = match_mutual(ra, dec, np.array([10.0]), np.array([0.00015]), radius_arcsec=2)
    assert pairs(match) == {(1, 0)}


@pytest.mark.parametrize(("n_stars", "n_references"), [(0, 5), (5, 0), (0, 0), (0, 3000)])
def test_empty_lists(n_stars: int, n_references: int) -> None:
    stars, references = np.full(n_stars, 10.0), np.full(n_references, 10.0)
    assert len(match_mutual(stars, stars, references, references, radius_arcsec=1)) == 0


@pytest.mark.parametrize("radius_arcsec", [0.0, -1.0, 4000.0, np.nan])
def test_radius_out_of_range(radius_arcsec: float) -> None:
    with pytest.raises(ValueError, match="arcsec"):
        match_mutual(*np.zeros((4, 1)), radius_arcsec=radius_arcsec)
