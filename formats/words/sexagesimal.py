"""Angles in degrees, minutes and seconds as forms write them."""

import re
import unicodedata
from dataclasses import dataclass

from formats.words.digits import fold

_NUMBER = r"\d{1,12}(?:[.,]\d{0,12})?|[.,]\d{1,12}"
_ANGLE = re.compile(
    rf"(?P<sign>[+-])?\s?(?P<d>{_NUMBER})"
    rf"(?:\s?(?P<d_mark>°|º|d|deg|:|\s)\s?(?P<m>{_NUMBER}))?"
    rf"(?:\s?(?P<m_mark>min\.?|['′’m:]|\s)\s?(?P<s>{_NUMBER}))?"
    r"\s?(?:°|º|deg|d|sec\.?|''|\"|″|”|'|′|’|(?<=[\d.,])[ms])?",
    re.IGNORECASE,
)
_WORDS = {
    **dict.fromkeys(("n", "north", "nord", "norte", "noord", "nordlich"), "N"),
    **dict.fromkeys(("s", "south", "sud", "sur", "sul", "zuid", "sudlich"), "S"),
    **dict.fromkeys(("e", "east", "est", "ost", "este", "leste", "oost", "ostlich"), "E"),
    **dict.fromkeys(("w", "west", "ouest", "ovest", "oeste", "westlich"), "W"),
}
#: Signs and hemispheres that contradict each other. A minus before south or west is only redundant.
_CONTRADICTIONS = frozenset({("-", "N"), ("-", "E"), ("+", "S"), ("+", "W")})
_FIRST_WORD = re.compile(r"([^\W\d_]{1,9})\.?\s?(?=[\d+.,-])")
_LAST_WORD = re.compile(r"(?<=[\d\s'\"′″’”°º.,dgmsDGMS])([^\W\d_]{1,9})\.?$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Angle:
    """An angle, and how it was written."""

    #: The angle [deg], negative for south and west.
    degrees: float
    #: Number of parts written: 1 for degrees only, 2 with minutes, 3 with seconds.
    n_parts: int
    #: True where minutes or seconds reach 60.
    is_overflowing: bool
    #: The hemisphere letter (upper case), empty without one.
    hemisphere: str
    #: True where a sign was written.
    has_sign: bool
    #: True where sign and letter name opposite hemispheres: ``-52 N``, ``+13 W``.
    is_contradictory: bool
    #: Size of the last digit [deg].
    resolution: float


def parse_angle(text: str) -> Angle | None:
    """Return the angle of ``+52 58 48.5``, ``W 00 21 42.1``, ``48°25'52.8" N`` or ``52.98``, None for any other text.

    A minus sign before zero degrees makes the whole angle negative (``-00 21 42``). South and west are negative. A
    letter ``O`` is not accepted as a hemisphere, since it is west in French and Spanish and east in German.
    """
    core, hemisphere = _hemisphere(fold(text))
    match = _ANGLE.fullmatch(core.strip())
    if match is None:
        return None
    parts = [match[name].replace(",", ".") for name in "dms" if match[name] is not None]
    if any("." in part for part in parts[:-1]):
        return None
    values = [float(part) for part in parts]
    size = sum(value / 60**power for power, value in enumerate(values))
    is_negative = match["sign"] == "-" or hemisphere in {"S", "W"}
    return Angle(
        degrees=-size if is_negative else size,
        n_parts=len(parts),
        is_overflowing=any(value >= 60 for value in values[1:]),
        hemisphere=hemisphere,
        has_sign=match["sign"] is not None,
        is_contradictory=(match["sign"], hemisphere) in _CONTRADICTIONS,
        resolution=10.0 ** -len(parts[-1].partition(".")[2]) / 60 ** (len(parts) - 1),
    )


def _hemisphere(text: str) -> tuple[str, str]:
    """Return an angle without its hemisphere, and the hemisphere; the text unchanged and "" if it has none or two."""
    first = _FIRST_WORD.match(text)
    last = _LAST_WORD.search(text)
    before = _WORDS.get(_plain(first[1])) if first else None
    after = _WORDS.get(_plain(last[1])) if last and not _is_unit(text, last) else None
    if first and before and not after:
        return text[first.end() :], before
    if last and after and not before:
        return text[: last.start()], after
    return text, ""


def _is_unit(text: str, last: re.Match[str]) -> bool:
    """Return whether the last letter means seconds, as in ``33d52m10s``, and not south, as in ``33 52 10s``."""
    return last[1] == "s" and re.search(r"\d\s?m", text) is not None and text[last.start() - 1] not in " s"


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().casefold()
