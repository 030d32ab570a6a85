"""Stations and bodies on the fundamental plane, against published numbers and an independent computation."""

from pathlib import Path

import numpy as np
import pytest

from ingest.ephemerides.earth_orientation import packaged_orientation
from ingest.ephemerides.kernels import Kernels
from reduction.geometry.fundamental_plane import CoverageError, PlaneError, axis_at, station_track
from reduction.geometry.plane_setup import plane_from_track
from tests import chariklo


def test_chariklo_points_within_five_metres(corpus: Path) -> None:
    rows = chariklo.positive_rows(corpus)
    lon, lat, alt = (np.array([float(row[name]) for row in rows]) for name in ("lon_deg_e", "lat_deg", "alt_m"))
    plane = chariklo.plane(corpus)
    for clock, end in (("immersion_utc", "imm"), ("emersion_utc", "em")):
        times = np.array([chariklo.at(row[clock]) for row in rows])
        track = station_track(plane, lon, lat, alt, times, packaged_orientation())
        f, g = (np.array([float(row[f"{end}_{axis}_km"]) for row in rows]) for axis in "fg")
        assert np.hypot(track.f_km - f, track.g_km - g).max() < 0.005
        assert np.all(track.star_altitude_deg > 50)


def test_another_orbit_solution_moves_the_points(corpus: Path) -> None:
    """The later kernel is another orbit: chords mean nothing without the name of their ephemeris."""
    plane = chariklo.plane(corpus)
    with Kernels([corpus / "sora/Chariklo.bsp", corpus / "sora/de438_small.bsp"]) as opened:
        other = plane_from_track(
            chariklo.STAR, opened.track(opened.asteroid(10199)), chariklo.CLOSEST, ephemeris=opened.name
        )
    assert other.ephemeris != plane.ephemeris
    instant = chariklo.at("21:21:20")
    first, second = axis_at(plane, instant), axis_at(other, instant)
    assert 15 < np.hypot(first.x_km - second.x_km, first.y_km - second.y_km) < 25


def test_rates_are_derivatives_of_places(corpus: Path) -> None:
    plane, orientation = chariklo.plane(corpus), packaged_orientation()
    times = chariklo.CLOSEST + np.array([-60.0, 0.0, 60.0]) / 86400
    track = station_track(plane, [16.8] * 3, [-21.3] * 3, [1400.0] * 3, times, orientation)
    assert track.f_rate[1] == pytest.approx((track.f_km[2] - track.f_km[0]) / 120, abs=1e-5)
    assert track.g_rate[1] == pytest.approx((track.g_km[2] - track.g_km[0]) / 120, abs=1e-5)


def test_instants_outside_of_the_plane(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    with pytest.raises(CoverageError, match="Chariklo_2021"):
        axis_at(plane, chariklo.CLOSEST + 1)
    with pytest.raises(PlaneError, match="orientation"):
        station_track(plane, [16.8], [-21.3], [0.0], [chariklo.CLOSEST], None)
