"""Borders of countries, by which a station is checked to be in the country that its report names."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

#: A place that is closer to a country than this counts as in it [km]. The borders are simplified to 2 km and rounded to
#: 1 km; those of Natural Earth are wrong by a few km and lack small islands and piers; and coordinates are rounded.
TOLERANCE_KM = 10.0
_KM_PER_DEG = 111.2
#: Unit of the file of borders [deg].
_UNIT = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class _Borders:
    """Outlines of a country as straight lines between vertices [deg], arrays of shape (n,)."""

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    #: The next vertex.
    next_lon: npt.NDArray[np.float64]
    next_lat: npt.NDArray[np.float64]

    def hold(self, lon: float, lat: float) -> bool:
        """Return whether a place is inside, where a line to the east crosses an odd number of borders."""
        crossed = np.flatnonzero((self.lat > lat) != (self.next_lat > lat))
        lon0, lat0 = self.lon[crossed], self.lat[crossed]
        d_lon, d_lat = self.next_lon[crossed] - lon0, self.next_lat[crossed] - lat0
        return bool(np.count_nonzero(lon0 + (lat - lat0) / d_lat * d_lon > lon) % 2)

    def distance(self, lon: float, lat: float) -> float:
        """Return the approximate distance of a place from the nearest border or coast [km], valid up to 1000 km."""
        scale = math.cos(math.radians(min(abs(lat), 89.9)))
        x = (self.lon - lon) * scale
        y = self.lat - lat
        dx, dy = (self.next_lon - self.lon) * scale, self.next_lat - self.lat
        squares = dx**2 + dy**2
        share = np.clip(-(x * dx + y * dy) / np.where(squares > 0, squares, 1), 0, 1)
        away = np.hypot(x + share * dx, y + share * dy)
        return float(away.min()) * _KM_PER_DEG


def is_in(country: str, lon: float, lat: float) -> bool | None:
    """Return whether a place is in a country, or within `TOLERANCE_KM` of it.

    A territory with a code of its own belongs to its country too: Réunion is in ``RE`` and in ``FR``.

    Parameters
    ----------
    country
        Code of ISO 3166 alpha-2.
    lon, lat
        The place, east and north positive [deg].

    Returns
    -------
    True or False, or None if the borders of the country are not known.
    """
    if country not in _lines():
        return None
    near = _near((country, *_territories().get(country, ())), lon, lat)
    return any(_borders(code).hold(turned, lat) for code, turned in near) or any(
        _borders(code).distance(turned, lat) <= TOLERANCE_KM for code, turned in near
    )


def countries_at(lon: float, lat: float) -> tuple[str, ...]:
    """Return the codes of the countries and territories at a place [deg], or else of those within `TOLERANCE_KM`.

    Returns
    -------
    Mostly one code; several where countries claim the same land; empty at sea.
    """
    near = _near(_lines(), lon, lat)
    found = [code for code, turned in near if _borders(code).hold(turned, lat)]
    found = found or [code for code, turned in near if _borders(code).distance(turned, lat) <= TOLERANCE_KM]
    return tuple(dict.fromkeys(found))


def _near(codes: Iterable[str], lon: float, lat: float) -> list[tuple[str, float]]:
    """Return the codes of countries that may be near a place, with its longitude in the range of their borders."""
    north_margin = TOLERANCE_KM / _KM_PER_DEG
    margin = north_margin / math.cos(math.radians(min(abs(lat), 89.9)))
    found = []
    for code in codes:
        west, south, east, north = _box(code)
        if south - north_margin <= lat <= north + north_margin:
            turns = ((lon + 180) % 360 + turn for turn in (-540, -180, 180))
            found += [(code, turned) for turned in turns if west - margin <= turned <= east + margin]
    return found


@cache
def _lines() -> dict[str, str]:
    """Return the line of each country in the file of borders; the header of the file describes it."""
    text = files("schemas").joinpath("borders.txt").read_text(encoding="ascii")
    return {line[:2]: line for line in text.splitlines() if not line.startswith("#")}


@cache
def _territories() -> dict[str, tuple[str, ...]]:
    """Return the codes of the territories of each country that has any."""
    found: dict[str, tuple[str, ...]] = {}
    for code, line in _lines().items():
        owner = line[3:5].strip()
        if owner != "-":
            found[owner] = (*found.get(owner, ()), code)
    return found


@cache
def _box(code: str) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a country [deg]."""
    west, south, east, north = map(int, _lines()[code][:60].partition(";")[0].split()[2:])
    return west * _UNIT, south * _UNIT, east * _UNIT, north * _UNIT


@cache
def _borders(code: str) -> _Borders:
    _, _, text = _lines()[code].partition(";")
    steps = np.fromstring(text.replace(";", " "), dtype=np.int64, sep=" ").reshape(-1, 2)
    vertices = np.cumsum(steps, axis=0) * _UNIT
    # The line from the end of one outline to the start of the next is not a border.
    n_vertices = np.cumsum([len(outline.split()) // 2 for outline in text.split(";")])
    is_border = np.ones(len(vertices) - 1, dtype=bool)
    is_border[n_vertices[:-1] - 1] = False
    (lon, lat), (next_lon, next_lat) = vertices[:-1][is_border].T, vertices[1:][is_border].T
    return _Borders(lon=lon, lat=lat, next_lon=next_lon, next_lat=next_lat)
