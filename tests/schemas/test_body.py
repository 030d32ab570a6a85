"""Number and name of a body out of one text, or of two fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.body import class_of, join_body, split_body
from schemas.minor_planet_names import name_of


@pytest.mark.parametrize(
    ("text", "number", "name"),
    [
        ("(130) Elektra", 130, "Elektra"),
        ("130 Elektra", 130, "Elektra"),
        ("130_Elektra", 130, "Elektra"),
        ("130.0 Elektra", 130, "Elektra"),
        ("Elektra (130)", 130, "Elektra"),
        ("Elektra #130", 130, "Elektra"),
        ("Elektra (130", None, "Elektra (130"),
        ("1999 wb2 (15094)", 15094, "1999 WB2"),
        ("1999 WB2", None, "1999 WB2"),
        ("(15094) 1999 WB2", 15094, "1999 WB2"),
        ("(15094)_1999_WB2", 15094, "1999 WB2"),
        ("15094 1999 WB2", 15094, "1999 WB2"),
        ("1979 VA = 4015 Wilson-Harrington", 4015, "Wilson-Harrington"),
        ("(4015) Wilson-Harrington = 107P", 4015, "Wilson-Harrington"),
        ("2003 EL61 = 136108", 136108, "2003 EL61"),
        ("(-) 2013 RL124", None, "2013 RL124"),
        ("- 2013 RL124", None, "2013 RL124"),
        ("(0) 2013 RL124", None, "2013 RL124"),
        ("0 2013 RL124", None, "2013 RL124"),
        ("() 2013 RL124", None, "2013 RL124"),
        ("2040 P-L", None, "2040 P-L"),
        ("(2040) P-L", None, "2040 P-L"),
        ("(29P) Schwassmann-Wachmann", None, "29P/Schwassmann-Wachmann"),
        ("Triton", None, "Triton"),
        ("130", 130, None),
        ("0", None, None),
        ("-", None, None),
        ("", None, None),
    ],
)
def test_spellings(text: str, number: int | None, name: str | None) -> None:
    body = split_body(text)
    assert (body.number, body.name) == (number, name)


@pytest.mark.parametrize(
    ("number_text", "name_text", "number", "name"),
    [
        ("130", "Elektra", 130, "Elektra"),
        ("(130)", "Elektra", 130, "Elektra"),
        ("130.0", "Elektra", 130, "Elektra"),
        ("", "(130) Elektra", 130, "Elektra"),
        ("130", "(130) Elektra", 130, "Elektra"),
        ("0", "2013_RL124", None, "2013 RL124"),
        ("-", "2013 RL124", None, "2013 RL124"),
        ("29P", "Schwassmann-Wachmann", None, "29P/Schwassmann-Wachmann"),
        ("2013 RL124", "", None, "2013 RL124"),
        ("", "", None, None),
    ],
)
def test_two_fields(number_text: str, name_text: str, number: int | None, name: str | None) -> None:
    body = join_body(number_text, name_text)
    assert (body.number, body.name) == (number, name)


@pytest.mark.parametrize(
    ("number", "name", "result"),
    [
        ("P5M03", "Ganymede", (None, "Ganymede", "satellite")),
        ("P5M03", "", (None, "P5M03", "satellite")),
        ("P8M01", "Triton", (None, "Triton", "satellite")),
        ("P6M00", "Saturn", (None, "Saturn", "planet")),
        ("P9", "", (134340, "Pluto", "dwarf_planet")),
        ("P9M01", "Charon", (None, "Charon", "satellite")),
    ],
)
def test_planets_and_moons(number: str, name: str, result: tuple[int | None, str, str]) -> None:
    for body in (join_body(number, name), split_body(f"({number}) {name}"), split_body(f"{number} {name}")):
        assert (body.number, body.name, body.target_class) == result


@pytest.mark.parametrize(
    ("number", "name", "target_class"),
    [
        (928, "Hildrun", "asteroid"),
        (1, "Ceres", "dwarf_planet"),
        (None, "2013 RL124", "asteroid"),
        (None, "2005_TN74", "asteroid"),
        (None, "A/2017 U1", "asteroid"),
        (None, "29P/Schwassmann-Wachmann", "comet"),
        (None, "C/2017 K2", "comet"),
        (None, "S/2004 S 7", "satellite"),
        (None, "Saturn", "planet"),
        (None, "Moon", "satellite"),
        (None, "Ganymede", None),
        (None, None, None),
    ],
)
def test_classes(number: int | None, name: str | None, target_class: str | None) -> None:
    assert class_of(number, name) == target_class


@given(
    number=st.integers(1, 547_966), form=st.sampled_from(["({n}) {name}", "{n} {name}", "{name} ({n})", "{n}_{name}"])
)
def test_every_named_minor_planet_survives(number: int, form: str) -> None:
    name = name_of(number) or "2013 RL124"
    body = split_body(form.format(n=number, name=name))
    assert (body.number, body.name) == (number, name)
