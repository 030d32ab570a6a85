"""Which bands of surveys the filter in front of a detector can mean, from what observers and cameras call it.

Names are those of the FITS headers of common cameras, of the filter codes of AAVSO's Extended format (its table of
filters), and of Las Cumbres Observatory (``gp``, ``rp``, ``zs``).
"""

import re
from dataclasses import dataclass

#: Bands that can be a filter's: by its own band, the neighbours on whose scale its magnitudes are still usable. Centres
#: of neighbours differ by at most about 60 nm, half the width of a broad band.
_NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "U": ("u",),
    "B": ("g",),
    "V": ("g", "G"),
    "R": ("r",),
    "I": ("i", "RP"),
    "u": ("U",),
    "v": (),
    "g": ("V", "B", "BP"),
    "r": ("R",),
    "i": ("I", "RP"),
    "z": ("y",),
    "y": ("z",),
    "J": (),
    "H": (),
    "K": (),
    "G": ("V", "R", "r"),
    "BP": ("g", "V"),
    "RP": ("I", "i"),
}
#: Without a filter a detector of silicon sees from the blue to the near infrared.
_CLEAR = ("G", "R", "r", "V", "g", "RP", "I", "i")
_WORDS: dict[str, tuple[str, ...]] = {
    **{band: (band,) for band in _NEIGHBOURS if band not in {"G", "v"}},
    # A capital G is the Sloan band, Gaia's, or the green of a colour camera; a small v is often Johnson's.
    "G": ("g", "G", "V"),
    "v": ("V", "v"),
    "b": ("B",),
    "Z": ("z",),
    "Y": ("y",),
    "Ks": ("K",),
    "Gbp": ("BP",),
    "Grp": ("RP",),
    **{f"{band}p": (band,) for band in "ugriz"},
    **{f"{band}'": (band,) for band in "ugriz"},
    **{f"S{band.upper()}": (band,) for band in "ugriz"},
    "zs": ("z",),
    "ZS": ("z",),
    **{f"{band}{mark}": (band,) for band in "UBVRI" for mark in ("j", "J", "c", "C", "b", "B")},
    "TB": ("B",),
    "TG": ("V",),
    "TR": ("R",),
    "CV": ("V", *_CLEAR),
    "CR": ("R", *_CLEAR),
}
_SPELT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("clear", "clr", "cl", "c", "none", "no", "nofilter", "open", "empty", "unfiltered", "air", "white", "w"),
        _CLEAR,
    ),
    **dict.fromkeys(("l", "lum", "luminance", "uvir", "uvircut", "cbb"), _CLEAR),
    "vis": ("V",),
    "visual": ("V",),
    "green": ("V",),
    "blue": ("B",),
    "red": ("R",),
}
#: Filters that pass a line only: no band of a survey is their scale.
_NARROW = re.compile(r"h[-_ ]?(?:a|b|alpha|beta)|o[-_ ]?(?:iii|3)|s[-_ ]?(?:ii|2)|n[-_ ]?(?:ii|2)", re.IGNORECASE)
_SLOAN = frozenset({"sloan", "sdss", "ps1", "ps", "panstarrs", "pan", "starrs", "atlas", "skymapper"})
_JOHNSON = frozenset({"johnson", "bessell", "bessel", "bessels", "cousins", "kron", "landolt", "jc", "jkc", "ubvri"})
_IDLE = frozenset(
    {"filter", "band", "mag", "apass", "gaiasp", "gaia", "2mass", "astrodon", "baader", "chroma", "generic", "ab"}
)
_LONGEST = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class FilterBands:
    """The bands that can be a filter's."""

    #: The filter as named.
    name: str
    #: Its own bands, more than one where its name has several meanings; none for a filter of a spectral line.
    own: tuple[str, ...]
    #: Bands near it.
    near: tuple[str, ...]

    @property
    def bands(self) -> tuple[str, ...]:
        """All bands that can be the filter's, its own first."""
        return (*self.own, *self.near)


def bands_of_filter(name: str) -> FilterBands | None:
    """Return the bands that a filter can mean; None where its name is not known.

    Parameters
    ----------
    name
        As an observer or the header of an image writes it: ``B``, ``Johnson V``, ``sdss-r``, ``GaiaSP/g``, ``Clear``.
    """
    if not name.strip() or len(name) > _LONGEST:
        return None
    if _NARROW.fullmatch(name.strip()):
        return FilterBands(name=name.strip(), own=(), near=())
    words = [word for word in re.split(r"[^A-Za-z0-9']+", name) if word]
    small = [word.casefold() for word in words]
    systems = set(small) & (_SLOAN | _JOHNSON)
    left = [word for word, key in zip(words, small, strict=True) if key not in _SLOAN | _JOHNSON | _IDLE]
    own = _own("".join(left) if "".join(left).casefold() in _SPELT else " ".join(left), systems)
    if own is None:
        return None
    near = tuple(dict.fromkeys(band for one in own for band in _NEIGHBOURS[one] if band not in own))
    return FilterBands(name=name.strip(), own=own, near=() if set(own) >= set(_CLEAR) else near)


def _own(word: str, systems: set[str]) -> tuple[str, ...] | None:
    """Return the bands of one word, in the system that is named beside it."""
    if systems & _SLOAN and word.casefold() in _NEIGHBOURS:
        return (word.casefold(),)
    if systems & _JOHNSON and word.upper() in _NEIGHBOURS:
        return (word.upper(),)
    return _WORDS.get(word) or _SPELT.get(word.casefold())
