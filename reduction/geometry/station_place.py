"""Vectors from the Earth's centre to stations, in the frames of the fundamental plane."""

from typing import NamedTuple

import erfa
import numpy as np
from numpy.typing import NDArray

from reduction.geometry.earth_orientation import Orientation
from reduction.geometry.time_scales import tt_of, ut1_of
from schemas.leap_seconds import SECONDS_PER_DAY
from schemas.position import unit_vectors

#: Rotation of the Earth: change of the Earth rotation angle per second of UT1 [rad/s] (IERS Conventions 2010, equation
#: 5.15).
_ROTATION_RAD_S = 2 * np.pi * 1.00273781191135448 / SECONDS_PER_DAY
_WGS84 = 1
_ARCSEC = np.pi / (180 * 3600)
#: Number of instants at which precession and nutation are computed; they are interpolated in between. Within the hours
#: of one event they are quadratic to 0.1 micro-arcseconds.
_N_NODES = 3
#: Longest event [d]; over a longer span, precession and nutation are computed for every instant.
_SPAN_D = 1.0


class StationVectors(NamedTuple):
    """Vectors of stations, with a row for each instant, shape (n, 3)."""

    place_km: NDArray[np.float64]
    velocity_km_s: NDArray[np.float64]
    #: Unit vector to the geodetic zenith, which is the normal of the ellipsoid.
    zenith: NDArray[np.float64]


def gcrs_vectors(
    lon_deg: NDArray[np.float64],
    lat_deg: NDArray[np.float64],
    alt_m: NDArray[np.float64],
    time_utc: NDArray[np.float64],
    orientation: Orientation,
) -> StationVectors:
    """Return vectors of stations in the GCRS, by IAU 2006/2000A, UT1 and the pole (IERS Conventions 2010, section 5.4).

    Parameters
    ----------
    lon_deg, lat_deg, alt_m
        Geodetic coordinates, WGS84, east and north positive, and height above the ellipsoid; shape (n,).
    time_utc
        Instants, UTC [MJD], shape (n,).
    orientation
        UT1 and pole at these instants.
    """
    place, zenith = earth_fixed(lon_deg, lat_deg, alt_m)
    tt = tt_of(time_utc)
    pole = erfa.pom00(
        orientation.pole_x_arcsec * _ARCSEC, orientation.pole_y_arcsec * _ARCSEC, erfa.sp00(tt.day, tt.fraction)
    )
    angle = erfa.era00(*ut1_of(time_utc, orientation.ut1_utc_s))
    intermediate = erfa.c2ixys(*_pole_coordinates(time_utc))
    turned = [_turn(erfa.trxp(pole, vector), angle) for vector in (place, zenith)]
    velocity = _ROTATION_RAD_S * np.stack([-turned[0][:, 1], turned[0][:, 0], np.zeros(len(angle))], axis=1)
    return StationVectors(*(erfa.trxp(intermediate, vector) for vector in (turned[0], velocity, turned[1])))


def of_date_vectors(
    lon_deg: NDArray[np.float64],
    lat_deg: NDArray[np.float64],
    alt_m: NDArray[np.float64],
    time_utc: NDArray[np.float64],
    ut1_utc_s: NDArray[np.float64] | float = 0.0,
) -> StationVectors:
    """Return vectors of stations on the true equator and equinox of date, by apparent sidereal time with UT1 = UTC.

    Records with Besselian elements assume this (Occult 4 help). Polar motion is not applied.

    Parameters
    ----------
    lon_deg, lat_deg, alt_m, time_utc
        As for `gcrs_vectors`.
    ut1_utc_s
        UT1 - UTC; other than 0 within and after a leap second, during which the Earth continues to rotate.
    """
    place, zenith = earth_fixed(lon_deg, lat_deg, alt_m)
    sidereal = erfa.era00(*ut1_of(time_utc, ut1_utc_s)) - _origins(time_utc)
    turned = [_turn(vector, sidereal) for vector in (place, zenith)]
    velocity = _ROTATION_RAD_S * np.stack([-turned[0][:, 1], turned[0][:, 0], np.zeros(len(sidereal))], axis=1)
    return StationVectors(turned[0], velocity, turned[1])


def earth_fixed(
    lon_deg: NDArray[np.float64], lat_deg: NDArray[np.float64], alt_m: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return position [km] and zenith of stations on Earth-fixed axes, shape (n, 3) each.

    Parameters
    ----------
    lon_deg, lat_deg, alt_m
        Geodetic coordinates, WGS84, east and north positive, and height above the ellipsoid; shape (n,).
    """
    lon, lat = np.radians(np.atleast_1d(lon_deg)), np.radians(np.atleast_1d(lat_deg))
    place = erfa.gd2gc(_WGS84, lon, lat, np.atleast_1d(alt_m)) / 1000
    return place, unit_vectors(np.atleast_1d(lon_deg), np.atleast_1d(lat_deg))


def _turn(vectors: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Earth-fixed vectors on axes that do not rotate, for rotation angles of the Earth [rad]."""
    cosine, sine = np.cos(angle), np.sin(angle)
    x, y, z = vectors.T
    return np.stack([cosine * x - sine * y, sine * x + cosine * y, z * np.ones_like(cosine)], axis=1)


def _pole_coordinates(
    time_utc: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return X, Y and s of the celestial intermediate pole (IAU 2006/2000A)."""
    nodes = _nodes(time_utc)
    tt = tt_of(nodes)
    x, y, s = (_between(time_utc, nodes, values) for values in erfa.xys06a(tt.day, tt.fraction))
    return x, y, s


def _origins(time_utc: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the equation of the origins, the Earth rotation angle minus apparent sidereal time [rad]."""
    nodes = _nodes(time_utc)
    tt = tt_of(nodes)
    return _between(time_utc, nodes, np.asarray(erfa.eo06a(tt.day, tt.fraction)))


def _nodes(time_utc: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the instants at which precession and nutation are computed: three for one event, else all."""
    if len(time_utc) <= _N_NODES or np.ptp(time_utc) > _SPAN_D:
        return time_utc
    first = float(time_utc.min())
    span = max(float(np.ptp(time_utc)), 1 / 1440)
    return first + span * np.linspace(0.0, 1.0, _N_NODES)


def _between(
    time_utc: NDArray[np.float64], nodes: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return values at the instants by the parabola through the values at three nodes (Lagrange)."""
    if nodes is time_utc:
        return values
    phase = (time_utc - nodes[0]) / (nodes[-1] - nodes[0])
    weights = ((2 * phase - 1) * (phase - 1), 4 * phase * (1 - phase), phase * (2 * phase - 1))
    return np.asarray(sum(weight * value for weight, value in zip(weights, values, strict=True)))
