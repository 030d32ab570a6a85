"""Designations of stars: from the many spellings of forms to the one spelling of the tables."""

import re
from dataclasses import dataclass

from schemas.plain_words import plain_words


@dataclass(frozen=True, kw_only=True, slots=True)
class StarName:
    """The designation of a star, and what else its text states."""

    #: Normalised designation, e.g. ``UCAC4 350-187717``.
    designation: str
    #: Further designations of the same star in the same text, normalised.
    aliases: tuple[str, ...] = ()
    #: Gaia DR3 (or EDR3, which has the same identifiers) source id.
    gaia: int | None = None
    #: Position that the coordinates in the star's name give, J2000 [deg].
    ra: float | None = None
    dec: float | None = None
    #: True where the text was written exactly as the normalised designation.
    is_exact: bool
    #: True where Umbra knows the catalogue.
    is_known: bool


def _zone(catalogue: str, zone: str, number: str) -> str:
    return f"{catalogue} {int(zone):03d}-{int(number):06d}"


def _ucac(match: re.Match[str]) -> str:
    release = match["release"] or match["short"]
    return _zone(f"UCAC{release}", match["zone"], match["number"])


# A digit before the name is the code in the drop-down list of the spreadsheet forms (``2UCAC4``).
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?:\d?\s*U(?:CAC)?(?:-?|[\s-]+(?=[345][\s_-]))(?P<release>[345])|(?P<short>[45])UC(?:AC)?)[\s_-]*(?P<zone>\d{1,3})[\s_-]+(?P<number>\d{1,6})"
        ),
        "UCAC",
    ),
    (re.compile(r"\d?\s*UCAC\s*-?(?P<release>[23])[\s_-]*(?P<number>\d{5,8})"), "UCAC{release} {number}"),
    (re.compile(r"TYC(?:HO)?\s{0,3}-?2?[\s_-]+(?P<zone>\d{1,4})[\s-](?P<number>\d{1,5})[\s-](?P<part>[123])"), "TYC"),
    (re.compile(r"(?P<zone>\d{4})-(?P<number>\d{5})-(?P<part>[123])"), "TYC"),
    (re.compile(r"(?:HIP(?:PARCOS)?)[\s_-]*(?P<number>\d{1,6})"), "HIP {number}"),
    (re.compile(r"(?:GAIA[\s_-]*+|(?=E?DR))(?P<release>E?DR\s?[123]|DR4)?[\s_-]*+(?P<number>\d{15,20})"), "GAIA"),
    (re.compile(r"SAO[\s_-]*(?P<number>\d{1,6})"), "SAO {number}"),
    (re.compile(r"HD[\s_-]*(?P<number>\d{1,6})"), "HD {number}"),
    (re.compile(r"PPM[\s_-]*(?P<number>\d{1,6})"), "PPM {number}"),
    (re.compile(r"EPIC[\s_-]*(?P<number>\d{9})"), "EPIC {number}"),
    (re.compile(r"2MASS[\s_-]*J?(?P<number>\d{7,8}[+-]\d{7})"), "2MASS J{number}"),
    (re.compile(r"URAT1[\s_-]*(?P<zone>\d{1,3})-(?P<number>\d{1,6})"), "URAT1"),
    (re.compile(r"(?:NOMAD1?|1N)[\s_-]*(?P<zone>\d{4})-(?P<number>\d{7})"), "NOMAD1 {zone}-{number}"),
    (re.compile(r"(?:USNO[\s-]?B1?|1B)(?:\.0)?[\s_-]*(?P<zone>\d{4})-(?P<number>\d{7})"), "USNO-B1.0 {zone}-{number}"),
    (re.compile(r"UBSC[\s_-]*(?P<number>\d{1,5})"), "UBSC {number}"),
)
#: A star named by its coordinates (``J073542.3+194512``), which is a choice in the forms of IOTA.
_COORDINATES = re.compile(
    r"(?:(?:GAIA|G|J|GAIA\s?J|J2000)\s?)?(?P<h>[01]\d|2[0-3])\s?(?P<m>[0-5]\d)\s?(?P<s>[0-5]\d(?:\.\d{1,4})?)\s?"
    r"(?P<sign>[+-])\s?(?P<d>[0-8]\d)\s?(?P<am>[0-5]\d)\s?(?P<as>[0-5]\d(?:\.\d{1,4})?)"
)
#: Pattern of a catalogue's numbers, from the drop-down list of a form, that is left where the catalogue's name was cut.
_SHAPE = re.compile(r"x[x -]{0,30}x(?=\s)\s?-?\s?", re.IGNORECASE)
#: A number with an exponent, which a spreadsheet has rounded.
_ROUNDED = re.compile(r"\d[.,]?\d{0,20}[eE]\+?\d{2}(?!\d)")
_MAGNITUDE = re.compile(
    r"(?<![\s,;(])[\s,;(]*+(?:\b[VRBGmM](?:ag)?\s*+=?\s*+\d{1,2}(?:[.,]\d++)?\s*+(?:mag)?\)?|"
    r"\bmag[^\W\d]{0,20}\.?\s*+[\d.]++)\s*+$"
)


def normalise_star(text: str) -> StarName | None:
    """Return a designation in the spelling of its catalogue.

    Parameters
    ----------
    text
        Text of a form: a designation, also with the code of a drop-down list before it (``2UCAC4 ...``) or a magnitude
        after it, or several designations separated by commas.

    Returns
    -------
    The designation, or None if the text is empty, or a spreadsheet has rounded the number. A designation of an unknown
    catalogue is returned with single blanks, and with ``is_known`` false.
    """
    if is_rounded(text):
        return None
    text = plain_words(text)
    names = [" ".join(part.split()) for part in re.split(r"[,;=]|\s/\s|\s\(", _MAGNITUDE.sub("", text))]
    names = [_SHAPE.sub("", name.strip("()[] "), count=1) for name in names if name.strip("()[] ")]
    if not names:
        return None
    known = [designation for name in names if (designation := _designation(name)) is not None]
    place = next((place for name in names if (place := _place(name)) is not None), (None, None))
    gaia = next((int(name.rsplit(" ", 1)[1]) for name in known if name.startswith("Gaia DR3 ")), None)
    if not known:
        return StarName(designation=names[0], aliases=tuple(names[1:]), is_exact=False, is_known=False)
    return StarName(
        designation=known[0],
        aliases=tuple(name for name in known[1:] if name != known[0]),
        gaia=gaia,
        ra=place[0],
        dec=place[1],
        is_exact=_without_zeros(text.strip()) == _without_zeros(known[0]),
        is_known=True,
    )


def is_rounded(text: str) -> bool:
    """Return whether a designation holds a number that a spreadsheet has rounded, such as ``4.691443935057297e+18``."""
    return _ROUNDED.search(text) is not None


def _without_zeros(designation: str) -> str:
    """Return a designation of Tycho without leading zeros in its numbers, since it is written with and without them."""
    return re.sub(r"(?<!\w)0+(?=\d)", "", designation) if designation.startswith("TYC ") else designation


def catalogue_of(designation: str) -> str:
    """Return the catalogue of a normalised designation (``UCAC4``, ``Gaia DR3`` ...)."""
    return designation.rsplit(" ", 1)[0]


def _designation(name: str) -> str | None:
    for pattern, form in _PATTERNS:
        match = pattern.fullmatch(name.upper().replace("–", "-"))
        if match:
            return _spell(form, match)
    place = _COORDINATES.fullmatch(name.upper())
    if place is None:
        return None
    return f"J{place['h']}{place['m']}{place['s']}{place['sign']}{place['d']}{place['am']}{place['as']}"


def _place(name: str) -> tuple[float, float] | None:
    """Return right ascension and declination of a star named by its coordinates [deg]."""
    match = _COORDINATES.fullmatch(name.upper())
    if match is None:
        return None
    ra = 15 * (int(match["h"]) + int(match["m"]) / 60 + float(match["s"]) / 3600)
    dec = int(match["d"]) + int(match["am"]) / 60 + float(match["as"]) / 3600
    return round(ra, 9), round(-dec if match["sign"] == "-" else dec, 9)


def _spell(form: str, match: re.Match[str]) -> str:
    words = match.groupdict()
    if form == "UCAC":
        return _ucac(match)
    if form == "TYC":
        return f"TYC {int(words['zone'])}-{int(words['number'])}-{words['part']}"
    if form == "URAT1":
        return _zone("URAT1", words["zone"], words["number"])
    if form == "GAIA":
        release = (words["release"] or "DR3").replace(" ", "")
        return f"Gaia {'DR3' if release == 'EDR3' else release} {int(words['number'])}"
    if "{zone}" not in form and words["number"].isdigit():
        words["number"] = str(int(words["number"]))
    return form.format(**words)
