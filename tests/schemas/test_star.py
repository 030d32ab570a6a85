"""Designations of stars as people and programs write them."""

import pytest

from schemas.star import normalise_star


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
