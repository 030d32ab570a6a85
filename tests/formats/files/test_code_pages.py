"""Code pages of one byte a letter: the country that a text names, and what its letters say for each."""

import pytest

from formats.files.code_pages import choose, country_of


@pytest.mark.parametrize(
    ("data", "country"),
    [
        (b"#Countrycode: PL\n", "PL"),
        (b"Country: Poland", "PL"),
        (b"<Country>FR</Country>", "FR"),
        (b"Observer: a\nLand = Deutschland\n", "DE"),
        (b"Country: \nPays : Suisse\n", "CH"),
        (b"Country: Atlantis\n", None),
        (b"no word of it", None),
        (b"", None),
    ],
)
def test_the_country_that_a_text_names(data: bytes, country: str | None) -> None:
    assert country_of(data) == country


@pytest.mark.parametrize(
    ("name", "page", "country"),
    [
        ("Łukasz Źdźbło", "cp1250", "PL"),
        ("Łukasz Źdźbło", "iso8859-2", "PL"),
        ("Иванов Пётр", "koi8-r", "RU"),
        ("Їжакевич Євген", "koi8-u", "UA"),
        ("Γιώργος Παπαδόπουλος", "cp1253", "GR"),
        ("山田太郎", "euc-jp", "JP"),
        ("Jürgen Größer", "cp1252", "DE"),
        ("Jürgen Größer", "mac-roman", "DE"),
    ],
)
def test_the_page_that_gives_letters_of_the_country(name: str, page: str, country: str) -> None:
    choice = choose([f"Observer: {name}".encode(page)], country)
    assert f"Observer: {name}".encode(page).decode(choice.encoding) == f"Observer: {name}"
    assert (choice.country, choice.is_sure) == (country, True)


def test_without_a_country_western_letters_are_taken_and_it_is_not_sure() -> None:
    choice = choose(["Jürgen Größer".encode("cp1252")], None)
    assert (choice.encoding, choice.country, choice.is_sure) == ("cp1252", None, False)


def test_signs_alone_decide_nothing() -> None:
    choice = choose(["lat 52° 30'".encode("cp1252")], "DE")
    assert (choice.encoding, choice.is_sure) == ("cp1252", False)
