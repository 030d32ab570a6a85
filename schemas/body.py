"""Names of bodies: number and name in the spelling of the Minor Planet Center."""

import re
import unicodedata
from dataclasses import dataclass, replace

from schemas.plain_words import plain_words
from schemas.small_body_designations import COMET, spell_designation

_PLANETS = frozenset("mercury venus mars jupiter saturn uranus neptune".split())
#: Numbers of the minor planets that are dwarf planets of the IAU.
_DWARF_PLANETS = frozenset({1, 134340, 136108, 136199, 136472})
_PLUTO = 134340
#: Satellites whose names are also those of minor planets, folded (names of the IAU's Gazetteer of Planetary
#: Nomenclature).
SHARED_SATELLITE_NAMES = frozenset(
    """
    adrastea amalthea ananke ariel atlas belinda bianca calypso carme charon cordelia cressida cupid daphnis deimos
    desdemona despina dione elara enceladus epimetheus europa galatea ganymede halimede helene himalia hyperion
    iapetus io janus juliet kale kalyke larissa leda lysithea mab metis mimas miranda naiad nereid oberon
    ophelia pan pandora
    pasiphae perdita phobos phoebe portia prometheus prospero proteus psamathe puck rhea rosalind sinope sycorax
    telesto tethys thalassa thebe themisto titan titania triton umbriel
    """.split()
)
#: Occult's numbers of planets and their moons: ``P5M03``; ``P9`` is Pluto.
_MOON = re.compile(r"\(?P(\d)(?:M(\d{2}))?\)?(?=\s|$)\s?(.*)", re.IGNORECASE)
_NO_NUMBER = re.compile(r"(?:\(\s?[-–—?0]{0,7}\s?\)|[-–—?]{1,3}(?=\s|$)|0{1,7}(?=\s))\s?")
_NUMBER_IN_BRACKETS = re.compile(r"\((?:\s?)(\d{1,7})(?:[.,]0{1,3})?\s?\)\s?(.*)")
_NUMBER_LAST = re.compile(r"([^()#]*+)(?:\(\s?(\d{1,7})\s?\)|#\s?(\d{1,7})\s?\)?)")
_NUMBER_FIRST = re.compile(r"(\d{1,7})(?:[.,]0{1,3})?(?:\s(?=\D|\d{4}\s?[A-Z])(.*))?", re.IGNORECASE)
_EQUALS = re.compile(r"\s=\s|(?<=[\d)])\s?=\s?(?=[\d(])")
_WHOLE = re.compile(r"(\d{1,9})(?:[.,]0{1,3})?")
_SURVEY_NAMES = frozenset({"P-L", "T-1", "T-2", "T-3"})


@dataclass(frozen=True, kw_only=True, slots=True)
class BodyName:
    """Number and name of a body."""

    number: int | None
    name: str | None
    #: EPN-TAP target class where the text states it, as Occult's numbers of moons do.
    target_class: str | None = None


def split_body(text: str) -> BodyName:
    """Split ``(130) Elektra``, ``130 Elektra``, ``Elektra (130)``, ``Elektra`` or ``(15094) 1999 WB2``.

    Designations of comets, and provisional ones of minor planets and satellites, are not split into number and name;
    they are returned in the spelling of the Minor Planet Center. Underscores are read as blanks, and a dash or a zero
    as a missing number.
    """
    words = plain_words(text)
    moon = _MOON.fullmatch(words)
    if moon is not None:
        return _planetary(moon)
    parts = _EQUALS.split(words)
    if len(parts) > 1:
        return _first_with_number([split_body(part) for part in parts])
    words = _NO_NUMBER.sub("", words, count=1) if _NO_NUMBER.match(words) else words
    designation = spell_designation(words)
    if designation is not None or not words:
        return BodyName(number=None, name=designation)
    number, name = _number_and_name(words)
    if number is not None and name.upper() in _SURVEY_NAMES:
        return BodyName(number=None, name=f"{number} {name.upper()}")
    return BodyName(number=number or None, name=spell_designation(name) or name or None)


def join_body(number_text: str, name_text: str) -> BodyName:
    """Return the body whose number and name are given in two fields.

    The number may be that of a minor planet (also as ``928.0``), a dash or 0 for a missing number, Occult's number of a
    planet or moon (``P5M03``), or the number of a comet (``29P``). The name may repeat the number.
    """
    number, named = plain_words(number_text).strip(" ().#"), split_body(name_text)
    if _MOON.fullmatch(number):
        return split_body(f"{number} {named.name or ''}")
    whole = _WHOLE.fullmatch(number)
    if whole is not None:
        return replace(named, number=int(whole[1]) or named.number)
    own = split_body(number)
    joined = spell_designation(f"{own.name} {named.name or ''}") if own.name is not None else None
    if joined is not None:
        return BodyName(number=own.number or named.number, name=joined)
    return named if named.name is not None else replace(own, number=own.number or named.number)


def _number_and_name(words: str) -> tuple[int | None, str]:
    """Return the number of a text, or None, and the rest of the text."""
    in_brackets, last = _NUMBER_IN_BRACKETS.fullmatch(words), _NUMBER_LAST.fullmatch(words)
    if in_brackets is not None:
        return int(in_brackets[1]), in_brackets[2]
    if last is not None and re.search(r"[^\W\d_]", last[1]):
        return int(last[2] or last[3]), last[1].rstrip()
    first = _NUMBER_FIRST.fullmatch(words)
    return (int(first[1]), first[2] or "") if first is not None else (None, words)


def _first_with_number(bodies: list[BodyName]) -> BodyName:
    """Return the body of several designations: the first one that has a number, else the first one."""
    best = next((body for body in bodies if body.number is not None), bodies[0])
    return replace(best, name=best.name or next((body.name for body in bodies if body.name), None))


def _planetary(match: re.Match[str]) -> BodyName:
    """Return the planet, moon or Pluto of Occult's number."""
    code = f"P{match[1]}" + (f"M{match[2]}" if match[2] else "")
    name = match[3].strip() or None
    if int(match[2] or 0):
        return BodyName(number=None, name=name or code, target_class="satellite")
    if match[1] == "9":
        return BodyName(number=_PLUTO, name=name or "Pluto", target_class="dwarf_planet")
    return BodyName(number=None, name=name or code, target_class="planet")


def fold_name(name: str) -> str:
    """Return a name in small letters without accents, blanks and punctuation, for comparisons and identifiers."""
    if name.isascii() and name.isalnum():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", plain.lower())


def class_of(number: int | None, name: str | None) -> str | None:
    """Return the EPN-TAP target class that follows from number and name, else None."""
    if number in _DWARF_PLANETS:
        return "dwarf_planet"
    if number is not None:
        return "asteroid"
    folded = fold_name(name or "")
    if folded in _PLANETS or folded == "moon":
        return "satellite" if folded == "moon" else "planet"
    designation = spell_designation(name or "")
    if designation is None:
        return None
    if designation.startswith("S/"):
        return "satellite"
    return "comet" if COMET.match(designation) else "asteroid"
