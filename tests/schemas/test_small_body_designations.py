"""Designations in the Minor Planet Center's spelling, however a program wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.minor_planet_names import name_of
from schemas.small_body_designations import spell_designation


@pytest.mark.parametrize(
    ("text", "designation"),
    [
        ("2005_TN74", "2005 TN74"),
        ("2005tn74", "2005 TN74"),
        ("2005 TN_74", "2005 TN74"),
        ("1927 UA", "1927 UA"),
        ("A904 OA", "A904 OA"),
        ("1892 X", "1892 X"),
        ("K05T74N", "2005 TN74"),
        ("K07Tf8A", "2007 TA418"),
        ("J95X00A", "1995 XA"),
        ("2040 P-L", "2040 P-L"),
        ("2040_P-L", "2040 P-L"),
        ("PLS2040", "2040 P-L"),
        ("3138 t-1", "3138 T-1"),
        ("29P", "29P"),
        ("0029P", "29P"),
        ("29P Schwassmann-Wachmann", "29P/Schwassmann-Wachmann"),
        ("(29P) Schwassmann-Wachmann", "29P/Schwassmann-Wachmann"),
        ("73P-BB/Schwassmann-Wachmann 3", "73P-BB/Schwassmann-Wachmann 3"),
        ("2I/Borisov", "2I/Borisov"),
        ("1I/'Oumuamua", "1I/'Oumuamua"),
        ("C/2017_K2", "C/2017 K2"),
        ("C/2017 K2 (PANSTARRS)", "C/2017 K2 (PANSTARRS)"),
        ("P/2013 R3-A", "P/2013 R3-A"),
        ("A/2017 U1", "A/2017 U1"),
        ("S/2004_S_7", "S/2004 S 7"),
        ("S/2001 (87) 1", "S/2001 (87) 1"),
    ],
)
def test_spellings(text: str, designation: str) -> None:
    assert spell_designation(text) == designation
    assert spell_designation(designation) == designation


@pytest.mark.parametrize(
    "text", ["Hildrun", "29Potter", "1714 Sy", "85 Io", "Titania", "3200 Phaethon", "", "2005 IN74"]
)
def test_names_are_no_designations(text: str) -> None:
    assert spell_designation(text) is None


@given(st.integers(1, 547_966))
def test_no_name_of_a_minor_planet_is_a_designation(number: int) -> None:
    name = name_of(number)
    assert name is None or spell_designation(name) is None


@given(
    st.integers(1925, 2099),
    st.sampled_from("ABCDEFGHJKLMNOPQRSTUVWXY"),
    st.sampled_from("ABCDEFGHJKLMNOPQRSTUVWXYZ"),
    st.integers(0, 999),
    st.sampled_from(["", " ", "_", "  "]),
)
def test_every_provisional_designation(year: int, half: str, letter: str, order: int, gap: str) -> None:
    designation = f"{year} {half}{letter}{order or ''}"
    assert spell_designation(f"{year}{gap}{half}{letter}{gap}{order or ''}".lower()) == designation
