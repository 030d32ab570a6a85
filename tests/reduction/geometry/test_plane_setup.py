"""Planes from Besselian elements, kernels and tables, against published reductions."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from reduction.geometry.body_track import ASTRONOMICAL_UNIT_KM
from reduction.geometry.fundamental_plane import CoverageError, PlaneError, axis_at, station_track
from reduction.geometry.plane_setup import plane_from_elements, plane_from_track
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


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"x": None}, "position of the shadow"),
        ({"ra_apparent": None}, "apparent position"),
        ({"dx": 0.0, "dy": 0.0}, "move"),
    ],
)
def test_elements_that_describe_no_plane(change: dict[str, float | None], words: str) -> None:
    with pytest.raises(PlaneError, match=words):
        plane_from_elements(replace(THEOBALDA, **change))  # type: ignore[arg-type]


def test_kernel_that_ends_before_the_event(corpus: Path) -> None:
    with chariklo.kernels(corpus) as opened, pytest.raises(CoverageError, match="covers"):
        plane_from_track(chariklo.STAR, opened.track(opened.asteroid(10199)), 62000.0, ephemeris=opened.name)
