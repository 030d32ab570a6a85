"""Numbers with units."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.words import quantity

PARSERS: dict[str, Callable[[str], quantity.Quantity | None]] = {
    "length_cm": quantity.parse_length_cm,
    "height_m": quantity.parse_height_m,
    "seconds": quantity.parse_seconds,
    "celsius": quantity.parse_celsius,
    "number": quantity.parse_number,
}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("length_cm", "36", 36),
        ("length_cm", "36 cm", 36),
        ("length_cm", "20,3cm", 20.3),
        ("length_cm", "277mm", 27.7),
        ("length_cm", "2O3 mm", 20.3),
        ("length_cm", "0.2 m", 20),
        ("length_cm", '8"', 20.32),
        ("length_cm", "8 inch (203 mm)", 20.3),
        ("length_cm", "203/2032 mm", 20.3),
        ("length_cm", "about 700 mm (with 2 focal reducers)", 70),
        ("length_cm", "Celestron C8, 200mm f/10", 20),
        ("height_m", "37.4", 37.4),
        ("height_m", "8 m (MSL)", 8),
        ("height_m", "123 MSL", 123),
        ("height_m", "450 ft", 137.16),
        ("height_m", "-3 m", -3),
        ("height_m", "1.234,5 m", 1234.5),
        ("seconds", "0.5", 0.5),
        ("seconds", "+/- 0.5 s", 0.5),
        ("seconds", "±0,08 s", 0.08),
        ("seconds", "~ 0.3", 0.3),
        ("seconds", "40 ms", 0.04),
        ("seconds", "1/25 s", 0.04),
        ("seconds", "1:03.5", 63.5),
        ("seconds", "7.40 +/- 0.11 s", 7.4),
        ("celsius", "22 C", 22),
        ("celsius", "21 deg", 21),
        ("celsius", "-3,5 °C", -3.5),
        ("celsius", "282 Kelvin (+09 deg Celsius)", 9),
        ("celsius", "282 K", 8.85),
        ("celsius", "70 F", 21.11),
        ("celsius", "8 deg C / humidity 85%", 8),
        ("number", "12,5 (AOTA)", 12.5),
        ("number", "1e-3", 0.001),
    ],
)
def test_values(kind: str, text: str, value: float) -> None:
    found = PARSERS[kind](text)
    assert found is not None
    assert found.value == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("length_cm", "f/10"),
        ("length_cm", ""),
        ("height_m", "12 xx"),
        ("seconds", "x8"),
        ("seconds", "5%"),
        ("seconds", "5 %"),
        ("seconds", "5 fps"),
        ("celsius", "cold"),
        ("number", "good"),
    ],
)
def test_no_values(kind: str, text: str) -> None:
    assert PARSERS[kind](text) is None


def test_conversions_are_told() -> None:
    plain, converted = quantity.parse_length_cm("36 cm"), quantity.parse_length_cm("360 mm")
    assert plain is not None
    assert converted is not None
    assert (plain.note, converted.note) == ("", "converted to 36 cm")


def test_large_numbers_without_unit_are_millimetres_where_the_form_has_no_unit() -> None:
    found = [quantity.parse_length_cm(text, mm_from=100) for text in ("203", "20.3", "203 cm")]
    assert [one.value for one in found if one] == [20.3, 20.3, 203]


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
    assert quantity.height_reference(text) == reference


@given(st.sampled_from(sorted(PARSERS)), st.text(max_size=80))
def test_any_text(kind: str, text: str) -> None:
    PARSERS[kind](text)
