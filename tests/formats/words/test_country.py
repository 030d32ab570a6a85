"""Countries as observers write them."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.words.country import country_code, split_site
from formats.words.occult_country import ISO_COUNTRIES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"), ("de", "DE"), ("D", "DE"), ("GER", "DE"), ("DEU", "DE"), ("Deutschland", "DE"), ("UK", "GB"),
        ("A", "AT"), ("Österreich", "AT"), ("SUI", "CH"), ("CH", "CH"), ("La Réunion", "RE"), ("USA", "US"),
        ("Taiwan", "TW"), ("KEN", "KE"), ("Kenya", "KE"), ("Filipinas", "PH"), ("Puerto Rico", "PR"), ("Guam", "GU"),
        ("Hong Kong", "HK"), ("French Guiana", "GF"), ("Guyane française", "GF"), ("Georgia", "GE"), ("Südkorea", "KR"),
        ("XX", None), ("", None), ("Atlantis", None), ("NED", "NL"), ("I", "IT"), ("España", "ES"),
    ],
)  # fmt: skip
def test_codes(text: str, code: str | None) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "site", "code"),
    [
        ("Izon (33 - France)", "Izon", "FR"),
        ("CH-Bellinzona", "Bellinzona", "CH"),
        ("Retz, Austria", "Retz", "AT"),
        ("Ottenschlag", "Ottenschlag", None),
        ("Paris (75)", "Paris (75)", None),
        ("Saint-Denis", "Saint-Denis", None),
        ("Town (TN, USA)", "Town", "US"),
        ("Nairobi, Kenya", "Nairobi", "KE"),
        ("Dahlonega, Georgia", "Dahlonega, Georgia", None),
        ("Sierra Nevada, Granada", "Sierra Nevada, Granada", None),
        ("Rome, near the sea", "Rome, near the sea", None),
        ("France", "France", None),
    ],
)
def test_sites(text: str, site: str, code: str | None) -> None:
    assert split_site(text) == (site, code)


def test_every_country_can_be_written_out() -> None:
    lines = files("formats.words").joinpath("country_names.txt").read_text("ascii").splitlines()
    listed = [line.split() for line in lines if not line.startswith("#")]
    assert {words[0] for words in listed} == ISO_COUNTRIES
    assert all(country_code(word) == words[0] for words in listed for word in words)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    assert country_code(text) in {None, *ISO_COUNTRIES}
    assert split_site(text)[1] in {None, *ISO_COUNTRIES}
