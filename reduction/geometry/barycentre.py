"""Times at the observer to times at the barycentre of the Solar System, in TDB.

BJD_TDB = JD_UTC + leap seconds + (TDB - TT) + light travel time along the direction of the star (Eastman,
Siverd and Gaudi 2010, PASP 122, 935, 2010PASP..122..935E). The Shapiro and parallax terms, below 0.1 ms for
these stars, are left out, as astropy does.
"""

from warnings import catch_warnings, simplefilter

import astropy.units as u
import numpy as np
from astropy.coordinates import EarthLocation, SkyCoord
from astropy.time import Time
from astropy.utils import iers
from astropy.utils.exceptions import AstropyWarning
from erfa import ErfaWarning
from numpy.typing import NDArray

from schemas.instant import SECONDS_PER_DAY

FloatArray = NDArray[np.float64]

#: JD minus MJD.
MJD_TO_JD = 2_400_000.5
#: Between nodes this far apart [s] a straight line is good to 0.1 microseconds: the acceleration of an observer
#: is 0.04 m/s^2, and 0.04 m/s^2 * (60 s)^2 / 8 = 18 m.
_NODE_STEP_S = 60.0


def barycentric_mjd(mjd: FloatArray, *, ra: float, dec: float, lon: float, lat: float, alt_m: float) -> FloatArray:
    """Return BJD_TDB - 2400000.5 of instants at a station.

    Parameters
    ----------
    mjd
        UTC [MJD], shape (n,), NaN where there is none.
    ra, dec
        Place of the star, ICRS at the epoch of the observation [deg].
    lon, lat
        Place of the station, WGS84, east and north positive [deg].
    alt_m
        Height above the ellipsoid [m].

    Returns
    -------
    Shape (n,). As an MJD it keeps about a microsecond, which a Julian Date in a double would not; for display
    add `MJD_TO_JD`.

    Notes
    -----
    Only the Earth orientation data packaged with astropy are used; outside their range the error stays below
    2 microseconds.
    """
    known = np.isfinite(mjd)
    result = np.full(mjd.shape, np.nan)
    if not known.any():
        return result
    times = mjd[known]
    first, span_s = float(times.min()), float(np.ptp(times)) * SECONDS_PER_DAY
    n_nodes = int(span_s / _NODE_STEP_S) + 2
    if n_nodes >= times.size:
        result[known] = times + _correction_s(times, ra, dec, lon, lat, alt_m) / SECONDS_PER_DAY
        return result
    nodes = first + np.linspace(0.0, max(span_s, 1.0) / SECONDS_PER_DAY, n_nodes)
    correction = np.interp(times, nodes, _correction_s(nodes, ra, dec, lon, lat, alt_m))
    result[known] = times + correction / SECONDS_PER_DAY
    return result


def _correction_s(mjd: FloatArray, ra: float, dec: float, lon: float, lat: float, alt_m: float) -> FloatArray:
    """Return TDB - UTC plus the light travel time [s]."""
    place = EarthLocation.from_geodetic(lon * u.deg, lat * u.deg, alt_m * u.m)
    star = SkyCoord(ra * u.deg, dec * u.deg, frame="icrs")
    with (
        iers.conf.set_temp("auto_download", False),
        iers.conf.set_temp("iers_degraded_accuracy", "ignore"),
        catch_warnings(),
    ):
        simplefilter("ignore", ErfaWarning)
        simplefilter("ignore", AstropyWarning)  # dates beyond the packaged data: 2 microseconds, see above
        times = Time(mjd, format="mjd", scale="utc", location=place)
        travel = times.light_travel_time(star, kind="barycentric", ephemeris="builtin")
        tdb = times.tdb
        offset_days = (tdb.jd1 - times.jd1) + (tdb.jd2 - times.jd2)
    return np.asarray(offset_days * SECONDS_PER_DAY + travel.to_value(u.s), dtype=np.float64)
