"""The packaged tables of the Earth's orientation, joined."""

import numpy as np

from ingest.ephemerides.earth_orientation import packaged_orientation
from schemas.leap_seconds import LEAP_DAYS


def test_days_follow_each_other_without_a_gap() -> None:
    tables = packaged_orientation()
    assert (np.diff(tables.mjd) == 1.0).all()
    assert tables.mjd[0] == 37665.0
    assert len(tables.mjd) == len(tables.ut1_utc_s) == len(tables.pole_x_arcsec) == len(tables.pole_y_arcsec)
    assert all(np.isfinite(values).all() for values in (tables.ut1_utc_s, tables.pole_x_arcsec, tables.pole_y_arcsec))


def test_ut1_jumps_by_a_second_after_a_leap_second_only() -> None:
    tables = packaged_orientation()
    # Steps of less than a second kept UTC near UT1 before 1972.
    days, steps = tables.mjd[1:][tables.mjd[1:] > 41317], np.diff(tables.ut1_utc_s)[tables.mjd[1:] > 41317]
    assert days[np.abs(steps) > 0.5].tolist() == [day + 1 for day in LEAP_DAYS]
    assert np.abs(tables.ut1_utc_s[tables.mjd > 41317]).max() < 0.9
