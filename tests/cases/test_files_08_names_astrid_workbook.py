"""Stars of workbooks that a program fills in: catalogues of a list, coordinates, numbers without all their digits."""

import io
import zipfile
from pathlib import Path

import pytest

from ingest.intake.examination import Examination, examine
from schemas.finding import FindingCode, Severity

FOLDER = "files/08-astrid-workbook"


def look_at(path: Path) -> Examination:
    return examine(path, lambda name: name.open("rb"))


def change(source: Path, target: Path, *, catalogue: str, number: str) -> Path:
    """Write the workbook of the Gaia star with another catalogue and another text in the number's cell."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/worksheets/"):
                text = text.replace(b"<t>Gaia DR3</t>", f"<t>{catalogue}</t>".encode())
                text = text.replace(b"<v>4.691443935057297e+18</v>", f"<v>{number}</v>".encode())
            new.writestr(name, text)
    return target


@pytest.mark.parametrize(
    ("name", "star"),
    [
        ("a_plain.xlsx", "UCAC4 523-052466"),
        ("d_tyc.xlsx", "TYC 1234-567-1"),
        ("e_hip.xlsx", "HIP 99733"),
        ("f_urat.xlsx", "URAT1 512-123456"),
        ("g_1b.xlsx", "USNO-B1.0 0912-0123456"),
    ],
)
def test_the_catalogue_of_the_list(cases: Path, name: str, star: str) -> None:
    examination = look_at(cases / FOLDER / name)
    assert examination.entries[0].event.star == star
    assert FindingCode.STAR_NAME not in {finding.code for finding in examination.findings}


def test_a_star_by_its_coordinates_has_a_place(cases: Path) -> None:
    examination = look_at(cases / FOLDER / "c_gcoords.xlsx")
    event = examination.entries[0].event
    assert event.star == "J073542.3+194512"
    assert (event.ra, event.dec) == pytest.approx(
        (15 * (7 + 35 / 60 + 42.3 / 3600), 19 + 45 / 60 + 12 / 3600), abs=1e-8
    )
    assert FindingCode.STAR_NAME not in {finding.code for finding in examination.findings}


@pytest.mark.parametrize("name", ["r_gaia_text.xlsx", "s_gaia_float.xlsx"])
def test_a_rounded_number_is_no_star(cases: Path, name: str) -> None:
    examination = look_at(cases / FOLDER / name)
    event = examination.entries[0].event
    assert (event.star, event.star_gaia) == (None, None)
    (finding,) = [finding for finding in examination.findings if finding.code == FindingCode.STAR_NAME]
    assert finding.severity == Severity.WARNING
    assert "was rounded by a spreadsheet" in finding.message


@pytest.mark.parametrize(
    "number",
    ["4691443935057297792", "4691443935057297792.0", "4.691443935057297792E+18", "4691443935057297792.00"],
)
def test_all_digits_of_the_cell_are_kept(cases: Path, tmp_path: Path, number: str) -> None:
    source = cases / FOLDER / "r_gaia_text.xlsx"
    path = change(source, tmp_path / "report.xlsx", catalogue="Gaia DR3", number=number)
    event = look_at(path).entries[0].event
    assert (event.star, event.star_gaia) == ("Gaia DR3 4691443935057297792", 4691443935057297792)


@pytest.mark.parametrize(
    ("catalogue", "star"),
    [("HIP  xxxxxx", "HIP 99733"), ("1H    HIP  xxxxxx", "HIP 99733"), ("SAO   xxxxxx", "SAO 99733")],
)
def test_numbers_as_floats(cases: Path, tmp_path: Path, catalogue: str, star: str) -> None:
    source = cases / FOLDER / "r_gaia_text.xlsx"
    path = change(source, tmp_path / "report.xlsx", catalogue=catalogue, number="99733.0")
    assert look_at(path).entries[0].event.star == star


def test_the_workbooks_are_what_they_seem(cases: Path) -> None:
    data = (cases / FOLDER / "r_gaia_text.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))
    assert b"<v>4.691443935057297e+18</v>" in sheets
