"""The country of a station in Occult's records: codes of countries, and states with the same letters."""

import pytest

from formats.words.occult_country import ISO_COUNTRIES, country_of_station


@pytest.mark.parametrize(
    ("words", "lon", "lat", "code"),
    [
        ("nz", 174.0, -36.0, "NZ"),
        ("DE", 9.0, 50.0, "DE"),
        ("DE", -75.5, 39.0, None),
        ("CA", -79.0, 44.0, "CA"),
        ("CA", -118.0, 34.0, None),
        ("SA", 138.6, -34.9, None),
        ("IL", 35.0, 31.0, "IL"),
        ("IL", -88.0, 41.0, None),
        ("DE", None, None, "DE"),
        ("TX", -100.0, 31.0, None),
        ("UK", -1.0, 51.0, "GB"),
        ("Bavaria", 11.0, 48.0, None),
    ],
)
def test_countries_and_states(words: str, lon: float | None, lat: float | None, code: str | None) -> None:
    assert country_of_station(words, lon, lat) == code


def test_every_code_is_a_country_where_no_place_is_given() -> None:
    assert len(ISO_COUNTRIES) == 249
    assert [code for code in ISO_COUNTRIES if country_of_station(code.lower(), None, None) != code] == []
