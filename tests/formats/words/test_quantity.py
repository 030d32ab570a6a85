"""Numbers with units."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.words.quantity import (
    Quantity,
    height_reference,
    parse_celsius,
    parse_height_m,
    parse_length_cm,
    parse_number,
    parse_seconds,
)

Parser = Callable[[str], Quantity | None]


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_length_cm, "36", 36),
        (parse_length_cm, "36 cm", 36),
        (parse_length_cm, "20,3cm", 20.3),
        (parse_length_cm, "277mm", 27.7),
        (parse_length_cm, "2O3 mm", 20.3),
        (parse_length_cm, "0.2 m", 20),
        (parse_length_cm, '8"', 20.32),
        (parse_length_cm, "8 inch (203 mm)", 20.3),
        (parse_length_cm, "203/2032 mm", 20.3),
        (parse_length_cm, "about 700 mm (with 2 focal reducers)", 70),
        (parse_length_cm, "Celestron C8, 200mm f/10", 20),
        (parse_height_m, "37.4", 37.4),
        (parse_height_m, "8 m (MSL)", 8),
        (parse_height_m, "123 MSL", 123),
        (parse_height_m, "450 ft", 137.16),
        (parse_height_m, "-3 m", -3),
        (parse_height_m, "1.234,5 m", 1234.5),
        (parse_seconds, "0.5", 0.5),
        (parse_seconds, "+/- 0.5 s", 0.5),
        (parse_seconds, "±0,08 s", 0.08),
        (parse_seconds, "~ 0.3", 0.3),
        (parse_seconds, "40 ms", 0.04),
        (parse_seconds, "1/25 s", 0.04),
        (parse_seconds, "1:03.5", 63.5),
        (parse_seconds, "7.40 +/- 0.11 s", 7.4),
        (parse_celsius, "22 C", 22),
        (parse_celsius, "21 deg", 21),
        (parse_celsius, "-3,5 °C", -3.5),
        (parse_celsius, "282 Kelvin (+09 deg Celsius)", 9),
        (parse_celsius, "282 K", 8.85),
        (parse_celsius, "70 F", 21.11),
        (parse_celsius, "8 deg C / humidity 85%", 8),
        (parse_number, "12,5 (AOTA)", 12.5),
        (parse_number, "1e-3", 0.001),
    ],
)
def test_values(parse: Parser, text: str, value: float) -> None:
    found = parse(text)
    assert found is not None
    assert found.value == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_length_cm, "f/10"),
        (parse_length_cm, ""),
        (parse_height_m, "12 xx"),
        (parse_seconds, "x8"),
        (parse_seconds, "5%"),
        (parse_seconds, "5 %"),
        (parse_seconds, "5 fps"),
        (parse_celsius, "cold"),
        (parse_number, "good"),
    ],
)
def test_no_values(parse: Parser, text: str) -> None:
    assert parse(text) is None


def test_conversions_are_told() -> None:
    plain, converted = parse_length_cm("36 cm"), parse_length_cm("360 mm")
    assert plain is not None
    assert converted is not None
    assert (plain.note, converted.note) == ("", "converted to 36 cm")


def test_large_numbers_without_unit_are_millimetres_where_the_form_has_no_unit() -> None:
    assert [found.value for text in ("203", "20.3", "203 cm") if (found := parse_length_cm(text, mm_from=100))] == [
        20.3,
        20.3,
        203,
    ]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("8 m (MSL)", "MSL"),
        ("8 m a.s.l.", "MSL"),
        ("120 m ü.NN", "MSL"),
        ("899m (WGS84)", "WGS84"),
        ("100 m ellipsoid", "WGS84"),
        ("37.4", "unknown"),
        ("37 m MSL (WGS84)", "unknown"),
    ],
)
def test_references(text: str, reference: str) -> None:
    assert height_reference(text) == reference


@given(
    st.sampled_from([parse_length_cm, parse_height_m, parse_seconds, parse_celsius, parse_number]), st.text(max_size=80)
)
def test_any_text(parse: Parser, text: str) -> None:
    parse(text)
