"""Numbers with and without units as people write them on forms."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from formats.words.digits import fold, repair
from schemas.codes import AltitudeReference

_NUMBER = r"(?P<number>[+-]?\s?(?:\d{1,15}(?:[.,]\d{1,15})?|[.,]\d{1,15})(?:[eE][+-]?\d{1,2}(?!\d))?[.,]?)"
_UNIT = r"(?P<unit>[^\W\d_]{1,14}|[°º\"″'′]{1,2}|µs)?"
_PAIR = re.compile(rf"(?<![\w/.,]){_NUMBER}\s?{_UNIT}")
_LEAD = re.compile(
    r"^(?:s/?nr?\s?[:=]?\s?(?=\d))?"
    r"(?:(?>\+\s?/\s?-|\+-|±|~|≈|<=?|>=?|=|ca?\.?(?=\s?\d)|circa|about|approximately|approx\.?|etwa|environ|env\.?)\s?+)*+",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<!\d)(\d{1,3}),(\d{3})\.(\d)|(?<!\d)(\d{1,3})\.(\d{3}),(\d)")
#: Numbers whose thousands are separated by a blank or an apostrophe.
_GROUP_GAPS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[ '’]\d{3}){1,6}(?!\d|['’])")
#: Numbers in which the comma or point may separate thousands or decimals: ``1,200``.
_GROUP_SIGNS = re.compile(r"(?<![\d.,])([1-9]\d{0,2})[.,](\d{3})(?![\d.,])")
#: Likely heights of stations [m], and likely apertures and focal lengths of telescopes [cm].
_SITES_M, _SIZES_CM = (-450.0, 9000.0), (1.0, 5000.0)
_RANGE = re.compile(r"\+?\d{1,9}(?:[.,]\d{1,9})?\s?(?:-|to|bis|\.\.\.?|…)\s?\d")
_TWO_SIDES = re.compile(r"\+\s?(\d{1,9}(?:[.,]\d{1,9})?)\s?[/;, ]\s?-\s?(\d{1,9}(?:[.,]\d{1,9})?)(.*)", re.DOTALL)
_MINUS_WORD = re.compile(r"^(?:minus|moins|meno|menos)\s(?=\d)", re.IGNORECASE)
_BOTH_SIZES = re.compile(r"(\d[\d.,]{0,9})\s?/\s?(\d[\d.,]{0,9})\s?([mc]m)(?![^\W\d_])", re.IGNORECASE)
_LENGTHS_CM = {
    **dict.fromkeys(("mm", "millimeter", "millimetre", "millimetres", "millimeters"), 0.1),
    **dict.fromkeys(("cm", "cms", "zm", "centimeter", "centimetre", "centimeters", "centimetres"), 1.0),
    **dict.fromkeys(("m", "meter", "metre", "meters", "metres", "mtr"), 100.0),
    **dict.fromkeys(("in", "inch", "inches", "zoll", "pouces", "pollici", "cali", '"', "″", "''"), 2.54),
}
_HEIGHTS_M = {
    **dict.fromkeys(("m", "meter", "metre", "meters", "metres", "metri", "metros", "mtr", "mt", "mts"), 1.0),
    **dict.fromkeys(("ft", "feet", "foot", "fuss", "pieds", "piedi", "pies", "'"), 0.3048),
    **dict.fromkeys(("km",), 1000.0),
}
_TIMES_S = {
    **dict.fromkeys(
        (
            "s", "sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden", "seconde", "secondes", "secondi",
            "secondo", "segundo", "segundos", "sekund", "sekundy", "seg", "seconden", '"', "''", "″",
        ),
        1.0,
    ),
    **dict.fromkeys(("ms", "msec", "msecs", "millisec", "millisecond", "milliseconds", "millisekunden"), 1e-3),
    **dict.fromkeys(("us", "usec", "µs", "μs", "microseconds"), 1e-6),
    **dict.fromkeys(("min", "minute", "minutes", "minuten"), 60.0),
}  # fmt: skip
_TEMPERATURE = re.compile(
    rf"(?<![\w/.,]){_NUMBER}\s?(?P<unit>(?:°|º|deg(?:rees|ree|\.)?|grad|gradi|grados)?"
    r"\s?(?:celsius|centigrade|fahrenheit|kelvin|[cfk])?)(?![^\W\d_])",
    re.IGNORECASE,
)
_SEA_LEVEL = re.compile(
    r"(?<![^\W\d_])(?:a?msl|a\.?s\.?l|sea\s?level|n\.?h?\.?n|ü\.?\s?m|m\.?\s?ü|[su]\.?n\.?m|n\.?p\.?m|"
    r"s\.?l\.?m|geoid|egm\d*|orthometric)(?![^\W\d_])",
    re.IGNORECASE,
)
_ELLIPSOID = re.compile(r"wgs|ellips|(?<![^\W\d_])hae(?![^\W\d_])", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A number as read, in the unit that the caller asks for."""

    value: float
    #: How it was converted, as a phrase for a message; empty where it is unchanged.
    note: str = ""
    #: True where a letter was read as a digit.
    is_repaired: bool = False
    #: True where the text holds more than the number and its unit.
    has_rest: bool = False
    #: Why the observer may have meant another number, as a phrase for a message; empty where the text is clear.
    doubt: str = ""


def parse_number(text: str) -> Quantity | None:
    """Return the number without a unit at the start of a text (``~5``, ``12,5 (AOTA)``), or None."""
    return _try(text, _plain_number)


def parse_length_cm(text: str, *, mm_from: float | None = None) -> Quantity | None:
    """Return a length [cm] (``36``, ``36 cm``, ``277mm``, ``8"``, ``about 700 mm``), None if the text has no length.

    Parameters
    ----------
    text
        The text; of several lengths the first metric one is taken.
    mm_from
        Numbers without a unit from this value on are read as millimetres; None: all are read as centimetres.
    """
    found = _ungrouped(
        _BOTH_SIZES.sub(r"\1 \3 / \2 \3", text[:800]), lambda words: _with_unit(words, _LENGTHS_CM, "cm"), _SIZES_CM
    )
    if found is None or found.note or mm_from is None or found.value < mm_from:
        return found
    if re.search(r"cm|zm|cent", text, re.IGNORECASE):
        return found
    return replace(found, value=round(found.value / 10, 6), note="without a unit, read as mm")


def parse_height_m(text: str) -> Quantity | None:
    """Return a height [m] (``37.4``, ``8 m (MSL)``, ``123 MSL``, ``450 ft``), None if the text has no height."""
    return _ungrouped(text, lambda words: _with_unit(words, _HEIGHTS_M, "m"), _SITES_M)


def height_reference(text: str) -> AltitudeReference:
    """Return what a height is measured from, as the words around it state; unknown if they name both or neither."""
    is_sea_level, is_ellipsoid = _SEA_LEVEL.search(text), _ELLIPSOID.search(text)
    if bool(is_sea_level) == bool(is_ellipsoid):
        return AltitudeReference.UNKNOWN
    return AltitudeReference.MSL if is_sea_level else AltitudeReference.WGS84


def parse_seconds(text: str) -> Quantity | None:
    """Return a duration [s] (``0.5``, ``+/- 0.5 s``, ``40 ms``, ``1/25 s``, ``1:03.5``), None if there is no duration.

    Of an asymmetric uncertainty, ``+0.3/-0.5``, the larger value is taken.
    """
    sides = _TWO_SIDES.match(fold(text))
    if sides is None:
        return _try(text, _seconds)
    larger = _try(f"{max(sides[1], sides[2], key=_float)}{sides[3]}", _seconds)
    return replace(larger, note=f"the larger of the two values, {larger.value:g} s, was taken") if larger else None


def parse_celsius(text: str) -> Quantity | None:
    """Return a temperature [deg C] (``22``, ``-3,5 °C``, ``282 Kelvin (+09 deg Celsius)``), None for other texts."""
    return _try(_MINUS_WORD.sub("-", fold(text)), _celsius)


def _ungrouped(text: str, parse: Callable[[str], Quantity | None], likely: tuple[float, float]) -> Quantity | None:
    """Return a number that may be written with a separator of thousands: ``1 200 m``, ``1'200 m``, ``1,200 m``.

    Where both meanings of a comma or point give a likely value, a comma is read as a separator of thousands and a point
    as a decimal sign, and `Quantity.doubt` names both values.
    """
    words = _GROUP_GAPS.sub(lambda match: re.sub(r"[ '’]", "", match[0]), fold(text))
    plain, joined = _try(words, parse), _try(_GROUP_SIGNS.sub(r"\1\2", words), parse)
    if plain is None or joined is None or plain.value == joined.value:
        return plain or joined
    is_plain, is_joined = (likely[0] <= found.value <= likely[1] for found in (plain, joined))
    if is_plain and is_joined:
        chosen = joined if re.search(r"\d,\d{3}", words) else plain
        return replace(chosen, doubt=f"it can be {plain.value:g} or {joined.value:g} and was read as {chosen.value:g}")
    return joined if is_joined else plain


def _try(text: str, parse: Callable[[str], Quantity | None]) -> Quantity | None:
    words = _LEAD.sub("", _THOUSANDS.sub(_join_thousands, fold(text)))
    found = parse(words)
    if found is None:
        repaired = repair(words)
        found = parse(repaired) if repaired != words else None
        found = replace(found, is_repaired=True) if found is not None else None
    if found is not None and _RANGE.match(words):
        return replace(found, doubt=f"this is a range; it was read as {found.value:g}")
    return found


def _join_thousands(match: re.Match[str]) -> str:
    groups = [group for group in match.groups() if group is not None]
    return f"{groups[0]}{groups[1]}.{groups[2]}"


def _float(number: str) -> float:
    return float(number.replace(",", ".").replace(" ", "").rstrip("."))


def _plain_number(words: str) -> Quantity | None:
    match = re.match(_NUMBER, words)
    if match is None:
        return None
    return Quantity(value=_float(match["number"]), has_rest=bool(words[match.end() :].strip()))


def _with_unit(words: str, units: dict[str, float], wanted: str) -> Quantity | None:
    pairs = [match for match in _PAIR.finditer(words) if (match["unit"] or "").casefold() in units]
    metric = [match for match in pairs if (match["unit"] or "").casefold() in {"mm", "cm", "m", "km"}]
    match = next(iter(metric or pairs), None)
    if match is None:
        return _unitless(words)
    factor = units[match["unit"].casefold()]
    value = round(_float(match["number"]) * factor, 6) if factor != 1 else _float(match["number"])
    note = "" if factor == 1 else f"converted to {value:g} {wanted}"
    return Quantity(value=value, note=note, has_rest=match[0].strip() != words)


def _unitless(words: str) -> Quantity | None:
    match = re.match(_NUMBER, words)
    rest = words[match.end() :].strip() if match else ""
    if match is None or (re.match(r"[^\W\d_]{1,3}(?![^\W\d_])", rest) and not _SEA_LEVEL.match(rest)):
        return None
    return Quantity(value=_float(match["number"]), has_rest=bool(rest))


def _seconds(words: str) -> Quantity | None:
    clock = re.match(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,9})?)(?![\d:])", words)
    if clock:
        value = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + _float(clock[3])
        return Quantity(value=value, note=f"converted to {value:g} s", has_rest=clock.end() < len(words))
    ratio = re.match(r"(\d{1,3})\s?/\s?(\d{1,6})(?:\s?s(?:ec)?)?(?![\w/])", words)
    if ratio and int(ratio[2]):
        value = int(ratio[1]) / int(ratio[2])
        return Quantity(value=value, note=f"converted to {value:g} s", has_rest=ratio.end() < len(words))
    match = re.match(rf"{_NUMBER}\s?{_UNIT}", words)
    if match is None or words[match.end() :].lstrip().startswith("%"):
        return None
    factor = _TIMES_S.get((match["unit"] or "s").casefold())
    if factor is None:
        return None
    value = round(_float(match["number"]) * factor, 9) if factor != 1 else _float(match["number"])
    note = "" if factor == 1 else f"converted to {value:g} s"
    return Quantity(value=value, note=note, has_rest=bool(words[match.end() :].strip(" .")))


def _celsius(words: str) -> Quantity | None:
    found = [(match, _scale(match["unit"])) for match in _TEMPERATURE.finditer(words)]
    if not found:
        return None
    match, scale = next((pair for pair in found if pair[1] == "c"), found[0])
    number = _float(match["number"])
    has_rest = match[0].strip() != words
    if scale == "k":
        value = round(number - 273.15, 2)
    elif scale == "f":
        value = round((number - 32) / 1.8, 2)
    else:
        return Quantity(value=number, has_rest=has_rest)
    return Quantity(value=value, note=f"converted to {value:g} deg C", has_rest=has_rest)


def _scale(unit: str) -> str:
    """Return c, f or k for a unit as written; empty for plain degrees and for no unit."""
    word = re.sub(r"^(?:deg(?:rees|ree|\.)?|grad[io]?s?|[°º])", "", unit.casefold().strip()).strip()
    return word[:1]
