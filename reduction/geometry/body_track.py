"""The body's way as seen from the Earth's centre: from barycentric positions or from an ephemeris table."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduction.geometry.time_scales import seconds_past_j2000, tdb_of
from schemas.errors import UmbraError
from schemas.position import unit_vectors

#: CODATA 2018, exact [km/s].
LIGHT_SPEED_KM_S = 299792.458
#: IAU 2012 resolution B2, exact [km].
ASTRONOMICAL_UNIT_KM = 149597870.7
_N_LIGHT_TIME = 4
_MIN_ROWS = 4

#: Barycentric positions: TDB seconds past J2000 of shape (n,) to kilometres of shape (n, 3), ICRS axes.
PositionFunction = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class EphemerisTableError(UmbraError):
    """A table of places that nothing can be interpolated in."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class BodyTrack:
    """Geocentric astrometric places of a body.

    Parameters
    ----------
    place_km
        UTC [MJD] of shape (n,) to vectors of shape (n, 3), ICRS axes: where the body was when the light
        left it, relative to where the Earth's centre was when the light arrived.
    first, last
        Covered instants, UTC [MJD].
    """

    place_km: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    first: float
    last: float


def track_from_positions(body: PositionFunction, earth: PositionFunction, *, first: float, last: float) -> BodyTrack:
    """Return the track of a body with known barycentric positions.

    The light time is found by iteration (Explanatory Supplement to the Astronomical Almanac, 3rd ed. 2013,
    section 7.4). Aberration and deflection are left out: star and body share them.

    Parameters
    ----------
    body, earth
        Barycentric positions.
    first, last
        Instants that both cover, light time included, UTC [MJD].
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
    """Return the track through tabulated geocentric astrometric places, by cubic splines of the vectors.

    Parameters
    ----------
    time_utc
        UTC, ascending [MJD], shape (n,) with n of at least 4.
    ra_deg, dec_deg
        ICRS.
    distance_au
        From the geocentre.

    Raises
    ------
    EphemerisTableError
        If there are fewer than four rows, a number is not finite, times do not ascend, or a distance is not positive.
    """
    if len(time_utc) < _MIN_ROWS:
        raise EphemerisTableError("An ephemeris table needs at least four rows.")
    rows = np.stack([time_utc, ra_deg, dec_deg, distance_au], axis=1)
    if not np.all(np.isfinite(rows)):
        first = int(np.flatnonzero(~np.isfinite(rows).all(axis=1))[0]) + 1
        raise EphemerisTableError(f"Row {first} of the ephemeris table holds something that is no number.")
    if not np.all(np.diff(time_utc) > 0):
        raise EphemerisTableError("The times of the ephemeris table do not ascend.")
    if not np.all(distance_au > 0):
        raise EphemerisTableError("A distance of the ephemeris table is not positive.", "give it in au")
    unit = unit_vectors(ra_deg, dec_deg)
    # Importing SciPy takes 0.3 s, and most reports are of events without such a table.
    from scipy.interpolate import CubicSpline  # noqa: PLC0415

    spline = CubicSpline(time_utc, unit * (distance_au[:, np.newaxis] * ASTRONOMICAL_UNIT_KM))
    return BodyTrack(
        place_km=lambda instants: np.asarray(spline(instants)), first=float(time_utc[0]), last=float(time_utc[-1])
    )
