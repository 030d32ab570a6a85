"""A program writes a provisional designation with an underscore for the blank."""

from pathlib import Path

import pytest

from ingest.intake.examination import examine

CASE = "files/04-atos-planoccult-midnight/e_prov_designation.txt"


@pytest.mark.parametrize(
    ("written", "name", "target_class"),
    [
        ("2005_TN74", "2005 TN74", "asteroid"),
        ("2040_P-L", "2040 P-L", "asteroid"),
        ("K05T74N", "2005 TN74", "asteroid"),
        ("29P_Schwassmann-Wachmann", "29P/Schwassmann-Wachmann", "comet"),
        ("P5M03 Ganymede", "Ganymede", "satellite"),
    ],
)
def test_the_designation_is_the_minor_planet_centers(
    cases: Path, tmp_path: Path, written: str, name: str, target_class: str
) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes((cases / CASE).read_bytes().replace(b"2005_TN74", written.encode()))
    event = examine(path, lambda file: file.open("rb")).entries[0].event
    assert (event.body_number, event.body_name, event.body_class) == (None, name, target_class)
