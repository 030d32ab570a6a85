"""Designations of stars as people and programs write them."""

import pytest

from schemas.star import is_rounded, normalise_star


@pytest.mark.parametrize(
    ("written", "designation"),
    [
        ("4UC 350-187717", "UCAC4 350-187717"),
        ("4UC350-187717", "UCAC4 350-187717"),
        ("5UCAC 350-187717", "UCAC5 350-187717"),
        ("UCAC 4 350-187717", "UCAC4 350-187717"),
        ("UCAC-4 350-187717", "UCAC4 350-187717"),
        ("UCAC4350-187717", "UCAC4 350-187717"),
        ("2UCAC4 350-187717", "UCAC4 350-187717"),
        ("Tycho 1234 5678 1", "TYC 1234-5678-1"),
        ("TYC2 1234-05678-1", "TYC 1234-5678-1"),
        ("DR3 4691443935057297792", "Gaia DR3 4691443935057297792"),
        ("Gaia EDR3 4691443935057297792", "Gaia DR3 4691443935057297792"),
        ("gaia 4691443935057297792", "Gaia DR3 4691443935057297792"),
        ("Gaia_DR3_4691443935057297792", "Gaia DR3 4691443935057297792"),
        ("UCAC4_350-187717", "UCAC4 350-187717"),
        ("UCAC4 350-187\x00717", "UCAC4 350-187717"),
        ("TYC_1234-5678-1", "TYC 1234-5678-1"),
        ("1B 0912-0123456", "USNO-B1.0 0912-0123456"),
        ("USNO-B1.0 0912-0123456", "USNO-B1.0 0912-0123456"),
        ("USNO B1.0 0912-0123456", "USNO-B1.0 0912-0123456"),
        ("1N 0912-0123456", "NOMAD1 0912-0123456"),
        ("J073542.3+194512", "J073542.3+194512"),
        ("073542.3+194512", "J073542.3+194512"),
        ("07 35 42.3 -19 45 12", "J073542.3-194512"),
    ],
)
def test_spellings(written: str, designation: str) -> None:
    star = normalise_star(written)
    assert star is not None
    assert (star.designation, star.is_known) == (designation, True)


@pytest.mark.parametrize("written", ["4691443935057297792", "350-187717", "DR3", "alpha Tau", "UCAC 350-187717"])
def test_unknown_catalogues_stay_as_written(written: str) -> None:
    star = normalise_star(written)
    assert star is not None
    assert (star.designation, star.is_known) == (written, False)


@pytest.mark.parametrize(
    ("written", "place"),
    [("J120000.0+000000", (180.0, 0.0)), ("G060000-300000", (90.0, -30.0)), ("000000.00-003000.0", (0.0, -0.5))],
)
def test_coordinates_are_read(written: str, place: tuple[float, float]) -> None:
    star = normalise_star(written)
    assert star is not None
    assert (star.ra, star.dec) == pytest.approx(place)


@pytest.mark.parametrize("written", ["J250000+000000", "J126000+000000", "J120000+910000", "120000 000000"])
def test_impossible_coordinates_are_no_place(written: str) -> None:
    star = normalise_star(written)
    assert star is not None
    assert (star.is_known, star.ra, star.dec) == (False, None, None)


@pytest.mark.parametrize("written", ["Gaia DR3 4.691443935057297e+18", "Gaia DR3 4,69144E+18", "4.69e18"])
def test_a_rounded_number_names_no_star(written: str) -> None:
    assert normalise_star(written) is None
    assert is_rounded(written)


@pytest.mark.parametrize("written", ["xxx - 0912-0123456", "xxx - xxxxxx 0912-0123456"])
def test_the_shape_of_a_number_is_no_catalogue(written: str) -> None:
    star = normalise_star(written)
    assert star is not None
    assert (star.designation, star.is_known) == ("0912-0123456", False)
