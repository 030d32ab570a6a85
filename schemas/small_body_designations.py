"""Designations of minor planets, comets and satellites in the Minor Planet Center's spelling.

The forms are those of the pages "New- and Old-Style Minor Planet Designations", "Packed Provisional and Permanent
Designations" and "Cometary Designation System" of the Minor Planet Center
(https://www.minorplanetcenter.net/iau/info/: DesDoc.html, PackedDes.html, CometDes.html).
"""

import re

from schemas.plain_words import plain_words

_PROVISIONAL = re.compile(
    r"(A/)?(18[4-9]\d|19\d{2}|20\d{2}|A[89]\d{2})\s?([A-HJ-Y][A-HJ-Z])\s?(\d{0,3})", re.IGNORECASE
)
_OLD = re.compile(r"(18[4-9]\d|19[0-2]\d)\s([A-Z])")
_SURVEY = re.compile(r"(\d{4})\s?(P-?L|T-?[123])", re.IGNORECASE)
_NUMBERED_COMET = re.compile(
    r"\(?0{0,3}(\d{1,3})([PDI])(-[A-Z]{1,2}\d?)?\)?(?:\s?/\s?(\S.{0,100})|\s(\S.{0,100}))?", re.IGNORECASE
)
_COMET = re.compile(
    r"([CPDXIA])/\s?(-?\d{1,4})\s?([A-HJ-Y][A-Z]?\d{0,3})(-[A-Z]{1,2}\d?)?"
    r"(?:\s?\((\S[^()]{0,60})\)|\s(\S.{0,60}))?"
)
_SATELLITE = re.compile(r"S/\s?(\d{4})\s?(?:([JSUNP])|\((\d{1,7})\))\s?(\d{1,3})")
_PACKED = re.compile(r"([IJK])(\d\d)([A-HJ-Y])([0-9A-Za-z])(\d)([A-HJ-Z])")
_PACKED_SURVEY = re.compile(r"(PL|T[123])S(\d{4})")
_CENTURIES = {"I": 18, "J": 19, "K": 20}
#: A designation of a comet, or of an interstellar object with a comet's designation, as `spell_designation` writes it.
COMET = re.compile(r"\d{1,3}[PDI](?:-|/|$)|[CPDXI]/")


def spell_designation(text: str) -> str | None:
    """Return a designation as the Minor Planet Center spells it, None for names and other texts.

    Parameters
    ----------
    text
        A provisional designation of a minor planet, with or without blanks or underscores, or packed (``2005_TN74``,
        ``2005tn74``, ``K05T74N``, ``2040 P-L``, ``A904 OA``), a comet (``29P Schwassmann-Wachmann``, ``C/2017 K2``), an
        interstellar object (``2I/Borisov``) or a provisional satellite (``S/2004 S 7``).
    """
    words = plain_words(text)[:200]
    for pattern, spell in _SPELLINGS:
        match = pattern.fullmatch(words)
        if match is not None:
            return spell(match)
    return None


def _provisional(match: re.Match[str]) -> str:
    order = match[4].lstrip("0")
    return f"{(match[1] or '').upper()}{match[2].upper()} {match[3].upper()}{order}"


def _old(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2]}"


def _survey(match: re.Match[str]) -> str:
    letters = match[2].upper().replace("-", "")
    return f"{match[1]} {letters[0]}-{letters[1]}"


def _numbered_comet(match: re.Match[str]) -> str:
    name = (match[4] or match[5] or "").strip(" ()")
    return f"{int(match[1])}{match[2].upper()}{(match[3] or '').upper()}" + (f"/{name}" if name else "")


def _comet(match: re.Match[str]) -> str:
    name = (match[5] or match[6] or "").strip(" ()")
    return f"{match[1]}/{match[2]} {match[3]}{match[4] or ''}" + (f" ({name})" if name else "")


def _satellite(match: re.Match[str]) -> str:
    return f"S/{match[1]} {match[2] or f'({match[3]})'} {match[4]}"


def _packed(match: re.Match[str]) -> str:
    high = match[4]
    tens = int(high) if high.isdigit() else ord(high) - (55 if high.isupper() else 61)
    order = tens * 10 + int(match[5])
    return f"{_CENTURIES[match[1]]}{match[2]} {match[3]}{match[6]}{order or ''}"


def _packed_survey(match: re.Match[str]) -> str:
    return f"{match[2]} {match[1][0]}-{match[1][1]}"


_SPELLINGS = (
    (_PROVISIONAL, _provisional),
    (_OLD, _old),
    (_SURVEY, _survey),
    (_NUMBERED_COMET, _numbered_comet),
    (_COMET, _comet),
    (_SATELLITE, _satellite),
    (_PACKED, _packed),
    (_PACKED_SURVEY, _packed_survey),
)
