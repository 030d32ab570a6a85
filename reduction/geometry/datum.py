"""Coordinates of a station from other geodetic datums to WGS84."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import Transformer

#: EPSG codes of the geographic reference frames (EPSG Geodetic Parameter Dataset).
EPSG_CODES: dict[str, int] = {"NAD1927": 4267, "ED1950": 4230, "Tokyo": 4301, "GB1936": 4277}
EPSG_WGS84 = 4326


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Longitude and latitude on the WGS84 ellipsoid [deg], east and north positive."""

    lon: float
    lat: float


@cache
def _transformer(epsg: int) -> "Transformer":
    # The import of PROJ takes as long as the examination of ten forms, and few reports have another datum than WGS84.
    from pyproj import Transformer  # noqa: PLC0415

    return Transformer.from_crs(epsg, EPSG_WGS84, always_xy=True, allow_ballpark=False)


def to_wgs84(lon: float, lat: float, datum: str) -> Place | None:
    """Return coordinates in WGS84.

    Parameters
    ----------
    lon, lat
        Geodetic longitude and latitude in ``datum`` [deg], east and north positive.
    datum
        Value of `schemas.codes.Datum`.

    Returns
    -------
    The coordinates in WGS84, or None for a datum that has no EPSG code here.

    Notes
    -----
    PROJ chooses the transformation that is best at the station, which is correct to a few metres without grids. The
    parameters are those of the EPSG Geodetic Parameter Dataset as shipped with PROJ.
    """
    if datum == "WGS84":
        return Place(lon=lon, lat=lat)
    if datum not in EPSG_CODES:
        return None
    east, north = _transformer(EPSG_CODES[datum]).transform(lon, lat)
    return Place(lon=east, lat=north)
