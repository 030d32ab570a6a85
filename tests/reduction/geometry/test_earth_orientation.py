"""UT1 and the pole between the days of a table."""

import numpy as np
import pytest
from astropy.time import Time
from astropy.utils import iers

from ingest.ephemerides.earth_orientation import packaged_orientation
from reduction.geometry.earth_orientation import EarthOrientation, EarthOrientationError

TABLE = EarthOrientation(
    mjd=np.array([100.0, 101.0, 102.0]),
    ut1_utc_s=np.array([-0.4, -0.5, 0.4]),
    pole_x_arcsec=np.array([0.1, 0.2, 0.3]),
    pole_y_arcsec=np.array([0.0, 0.0, 0.4]),
)


def test_linear_between_days() -> None:
    found = TABLE.at([100.0, 100.25, 101.0])
    assert found.ut1_utc_s == pytest.approx([-0.4, -0.425, -0.5])
    assert found.pole_x_arcsec == pytest.approx([0.1, 0.125, 0.2])


def test_leap_second_is_no_slope() -> None:
    """UT1 - UTC jumps by a second at the end of day 101, not in the course of it."""
    assert TABLE.at(101.5).ut1_utc_s == pytest.approx(-0.55)


@pytest.mark.parametrize("time", [99.9, 102.0, 1e6, np.nan])
def test_outside_of_the_table(time: float) -> None:
    with pytest.raises(EarthOrientationError, match="not known"):
        TABLE.at(time)


def test_packaged_table_is_that_of_astropy_without_a_download() -> None:
    before = iers.conf.auto_download
    table = packaged_orientation()
    assert iers.conf.auto_download == before
    for time in (41000.3, 57926.888, 60000.5):
        bulletin = iers.IERS_B.open(iers.IERS_B_FILE)
        expected = bulletin.ut1_utc(Time(time, format="mjd", scale="utc")).to_value("s")
        assert table.at(time).ut1_utc_s == pytest.approx(expected, abs=1e-5)
    assert table.mjd[0] < 41000
    assert np.all(np.diff(table.mjd) > 0)
