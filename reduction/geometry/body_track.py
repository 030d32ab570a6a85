"""Geocentric positions of a body, from its barycentric positions or from an ephemeris table."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduction.geometry.time_scales import seconds_past_j2000, tdb_of
from schemas.errors import UmbraError
from schemas.position import unit_vectors

#: Speed of light [km/s] (CODATA 2018, exact).
LIGHT_SPEED_KM_S = 299792.458
#: Astronomical unit [km] (IAU 2012 resolution B2, exact).
ASTRONOMICAL_UNIT_KM = 149597870.7
_N_LIGHT_TIME = 4
_MIN_ROWS = 4

#: Function that returns barycentric positions on the ICRS axes [km], shape (n, 3), at TDB seconds past J2000, shape
#: (n,).
PositionFunction = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class EphemerisTableError(UmbraError):
    """A table of positions that cannot be interpolated."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class BodyTrack:
    """Geocentric astrometric positions of a body.

    Parameters
    ----------
    place_km
        Function that returns vectors on the ICRS axes [km], shape (n, 3), at instants UTC [MJD], shape (n,): from the
        Earth's centre when the light arrived to the body when the light left it.
    first, last
        First and last instant covered, UTC [MJD].
    """

    place_km: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    first: float
    last: float


def track_from_positions(body: PositionFunction, earth: PositionFunction, *, first: float, last: float) -> BodyTrack:
    """Return the track of a body whose barycentric positions are known.

    The light time is found by iteration (Explanatory Supplement to the Astronomical Almanac, 3rd ed. 2013,
    section 7.4). Aberration and light deflection are left out, since they are the same for star and body.

    Parameters
    ----------
    body, earth
        Barycentric positions of the body and of the Earth's centre.
    first, last
        First and last instant that both cover, with the light time, UTC [MJD].
    """

    def place_km(time_utc: NDArray[np.float64]) -> NDArray[np.float64]:
        seconds = np.atleast_1d(seconds_past_j2000(tdb_of(time_utc)))
        here = earth(seconds)
        vectors = body(seconds) - here
        for _ in range(_N_LIGHT_TIME):
            vectors = body(seconds - np.linalg.norm(vectors, axis=1) / LIGHT_SPEED_KM_S) - here
        return vectors

    return BodyTrack(place_km=place_km, first=first, last=last)


def track_from_table(
    time_utc: NDArray[np.float64],
    ra_deg: NDArray[np.float64],
    dec_deg: NDArray[np.float64],
    distance_au: NDArray[np.float64],
) -> BodyTrack:
    """Return the track through tabulated geocentric astrometric positions, by cubic splines of the vectors.

    Parameters
    ----------
    time_utc
        Instants, UTC [MJD], ascending; shape (n,) with n at least 4.
    ra_deg, dec_deg
        Right ascension and declination, ICRS; shape (n,).
    distance_au
        Distance from the geocentre; shape (n,).

    Raises
    ------
    EphemerisTableError
        If there are fewer than four rows, a number is not finite, times do not ascend, or a distance is not positive.
    """
    if len(time_utc) < _MIN_ROWS:
        message = f"The ephemeris table has {len(time_utc)} rows; at least four rows are needed."
        raise EphemerisTableError(message, "compute the ephemeris for a longer time")
    rows = np.stack([time_utc, ra_deg, dec_deg, distance_au], axis=1)
    if not np.all(np.isfinite(rows)):
        first = int(np.flatnonzero(~np.isfinite(rows).all(axis=1))[0]) + 1
        raise EphemerisTableError(f"Row {first} of the ephemeris table holds a value that is not a number.")
    if not np.all(np.diff(time_utc) > 0):
        raise EphemerisTableError("The times of the ephemeris table do not ascend.", "sort the rows by time")
    if not np.all(distance_au > 0):
        raise EphemerisTableError("A distance of the ephemeris table is not positive.", "give it in au")
    unit = unit_vectors(ra_deg, dec_deg)
    # Importing SciPy takes 0.3 s, and most reports are of events without such a table.
    from scipy.interpolate import CubicSpline  # noqa: PLC0415

    spline = CubicSpline(time_utc, unit * (distance_au[:, np.newaxis] * ASTRONOMICAL_UNIT_KM))
    return BodyTrack(
        place_km=lambda instants: np.asarray(spline(instants)), first=float(time_utc[0]), last=float(time_utc[-1])
    )
