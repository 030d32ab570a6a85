"""Borders of countries: real places are where they are, near coasts and borders, on islands and overseas."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.country import TOLERANCE_KM, countries_at, is_in

#: Observatories and towns [deg east, deg north], as their own pages and the Minor Planet Center's list give them.
PLACES = {
    "Greenwich": ("GB", 0.0, 51.478),
    "Lizard Point": ("GB", -5.207, 49.957),
    "St Mary's, Scilly": ("GB", -6.30, 49.92),
    "Lerwick": ("GB", -1.145, 60.155),
    "Pic du Midi": ("FR", 0.1426, 42.9363),
    "Ushant": ("FR", -5.096, 48.458),
    "Calvi": ("FR", 8.757, 42.567),
    "Saint-Denis de la Réunion": ("FR", 55.448, -20.879),
    "Les Makes": ("RE", 55.410, -21.199),
    "Kourou": ("GF", -52.65, 5.16),
    "Pointe-à-Pitre": ("GP", -61.533, 16.241),
    "Calar Alto": ("ES", -2.546, 37.2236),
    "Roque de los Muchachos": ("ES", -17.8799, 28.7606),
    "Ibiza": ("ES", 1.432, 38.907),
    "Ceuta": ("ES", -5.316, 35.889),
    "Ponta Delgada": ("PT", -25.668, 37.741),
    "Funchal": ("PT", -16.924, 32.650),
    "Oslo": ("NO", 10.717, 59.912),
    "Tromsø": ("NO", 18.955, 69.650),
    "Longyearbyen": ("SJ", 15.64, 78.22),
    "Longyearbyen as Norway": ("NO", 15.64, 78.22),
    "Helgoland": ("DE", 7.885, 54.182),
    "Zugspitze": ("DE", 10.985, 47.421),
    "Basel": ("CH", 7.588, 47.559),
    "Vaduz": ("LI", 9.521, 47.141),
    "Monaco": ("MC", 7.42, 43.735),
    "Lampedusa": ("IT", 12.60, 35.50),
    "Ponza": ("IT", 12.96, 40.90),
    "Valletta": ("MT", 14.514, 35.899),
    "Tórshavn": ("FO", -6.771, 62.012),
    "Bornholm": ("DK", 14.91, 55.14),
    "Reykjavík": ("IS", -21.94, 64.147),
    "Crimean Astrophysical Observatory": ("UA", 34.0167, 44.7267),
    "Nauchny as Russia": ("RU", 34.0167, 44.7267),
    "Kaliningrad": ("RU", 20.51, 54.71),
    "Anadyr": ("RU", 177.51, 64.734),
    "Uelen, east of 180 degrees": ("RU", -169.81, 66.16),
    "Mauna Kea": ("US", -155.4747, 19.8261),
    "Key West": ("US", -81.78, 24.555),
    "Utqiagvik": ("US", -156.789, 71.291),
    "Adak": ("US", -176.66, 51.88),
    "Attu": ("US", 173.2, 52.9),
    "Arecibo": ("PR", -66.753, 18.344),
    "Arecibo as United States": ("US", -66.753, 18.344),
    "Guam": ("GU", 144.75, 13.44),
    "Cerro Paranal": ("CL", -70.4042, -24.6272),
    "Rapa Nui": ("CL", -109.35, -27.12),
    "Ushuaia": ("AR", -68.30, -54.80),
    "Hakos": ("NA", 16.3617, -23.2364),
    "Cape Town": ("ZA", 18.477, -33.934),
    "Canberra": ("AU", 149.0, -35.4),
    "Hobart": ("AU", 147.33, -42.88),
    "Lord Howe": ("AU", 159.08, -31.55),
    "Mount John": ("NZ", 170.465, -43.987),
    "Chatham Islands": ("NZ", -176.55, -43.95),
    "Tokyo": ("JP", 139.54, 35.67),
    "Ishigaki": ("JP", 124.139, 24.373),
    "Lulin": ("TW", 120.8736, 23.4686),
    "Hong Kong": ("HK", 114.17, 22.30),
    "Hong Kong as China": ("CN", 114.17, 22.30),
    "Hanle": ("IN", 78.964, 32.779),
    "Suva": ("FJ", 178.44, -18.14),
    "Taveuni, beyond 180 degrees": ("FJ", -179.97, -16.85),
    "Amundsen-Scott": ("AQ", 0.0, -89.99),
}
CODES = [
    line[:2] for line in files("schemas").joinpath("borders.txt").read_text("ascii").splitlines() if line[0] != "#"
]


@pytest.mark.parametrize(("country", "lon", "lat"), PLACES.values(), ids=list(PLACES))
def test_places_are_in_their_countries(country: str, lon: float, lat: float) -> None:
    assert is_in(country, lon, lat) is True
    assert is_in(country, lon + 360, lat) is True


@pytest.mark.parametrize(
    ("country", "lon", "lat"),
    [
        ("US", 110.917, 32.217),
        ("US", -110.917, -32.217),
        ("RU", -37.617, 55.75),
        ("FR", -5.7, 44.923),
        ("ES", 2.533, 37.217),
        ("ES", 3.7, 40.4),
        ("PT", 9.133, 38.717),
        ("CL", 70.733, -30.233),
        ("NO", -10.75, 59.9),
        ("GB", 3.167, 51.467),
        ("RE", 2.35, 48.86),
    ],
)
def test_mirrored_places_are_not(country: str, lon: float, lat: float) -> None:
    assert is_in(country, lon, lat) is False


def test_a_country_without_borders_is_unknown() -> None:
    assert is_in("ZZ", 10.0, 50.0) is None


@pytest.mark.parametrize(
    ("lon", "lat", "found"),
    [
        (13.4, 52.5, ("DE",)),
        (55.45, -20.9, ("RE",)),
        (-74.5, -40.5, ()),
        (35.2, 31.9, ("IL", "PS")),
        (28.2, -29.5, ("LS",)),
    ],
)
def test_countries_of_a_place(lon: float, lat: float, found: tuple[str, ...]) -> None:
    assert countries_at(lon, lat) == found


@pytest.mark.parametrize(("north", "is_close"), [(0.0, True), (0.8, True), (1.2, False)])
def test_the_tolerance_ends_where_it_says(north: float, is_close: bool) -> None:
    # North of the 49th parallel, the straight border of the United States in the plains.
    assert is_in("US", -105.0, 49.0 + north * TOLERANCE_KM / 111.2) is is_close


@pytest.mark.parametrize("lon", [179.999, -179.999, 180.0, -180.0])
def test_borders_go_on_beyond_180_degrees(lon: float) -> None:
    assert is_in("RU", lon, 68.0) is True
    assert countries_at(lon, 68.0) == ("RU",)


@given(code=st.sampled_from(CODES), lon=st.floats(-180, 180), lat=st.floats(-90, 90))
def test_whatever_holds_a_place_agrees(code: str, lon: float, lat: float) -> None:
    if code in countries_at(lon, lat):
        assert is_in(code, lon, lat) is True
    if is_in(code, lon, lat):
        assert countries_at(lon, lat) != ()
