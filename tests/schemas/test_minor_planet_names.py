"""The list of numbers and names, and both directions of looking up in it."""

from importlib.resources import files

import pytest

from schemas.body import fold_name
from schemas.minor_planet_names import name_of, number_of

# Written down from the literature, not from the list under test.
WELL_KNOWN = {
    1: "Ceres",
    2: "Pallas",
    4: "Vesta",
    16: "Psyche",
    22: "Kalliope",
    45: "Eugenia",
    87: "Sylvia",
    90: "Antiope",
    130: "Elektra",
    216: "Kleopatra",
    243: "Ida",
    253: "Mathilde",
    319: "Leona",
    324: "Bamberga",
    433: "Eros",
    472: "Roma",
    624: "Hektor",
    704: "Interamnia",
    769: "Tatjana",
    778: "Theobalda",
    911: "Agamemnon",
    928: "Hildrun",
    944: "Hidalgo",
    951: "Gaspra",
    1036: "Ganymed",
    1221: "Amor",
    1566: "Icarus",
    1862: "Apollo",
    2060: "Chiron",
    2867: "Steins",
    3200: "Phaethon",
    3317: "Paris",
    4179: "Toutatis",
    5301: "Novobranets",
    10199: "Chariklo",
    25143: "Itokawa",
    50000: "Quaoar",
    60558: "Echeclus",
    90377: "Sedna",
    90482: "Orcus",
    99942: "Apophis",
    101955: "Bennu",
    134340: "Pluto",
    136108: "Haumea",
    136199: "Eris",
    136472: "Makemake",
    229762: "G!kun||'homdima",
    486958: "Arrokoth",
    514107: "Ka`epaoka`awela",
}


@pytest.fixture
def pairs() -> list[tuple[int, str]]:
    lines = files("schemas").joinpath("minor_planets.txt").read_text(encoding="utf-8").splitlines()
    split = [line.split(" ", 1) for line in lines if not line.startswith("#")]
    return [(int(number), name) for number, name in split]


@pytest.mark.parametrize(("number", "name"), WELL_KNOWN.items())
def test_well_known_bodies_are_found_both_ways(number: int, name: str) -> None:
    assert name_of(number) == name
    assert number_of(name) == number


@pytest.mark.parametrize("name", ["Xi'an", "xian", "XI AN", "Xī'ān", "  Xi'an "])
def test_spelling_does_not_matter(name: str) -> None:
    assert number_of(name) == 2387


@pytest.mark.parametrize("number", [-1, 0, 15789, 10**9])
def test_a_number_without_a_name_has_none(number: int) -> None:
    assert name_of(number) is None


@pytest.mark.parametrize("name", ["", "?", "Nosuchname", "1999 WB2", "130 Elektra"])
def test_what_is_no_listed_name_has_no_number(name: str) -> None:
    assert number_of(name) is None


def test_the_list_is_sorted_and_without_repeats(pairs: list[tuple[int, str]]) -> None:
    numbers = [number for number, _ in pairs]
    assert numbers == sorted(set(numbers))
    assert numbers[:400] == list(range(1, 401))
    assert len(numbers) > 22_000


def test_names_stay_distinct_when_folded(pairs: list[tuple[int, str]]) -> None:
    folded = {fold_name(name) for _, name in pairs}
    assert "" not in folded
    assert len(folded) == len(pairs)


def test_names_are_clean(pairs: list[tuple[int, str]]) -> None:
    assert [name for _, name in pairs if name != name.strip() or not name.isprintable()] == []
