"""Annotations with data models keep to MIVOT's schema, and pyvo's viewer reads them."""

import io
import re

import pytest
from astropy.io.votable import parse
from lxml import etree
from pyvo.mivot.viewer.mivot_viewer import MivotViewer
from pyvo.utils import activate_features

from tests.cases.tap import ask, ask_rows
from tests.site_fixture import RunningSite

pytestmark = [
    pytest.mark.site,
    pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning"),
    pytest.mark.filterwarnings("ignore::astropy.units.UnitsWarning"),
]
#: Where Debian's python3-gavo has the schema of MIVOT 1.0.
SCHEMA = "/usr/lib/python3/dist-packages/gavo/resources/schemata/mivot.xsd"
activate_features("MIVOT")


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """Return MIVOT's schema, without that of VOTable, which it names and does not use."""
    with open(SCHEMA, "rb") as file:  # noqa: PTH123 - a plain file
        tree = etree.parse(file)
    root = tree.getroot()
    for element in root.findall("{http://www.w3.org/2001/XMLSchema}import"):
        root.remove(element)
    return etree.XMLSchema(tree)


def find_block(content: bytes) -> etree._Element | None:
    return etree.fromstring(content).find(".//{http://www.ivoa.net/xml/mivot}VODML")


def test_every_table_is_annotated_by_the_schema_and_read_by_pyvo(site: RunningSite, schema: etree.XMLSchema) -> None:
    tables = [row["table_name"] for row in ask_rows(site, "SELECT table_name FROM TAP_SCHEMA.tables")]
    annotated = []
    for table in tables:
        content = ask(site, f"SELECT TOP 2 * FROM {table}", "vodml").content
        block = find_block(content)
        if block is None:
            continue
        annotated.append(table)
        schema.assertValid(block)
        viewer = MivotViewer(parse(io.BytesIO(content)))
        n_rows = 0
        while viewer.next_row_view():
            n_rows += 1
        assert n_rows == len(ask_rows(site, f"SELECT TOP 2 * FROM {table}")), table
    assert {"occ.event", "occ.report", "occ.chord", "occ.lightcurve", "phot.target"} <= set(annotated)


def test_values_and_frames_come_to_the_viewer(site: RunningSite) -> None:
    query = "SELECT TOP 2 event_id, ra, dec FROM occ.event WHERE ra IS NOT NULL ORDER BY event_id"
    viewer = MivotViewer(parse(io.BytesIO(ask(site, query, "vodml").content)), resolve_ref=True)
    instance = viewer.dm_instance
    for row in ask_rows(site, query):
        assert viewer.next_row_view() is not None
        assert instance.space.longitude.value == pytest.approx(float(row["ra"]), abs=1e-12)
        assert instance.space.latitude.value == pytest.approx(float(row["dec"]), abs=1e-12)
        assert instance.space.longitude.unit == "deg"
        assert instance.space.frame.orientation.value == "ICRS"


def test_answers_without_annotated_columns_have_no_block(site: RunningSite) -> None:
    content = ask(site, "SELECT TOP 1 event_id, ra+1 AS x FROM occ.event", "vodml").content
    assert find_block(content) is None
    assert re.search(rb"<TABLEDATA>", content)
