"""Angles in degrees, minutes and seconds as forms write them."""

import re
from dataclasses import dataclass

_NUMBER = r"\d+(?:[.,]\d*)?|[.,]\d+"
_ANGLE = re.compile(
    rf"(?P<before>[NSEWO])?\s*(?P<sign>[+\-\u2212])?\s*(?P<d>{_NUMBER})"
    rf"(?:\s*[°d:\s]\s*(?P<m>{_NUMBER}))?(?:\s*['′m:\s]\s*(?P<s>{_NUMBER}))?"
    r"\s*(?:[\"″'’°s]{0,2})\s*(?P<after>[NSEWO])?",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Angle:
    """An angle as read."""

    #: [deg], negative for south and west.
    degrees: float
    #: How many of degrees, minutes and seconds were written (1 to 3).
    n_parts: int
    #: True where minutes or seconds reach 60.
    is_overflowing: bool
    #: The hemisphere letter as written (upper case), empty where there was none.
    hemisphere: str
    #: True where a sign was written.
    has_sign: bool
    #: Finest step that the digits resolve [deg].
    resolution: float


def parse_angle(text: str) -> Angle | None:
    """Return the angle of ``+52 58 48.5``, ``W 00 21 42.1``, ``48°25'52.8" N`` or ``52.98``, None if it is none.

    A minus sign before zero degrees counts (``-00 21 42``). South and west are negative;
    ``O`` is French west (ouest) only where the form says so: here it is not accepted as a hemisphere.
    """
    match = _ANGLE.fullmatch(text.strip())
    if match is None:
        return None
    before, after = (match["before"] or "").upper(), (match["after"] or "").upper()
    if (before and after) or "O" in before + after:
        return None
    parts = [match[name].replace(",", ".") for name in "dms" if match[name] is not None]
    if any("." in part for part in parts[:-1]):
        return None
    values = [float(part) for part in parts]
    size = sum(value / 60**power for power, value in enumerate(values))
    sign = -1 if match["sign"] in {"-", "\u2212"} else 1
    if before + after in {"S", "W"}:
        sign = -sign if sign > 0 else sign
    return Angle(
        degrees=sign * size,
        n_parts=len(parts),
        is_overflowing=any(value >= 60 for value in values[1:]),
        hemisphere=before + after,
        has_sign=match["sign"] is not None,
        resolution=10.0 ** -len(parts[-1].partition(".")[2]) / 60 ** (len(parts) - 1),
    )
