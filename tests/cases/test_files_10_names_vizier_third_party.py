"""Bodies without a number, moons and comets in VizieR's light curve files of other programs."""

from pathlib import Path

import pytest

from formats.curves.vizier_occ import read
from tests.desk import Desk

FOLDER = "files/10-vizier-third-party"


@pytest.mark.parametrize(
    ("name", "body", "target_class"),
    [
        ("c_dash_number.dat", "2013 RL124", "asteroid"),
        ("d_zero_number.dat", "2013 RL124", "asteroid"),
        ("j_planet.dat", "Ganymede", "satellite"),
        ("k_comet.dat", "29P/Schwassmann-Wachmann", "comet"),
    ],
)
def test_the_event_has_the_right_body(desk: Desk, cases: Path, name: str, body: str, target_class: str) -> None:
    (intake,) = desk.take_files(cases / FOLDER / name)
    (entry,) = intake.entries
    assert (entry.event.body_number, entry.event.body_name, entry.event.body_class) == (None, body, target_class)


@pytest.mark.parametrize("number", ["-", "--", "0", "", " ", "?"])
def test_every_sign_for_no_number(cases: Path, number: str) -> None:
    data = (cases / FOLDER / "c_dash_number.dat").read_bytes().replace(b"Asteroid: -:", f"Asteroid: {number}:".encode())
    clues = read(data, "curve.dat").lightcurves[0].clues
    assert (clues.body_number, clues.body_name) == (None, "2013 RL124")
