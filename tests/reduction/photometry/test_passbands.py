"""Bands of the surveys, and standard magnitudes of Sloan ones."""

import numpy as np
import pytest

from reduction.photometry.passbands import COLOURS, PASSBANDS, colour_of, standard_magnitudes, with_standard_bands
from schemas.photometry import ReferenceStars


def references(survey: str, bands: str) -> ReferenceStars:
    mags = {"g": 16.0, "r": 15.5, "i": 15.3, "z": 15.2}
    return ReferenceStars(
        survey=survey,
        source_id=np.array(["1", "2"]),
        ra=np.zeros(2),
        dec=np.zeros(2),
        bands=tuple(bands),
        mag=np.array([[mags[band]] * 2 for band in bands]),
        mag_err=np.full((len(bands), 2), 0.02),
    )


def test_lupton() -> None:
    star = references("SDSS", "griz")
    mag, err = standard_magnitudes(
        dict(zip(star.bands, star.mag, strict=True)), dict(zip(star.bands, star.mag_err, strict=True))
    )
    assert {band: round(values[0], 4) for band, values in mag.items()} == {
        "B": 16.3836,
        "V": 15.7070,
        "R": 15.2974,
        "I": 14.8648,
    }
    assert err["V"][0] == pytest.approx(np.sqrt((0.4216 * 0.02) ** 2 + (0.5784 * 0.02) ** 2 + 0.0054**2))


@pytest.mark.parametrize("g_r", np.arange(0.2, 1.25, 0.1))
def test_close_to_other_transformations(g_r: float) -> None:
    """Chonis & Gaskell (2008AJ....135..264C) in all bands, Jordi et al. (2006A&A...460..339J) in B, V and I."""
    r_i, i_z = 0.4 * g_r, 0.25 * g_r
    mag = {"g": np.array([0.0]), "r": np.array([-g_r]), "i": np.array([-g_r - r_i]), "z": np.array([-g_r - r_i - i_z])}
    ours, _ = standard_magnitudes(mag, {band: np.zeros(1) for band in mag})
    chonis = {
        "B": mag["g"] + 0.327 * g_r + 0.216,
        "V": mag["g"] - 0.587 * g_r - 0.011,
        "R": mag["r"] - 0.272 * r_i - 0.159,
        "I": mag["i"] - 0.337 * r_i - 0.370,
    }
    jordi = {"B": mag["g"] + 0.313 * g_r + 0.219, "V": mag["g"] - 0.565 * g_r - 0.016}
    jordi["I"] = mag["i"] - 0.386 * i_z - 0.397
    for band, values in chonis.items():
        assert ours[band] == pytest.approx(values, abs=0.03)
    for band, values in jordi.items():
        assert ours[band] == pytest.approx(values, abs=0.011)


def test_bands_are_added_to_sloan_stars_only() -> None:
    assert with_standard_bands(references("SDSS", "griz")).bands == ("g", "r", "i", "z", "B", "V", "R", "I")
    assert with_standard_bands(references("SDSS", "gr")).bands == ("g", "r", "B", "V")
    assert with_standard_bands(references("PS1", "griz")).bands == ("g", "r", "i", "z")


def test_colour_of_a_band() -> None:
    stars = references("PS1", "gri")
    assert colour_of(stars, "i") == pytest.approx([0.2, 0.2])
    assert colour_of(stars, "z") is None
    assert colour_of(stars, "V") is None


def test_every_band_has_a_wavelength_and_a_colour() -> None:
    for bands in PASSBANDS.values():
        for band, passband in bands.items():
            assert 300 < passband.wavelength < 2200
            assert 600 < passband.zero_flux < 5000
            assert passband.system in {"AB", "Vega"}
            assert band in COLOURS
