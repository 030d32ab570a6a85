"""The bands of surveys that the name of a filter can mean.

Names are those in FITS headers of common cameras, the filter codes of AAVSO's Extended format (its table of filters),
and those of Las Cumbres Observatory (``gp``, ``rp``, ``zs``).
"""

import re
from dataclasses import dataclass

#: For each band of a filter, neighbouring bands in which its magnitudes can be calibrated too. Centres of neighbours
#: differ by at most about 60 nm, half the width of a broad band.
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
#: Bands of a detector without a filter; silicon is sensitive from the blue to the near infrared.
_CLEAR = ("G", "R", "r", "V", "g", "RP", "I", "i")
_WORDS: dict[str, tuple[str, ...]] = {
    **{band: (band,) for band in _NEIGHBOURS if band not in {"G", "v"}},
    # A capital G may be the Sloan band, Gaia's band, or the green of a colour camera; a small v often is Johnson's V.
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
#: Filters that pass a spectral line only; no survey has a band for them.
_NARROW = re.compile(r"h[-_ ]?(?:a|b|alpha|beta)|o[-_ ]?(?:iii|3)|s[-_ ]?(?:ii|2)|n[-_ ]?(?:ii|2)", re.IGNORECASE)
_SLOAN = frozenset({"sloan", "sdss", "ps1", "ps", "panstarrs", "pan", "starrs", "atlas", "skymapper"})
_JOHNSON = frozenset({"johnson", "bessell", "bessel", "bessels", "cousins", "kron", "landolt", "jc", "jkc", "ubvri"})
_IDLE = frozenset(
    {"filter", "band", "mag", "apass", "gaiasp", "gaia", "2mass", "astrodon", "baader", "chroma", "generic", "ab"}
)
_LONGEST = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class FilterBands:
    """The bands in which magnitudes of a filter can be calibrated."""

    #: Name of the filter, as given.
    name: str
    #: Bands that the name means; several where it has several meanings, empty for a filter of a spectral line.
    own: tuple[str, ...]
    #: Bands near these.
    near: tuple[str, ...]

    @property
    def bands(self) -> tuple[str, ...]:
        """All bands, those that the name means first."""
        return (*self.own, *self.near)


def bands_of_filter(name: str) -> FilterBands | None:
    """Return the bands of a filter; None if its name is not known.

    Parameters
    ----------
    name
        Name by an observer or in the header of an image: ``B``, ``Johnson V``, ``sdss-r``, ``GaiaSP/g``, ``Clear``.
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
    """Return the bands that a word means in the systems that are named with it, or None."""
    if systems & _SLOAN and word.casefold() in _NEIGHBOURS:
        return (word.casefold(),)
    if systems & _JOHNSON and word.upper() in _NEIGHBOURS:
        return (word.upper(),)
    return _WORDS.get(word) or _SPELT.get(word.casefold())
