"""The resource descriptor of the collection occ: columns, metadata, and what DaCHS says of it."""

import csv
import dataclasses
import io
import re
import urllib.parse
import urllib.request
from pathlib import Path
from xml.etree import ElementTree

import pytest

from schemas.attachment import Attachment
from schemas.chord import Chord
from schemas.correction import StationCorrection
from schemas.event import Elements, Event, PublishedFit
from schemas.limb import Limb, LimbResidual
from schemas.reduction_finding import ReductionFinding
from schemas.report import Report, Timing
from schemas.timing_result import StatedTiming
from service.ground.dachs import list_descriptors
from service.ground.layout import PROJECT
from tests.site_fixture import RunningSite, run_umbra

DESCRIPTOR = PROJECT / "resources/occ/q.rd"
DESCRIPTORS = sorted(DESCRIPTOR.parent.glob("*.rd"))
RECORDS = {
    "event": Event,
    "report": Report,
    "timing": Timing,
    "elements": Elements,
    "published_fit": PublishedFit,
    "chord": Chord,
    "limb": Limb,
    "limb_residual": LimbResidual,
    "correction": StationCorrection,
    "reduction_finding": ReductionFinding,
    "timing_result": StatedTiming,
    "attachment": Attachment,
}
TABLES = (*RECORDS, "code", "lightcurve")
#: Numbers that have no unit.
PURE_NUMBERS = {"flux", "flux_err", "dnr", "false_positive", "snr", "oblateness", "oblateness_err", "chi2"}


def find_columns(table: str) -> dict[str, dict[str, str]]:
    roots = [ElementTree.parse(path).getroot() for path in DESCRIPTORS]
    (found,) = (root.find(f"table[@id='{table}']") for root in roots if root.find(f"table[@id='{table}']") is not None)
    assert found is not None
    return {column.attrib["name"]: dict(column.attrib) for column in found.findall("column")}


@pytest.mark.parametrize("table", RECORDS)
def test_columns_are_the_fields_of_the_record(table: str) -> None:
    assert list(find_columns(table)) == [field.name for field in dataclasses.fields(RECORDS[table])]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described(table: str) -> None:
    for name, column in find_columns(table).items():
        description = " ".join(column["description"].split())
        assert description.endswith("."), name
        assert description[0].isupper() or description.startswith("accepted"), name
        assert column["ucd"], name
        assert column["tablehead"], name
        if column["type"] in ("double precision", "real"):
            assert name in PURE_NUMBERS or column["unit"], name
        if column.get("unit") == "d":
            assert "UTC as MJD" in description or name == "bjd_tdb", name


@pytest.mark.parametrize("descriptor", DESCRIPTORS, ids=lambda path: path.stem)
def test_no_python_of_more_than_three_lines(descriptor: Path) -> None:
    for code in ElementTree.parse(descriptor).getroot().iter("code"):
        assert len((code.text or "").strip().splitlines()) <= 3


@pytest.mark.parametrize("descriptor", DESCRIPTORS, ids=lambda path: path.stem)
def test_descriptor_is_indented_with_tabs(descriptor: Path) -> None:
    for number, line in enumerate(descriptor.read_text(encoding="utf-8").splitlines(), 1):
        assert not line.startswith(" "), number


def fetch_csv(site: RunningSite, query: str) -> tuple[list[str], list[dict[str, str]]]:
    """Ask TAP; return the names of the columns and the rows."""
    parameters = urllib.parse.urlencode({"LANG": "ADQL", "FORMAT": "csv", "QUERY": query})
    with urllib.request.urlopen(f"{site.url}/tap/sync?{parameters}", timeout=60) as answer:
        reader = csv.DictReader(io.StringIO(answer.read().decode()))
        return list(reader.fieldnames or []), list(reader)


def ask(site: RunningSite, query: str) -> list[dict[str, str]]:
    return fetch_csv(site, query)[1]


@pytest.mark.site
@pytest.mark.parametrize("table", TABLES)
def test_every_name_is_free_for_adql(site: RunningSite, table: str) -> None:
    names = list(find_columns(table))
    columns, _ = fetch_csv(site, f"SELECT {', '.join(names)} FROM occ.{table}")
    assert columns == names


@pytest.mark.site
def test_published_metadata_are_complete(site: RunningSite) -> None:
    rows = ask(
        site,
        "SELECT table_name, column_name, unit, ucd, description FROM tap_schema.columns WHERE table_name LIKE 'occ.%'",
    )
    ours = [row for row in rows if row["table_name"].removeprefix("occ.") in TABLES]
    assert {(row["table_name"], row["column_name"]) for row in ours} == {
        (f"occ.{table}", name) for table in TABLES for name in find_columns(table)
    }
    assert all(row["ucd"] and row["description"] for row in ours)
    tables = ask(site, "SELECT table_name, description FROM tap_schema.tables WHERE schema_name='occ'")
    assert all(len(row["description"]) > 40 for row in tables)
    keys = ask(site, "SELECT from_table, target_table FROM tap_schema.keys WHERE from_table LIKE 'occ.%'")
    assert {(row["from_table"], row["target_table"]) for row in keys} >= {
        ("occ.report", "occ.event"),
        ("occ.timing", "occ.report"),
        ("occ.elements", "occ.event"),
        ("occ.published_fit", "occ.event"),
        ("occ.chord", "occ.event"),
        ("occ.chord", "occ.report"),
        ("occ.limb", "occ.event"),
        ("occ.limb_residual", "occ.limb"),
        ("occ.limb_residual", "occ.chord"),
        ("occ.correction", "occ.report"),
        ("occ.reduction_finding", "occ.event"),
    }


@pytest.mark.site
def test_chariklo_has_its_published_times_to_the_last_digit(site: RunningSite) -> None:
    rows = ask(
        site,
        "SELECT d_time, d_err, r_time, r_err FROM occ.report JOIN occ.event USING (event_id) "
        "WHERE body_number=10199 AND outcome='positive' ORDER BY d_time",
    )
    # SORA's tutorial on the event of 2017-06-22: five positive stations, seconds of the day.
    wanted = [
        (76875.628, 0.700, 76879.988, 0.700),
        (76877.288, 0.280, 76887.228, 0.340),
        (76877.609, 0.240, 76887.564, 0.260),
        (76880.329, 0.320, 76890.343, 0.340),
        (76882.213, 0.100, 76893.824, 0.110),
    ]
    found = [
        tuple(
            round((float(row[name]) - 57926) * 86400, 3) if name.endswith("time") else float(row[name])
            for name in ("d_time", "d_err", "r_time", "r_err")
        )
        for row in rows
    ]
    assert found == wanted


@pytest.mark.site
def test_every_code_in_use_is_explained(site: RunningSite) -> None:
    codes = ask(site, "SELECT code_list, code, meaning FROM occ.code")
    assert all(row["meaning"] for row in codes)
    explained = {(row["code_list"], row["code"]) for row in codes}
    for column in ("outcome", "telescope", "method", "time_source", "datum", "d_code", "r_code", "transparency"):
        for row in ask(site, f"SELECT DISTINCT {column} AS value_used FROM occ.report WHERE {column} IS NOT NULL"):
            assert (column, row["value_used"]) in explained


@pytest.mark.site
@pytest.mark.parametrize("descriptor", ["occ/q", "occ/chord"])
def test_dachs_finds_the_descriptor_valid(site: RunningSite, descriptor: str) -> None:
    done = site.run_dachs("val", "-tcv", descriptor)
    assert done.returncode == 0
    assert "WARNING" not in done.stdout
    assert "ERROR" not in done.stdout
    assert "0 of" in done.stdout + done.stderr


@pytest.mark.site
@pytest.mark.parametrize("descriptor", ["occ/q", "occ/chord"])
def test_regression_tests_of_the_descriptor_pass(site: RunningSite, descriptor: str) -> None:
    done = site.run_dachs("test", "-v", "-d", "-u", site.url, descriptor)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^0 of \d+ bad", done.stdout, re.MULTILINE), done.stdout


@pytest.mark.site
def test_rebuild_gives_the_same_tables(site: RunningSite) -> None:
    queries = {table: f"SELECT * FROM occ.{table} ORDER BY 1, 2" for table in TABLES}
    before = {table: ask(site, query) for table, query in queries.items()}
    # A table takes the views and keys that hang on it with it, so the whole collection is made anew, in its order.
    for descriptor in list_descriptors(DESCRIPTOR.parent):
        done = site.run_dachs("imp", descriptor)
        assert done.returncode == 0, done.stderr
    # DaCHS makes the tables of light curves, the site fills them.
    sample = PROJECT / "resources/occ/samples/20210810_3317_paris_izon.txt"
    assert run_umbra("ingest", "--var", str(site.var), str(sample)).returncode == 0
    assert {table: ask(site, query) for table, query in queries.items()} == before


@pytest.mark.site
def test_checkout_stays_untouched(site: RunningSite) -> None:
    inputs = site.var / "gavo/inputs"
    assert Path(inputs / "occ").resolve() == DESCRIPTOR.parent
    assert {path.name for path in (PROJECT / "resources").iterdir() if path.name.startswith("__")} == set()
