"""The resource descriptor of the collection phot: columns are the fields of the records, names need no quotes."""

import dataclasses
import urllib.request
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from ingest.photometry.photometry_rows import passband_rows
from schemas.photometry import Calibration, Catalogue, Measurement, Observatory, Target
from service.ground.layout import PROJECT
from service.serving.band_tables import band_tables
from tests.site_fixture import RunningSite

DESCRIPTOR = PROJECT / "resources/phot/q.rd"
RECORDS = {
    "target": Target,
    "observatory": Observatory,
    "catalogue": Catalogue,
    "calibration": Calibration,
    "measurement": Measurement,
}
PUBLISHED = (*RECORDS, "passband", "lightcurve", "reference")


def find_columns(table: str) -> dict[str, dict[str, str]]:
    found = ElementTree.parse(DESCRIPTOR).getroot().find(f"table[@id='{table}']")
    assert found is not None
    return {column.attrib["name"]: dict(column.attrib) for column in found.findall("column") if "name" in column.attrib}


@pytest.mark.parametrize("table", RECORDS)
def test_columns_are_the_fields_of_the_record(table: str) -> None:
    assert list(find_columns(table)) == [field.name for field in dataclasses.fields(RECORDS[table])]


def test_columns_of_the_bands_are_those_of_their_rows() -> None:
    rows = list(passband_rows())
    assert list(find_columns("passband")) == list(rows[0])
    assert len({(row["survey"], row["band"]) for row in rows}) == len(rows)
    assert len({row["key"] for row in band_tables()}) == len(rows)


@pytest.mark.parametrize("table", PUBLISHED)
def test_every_column_is_described(table: str) -> None:
    for name, column in find_columns(table).items():
        description = " ".join(column["description"].split())
        assert description.endswith("."), name
        assert description[0].isupper(), name
        assert column["ucd"], name
        assert column["tablehead"], name
        if column["type"] in ("double precision", "real"):
            assert "unit" in column, name
        if column.get("unit") == "d":
            assert "as MJD" in description, name
            assert "UTC" in description or name in ("time_start", "time_end"), name


def test_no_python_of_more_than_three_lines() -> None:
    for code in ElementTree.parse(DESCRIPTOR).getroot().iter("code"):
        assert len((code.text or "").strip().splitlines()) <= 3, code.text


@pytest.mark.parametrize("path", [DESCRIPTOR, DESCRIPTOR.with_name("examples.rd")], ids=lambda path: path.name)
def test_descriptor_is_indented_with_tabs(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        assert not line.startswith(" "), number


@pytest.mark.site
@pytest.mark.parametrize("table", PUBLISHED)
def test_names_need_no_quotes_in_adql(site: RunningSite, table: str) -> None:
    names = ", ".join(find_columns(table))
    query = urlencode({"LANG": "ADQL", "FORMAT": "csv", "QUERY": f"SELECT TOP 1 {names} FROM phot.{table}"})
    with urllib.request.urlopen(f"{site.url}/tap/sync?{query}") as answer:
        assert answer.read().decode().splitlines()[0] == names.replace(" ", "")


@pytest.mark.site
def test_descriptor_is_valid_and_its_own_tests_pass(site: RunningSite) -> None:
    checked = site.run_dachs("val", "phot/q")
    assert checked.stdout.rstrip().endswith("OK"), checked.stdout
    done = site.run_dachs("test", "-u", site.url, "phot/q")
    assert done.stdout.startswith("0 of "), done.stdout + done.stderr
