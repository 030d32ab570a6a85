"""Star designations: many spellings of the forms, one spelling in the tables."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class StarName:
    """A star's designation as understood."""

    #: Normalised designation, e.g. ``UCAC4 350-187717``.
    designation: str
    #: Further designations of the same star that stood beside it, normalised.
    aliases: tuple[str, ...] = ()
    #: Gaia DR3 (or EDR3, which has the same identifiers) source id.
    gaia: int | None = None
    #: True where the text was written exactly as the normalised designation.
    is_exact: bool
    #: True where the catalogue is one that we know.
    is_known: bool


def _zone(catalogue: str, zone: str, number: str) -> str:
    return f"{catalogue} {int(zone):03d}-{int(number):06d}"


def _ucac(match: re.Match[str]) -> str:
    release = match["release"] or match["short"]
    return _zone(f"UCAC{release}", match["zone"], match["number"])


# The leading digit is the code of the drop-down list of the spreadsheet forms (``2UCAC4``).
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
    (re.compile(r"NOMAD1?[\s_-]*(?P<zone>\d{4})-(?P<number>\d{7})"), "NOMAD1 {zone}-{number}"),
    (re.compile(r"USNO-?B1?(?:\.0)?[\s_-]*(?P<zone>\d{4})-(?P<number>\d{7})"), "USNO-B1.0 {zone}-{number}"),
    (re.compile(r"UBSC[\s_-]*(?P<number>\d{1,5})"), "UBSC {number}"),
)
_MAGNITUDE = re.compile(
    r"(?<![\s,;(])[\s,;(]*+(?:\b[VRBGmM](?:ag)?\s*+=?\s*+\d{1,2}(?:[.,]\d++)?\s*+(?:mag)?\)?|"
    r"\bmag[^\W\d]{0,20}\.?\s*+[\d.]++)\s*+$"
)


def normalise_star(text: str) -> StarName | None:
    """Return a designation in its catalogue's own spelling.

    Parameters
    ----------
    text
        What a form says: a designation, possibly with a drop-down code before it (``2UCAC4 ...``),
        a magnitude after it, or several names separated by commas.

    Returns
    -------
    The star's name, or None where the text is empty. A designation of an unknown catalogue is
    returned with its blanks folded and ``is_known`` false.
    """
    names = [" ".join(part.split()) for part in re.split(r"[,;=]|\s/\s|\s\(", _MAGNITUDE.sub("", text))]
    names = [name.strip("()[] ") for name in names if name.strip("()[] ")]
    if not names:
        return None
    known = [designation for name in names if (designation := _designation(name)) is not None]
    gaia = next((int(name.rsplit(" ", 1)[1]) for name in known if name.startswith("Gaia DR3 ")), None)
    if not known:
        return StarName(designation=names[0], aliases=tuple(names[1:]), is_exact=False, is_known=False)
    return StarName(
        designation=known[0],
        aliases=tuple(name for name in known[1:] if name != known[0]),
        gaia=gaia,
        is_exact=_without_zeros(text.strip()) == _without_zeros(known[0]),
        is_known=True,
    )


def _without_zeros(designation: str) -> str:
    """Return a designation of Tycho without the zeros that fill its numbers up; both spellings are in use."""
    return re.sub(r"(?<!\w)0+(?=\d)", "", designation) if designation.startswith("TYC ") else designation


def catalogue_of(designation: str) -> str:
    """Return the catalogue's part of a normalised designation (``UCAC4``, ``Gaia DR3`` ...)."""
    return designation.rsplit(" ", 1)[0]


def _designation(name: str) -> str | None:
    for pattern, form in _PATTERNS:
        match = pattern.fullmatch(name.upper().replace("–", "-"))
        if match:
            return _spell(form, match)
    return None


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
