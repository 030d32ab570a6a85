"""Namibia's code NA is a country, in either case; a town or an observer may be called Na."""

from pathlib import Path

import pytest

from ingest.intake.examination import examine
from schemas.finding import FindingCode, Severity
from schemas.report import Report

FOLDER = "files/18-namibia-na"


def report_of(path: Path) -> Report:
    return examine(path, lambda name: name.open("rb")).entries[0].stations[0].report


@pytest.mark.parametrize("name", ["a_na.txt", "d_na_lower.txt"])
def test_na_is_namibia(cases: Path, name: str) -> None:
    assert report_of(cases / FOLDER / name).country == "NA"


@pytest.mark.parametrize("code", ["NA", "na", "NAM", "Namibia"])
def test_the_wrong_hemisphere_is_refused_under_every_code(cases: Path, tmp_path: Path, code: str) -> None:
    path = tmp_path / "report.txt"
    text = (cases / FOLDER / "a_na.txt").read_text("utf-8")
    path.write_text(text.replace("Countrycode: NA", f"Countrycode: {code}").replace("-22 34 00", "+22 34 00"), "utf-8")
    examination = examine(path, lambda name: name.open("rb"))
    (finding,) = [finding for finding in examination.findings if finding.code == FindingCode.COORDINATES_SIGN]
    assert finding.severity == Severity.ERROR
    assert "is in TD, not in NA: it seems that the latitude's sign is wrong" in finding.message


@pytest.mark.parametrize("code", ["-", "--", "n/a", "N/A", "", "?"])
def test_a_country_left_out_is_none(cases: Path, tmp_path: Path, code: str) -> None:
    path = tmp_path / "report.txt"
    path.write_text((cases / FOLDER / "a_na.txt").read_text("utf-8").replace("Countrycode: NA", f"Countrycode: {code}"))
    assert report_of(path).country is None


@pytest.mark.parametrize("code", ["NO", "no"])
def test_no_is_norway(cases: Path, tmp_path: Path, code: str) -> None:
    path = tmp_path / "report.txt"
    text = (cases / FOLDER / "a_na.txt").read_text("utf-8").replace("Countrycode: NA", f"Countrycode: {code}")
    path.write_text(text.replace("-22 34 00", "+59 54 00").replace("+017 05 00", "+010 45 00"), "utf-8")
    assert report_of(path).country == "NO"


def test_towns_and_people_may_be_called_na(cases: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    text = (cases / FOLDER / "a_na.txt").read_text("utf-8").replace("NearestCity: Windhoek", "NearestCity: Na")
    path.write_text(
        text.replace("Observer1: A Tester", "Observer1: Na").replace("Observer2:", "Observer2: n/a"), "utf-8"
    )
    report = report_of(path)
    assert (report.site, report.observer, report.observer2) == ("Na", "Na", None)
