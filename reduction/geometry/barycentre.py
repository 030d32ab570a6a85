"""Times at an observer to times at the barycentre of the Solar System, in TDB.

BJD_TDB = JD_UTC + leap seconds + (TDB - TT) + light travel time along the direction of the star (Eastman,
Siverd and Gaudi 2010, PASP 122, 935, 2010PASP..122..935E). The Shapiro and parallax terms, below 0.1 ms for
these stars, are left out, as astropy does.
"""

import erfa
import numpy as np
from numpy.typing import NDArray

from reduction.geometry.body_track import ASTRONOMICAL_UNIT_KM, LIGHT_SPEED_KM_S
from reduction.geometry.earth_orientation import EarthOrientation, Orientation
from reduction.geometry.station_place import earth_fixed, gcrs_vectors
from reduction.geometry.time_scales import JulianDate, tt_of, ut1_of
from schemas.instant import MJD_ZERO_JD
from schemas.leap_seconds import SECONDS_PER_DAY, elapsed_s, later_by

FloatArray = NDArray[np.float64]

#: Distance of the instants between which the correction is interpolated [s]. A straight line is then correct to 0.1
#: microseconds: the acceleration of an observer is 0.04 m/s^2, and 0.04 m/s^2 * (60 s)^2 / 8 = 18 m of light travel.
_NODE_STEP_S = 60.0


def barycentric_mjd(
    mjd: FloatArray, *, ra: float, dec: float, lon: float, lat: float, alt_m: float, earth: EarthOrientation
) -> FloatArray:
    """Return BJD_TDB - 2400000.5 of instants at a station.

    Parameters
    ----------
    mjd
        Instants, UTC [MJD], shape (n,); NaN where missing.
    ra, dec
        Position of the star, ICRS at the epoch of the observation [deg].
    lon, lat
        Longitude and latitude of the station, WGS84, east and north positive [deg].
    alt_m
        Height of the station above the ellipsoid [m].
    earth
        Orientation of the Earth; beyond its table the nearest day is used, with an error below 2 microseconds.

    Returns
    -------
    Barycentric times, TDB [MJD], shape (n,). An MJD resolves about a microsecond, which a Julian Date in a double does
    not; add `MJD_ZERO_JD` for display only.
    """
    known = np.isfinite(mjd)
    result = np.full(mjd.shape, np.nan)
    if not known.any():
        return result
    times = mjd[known]
    first = float(times.min())
    since_s = elapsed_s(first, times)
    n_nodes = int(since_s.max() / _NODE_STEP_S) + 2
    if n_nodes >= times.size:
        result[known] = _tdb_days(times, _correction_s(times, ra, dec, lon, lat, alt_m, earth))
        return result
    node_s = np.linspace(0.0, max(float(since_s.max()), 1.0), n_nodes)
    correction = np.interp(since_s, node_s, _correction_s(later_by(first, node_s), ra, dec, lon, lat, alt_m, earth))
    result[known] = _tdb_days(times, correction)
    return result


def _tdb_days(mjd: FloatArray, correction_s: FloatArray) -> FloatArray:
    """Return the MJD [TDB] of UTC instants [MJD]: their Terrestrial Time plus a correction [s], in days of 86400 s."""
    tt = tt_of(mjd)
    return np.asarray((tt.day - MJD_ZERO_JD) + (tt.fraction + correction_s / SECONDS_PER_DAY))


def _correction_s(
    mjd: FloatArray, ra: float, dec: float, lon: float, lat: float, alt_m: float, earth: EarthOrientation
) -> FloatArray:
    """Return TDB - TT plus the light travel time [s], shape (n,)."""
    orientation, tt = earth.nearest(mjd), tt_of(mjd)
    difference_s = _tdb_minus_tt_s(mjd, tt, lon, lat, alt_m, orientation)
    barycentric = erfa.ufunc.epv00(tt.day, tt.fraction + difference_s / SECONDS_PER_DAY)[1]
    n_times = len(mjd)
    place = np.full(n_times, lon), np.full(n_times, lat), np.full(n_times, alt_m)
    station = gcrs_vectors(*place, mjd, orientation).place_km
    star = erfa.s2c(np.radians(ra), np.radians(dec))
    travel_s = (barycentric["p"] * ASTRONOMICAL_UNIT_KM + station) @ star / LIGHT_SPEED_KM_S
    return np.asarray(difference_s + travel_s)


def _tdb_minus_tt_s(
    mjd: FloatArray, tt: JulianDate, lon: float, lat: float, alt_m: float, orientation: Orientation
) -> FloatArray:
    """Return TDB - TT at a station [s], with its daily terms of 2 microseconds (ERFA, ``dtdb``)."""
    place_km = earth_fixed(np.array([lon]), np.array([lat]), np.array([alt_m]))[0][0]
    from_axis, above_equator = float(np.hypot(place_km[0], place_km[1])), float(place_km[2])
    ut1 = ut1_of(mjd, orientation.ut1_utc_s)
    return np.asarray(
        erfa.dtdb(tt.day, tt.fraction, ut1.fraction % 1.0, np.radians(lon), from_axis, above_equator), dtype=np.float64
    )
