"""What observers and cameras call a filter, and the bands that can be its."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reduction.photometry.filters import bands_of_filter
from reduction.photometry.passbands import PASSBANDS


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("B", ("B",)),
        ("Johnson V", ("V",)),
        ("Bessell-R", ("R",)),
        ("Cousins_I", ("I",)),
        ("johnson b", ("B",)),
        ("Ic", ("I",)),
        ("r'", ("r",)),
        ("SDSS R", ("r",)),
        ("sdss-g", ("g",)),
        ("GaiaSP/g", ("g",)),
        ("APASS/V", ("V",)),
        ("ip", ("i",)),
        ("SG", ("g",)),
        ("zs", ("z",)),
        ("TG", ("V",)),
        ("Vis.", ("V",)),
        ("2MASS/Ks", ("K",)),
    ],
)
def test_own_band(name: str, own: tuple[str, ...]) -> None:
    bands = bands_of_filter(name)
    assert bands is not None
    assert bands.own == own
    assert not set(own) & set(bands.near)


@pytest.mark.parametrize("name", ["Clear", "C", "No filter", "none", "L", "luminance", "UV/IR cut", "CV"])
def test_without_a_filter_the_optical_bands_are_left_but_neither_blue_nor_infrared(name: str) -> None:
    bands = bands_of_filter(name)
    assert bands is not None
    assert {"G", "V", "r"} <= set(bands.own)
    assert not {"U", "B", "u", "J", "K"} & set(bands.bands)


@pytest.mark.parametrize("name", ["Ha", "H-alpha", "OIII", "SII", "h_beta"])
def test_a_line_has_no_band(name: str) -> None:
    bands = bands_of_filter(name)
    assert bands is not None
    assert bands.bands == ()


@pytest.mark.parametrize("name", ["", " ", "filter 3", "ZWO EFW 2", "x" * 100, "\N{GREEK SMALL LETTER BETA}"])
def test_other_words_are_not_known(name: str) -> None:
    assert bands_of_filter(name) is None


def test_bands_near_are_near() -> None:
    wavelength = {band: one.wavelength for bands in PASSBANDS.values() for band, one in bands.items()}
    for name in "UBVRIugrizy":
        bands = bands_of_filter(name)
        assert bands is not None
        assert bands.own == (name,)
        # Half the width of a broad band, and of the widest (G, BP, RP) a little more.
        assert all(abs(wavelength[near] - wavelength[name]) <= 105 for near in bands.near)
        assert all(not (near in "BVg" and name in "RIriz") for near in bands.near)


@given(st.text(max_size=70))
def test_any_words(name: str) -> None:
    bands = bands_of_filter(name)
    assert bands is None or len(set(bands.bands)) == len(bands.bands)
