"""Cells of the sky: the units in which reference stars are fetched from a service, each once.

The sky is cut into zones of declination, each zone into cells of about the same width. Cells do not overlap, and a
cell's edges are lines of equal right ascension and declination, so that a service can be asked for exactly one.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.position import separation

#: Height of a zone and width of a cell [deg].
CELL_SIZE_DEG = 0.5
_N_ZONES = round(180.0 / CELL_SIZE_DEG)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell, by the number of its zone from the south pole and its number in the zone, from 0 eastwards."""

    zone: int
    number: int

    @property
    def name(self) -> str:
        """Name of the cell: position of its south-west corner."""
        return f"{self.ra_min:08.4f}{self.dec_min:+06.1f}"

    @property
    def dec_min(self) -> float:
        """Southern edge [deg]."""
        return -90.0 + self.zone * CELL_SIZE_DEG

    @property
    def dec_max(self) -> float:
        """Northern edge [deg]."""
        return self.dec_min + CELL_SIZE_DEG

    @property
    def ra_min(self) -> float:
        """Western edge [deg]."""
        return 360.0 * self.number / cells_in_zone(self.zone)

    @property
    def ra_max(self) -> float:
        """Eastern edge [deg]."""
        return 360.0 * (self.number + 1) / cells_in_zone(self.zone)

    @property
    def center(self) -> tuple[float, float]:
        """Middle of the cell [deg]; for a zone of one cell its pole."""
        if cells_in_zone(self.zone) == 1:
            return 0.0, math.copysign(90.0, self.dec_min)
        return (self.ra_min + self.ra_max) / 2, (self.dec_min + self.dec_max) / 2

    @property
    def radius(self) -> float:
        """Radius of a circle about the centre that holds the whole cell [deg]."""
        ra, dec = self.center
        corners = [(edge, level) for edge in (self.ra_min, self.ra_max) for level in (self.dec_min, self.dec_max)]
        # Where a parallel bends away from the pole its middle is further away than the corners.
        corners += [(ra, level) for level in (self.dec_min, self.dec_max)]
        return max(separation(ra, dec, *corner) for corner in corners) * 1.0001 + 1e-6


def cells_in_zone(zone: int) -> int:
    """Return the number of cells in a zone; one next to the poles."""
    if zone in (0, _N_ZONES - 1):
        return 1
    dec = min(abs(-90.0 + zone * CELL_SIZE_DEG), abs(-90.0 + (zone + 1) * CELL_SIZE_DEG))
    return max(1, math.ceil(360.0 * math.cos(math.radians(dec)) / CELL_SIZE_DEG))


def cells_near(ra: float, dec: float, radius: float) -> Iterator[Cell]:
    """Return the cells that a circle touches; all in degrees."""
    first = max(0, math.floor((dec - radius + 90.0) / CELL_SIZE_DEG))
    last = min(_N_ZONES - 1, math.floor((dec + radius + 90.0) / CELL_SIZE_DEG))
    for zone in range(first, last + 1):
        count = cells_in_zone(zone)
        half_width = _half_width(dec, radius)
        if half_width >= 180.0 or count == 1:
            numbers = range(count)
        else:
            low = math.floor((ra - half_width) / 360.0 * count)
            high = math.floor((ra + half_width) / 360.0 * count)
            numbers = range(low, min(high, low + count - 1) + 1)
        for number in numbers:
            yield Cell(zone=zone, number=number % count)


def _half_width(dec: float, radius: float) -> float:
    """Return the largest difference in right ascension between a circle's centre and its edge [deg]."""
    if abs(dec) + radius >= 90.0:
        return 180.0
    return math.degrees(math.asin(math.sin(math.radians(radius)) / math.cos(math.radians(dec))))
