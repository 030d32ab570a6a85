"""Text formats have a line of names, empty cells for NULL, and say their characters.

On the running site: `service.answers.tables.delimited`, `service.answers.tables.fixed_width` and
`service.answers.tables.registry`.
"""

import csv
import io
import math

import numpy as np
import pytest
import pyvo
import requests
from astropy.table import Table

from tests.cases.tap import ask
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site
quiet = pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning")
COMMAS = ["csv", "text/csv", "text/csv;header=present", "text/csv; charset=utf-8", "TEXT/CSV"]
TABS = ["tsv", "text/tab-separated-values"]
QUERY = "SELECT report_id, observer, d_time, exposure, wind, comment FROM occ.report ORDER BY report_id"


def expected_rows(site: RunningSite) -> list[tuple[object, ...]]:
    table = pyvo.dal.TAPService(f"{site.url}/tap").run_sync(QUERY).to_table()
    return [tuple(None if value is np.ma.masked or _is_nan(value) else value for value in row) for row in table]


def _is_nan(value: object) -> bool:
    return isinstance(value, float | np.floating) and math.isnan(value)


@quiet
@pytest.mark.parametrize(
    ("output", "dialect"), [*((output, "excel") for output in COMMAS), *((output, "excel-tab") for output in TABS)]
)
def test_rows_are_those_of_the_votable(site: RunningSite, output: str, dialect: str) -> None:
    answer = ask(site, QUERY, output)
    assert "charset=utf-8" in answer.headers["Content-Type"].lower()
    names, *rows = csv.reader(io.StringIO(answer.text, newline=""), dialect)
    assert names == ["report_id", "observer", "d_time", "exposure", "wind", "comment"]
    for row, expected in zip(rows, expected_rows(site), strict=True):
        for cell, value in zip(row, expected, strict=True):
            if isinstance(value, float | np.floating):
                assert float(cell) == value
            else:
                assert cell == (value or "")


@pytest.mark.parametrize(
    ("output", "reader"), [("text/csv", "ascii.csv"), ("tsv", "ascii.tab"), ("txt", "ascii.fixed_width_two_line")]
)
def test_astropy_reads_names_and_numbers(site: RunningSite, output: str, reader: str) -> None:
    table = Table.read(ask(site, QUERY, output).text, format=reader)
    assert table.colnames[:3] == ["report_id", "observer", "d_time"]
    assert len(table) == len(expected_rows(site))
    assert table["d_time"].dtype.kind == "f"
    assert np.ma.getmaskarray(table["d_time"]).any()


@pytest.mark.parametrize("output", ["csv", "text/csv", "tsv", "txt"])
@pytest.mark.parametrize(
    "text", ["Müller, Jiří", 'a "b" c', "tab\there", "back\\slash", "line\nbreak", "日本", "", "N/A"]
)
def test_texts_come_back_as_they_are(site: RunningSite, output: str, text: str) -> None:
    upload = Table({"label": [text, "x"], "n": [1, 2]})
    file = io.BytesIO()
    upload.write(file, format="votable")
    answer = requests.post(
        f"{site.url}/tap/sync",
        data={
            "LANG": "ADQL", "FORMAT": output, "UPLOAD": "mine,param:file",
            "QUERY": "SELECT n, label FROM TAP_UPLOAD.mine ORDER BY n",
        },
        files={"file": ("mine.vot", file.getvalue())},
        timeout=60,
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    if output == "txt":
        assert text.splitlines()[:1] == [] or text.splitlines()[0] in answer.text
        return
    rows = list(csv.reader(io.StringIO(answer.text, newline=""), "excel-tab" if output == "tsv" else "excel"))
    assert rows == [["n", "label"], ["1", text], ["2", "x"]]


def test_names_can_be_left_out_where_that_is_asked_for(site: RunningSite) -> None:
    answer = ask(site, QUERY, "text/csv;header=absent")
    assert "header=absent" in answer.headers["Content-Type"]
    assert not answer.text.startswith("report_id")


def test_downloads_of_light_curves_are_called_csv(site: RunningSite) -> None:
    answer = requests.get(f"{site.url}/phot/q/dl/dlget?ID=demo-supernova&FORMAT=csv", timeout=60)
    assert ".csv" in answer.headers["Content-Disposition"]
    assert answer.encoding is not None
    assert answer.encoding.lower() == "utf-8"
