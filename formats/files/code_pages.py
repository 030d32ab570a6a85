"""The code page of a text of one byte a letter; the country that the text names decides which ones are tried.

Each code page gets marks for the letters that it gives: good marks for letters of the country's languages, bad ones for
control characters, signs inside words, and capitals after small letters.
"""

import re
from dataclasses import dataclass
from itertools import islice

from formats.words.country import country_code

#: A line of a form that names the country: ``#Countrycode: PL``, ``Country: Poland``, ``<Country>PL``.
_COUNTRY = re.compile(
    rb"(?i)\b(?:country[ _]?(?:code)?|land|pays|pais|nazione|kraj)\b"
    rb"[ \t\">.]{0,20}[:=>][ \t\"]{0,20}([a-z][a-z .()-]{1,60})"
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
#: Largest number of lines and of letters that are judged, and largest length of a line [byte].
_ENOUGH, _LINE = 2000, 4000
#: Part of a form in which the country is looked for [byte].
_HEAD = 200_000

_CENTRAL = ("cp1250", "iso8859-2", "cp852")
_WESTERN = ("cp1252", "mac-roman", "cp850")
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_SOUTH_SLAVIC = "čćđšž"
_IBERIAN = "áéíóúüñçâãàêôõ"
_NORTHERN = "æøåäöéü"
_GERMAN = "äöüßé"
_FRENCH = "àâæçéèêëîïôœùûüÿ"
#: For each country, its code pages, the most likely one first, and the letters beyond ASCII of its languages.
_COUNTRIES: dict[str, tuple[tuple[str, ...], str]] = {
    **dict.fromkeys(("PL",), (_CENTRAL, "ąćęłńóśźż")),
    **dict.fromkeys(("CZ", "SK"), (_CENTRAL, "áčďéěíňóřšťúůýžľĺŕäô")),
    **dict.fromkeys(("HU",), (_CENTRAL, "áéíóöőúüű")),
    **dict.fromkeys(("SI", "HR", "BA", "ME"), (_CENTRAL, _SOUTH_SLAVIC)),
    **dict.fromkeys(("RO", "MD"), (_CENTRAL, "ăâîşţșț")),
    **dict.fromkeys(("RU", "BY", "KZ", "KG", "BG"), (_CYRILLIC, _RUSSIAN + "іў")),
    **dict.fromkeys(("UA",), (("cp1251", "koi8-u", *_CYRILLIC[2:]), _RUSSIAN + "іїєґ")),
    **dict.fromkeys(
        ("RS", "MK"), (("cp1251", "cp1250", "iso8859-5", "iso8859-2"), _RUSSIAN + "ђјљњћџѓѕќ" + _SOUTH_SLAVIC)
    ),
    **dict.fromkeys(("GR", "CY"), (("cp1253", "iso8859-7", "cp737"), "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ")),
    **dict.fromkeys(("TR", "AZ"), (("cp1254",), "çğıİöşüâ")),
    **dict.fromkeys(("IL",), (("cp1255",), "אבגדהוזחטיךכלםמןנסעףפץצקרשת")),
    **dict.fromkeys(("LT", "LV", "EE"), (("cp1257", "iso8859-4"), "ąčęėįšųūžāēģīķļņōŗäöüõ")),
    **dict.fromkeys(("JP",), (("cp932", "euc-jp"), "")),
    **dict.fromkeys(("CN",), (("gb18030",), "")),
    **dict.fromkeys(("TW", "HK"), (("big5hkscs",), "")),
    **dict.fromkeys(("KR",), (("cp949",), "")),
    **dict.fromkeys(("DE", "AT", "LI"), ((), _GERMAN)),
    **dict.fromkeys(("CH", "BE", "LU"), ((), _GERMAN + _FRENCH)),
    **dict.fromkeys(("FR", "MC", "RE"), ((), _FRENCH)),
    **dict.fromkeys(("ES", "PT", "BR", "AR", "CL", "MX", "UY", "PE", "CO"), ((), _IBERIAN)),
    **dict.fromkeys(("IT", "SM"), ((), "àéèìòù")),
    **dict.fromkeys(("DK", "NO", "SE", "FI"), ((), _NORTHERN)),
    **dict.fromkeys(("IS",), ((), "áéíóúýðþæö")),
    **dict.fromkeys(("NL",), ((), "äëïöüéèáóúí")),
}
#: Letters of western names, which occur in any country, and signs of texts in any language.
_WIDE = frozenset(_GERMAN + _FRENCH + _IBERIAN + _NORTHERN + "áéíóúýðþìòëšž")
_SIGNS = frozenset("°ºª²³±µ×–—’‘“”„«»…·•§¡¿€£½¼¾®©™´\xa0、。・（）「」：％　ー々")
_IN_WORDS = frozenset("’‘´·ºª°–—々ー・")

#: Marks for a letter, positive where it makes a code page likely, in arbitrary units.
_OWN, _FOREIGN, _ODD, _CASE, _BROKEN = 2.0, 0.5, -2.0, -3.0, -8.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A code page, the country that it was chosen for, and whether all letters are of that country's languages."""

    encoding: str
    country: str | None
    is_sure: bool


def country_of(data: bytes) -> str | None:
    """Return the alpha-2 code of the country that a text names in ASCII letters, or None."""
    for match in _COUNTRY.finditer(data[:_HEAD]):
        for word in (match[1], match[1].split()[0]):
            code = country_code(word.decode("ascii").strip())
            if code is not None:
                return code
    return None


def choose(lines: list[bytes], country: str | None) -> Choice:
    """Return the code page of lines that are not UTF-8.

    Parameters
    ----------
    lines
        Lines with bytes beyond ASCII; at least one.
    country
        ISO 3166 alpha-2 code of the country that the text names, or None.
    """
    own, alphabet = _COUNTRIES.get(country or "", ((), ""))
    letters = frozenset(alphabet + alphabet.upper())
    sample = [line[:_LINE] for line in lines[:_ENOUGH]]
    candidates = (*own, *(page for page in _WESTERN if own or alphabet or page != "cp850"))
    judged = {page: _judged(sample, page, letters) for page in candidates}
    # A code page that is not usual in the country is possible only without a bad mark.
    possible = [page for page in candidates if page in (*own, candidates[0]) or min(judged[page], default=0.0) >= 0.0]
    encoding = max(possible, key=lambda page: (sum(judged[page]), -candidates.index(page)))
    is_known = bool(own or alphabet)
    return Choice(
        encoding=encoding,
        country=country if is_known else None,
        is_sure=is_known and any(judged[encoding]) and all(one >= _OWN or one == 0.0 for one in judged[encoding]),
    )


def _judged(lines: list[bytes], page: str, own: frozenset[str]) -> list[float]:
    """Return the mark of each letter beyond ASCII, 0 for a sign."""
    text = " " + b"\n".join(lines).decode(page, "replace") + " "
    return [
        _judge(text[match.start() - 1], match[0], text[match.end()], own)
        for match in islice(_NOT_ASCII.finditer(text), _ENOUGH)
    ]


def _judge(before: str, letter: str, after: str, own: frozenset[str]) -> float:
    if letter < "\xa0" or letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff":
        return _BROKEN
    if not letter.isalpha() or letter in "ªº":
        is_inside = before.isalpha() and after.isalpha() and letter not in _IN_WORDS
        is_power = letter in "¹²³¼½¾" and before.isalpha() and before not in "mM"
        return _ODD if letter not in _SIGNS or is_inside or is_power else 0.0
    if "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3":
        is_torn = any(one.isascii() and one.isalpha() for one in (before, after))
        return _ODD if is_torn else _OWN
    if letter.isupper() and before.islower():
        return _CASE
    if letter in own:
        return _OWN
    return _FOREIGN if letter.lower() in _WIDE else _ODD
