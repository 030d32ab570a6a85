"""Where the shadow is on the ground: under the star at mid-event, as wide as the body, and nowhere beside the Earth."""

from dataclasses import replace
from pathlib import Path

import erfa
import numpy as np
import pytest

from ingest.ephemerides.earth_orientation import packaged_orientation
from reduction.geometry.fundamental_plane import PlaneError
from reduction.geometry.plane_setup import plane_from_elements
from reduction.geometry.shadow_path import shadow_path
from schemas.position import distance_km, signed_turn
from tests import chariklo, records

MIDDLE = 59816.5
ELEMENTS = replace(records.ELEMENTS, time_ref=MIDDLE, ra_apparent=120.0, dec_apparent=30.0, parallax=3.0)


def test_the_middle_of_the_shadow_is_under_the_star() -> None:
    path = shadow_path(plane_from_elements(ELEMENTS, half_width_s=1800.0), None, step_s=1800.0)
    middle = len(path.time) // 2
    assert path.time[middle] == pytest.approx(MIDDLE, abs=1e-9)
    sidereal = np.degrees(erfa.gst06a(2400000.5, MIDDLE, 2400000.5, MIDDLE + 69.184 / 86400))
    assert signed_turn(float(path.center[0][middle]) - (120.0 - sidereal)) == pytest.approx(0.0, abs=1e-6)
    # The line through the Earth's centre: tan of the geodetic latitude is tan(dec) a**2 / b**2.
    latitude = np.degrees(np.arctan(np.tan(np.radians(30.0)) * (6378.137 / 6356.752314245) ** 2))
    assert path.center[1][middle] == pytest.approx(latitude, abs=1e-6)


@pytest.mark.parametrize(("dx", "is_left_north"), [(8.0, True), (-8.0, False)])
def test_limits_are_a_radius_to_each_side_as_seen_along_the_motion(dx: float, is_left_north: bool) -> None:
    plane = plane_from_elements(replace(ELEMENTS, dx=dx, dec_apparent=0.0), half_width_s=1800.0)
    path = shadow_path(plane, None, radius_km=50.0, step_s=1800.0)
    middle = len(path.time) // 2
    left, center, right = (
        (float(lon[middle]), float(lat[middle])) for lon, lat in (path.left, path.center, path.right)
    )
    assert distance_km(*center, *left) == pytest.approx(50.0, rel=0.01)
    assert distance_km(*center, *right) == pytest.approx(50.0, rel=0.01)
    assert (left[1] > center[1]) is is_left_north


def test_a_shifted_body_has_a_shifted_path() -> None:
    plane = plane_from_elements(replace(ELEMENTS, dec_apparent=0.0), half_width_s=1800.0)
    plain, north = shadow_path(plane, None, step_s=1800.0), shadow_path(plane, None, center_g_km=100.0, step_s=1800.0)
    assert (north.center[1] - plain.center[1])[len(plain.time) // 2] * 111.2 == pytest.approx(100.0, rel=0.02)


def test_lines_end_where_the_shadow_leaves_the_earth() -> None:
    path = shadow_path(plane_from_elements(ELEMENTS, half_width_s=7200.0), None, radius_km=50.0, step_s=2.0)
    assert len(path.time) < 7200 * 2 / 2
    assert np.isnan(path.center[0][[0, -1]]).all()
    assert np.isfinite(path.center[0][1:-1]).sum() > 0.9 * len(path.time)


def test_shadow_that_misses_the_earth(corpus: Path) -> None:
    plane, orientation = chariklo.plane(corpus), packaged_orientation()
    path = shadow_path(plane, orientation, center_g_km=20000.0)
    assert len(path.time) == 0
    with pytest.raises(PlaneError):
        shadow_path(plane, None)
