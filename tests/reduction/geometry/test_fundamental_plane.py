"""Stations and bodies on the fundamental plane, against published numbers and an independent computation."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import astropy.units as u
import numpy as np
import pytest
from astropy.coordinates import EarthLocation
from astropy.time import Time

from ingest.ephemerides.earth_orientation import packaged_orientation
from ingest.ephemerides.kernels import Kernels
from reduction.geometry.body_track import ASTRONOMICAL_UNIT_KM, EphemerisTableError, track_from_table
from reduction.geometry.fundamental_plane import CoverageError, PlaneError, SkyPoint, axis_at, station_track
from reduction.geometry.plane_setup import plane_from_elements, plane_from_track
from reduction.geometry.station_place import gcrs_vectors
from schemas.event import Elements
from schemas.instant import mjd_of
from tests import chariklo

THEOBALDA_DAY = date(2024, 6, 27)
#: Record of (778) Theobalda, its axis as MainAtConjunction has it, moved to the zero of the elements.
THEOBALDA = Elements(
    source="JPL#61",
    time_ref=mjd_of(THEOBALDA_DAY, 8 * 3600),
    x=-0.14016,
    y=-0.29757,
    dx=-8.95963574,
    dy=2.07578145,
    d2x=0.0010665,
    d2y=0.0013935,
    d3x=0.0000013,
    d3y=-0.0000001,
    ra_apparent=17.64209978 * 15,
    dec_apparent=-38.0927604,
    parallax=2.93202,
    source_format="occult_xml",
)


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


def test_chariklo_geometry(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    assert plane.distance_km is not None
    assert plane.distance_km / ASTRONOMICAL_UNIT_KM == pytest.approx(14.6592, abs=1e-4)
    assert plane.body is not None
    assert plane.body.ra_deg == pytest.approx((18 + 55 / 60 + 15.6524912 / 3600) * 15, abs=2e-10)
    assert plane.body.dec_deg == pytest.approx(-(31 + 31 / 60 + 21.6218975 / 3600), abs=2e-10)
    axis = axis_at(plane, chariklo.CLOSEST)
    assert np.hypot(axis.x_km, axis.y_km) / plane.distance_km * 206264.8 == pytest.approx(0.049, abs=5e-4)
    assert np.hypot(axis.x_rate, axis.y_rate) == pytest.approx(22.00, abs=0.005)


def test_series_of_the_axis_holds_to_millimetres(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    times = chariklo.CLOSEST + np.linspace(-0.12, 0.12, 25)
    with chariklo.kernels(corpus) as opened:
        near = [
            plane_from_track(chariklo.STAR, opened.track(opened.asteroid(10199)), time, ephemeris="", half_width_s=60.0)
            for time in times
        ]
    axis = axis_at(plane, times)
    exact = [axis_at(one, time) for one, time in zip(near, times, strict=True)]
    # The double of an MJD steps by 0.6 microseconds, 14 mm at this speed.
    assert np.abs(axis.x_km - [one.x_km for one in exact]).max() < 3e-5
    assert np.abs(axis.y_km - [one.y_km for one in exact]).max() < 3e-5


def test_theobalda_by_besselian_elements() -> None:
    """The table of the record's reduction: UT1 = UTC, apparent place and sidereal time."""
    clocks = (4.6, 6.3, 8.0)
    times = np.array([mjd_of(THEOBALDA_DAY, 8 * 3600 + 120 + second) for second in clocks])
    lon, lat = np.full(3, 174 + 39 / 60 + 28.4 / 3600), np.full(3, -(36 + 50 / 60 + 7.4 / 3600))
    at_conjunction = (mjd_of(THEOBALDA_DAY, 0.3321306 * 86400) - THEOBALDA.time_ref) * 24
    axis = axis_at(plane_from_elements(THEOBALDA), mjd_of(THEOBALDA_DAY, 0.3321306 * 86400))
    placed = replace(
        THEOBALDA,
        x=(THEOBALDA.x or 0) + (-455.2 - float(axis.x_km)) / 6378.137,
        y=(THEOBALDA.y or 0) + (-1964.8 - float(axis.y_km)) / 6378.137,
    )
    assert at_conjunction < 0
    plane = plane_from_elements(placed)
    track = station_track(plane, lon, lat, np.full(3, 21.0), times, None)
    assert track.f_km == pytest.approx([-27.33, 0.03, 27.40], abs=0.02)
    assert track.g_km == pytest.approx([5.89, -0.05, -5.99], abs=0.02)
    axis = axis_at(plane, times)
    assert axis.x_km == pytest.approx([-4082.62, -4109.61, -4136.59], abs=0.02)
    assert axis.y_km == pytest.approx([-1124.39, -1118.14, -1111.88], abs=0.02)
    assert np.hypot(np.ptp(track.f_km), np.ptp(track.g_km)) == pytest.approx(56.0, abs=0.1)


def test_stations_agree_with_astropy() -> None:
    """Interpolated precession and nutation, UT1 and pole: a centimetre against one call an instant."""
    rng = np.random.default_rng(1)
    lon, lat, alt = rng.uniform(-180, 180, 40), rng.uniform(-90, 90, 40), rng.uniform(0, 4000, 40)
    times = 57926.8 + rng.uniform(-0.1, 0.1, 40)
    vectors = gcrs_vectors(lon, lat, alt, times, packaged_orientation().at(times))
    for index in range(len(times)):
        location = EarthLocation.from_geodetic(lon[index] * u.deg, lat[index] * u.deg, alt[index] * u.m)
        place, velocity = location.get_gcrs_posvel(Time(times[index], format="mjd", scale="utc"))
        assert np.abs(vectors.place_km[index] - place.xyz.to_value(u.km)).max() < 1e-5
        assert np.abs(vectors.velocity_km_s[index] - velocity.xyz.to_value(u.km / u.s)).max() < 1e-6


def test_rates_are_derivatives_of_places(corpus: Path) -> None:
    plane, orientation = chariklo.plane(corpus), packaged_orientation()
    times = chariklo.CLOSEST + np.array([-60.0, 0.0, 60.0]) / 86400
    track = station_track(plane, [16.8] * 3, [-21.3] * 3, [1400.0] * 3, times, orientation)
    assert track.f_rate[1] == pytest.approx((track.f_km[2] - track.f_km[0]) / 120, abs=1e-5)
    assert track.g_rate[1] == pytest.approx((track.g_km[2] - track.g_km[0]) / 120, abs=1e-5)


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


@pytest.mark.parametrize(
    ("change", "words"),
    [({"x": None}, "where the shadow"), ({"ra_apparent": None}, "apparent place"), ({"dx": 0.0, "dy": 0.0}, "move")],
)
def test_elements_that_describe_no_plane(change: dict[str, float | None], words: str) -> None:
    with pytest.raises(PlaneError, match=words):
        plane_from_elements(replace(THEOBALDA, **change))  # type: ignore[arg-type]


def test_instants_outside_of_the_plane(corpus: Path) -> None:
    plane = chariklo.plane(corpus)
    with pytest.raises(CoverageError, match="Chariklo_2021"):
        axis_at(plane, chariklo.CLOSEST + 1)
    with pytest.raises(PlaneError, match="orientation"):
        station_track(plane, [16.8], [-21.3], [0.0], [chariklo.CLOSEST], None)


def test_kernel_that_ends_before_the_event(corpus: Path) -> None:
    with chariklo.kernels(corpus) as opened, pytest.raises(CoverageError, match="covers"):
        plane_from_track(chariklo.STAR, opened.track(opened.asteroid(10199)), 62000.0, ephemeris=opened.name)
