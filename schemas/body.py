"""Names of bodies: number and name as the Minor Planet Center writes them."""

import re
import unicodedata
from dataclasses import dataclass

_PLANETS = frozenset("mercury venus mars jupiter saturn uranus neptune".split())
#: Dwarf planets of the IAU among the numbered minor planets.
_DWARF_PLANETS = frozenset({1, 134340, 136108, 136199, 136472})
#: Satellites whose names minor planets also bear (names of the IAU's Gazetteer of Planetary Nomenclature), folded.
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
_PROVISIONAL = re.compile(r"(?:[A-C]/)?(\d{4})\s*([A-Z]{2})\s*_?(\d*)|(\d{4})\s+(P-L|T-[123])", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class BodyName:
    """A body's number and name as understood."""

    number: int | None
    name: str | None


def split_body(text: str) -> BodyName:
    """Split ``(130) Elektra``, ``130 Elektra``, ``Elektra (130)``, ``Elektra`` or ``(15094) 1999 WB2``.

    A provisional designation is not taken for a number and a name.
    """
    words = " ".join(text.split())
    if not words:
        return BodyName(number=None, name=None)
    match = re.fullmatch(r"\(?\s?(\d{1,7})\s?\)\s?(.*)", words)
    last = re.fullmatch(r"([^()#]*+)(?:\(\s?(?=\d{1,7}\s?\))|#\s?)(\d{1,7})\s?\)?", words)
    if match is None and last is not None and re.search(r"[^\W\d_]", last[1]):
        return BodyName(number=int(last[2]) or None, name=_name(last[1].rstrip()))
    if match is None and not _PROVISIONAL.fullmatch(words):
        match = re.fullmatch(r"(\d{1,7})(?:\s(\D.*|\d{4}\s[A-Z].*))?", words)
    if match is None:
        return BodyName(number=None, name=_name(words))
    return BodyName(number=int(match[1]) or None, name=_name(match[2] or ""))


def _name(words: str) -> str | None:
    """Return a name with provisional designations spelt as the MPC does."""
    match = _PROVISIONAL.fullmatch(words)
    if match and match[1]:
        return f"{match[1]} {match[2].upper()}{match[3]}"
    if match:
        return f"{match[4]} {match[5].upper()}"
    return words or None


def fold_name(name: str) -> str:
    """Return a name without accents, case, blanks and punctuation, for comparing and for ids."""
    if name.isascii() and name.isalnum():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", plain.lower())


def class_of(number: int | None, name: str | None) -> str | None:
    """Return the EPN-TAP target class that number and name allow to tell, else None."""
    if number in _DWARF_PLANETS:
        return "dwarf_planet"
    if number is not None:
        return "asteroid"
    if fold_name(name or "") in _PLANETS:
        return "planet"
    if fold_name(name or "") == "moon":
        return "satellite"
    if name and _PROVISIONAL.fullmatch(name):
        return "asteroid"
    if name and re.match(r"(\d{0,4}[PDI]/|C/|P/)", name):
        return "comet"
    return None
