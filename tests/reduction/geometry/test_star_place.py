"""The star's place at the event."""

from dataclasses import replace

import numpy as np
import pytest

from reduction.geometry.star_place import CatalogueStar, StarMotionError, star_place
from tests import chariklo

#: Gaia DR3 6760223758801661440 as published with five decimals of a second, 0.1 mas.
STAR = CatalogueStar(
    ra_deg=(18 + 55 / 60 + 15.65210 / 3600) * 15,
    dec_deg=-(31 + 31 / 60 + 21.6676 / 3600),
    epoch=2016.0,
    pm_ra_mas=3.556,
    pm_dec_mas=-2.050,
    parallax_mas=0.2121,
    radial_velocity_km_s=-40.5,
)


def test_published_place_at_the_event() -> None:
    place = star_place(STAR, chariklo.CLOSEST)
    scale = 3.6e6
    assert (place.ra_deg - chariklo.STAR.ra_deg) * scale * np.cos(np.radians(place.dec_deg)) == pytest.approx(
        0, abs=0.1
    )
    assert (place.dec_deg - chariklo.STAR.dec_deg) * scale == pytest.approx(0, abs=0.05)


def test_motion_without_parallax_is_linear() -> None:
    star = replace(STAR, parallax_mas=None, radial_velocity_km_s=None)
    place = star_place(star, 57388.5 + 3652.5)
    assert (place.dec_deg - star.dec_deg) * 3.6e6 == pytest.approx(-20.5, abs=0.01)


def test_parallax_is_seen_from_the_earth() -> None:
    near = replace(STAR, parallax_mas=100.0, radial_velocity_km_s=None)
    far = replace(near, parallax_mas=0.0)
    shifts = []
    for day in np.arange(57388.5, 57388.5 + 365, 5):
        with_parallax, without = star_place(near, day), star_place(far, day)
        east = (with_parallax.ra_deg - without.ra_deg) * np.cos(np.radians(STAR.dec_deg))
        shifts.append(np.hypot(east, with_parallax.dec_deg - without.dec_deg) * 3.6e6)
    assert max(shifts) == pytest.approx(100, abs=2)
    assert min(shifts) < 20


@pytest.mark.parametrize("change", [{"pm_ra_mas": 0.0, "pm_dec_mas": 0.0}, {"pm_ra_mas": None}, {"pm_dec_mas": None}])
def test_placeholders_of_proper_motion(change: dict[str, float | None]) -> None:
    with pytest.raises(StarMotionError, match="proper motion"):
        star_place(replace(STAR, **change), chariklo.CLOSEST)  # type: ignore[arg-type]
