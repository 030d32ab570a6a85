"""Where the stars of a catalogue are, and whether that can be."""

import numpy as np
import pytest
from numpy.typing import NDArray

from reduction.photometry.crossmatch import match_mutual
from reduction.photometry.sky_position import center_of, distances, is_among, is_on_sky, what_would_match

Places = tuple[NDArray[np.float64], NDArray[np.float64]]


def field(rng: np.random.Generator, ra: float, dec: float, count: int, half: float = 0.1) -> Places:
    lat = dec + rng.uniform(-half, half, count)
    return (ra + rng.uniform(-half, half, count) / np.cos(np.radians(lat))) % 360.0, lat


def judge(stars: Places, references: Places, radius_arcsec: float) -> bool:
    match = match_mutual(*stars, *references, radius_arcsec=radius_arcsec)
    return is_on_sky(stars, references, match, radius_arcsec=radius_arcsec)


@pytest.mark.parametrize(("ra", "dec"), [(0.0, 0.0), (90.0, 0.0), (180.0, 60.0), (270.0, -89.8)])
@pytest.mark.parametrize("count", [30, 1000, 20000])
def test_right_and_wrong_fields(ra: float, dec: float, count: int) -> None:
    rng = np.random.default_rng(3)
    references = field(rng, ra, dec, count)
    chosen = rng.choice(count, 30, replace=False)
    right = (references[0][chosen], references[1][chosen] + 0.2 / 3600)
    wrong = field(rng, ra, dec, 30)
    for radius_arcsec in (1.0, 6.0):
        assert judge(right, references, radius_arcsec)
        assert not judge(wrong, references, radius_arcsec)


def test_few_stars_of_the_field_are_known() -> None:
    """A deep image against a shallow survey: one star of twenty is known."""
    rng = np.random.default_rng(4)
    stars = field(rng, 10.0, 5.0, 2000)
    assert judge(stars, (stars[0][:100], stars[1][:100]), 2.0)


def test_distances_and_center() -> None:
    stars = (np.array([359.9, 0.1]), np.array([0.0, 0.0]))
    ra, dec = center_of(stars)
    assert (ra + 180.0) % 360.0 == pytest.approx(180.0)
    assert dec == pytest.approx(0.0, abs=1e-9)
    assert distances(stars, 0.0, 0.0) == pytest.approx([360.0, 360.0])


@pytest.mark.parametrize(("ra", "dec", "expected"), [(0.0, 89.95, True), (100.0, 89.95, True), (0.0, 89.0, False)])
def test_among_stars_around_the_pole(ra: float, dec: float, expected: bool) -> None:
    stars = (np.arange(0.0, 360.0, 30.0), np.full(12, 89.9))
    assert is_among(stars, ra, dec) is expected


def test_nothing_known_is_wrong() -> None:
    rng = np.random.default_rng(6)
    stars, references = field(rng, 100.0, 20.0, 50), field(rng, 110.0, 20.0, 50)
    assert what_would_match(stars, [references], 0, radius_arcsec=2.0) == ""
    hours = (references[0] / 15.0, references[1])
    assert "hours" in what_would_match(hours, [stars, references], 0, radius_arcsec=2.0)
