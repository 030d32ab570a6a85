"""What names of files and folders tell of body and day, and the name without the folders of somebody's computer."""

import pytest

from formats.files.file_clues import bare_name, clues_of_path, day_of_name
from schemas.instant import day_of_mjd


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (r"C:\Users\w\Videos\a b.avi", "a b.avi"),
        ("/home/w/a.adv", "a.adv"),
        ('"/home/w/a.adv"', "a.adv"),
        ("a.adv", "a.adv"),
        ("/home/w/", None),
        ("", None),
    ],
)
def test_bare_name(path: str, name: str | None) -> None:
    assert bare_name(path) == name


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20220825_928_Hildrun.csv", "2022-08-25"),
        ("2022-08-25/lc.csv", "2022-08-25"),
        ("2021.01.02/2022_08_25.csv", "2022-08-25"),
        ("2022-08_25.csv", None),
        ("2022-13-25.csv", None),
        ("20220231.csv", None),
        ("120220825.csv", None),
        ("lc.csv", None),
    ],
)
def test_the_last_day_in_a_name(text: str, day: str | None) -> None:
    found = day_of_name(text)
    assert (None if found is None else day_of_mjd(found).isoformat()) == day


@pytest.mark.parametrize(
    ("path", "number", "name"),
    [
        (r"C:\x\(130) Elektra\2024-05-03.lc", 130, "Elektra"),
        ("20220825_928_Hildrun.csv", 928, "Hildrun"),
        ("(10199) Chariklo - 2017-06-22.csv", 10199, "Chariklo"),
        ("(523764) 2014 WC510.csv", 523764, "2014 WC510"),
        ("lc.csv", None, None),
    ],
)
def test_body_of_a_path(path: str, number: int | None, name: str | None) -> None:
    clues = clues_of_path(path)
    assert (clues.body_number, clues.body_name) == (number, name)
    assert clues.measured_file == bare_name(path)


def test_further_paths_tell_what_the_first_does_not() -> None:
    clues = clues_of_path("/home/w/lc.csv", "20220825_928_Hildrun.zip")
    assert (clues.body_number, clues.measured_file) == (928, "lc.csv")
    assert clues.day is not None
    assert clues_of_path("", "20220825.zip").measured_file is None
