"""Longitudes and latitudes with a wrong sign, and exchanged ones: refused in every country, and the slip is named."""

from pathlib import Path

import pytest

from ingest.intake.examination import Examination, examine
from schemas.finding import Finding, FindingCode, Severity

FOLDER = "files/05-hemisphere-signs"
LONGITUDE, LATITUDE = "the longitude's sign is wrong", "the latitude's sign is wrong"
SWAPPED = "longitude and latitude are swapped"
SLIPS = {
    "cc_AR.txt": LONGITUDE,
    "cc_AU.txt": LATITUDE,
    "cc_AUw.txt": LONGITUDE,
    "cc_BR.txt": LONGITUDE,
    "cc_BRn.txt": LATITUDE,
    "cc_CA.txt": LONGITUDE,
    "cc_CL.txt": LONGITUDE,
    "cc_DK.txt": LONGITUDE,
    "cc_ES.txt": LONGITUDE,
    "cc_ESw.txt": LONGITUDE,
    "cc_FR.txt": LONGITUDE,
    "cc_GB.txt": LONGITUDE,
    "cc_IN.txt": LONGITUDE,
    "cc_IT.txt": LONGITUDE,
    "cc_JP.txt": LONGITUDE,
    "cc_MX.txt": LONGITUDE,
    "cc_NA.txt": LATITUDE,
    "cc_NAM.txt": LATITUDE,
    "cc_Namibia.txt": LATITUDE,
    "cc_NL.txt": LONGITUDE,
    "cc_NO.txt": LONGITUDE,
    "cc_NZ.txt": LATITUDE,
    "cc_NZw.txt": LONGITUDE,
    "cc_PT.txt": LONGITUDE,
    "cc_RU.txt": LONGITUDE,
    "cc_US.txt": LONGITUDE,
    "cc_USs.txt": LATITUDE,
    "cc_USsw.txt": SWAPPED,
    "cc_ZA.txt": LATITUDE,
    "p_us_east.txt": LONGITUDE,
    "q_de_west.txt": LONGITUDE,
    "u_sodis_de_west.txt": LONGITUDE,
    "v_sodis_us_plus.txt": LONGITUDE,
}


def look_at(path: Path) -> Examination:
    return examine(path, lambda name: name.open("rb"))


def wrong_places(examination: Examination) -> list[Finding]:
    return [finding for finding in examination.findings if finding.code == FindingCode.COORDINATES_SIGN]


def test_every_country_has_its_case(cases: Path) -> None:
    with_country = {path.name for path in (cases / FOLDER).glob("cc_*.txt")}
    assert with_country - {"cc_sodis_NA_lower.txt"} <= SLIPS.keys()


@pytest.mark.parametrize(("name", "slip"), SLIPS.items(), ids=list(SLIPS))
def test_a_wrong_sign_is_refused_and_named(cases: Path, name: str, slip: str) -> None:
    (finding,) = wrong_places(look_at(cases / FOLDER / name))
    assert finding.severity == Severity.ERROR
    assert slip in finding.message


def test_a_good_place_has_no_finding(cases: Path) -> None:
    examination = look_at(cases / FOLDER / "a_boyden.txt")
    report = examination.entries[0].stations[0].report
    assert (report.lon, report.lat) == pytest.approx((26.404722, -29.038831))
    assert wrong_places(examination) == []


@pytest.mark.parametrize("country", ["US", "USA", "us", "United States"])
def test_the_country_may_be_written_in_any_way(cases: Path, tmp_path: Path, country: str) -> None:
    text = (cases / FOLDER / "cc_US.txt").read_text("utf-8")
    path = tmp_path / "report.txt"
    path.write_text(text.replace("#Countrycode: US", f"#Countrycode: {country}"), "utf-8")
    (finding,) = wrong_places(look_at(path))
    assert "is in CN, not in US" in finding.message


@pytest.mark.parametrize(
    ("country", "lon", "lat"), [("RE", "+055 24 36", "-21 11 56"), ("FR", "+055 24 36", "-21 11 56")]
)
def test_a_place_overseas_may_have_either_code(cases: Path, tmp_path: Path, country: str, lon: str, lat: str) -> None:
    text = (cases / FOLDER / "cc_FR.txt").read_text("utf-8")
    path = tmp_path / "report.txt"
    changed = text.replace("Countrycode: FR", f"Countrycode: {country}").replace("+44 55 23", lat)
    path.write_text(changed.replace("-005 42 00", lon), "utf-8")
    examination = look_at(path)
    assert examination.entries[0].stations[0].report.country == country
    assert wrong_places(examination) == []


@pytest.mark.parametrize(
    "site", ["Tucson, USA", "Tucson (USA)", "Tucson, AZ, United States", "Tucson (AZ - Vereinigte Staaten)"]
)
def test_the_town_may_name_the_country(cases: Path, tmp_path: Path, site: str) -> None:
    text = (cases / FOLDER / "cc_US.txt").read_text("utf-8")
    path = tmp_path / "report.txt"
    path.write_text(text.replace("City: Tucson", f"City: {site}").replace("Countrycode: US", "Countrycode:"), "utf-8")
    (finding,) = wrong_places(look_at(path))
    assert LONGITUDE in finding.message
