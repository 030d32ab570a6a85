"""The geoid: height of mean sea level above the WGS84 ellipsoid."""

import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import Transformer

#: EGM96 on a grid of 15 arcmin (Lemoine et al. 1998, NASA/TP-1998-206861), as Debian's package proj-data ships it.
GRID = Path("/usr/share/proj/egm96_15.gtx")


@cache
def _transformer() -> "Transformer | None":
    # The import of PROJ takes as long as the examination of ten forms, and many files need no conversion.
    from pyproj import Transformer  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    steps = (
        "+proj=pipeline",
        "+step +proj=unitconvert +xy_in=deg +xy_out=rad",
        f"+step +proj=vgridshift +grids={GRID} +multiplier=1",
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg",
    )
    try:
        return Transformer.from_pipeline(" ".join(steps)) if GRID.exists() else None
    except ProjError:
        return None


def undulation(lon: float, lat: float) -> float | None:
    """Return the height of the EGM96 geoid above the WGS84 ellipsoid [m].

    Parameters
    ----------
    lon, lat
        Longitude and latitude, WGS84 [deg], east and north positive.

    Returns
    -------
    The height, or None if the grid is not installed or the coordinates are impossible.
    """
    transformer = _transformer()
    if transformer is None or abs(lat) > 90 or abs(lon) > 360:
        return None
    height = float(transformer.transform(lon, lat, 0.0)[2])
    return height if math.isfinite(height) else None
