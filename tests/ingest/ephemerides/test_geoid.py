"""The height of mean sea level above the ellipsoid."""

import pytest

from ingest.ephemerides.geoid import undulation


@pytest.mark.parametrize(
    ("lon", "lat", "height"),
    # Extremes of EGM96: the Indian Ocean and New Guinea; and Berlin.
    [(78.75, 4.75, -106.9), (147.25, -8.25, 85.4), (13.4, 52.5, 39.5)],
)
def test_known_heights(lon: float, lat: float, height: float) -> None:
    assert undulation(lon, lat) == pytest.approx(height, abs=0.5)


def test_the_globe_has_no_seam() -> None:
    west, east = undulation(-180.0, 10.0), undulation(180.0, 10.0)
    assert west is not None
    assert west == pytest.approx(east, abs=1e-6)


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 90.1), (361.0, 0.0)])
def test_places_that_are_not_on_the_globe(lon: float, lat: float) -> None:
    assert undulation(lon, lat) is None
