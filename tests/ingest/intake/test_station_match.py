"""What a file and a report or event have in common: body, star, place, observer, or nothing that can be said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.archive.archive_index import KnownEvent
from ingest.intake.station_match import km_between, mirrored_sign, same_body, same_observer, same_place, same_star
from schemas.body import fold_name
from schemas.lightcurve import Clues

EVENT = KnownEvent(
    event_id="x",
    time_first=60000.0,
    time_last=60000.0,
    ra=359.9999,
    dec=-20.0,
    stars=frozenset({"UCAC4 350-187717"}),
    body_number=928,
    body_name="Hildrun",
)
lons, lats = st.floats(-179, 179), st.floats(-85, 85)


@pytest.mark.parametrize(
    ("clues", "answer"),
    [
        (Clues(body_number=928), True),
        (Clues(body_number=929, body_name="Hildrun"), False),
        (Clues(body_name="HILDRUN"), True),
        (Clues(body_name="Algunde"), False),
        (Clues(), None),
    ],
)
def test_bodies(clues: Clues, answer: bool | None) -> None:
    assert same_body(EVENT, clues) is answer


@pytest.mark.parametrize(
    ("clues", "answer"),
    [
        (Clues(star="TYC 1-2-1", star_aliases=("UCAC4 350-187717",)), True),
        (Clues(ra=0.0, dec=-20.0), True),
        (Clues(ra=0.05, dec=-20.0), None),
        (Clues(ra=180.0, dec=-20.0), False),
        (Clues(star="TYC 1-2-1"), None),
    ],
)
def test_stars_also_across_the_turn_of_right_ascension(clues: Clues, answer: bool | None) -> None:
    assert same_star(EVENT, clues) is answer


@given(lons, lats, st.floats(-0.004, 0.004), st.floats(-0.004, 0.004))
def test_places_some_hundred_metres_apart_are_of_one_station(lon: float, lat: float, east: float, north: float) -> None:
    one, other = Clues(lon=lon, lat=lat), Clues(lon=lon + east, lat=lat + north)
    assert same_place(one, other) is True
    assert same_place(one, Clues(lon=lon, lat=lat + 0.02)) is False


@given(st.floats(1, 179), st.floats(1, 85))
def test_a_wrong_sign_is_found(lon: float, lat: float) -> None:
    one = Clues(lon=lon, lat=lat)
    assert mirrored_sign(one, Clues(lon=-lon, lat=lat)) == "longitude"
    assert mirrored_sign(one, Clues(lon=lon, lat=-lat)) == "latitude"
    assert mirrored_sign(one, Clues(lon=-lon, lat=-lat)) == "longitude and latitude"
    assert mirrored_sign(one, Clues(lon=lon / 2, lat=lat)) is None


def test_of_an_unknown_place_nothing_is_said() -> None:
    assert km_between(Clues(lon=1.0), Clues(lon=1.0, lat=1.0)) is None
    assert same_place(Clues(), Clues(lon=1.0, lat=1.0)) is None
    assert mirrored_sign(Clues(), Clues(lon=1.0, lat=1.0)) is None


@pytest.mark.parametrize(
    ("written", "reported", "answer"),
    [
        ("Wilhelm Herschel", "Wilhelm Herschel", True),
        ("W. Herschel", "Wilhelm Herschel", True),
        ("Herschel", "Wilhelm Herschel", True),
        ("Wilhelm Struve", "Wilhelm Herschel", False),
        ("Wu", "Wilhelm Herschel", False),
        (None, "Wilhelm Herschel", None),
        ("W. Herschel", "", None),
    ],
)
def test_observers(written: str | None, reported: str, answer: bool | None) -> None:
    assert same_observer(fold_name(reported), Clues(observer=written)) is answer
