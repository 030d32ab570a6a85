"""Barycentric times against astropy itself and a published value."""

from dataclasses import replace

import astropy.units as u
import numpy as np
import pytest
from astropy.coordinates import EarthLocation, SkyCoord
from astropy.time import Time
from astropy.utils import iers

from ingest.ephemerides.earth_orientation import packaged_orientation
from reduction.geometry.barycentre import barycentric_mjd
from reduction.geometry.earth_orientation import EarthOrientation
from schemas.instant import MJD_ZERO_JD
from schemas.leap_seconds import later_by

EARTH = packaged_orientation()
STATION = {"lon": 16.8216, "lat": -21.2995, "alt_m": 1416.0}


def bjd(mjd: np.ndarray, ra: float, dec: float, earth: EarthOrientation = EARTH) -> np.ndarray:
    return barycentric_mjd(mjd, ra=ra, dec=dec, **STATION, earth=earth)


def by_astropy(mjd: np.ndarray, ra: float, dec: float) -> np.ndarray:
    place = EarthLocation.from_geodetic(STATION["lon"], STATION["lat"], STATION["alt_m"])
    with iers.conf.set_temp("auto_download", False), iers.conf.set_temp("auto_max_age", None):
        times = Time(mjd, format="mjd", scale="utc", location=place)
        total = times.tdb + times.light_travel_time(SkyCoord(ra * u.deg, dec * u.deg), ephemeris="builtin")
    return np.asarray(total.mjd)


@pytest.mark.parametrize("mjd", [51544.0, 57753.4, 57753.999995, 57926.88889, 60310.25, 61300.5])
@pytest.mark.parametrize(("ra", "dec"), [(0.0, 0.0), (270.0, 23.4), (123.4, -80.0)])
def test_single_instants_agree_with_astropy(mjd: float, ra: float, dec: float) -> None:
    times = np.array([mjd])
    ours = bjd(times, ra, dec)
    assert abs(ours[0] - by_astropy(times, ra, dec)[0]) * 86400 < 2e-6


def test_a_night_of_readings_agrees_with_astropy_at_every_reading() -> None:
    times = 57926.8 + np.arange(0, 0.3, 0.5 / 86400)
    ours = bjd(times, 283.8, -31.5)
    some = np.linspace(0, times.size - 1, 97).astype(int)
    assert np.abs(ours[some] - by_astropy(times[some], 283.8, -31.5)).max() * 86400 < 3e-6
    assert (np.diff(ours) > 0).all()


def test_the_published_value_for_tau_ceti() -> None:
    """BJD_TDB of JD_UTC 2458000 at CTIO in the tests of barycorrpy (Kanodia and Wright 2018, RNAAS 2, 4)."""
    place = {"lon": -70.806789, "lat": -30.169283, "alt_m": 2241.9}
    star = SkyCoord(
        26.02136459 * u.deg,
        -15.93955572 * u.deg,
        pm_ra_cosdec=-1721.05 * u.mas / u.yr,
        pm_dec=854.16 * u.mas / u.yr,
        distance=3.65 * u.pc,
        obstime=Time("J1991.25"),
    ).apply_space_motion(Time("J2017.67"))
    value = barycentric_mjd(np.array([2458000 - MJD_ZERO_JD]), ra=star.ra.deg, dec=star.dec.deg, **place, earth=EARTH)
    assert value[0] + MJD_ZERO_JD == pytest.approx(2458000.00505211, abs=2e-8)


def test_missing_times_stay_missing_and_empty_arrays_empty() -> None:
    times = np.array([np.nan, 57926.8, np.nan, 57926.9])
    ours = bjd(times, 10.0, 10.0)
    assert np.isnan(ours).tolist() == [True, False, True, False]
    assert bjd(np.empty(0), 10.0, 10.0).size == 0
    assert np.isnan(bjd(np.array([np.nan]), 1.0, 1.0)).all()


@pytest.mark.parametrize("mjd", [20000.0, 65000.0, 70000.0])
def test_instants_beyond_the_tables_are_good_to_microseconds(mjd: float) -> None:
    """UT1 - UTC is within 0.9 s: with the Earth turned by so much more the result is nearly the same."""
    ours = bjd(np.array([mjd]), 10.0, 10.0)
    turned = replace(EARTH, ut1_utc_s=EARTH.ut1_utc_s + 0.9)
    other = bjd(np.array([mjd]), 10.0, 10.0, turned)
    assert abs(ours[0] - mjd) < 0.01
    assert abs(ours[0] - other[0]) * 86400 < 3e-6


def test_readings_across_a_leap_second_keep_their_distance() -> None:
    times = later_by(57753.9999, np.arange(0.0, 30.0, 0.1))
    ours = bjd(times, 10.0, 10.0)
    assert np.diff(ours) * 86400 == pytest.approx(np.full(299, 0.1), abs=2e-5)


def test_readings_at_one_instant() -> None:
    ours = bjd(np.full(500, 57926.8), 10.0, 10.0)
    assert np.ptp(ours) == 0.0
