"""Countries as observers write them."""

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
        ("Rome, near the sea", "Rome, near the sea", None),
        ("France", "France", None),
    ],
)
def test_sites(text: str, site: str, code: str | None) -> None:
    assert split_site(text) == (site, code)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    assert country_code(text) in {None, *ISO_COUNTRIES}
    assert split_site(text)[1] in {None, *ISO_COUNTRIES}
