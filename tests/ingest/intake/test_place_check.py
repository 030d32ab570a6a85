"""The check of places: silent within a country, and it names the slip that leads out of it."""

from dataclasses import replace
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.intake.place_check import place_in_country
from schemas.country import countries_at, is_in
from schemas.finding import Finding, Severity
from tests.records import EVENT, REPORT

LINES = files("schemas").joinpath("borders.txt").read_text("ascii").splitlines()
LINES_OF = {line[:2]: line for line in LINES if line[0] != "#"}
FLIPS = {
    "the longitude's sign is wrong": lambda lon, lat: (-lon, lat),
    "the latitude's sign is wrong": lambda lon, lat: (lon, -lat),
    "both signs are wrong": lambda lon, lat: (-lon, -lat),
    "longitude and latitude are swapped": lambda lon, lat: (lat, lon),
}


def findings(country: str | None, lon: float, lat: float) -> list[Finding]:
    return list(place_in_country(replace(REPORT, country=country, lon=lon, lat=lat), EVENT))


@cache
def place_within(country: str) -> tuple[tuple[float, float], ...]:
    """Return places of a grid over a country's box that it holds; of one of small islands, a place on its coast."""
    box, _, outlines = LINES_OF[country].partition(";")
    west, south, east, north = (int(word) / 100 for word in box.split()[2:])
    lon, lat = (int(word) / 100 for word in outlines.split()[:2])
    grid = [
        (west + (east - west) * (x + 0.5) / 8, south + (north - south) * (y + 0.5) / 8)
        for x in range(8)
        for y in range(8)
    ]
    found = tuple(place for place in grid if country in countries_at(*place))
    return found or ((lon, lat),)


@given(country=st.sampled_from(sorted(LINES_OF)), data=st.data())
def test_a_place_in_its_country_has_no_finding(country: str, data: st.DataObject) -> None:
    lon, lat = data.draw(st.sampled_from(place_within(country)))
    assert findings(country, lon, lat) == []


@given(country=st.sampled_from(sorted(LINES_OF)), data=st.data(), flip=st.sampled_from(sorted(FLIPS)))
def test_a_slip_out_of_the_country_is_refused(country: str, data: st.DataObject, flip: str) -> None:
    lon, lat = data.draw(st.sampled_from(place_within(country)))
    wrong = FLIPS[flip](lon, lat)
    assume(not is_in(country, *wrong))
    (finding,) = findings(country, *wrong)
    assert finding.severity == Severity.ERROR
    assert "it seems that" in finding.message


@pytest.mark.parametrize("flip", FLIPS)
def test_the_slip_is_named(flip: str) -> None:
    (finding,) = findings("US", *FLIPS[flip](-110.917, 32.217))
    assert f"not in US: it seems that {flip} and the place is +32.217 -110.917." in finding.message


def test_swapped_and_without_its_sign() -> None:
    (finding,) = findings("US", 40.5, 74.5)
    assert "swapped, and the longitude's sign is wrong and the place is +40.500 -74.500." in finding.message


def test_another_country_is_a_question_that_names_both() -> None:
    (finding,) = findings("DE", 2.35, 48.86)
    assert finding.severity == Severity.WARNING
    assert finding.message == "The place +48.860 +2.350 is in FR, not in DE."


@pytest.mark.parametrize(("country", "lon", "lat"), [("FR", 55.41, -21.2), ("RE", 55.41, -21.2), ("GB", -64.75, 32.3)])
def test_a_territory_is_its_country_as_well(country: str, lon: float, lat: float) -> None:
    assert findings(country, lon, lat) == []


@pytest.mark.parametrize(("lon", "lat"), [(13.4, 52.5), (-5.096, 48.458), (-155.47, 19.83), (0.0, -89.9)])
def test_land_without_a_country_has_no_finding(lon: float, lat: float) -> None:
    assert findings(None, lon, lat) == []


@pytest.mark.parametrize(("lon", "lat"), [(-13.4, 52.5), (3.7, 40.4), (70.7, -30.2), (-60.0, 40.0)])
def test_the_sea_without_a_country_is_questioned(lon: float, lat: float) -> None:
    (finding,) = findings(None, lon, lat)
    assert finding.severity == Severity.WARNING
    assert "is not on land" in finding.message


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 0.0), (None, 50.0), (10.0, None), (361.0, 40.0), (10.0, 91.0)])
def test_other_rules_speak_of_unusable_places(lon: float | None, lat: float | None) -> None:
    assert list(place_in_country(replace(REPORT, country=None, lon=lon, lat=lat), EVENT)) == []
