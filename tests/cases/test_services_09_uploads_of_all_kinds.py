"""Tables with yes and no, without rows, and with numbers that no table can hold are uploaded or refused by name.

On the running site: `service.answers.upload_tables`.
"""

import io

import numpy as np
import pytest
import pyvo
import requests
from astropy.io.votable import from_table
from astropy.table import MaskedColumn, Table

from tests.cases.tap import error_of
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site
quiet = pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning")


def written(table: Table, serialization: str) -> bytes:
    """Return a table as astropy writes it."""
    file = io.BytesIO()
    from_table(table).to_xml(file, tabledata_format=serialization)
    return file.getvalue()


def upload(site: RunningSite, content: bytes, query: str, output: str = "csv") -> requests.Response:
    data = {"LANG": "ADQL", "FORMAT": output, "UPLOAD": "mine,param:file", "QUERY": query}
    return requests.post(f"{site.url}/tap/sync", data=data, files={"file": ("mine.vot", content)}, timeout=60)


@pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.W39")
@pytest.mark.parametrize("serialization", ["tabledata", "binary", "binary2"])
@pytest.mark.parametrize("mask", [[False, False, False], [False, True, False]])
def test_yes_and_no_are_booleans(site: RunningSite, serialization: str, mask: list[bool]) -> None:
    flags = MaskedColumn([True, False, False], mask=mask) if any(mask) else np.array([True, False, False])
    table = Table({"n": [1, 2, 3], "flag": flags, "x": [1.5, 2.5, 3.5], "name": ["a", "b", "c"]})
    answer = upload(site, written(table, serialization), "SELECT n, flag, x, name FROM TAP_UPLOAD.mine ORDER BY n")
    assert answer.status_code == 200, answer.text
    rows = [line.split(",") for line in answer.text.splitlines()[1:]]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert [row[2:] for row in rows] == [["1.5", "a"], ["2.5", "b"], ["3.5", "c"]]
    flagged = [row[1] for row in rows]
    assert (flagged[0], flagged[2]) == ("True", "False")
    # A bit has no NULL (VOTable 1.4, section 6): astropy itself writes a masked one as 0.
    assert flagged[1] in ({"False", ""} if any(mask) else {"False"})


@quiet
def test_tables_of_this_site_come_back(site: RunningSite) -> None:
    tap = pyvo.dal.TAPService(f"{site.url}/tap")
    for table in ("phot.measurement", "occ.report", "occ.chord", "occ.event"):
        own = tap.search(f"SELECT * FROM {table}")
        for run in (tap.run_sync, tap.run_async) if table == "phot.measurement" else (tap.run_sync,):
            assert len(run("SELECT * FROM TAP_UPLOAD.t", uploads={"t": own})) == len(own)
    count = tap.run_sync(
        "SELECT COUNT(*) AS n FROM TAP_UPLOAD.t WHERE is_limit = 'True'",
        uploads={"t": tap.search("SELECT * FROM phot.measurement")},
    )
    limits = tap.search("SELECT COUNT(*) AS n FROM phot.measurement WHERE is_limit = 'True'")
    assert count[0]["n"] == limits[0]["n"]


@pytest.mark.parametrize("serialization", ["tabledata", "binary", "binary2"])
def test_tables_without_rows_are_tables(site: RunningSite, serialization: str) -> None:
    table = Table({"n": np.array([], dtype=int), "ra": np.array([], dtype=float), "flag": np.array([], dtype=bool)})
    answer = upload(site, written(table, serialization), "SELECT n, ra, flag FROM TAP_UPLOAD.mine")
    assert (answer.status_code, answer.text.split()) == (200, ["n,ra,flag"])
    query = "SELECT event_id FROM occ.event AS e JOIN TAP_UPLOAD.mine AS m ON m.ra = e.ra"
    joined = upload(site, written(table, serialization), query)
    assert joined.status_code == 200


@pytest.mark.parametrize("kind", [np.complex64, np.complex128])
def test_complex_numbers_are_refused_by_the_columns_name(site: RunningSite, kind: type) -> None:
    table = Table({"n": [1], "visibility": np.array([1 + 2j], dtype=kind)})
    answer = upload(site, written(table, "tabledata"), "SELECT n FROM TAP_UPLOAD.mine")
    assert answer.status_code == 400
    message, hint = error_of(answer)
    assert "visibility" in message
    assert "complex" in message
    assert "two columns" in hint
