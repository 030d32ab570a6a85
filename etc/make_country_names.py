"""Make ``formats/words/country_names.txt``: names of countries in the languages of observers.

    pip install babel pycountry
    python etc/make_country_names.py > formats/words/country_names.txt

The names are those of Unicode's CLDR, as Babel carries it, without accents, blanks and punctuation; the codes of three
letters are those of ISO 3166-1, as pycountry carries it.
"""

import re
import unicodedata
from collections import defaultdict

import babel
import pycountry

#: English first: a name that means different countries in different languages is kept for the country that has it in
#: English, and is left out if no country has it in English.
_LANGUAGES = "en de fr es it pt nl pl cs sk sl hr hu ro sv da nb fi et lv lt tr ca gl eu id".split()
_HEADER = """\
# Countries and territories of ISO 3166-1, a line each: alpha-2, alpha-3, and names without accents, blanks and
# punctuation, in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Slovak, Slovenian,
# Croatian, Hungarian, Romanian, Swedish, Danish, Norwegian, Finnish, Estonian, Latvian, Lithuanian, Turkish, Catalan,
# Galician, Basque and Indonesian.
# Made by etc/make_country_names.py from Unicode's CLDR as Babel carries it. Copyright 1991-2026 Unicode, Inc., under
# the Unicode licence v3 (https://www.unicode.org/license.txt).\
"""


def main() -> None:
    """Write the file to standard output."""
    countries = sorted((country.alpha_2, country.alpha_3, country.name) for country in pycountry.countries)
    english = {_fold(babel.Locale("en").territories[code]): code for code, _, _ in countries}
    holders: dict[str, set[str]] = defaultdict(set)
    names: dict[str, list[str]] = {}
    for code, _, official in countries:
        found = [babel.Locale(language).territories.get(code, "") for language in _LANGUAGES] + [official]
        names[code] = list(dict.fromkeys(name for text in found if len(name := _fold(text)) > 3))
        for name in names[code]:
            holders[name].add(code)
    print(_HEADER)
    for code, alpha_3, _ in countries:
        own = [name for name in names[code] if english.get(name, code) == code]
        print(code, alpha_3, *(name for name in own if len(holders[name]) == 1 or name in english))


def _fold(text: str) -> str:
    """Return a name as `formats.words.country` compares it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z]", "", plain)


if __name__ == "__main__":
    main()
