"""Barycentric times against astropy itself and a published value."""

import astropy.units as u
import numpy as np
import pytest
from astropy.coordinates import EarthLocation, SkyCoord
from astropy.time import Time

from reduction.geometry.barycentre import MJD_TO_JD, barycentric_mjd

STATION = {"lon": 16.8216, "lat": -21.2995, "alt_m": 1416.0}


def by_astropy(mjd: np.ndarray, ra: float, dec: float) -> np.ndarray:
    place = EarthLocation.from_geodetic(STATION["lon"], STATION["lat"], STATION["alt_m"])
    times = Time(mjd, format="mjd", scale="utc", location=place)
    total = times.tdb + times.light_travel_time(SkyCoord(ra * u.deg, dec * u.deg))
    return np.asarray(total.mjd)


@pytest.mark.parametrize("mjd", [51544.0, 57926.88889, 60310.25])
@pytest.mark.parametrize(("ra", "dec"), [(0.0, 0.0), (270.0, 23.4), (123.4, -80.0)])
def test_single_instants_agree_with_astropy(mjd: float, ra: float, dec: float) -> None:
    times = np.array([mjd])
    ours = barycentric_mjd(times, ra=ra, dec=dec, **STATION)
    assert abs(ours[0] - by_astropy(times, ra, dec)[0]) * 86400 < 2e-6


def test_a_night_of_readings_agrees_with_astropy_at_every_reading() -> None:
    times = 57926.8 + np.arange(0, 0.3, 0.5 / 86400)
    ours = barycentric_mjd(times, ra=283.8, dec=-31.5, **STATION)
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
    value = barycentric_mjd(np.array([2458000 - MJD_TO_JD]), ra=star.ra.deg, dec=star.dec.deg, **place)
    assert value[0] + MJD_TO_JD == pytest.approx(2458000.00505211, abs=2e-8)


def test_missing_times_stay_missing_and_empty_arrays_empty() -> None:
    times = np.array([np.nan, 57926.8, np.nan, 57926.9])
    ours = barycentric_mjd(times, ra=10.0, dec=10.0, **STATION)
    assert np.isnan(ours).tolist() == [True, False, True, False]
    assert barycentric_mjd(np.empty(0), ra=10.0, dec=10.0, **STATION).size == 0
    assert np.isnan(barycentric_mjd(np.array([np.nan]), ra=1.0, dec=1.0, **STATION)).all()


def test_a_future_date_needs_no_download() -> None:
    ours = barycentric_mjd(np.array([70000.0]), ra=10.0, dec=10.0, **STATION)
    assert abs(ours[0] - 70000.0) < 0.01


def test_readings_at_one_instant() -> None:
    ours = barycentric_mjd(np.full(500, 57926.8), ra=10.0, dec=10.0, **STATION)
    assert np.ptp(ours) == 0.0
