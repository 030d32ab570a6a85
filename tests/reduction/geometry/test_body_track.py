"""The way of a body: light time of barycentric positions, and tables of places between their rows."""

import numpy as np
import pytest
from numpy.typing import NDArray

from reduction.geometry.body_track import (
    ASTRONOMICAL_UNIT_KM,
    LIGHT_SPEED_KM_S,
    EphemerisTableError,
    track_from_positions,
    track_from_table,
)
from reduction.geometry.fundamental_plane import SkyPoint
from reduction.geometry.plane_setup import plane_from_track


def test_the_body_is_seen_where_its_light_left_it() -> None:
    speed, distance = 30.0, 2 * ASTRONOMICAL_UNIT_KM

    def body(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack([np.full(len(seconds), distance), speed * seconds, np.zeros(len(seconds))], axis=1)

    def earth(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.zeros((len(seconds), 3))

    track = track_from_positions(body, earth, first=51544.0, last=51545.0)
    # Noon of 2000-01-01 TT, which is TDB within microseconds, is 64.184 s before that of UTC.
    (x, y, z), (_, later, _) = track.place_km(np.array([51544.5, 51544.5 + 1 / 24]))
    assert (x, z) == (distance, 0.0)
    assert y == pytest.approx(speed * (64.184 - distance / LIGHT_SPEED_KM_S), abs=0.1)
    assert later - y == pytest.approx(speed * 3600, rel=1e-6)
    assert (track.first, track.last) == (51544.0, 51545.0)


def test_a_row_that_is_no_number_is_named() -> None:
    column = np.ones(5)
    broken = np.array([1.0, 1.0, np.nan, 1.0, 1.0])
    with pytest.raises(EphemerisTableError, match="Row 3"):
        track_from_table(np.arange(5.0), column, broken, column)


def test_ephemeris_table_between_its_rows() -> None:
    times = 60000.0 + np.arange(0, 1, 1 / 24)
    track = track_from_table(times, 100 + 0.2 * np.sin(times - 60000), 20 + 0.1 * (times - 60000), np.full(24, 2.5))
    plane = plane_from_track(SkyPoint(100.1, 20.05), track, 60000.5, ephemeris="table")
    assert plane.body is not None
    assert plane.body.ra_deg == pytest.approx(100 + 0.2 * np.sin(0.5), abs=1e-9)
    assert plane.distance_km == pytest.approx(2.5 * ASTRONOMICAL_UNIT_KM, rel=1e-12)


@pytest.mark.parametrize(
    ("times", "distance", "words"),
    [([0, 1, 2], 1.0, "four rows"), ([0, 2, 1, 3], 1.0, "ascend"), ([0, 1, 2, 3], 0.0, "not positive")],
)
def test_table_that_cannot_be_interpolated(times: list[float], distance: float, words: str) -> None:
    zeros = np.zeros(len(times))
    with pytest.raises(EphemerisTableError, match=words):
        track_from_table(np.array(times, dtype=float), zeros, zeros, zeros + distance)
