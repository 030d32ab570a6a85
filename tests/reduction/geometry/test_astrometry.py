"""From the sky plane to the sky: offsets, places and outlines, true to scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reduction.geometry.astrometry import offset_mas, outline_on_sky, places_beside, polygon_text, sky_places
from reduction.geometry.fundamental_plane import Frame, Plane, SkyPoint
from schemas.position import separations

DISTANCE_KM = 3e8
BODY = SkyPoint(10.0, 60.0)


def plane(*, body: SkyPoint | None = BODY, distance_km: float | None = DISTANCE_KM, north_deg: float = 0.0) -> Plane:
    return Plane(
        frame=Frame.OF_DATE,
        star=BODY,
        time_ref=60000.0,
        half_width_s=3600.0,
        x_terms=np.array([0.0, 1.0]),
        y_terms=np.array([0.0, 1.0]),
        distance_km=distance_km,
        body=body,
        north_angle_deg=north_deg,
        ephemeris="made up",
    )


def test_an_astronomical_unit_at_a_parsec_is_an_arcsecond() -> None:
    assert offset_mas(149597870.7, 149597870.7 * 648000 / np.pi) == pytest.approx(1000.0, rel=1e-9)
    assert offset_mas(-10.0, 2e8) == -offset_mas(10.0, 2e8)


@given(st.floats(0, 359.9), st.floats(-89, 89), st.floats(-500, 500), st.floats(-500, 500))
def test_distances_on_the_plane_are_angles_on_the_sky(ra: float, dec: float, f: float, g: float) -> None:
    places = sky_places(plane(body=SkyPoint(ra, dec)), [f], [g])
    assert places is not None
    angle = separations(ra, dec, places.ra_deg, places.dec_deg)[0]
    assert np.radians(angle) * DISTANCE_KM == pytest.approx(np.hypot(f, g), abs=1e-3)


def test_east_is_towards_larger_right_ascension_and_the_axes_may_be_turned() -> None:
    places = sky_places(plane(), [100.0, 0.0], [0.0, 100.0])
    assert places is not None
    step = np.degrees(100.0 / DISTANCE_KM)
    assert (places.ra_deg - 10.0) * 0.5 == pytest.approx([step, 0.0], abs=1e-10)
    assert places.dec_deg - 60.0 == pytest.approx([0.0, step], abs=1e-10)
    turned = sky_places(plane(north_deg=90.0), [100.0], [0.0])
    assert turned is not None
    assert turned.dec_deg - 60.0 == pytest.approx([step], abs=1e-10)


def test_a_factor_magnifies_about_the_body() -> None:
    near, far = sky_places(plane(), [10.0], [20.0]), sky_places(plane(), [10.0], [20.0], factor=1000.0)
    assert near is not None
    assert far is not None
    assert far.dec_deg - 60.0 == pytest.approx(1000 * (near.dec_deg - 60.0), rel=1e-3)


def test_places_across_0_h() -> None:
    places = places_beside(SkyPoint(0.0, 0.0), np.radians([-1e-3, 1e-3]), np.zeros(2))
    assert places.ra_deg == pytest.approx([359.999, 0.001], abs=1e-9)


def test_polygons_in_words() -> None:
    assert polygon_text(np.array([1.0, 2.5]), np.array([-3.0, 0.25])) == (
        "POLYGON ICRS 1.000000000000 -3.000000000000 2.500000000000 0.250000000000"
    )


def test_outlines_keep_their_vertices() -> None:
    outline = outline_on_sky(plane(), np.array([-50.0, 50.0, 50.0, -50.0]), np.array([-40.0, -40.0, 40.0, 40.0]))
    assert outline is not None
    assert len(outline.exact.split()) == 2 + 8
    assert outline.region.startswith("POLYGON ICRS ")


@pytest.mark.parametrize("lacking", [plane(body=None), plane(distance_km=None)])
def test_a_plane_without_body_or_distance_is_nowhere_on_the_sky(lacking: Plane) -> None:
    assert sky_places(lacking, [1.0], [1.0]) is None
    assert outline_on_sky(lacking, np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0])) is None
