"""Reference stars in bulk by command."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.photometry.reference_files import ReferenceFiles
from ingest.photometry.survey_columns import SURVEYS
from schemas.errors import FormatError
from service.cli import umbra
from service.commands.references import load_file

APASS = (
    "recno,RAJ2000,DEJ2000,Vmag,e_Vmag,Bmag,e_Bmag\n1,10.0,20.0,12.1,0.02,12.9,0.03\n2,10.1,20.0,13.1,0.02,13.9,0.03\n"
)


def test_every_survey_is_listed_with_its_bands_and_paper() -> None:
    lines = CliRunner().invoke(umbra, ["references", "surveys"]).output.splitlines()
    assert [line.split()[0] for line in lines] == [survey.name for survey in SURVEYS.values()]
    for line, survey in zip(lines, SURVEYS.values(), strict=True):
        assert line.split()[1:-1] == list(survey.bands)
        assert line.endswith(survey.bibcode)


def test_a_file_is_taken_once(tmp_path: Path) -> None:
    path, files = tmp_path / "apass.csv", ReferenceFiles(tmp_path / "references")
    path.write_text(APASS)
    assert load_file(files, path, "APASS").startswith("apass.csv: 2 stars of APASS in ")
    assert load_file(files, path, "APASS") == "apass.csv: unchanged"


def test_what_is_no_table_of_the_survey_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("Dear all,\nhere it is\n")
    with pytest.raises(FormatError):
        load_file(ReferenceFiles(tmp_path / "references"), path, "APASS")


def test_a_survey_that_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "apass.csv"
    path.write_text(APASS)
    answer = CliRunner().invoke(umbra, ["references", "load", "SDSS99", str(path), "--var", str(tmp_path / "var")])
    assert answer.exit_code == 2
    assert "SDSS99" in answer.output
    assert "SkyMapper" in answer.output
