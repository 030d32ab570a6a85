"""Datalink of all three collections on a running site: documents, deliveries and errors of one kind."""

import io
import json
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from xml.etree import ElementTree

import pytest
from astropy.table import Table

from service.ground.layout import PROJECT
from tests.site_fixture import RunningSite

CHARIKLO, MOON, NOVA = "20170622_10199_chariklo", "20151219_moon_lc01", "demo-supernova"
SERVICES = {"occ/chord": CHARIKLO, "occ/lc": MOON, "phot/q": NOVA}
VOTABLE = "application/x-votable+xml"
quiet = pytest.mark.filterwarnings("ignore::astropy.io.votable.exceptions.VOTableSpecWarning")


@pytest.mark.parametrize("descriptor", SERVICES)
def test_descriptors_call_this_module_and_nothing_else(descriptor: str) -> None:
    """Three calls of one line each; no class, no error and no table is made in XML."""
    root = ElementTree.parse(PROJECT / f"resources/{descriptor}.rd").getroot()
    (core,) = root.iter("datalinkCore")
    assert {setup.attrib["imports"] for setup in core.iter("setup")} == {"service.serving.datalink"}
    lines = [" ".join((code.text or "").split("\n")).strip() for code in core.iter("code")]
    assert len(lines) == 3
    assert lines[0].startswith("return datalink.describe_")
    assert lines[1:] == [
        "yield from datalink.links(descriptor)",
        "descriptor.data = datalink.deliver(rd, descriptor, args)",
    ]


def fetch(site: RunningSite, service: str, renderer: str, query: str) -> tuple[int, Message, bytes]:
    try:
        with urllib.request.urlopen(f"{site.url}/{service}/dl/{renderer}?{query}", timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def rows(site: RunningSite, service: str, identifier: str) -> Table:
    _, headers, content = fetch(site, service, "dlmeta", f"ID={urllib.parse.quote(identifier)}")
    assert headers["Content-Type"] == f"{VOTABLE};content=datalink"
    return Table.read(io.BytesIO(content), format="votable", table_id=0)


@quiet
@pytest.mark.site
@pytest.mark.parametrize(
    ("service", "local", "semantics", "media_type", "query"),
    [
        ("occ/chord", "ds9", "#derivation", "text/plain", f"ID={CHARIKLO}&FORMAT=ds9"),
        ("occ/chord", "ds9-magnified", "#derivation", "text/plain", f"ID={CHARIKLO}&FORMAT=ds9&FACTOR=1000"),
        ("occ/chord", "png", "#preview-plot", "image/png", f"ID={CHARIKLO}&FORMAT=png"),
        ("occ/lc", "votable", "#this", VOTABLE, f"ID={MOON}"),
        ("occ/lc", "csv", "#this", "text/csv", f"ID={MOON}&FORMAT=csv"),
        ("occ/lc", "thumbnail", "#preview-image", "image/png", f"ID={MOON}&FORMAT=thumbnail"),
        ("occ/lc", "original", "#progenitor", "text/plain", f"ID={MOON}&FORMAT=original"),
        ("phot/q", "ATLAS/r", "#this", VOTABLE, f"ID={NOVA}%3AATLAS%3Ar"),
        ("phot/q", "json", "#this", "application/json", f"ID={NOVA}&FORMAT=json"),
    ],
)
def test_a_link_is_as_it_always_was_and_leads_to_what_it_says(
    site: RunningSite, service: str, local: str, semantics: str, media_type: str, query: str
) -> None:
    (row,) = (row for row in rows(site, service, SERVICES[service]) if row["local_semantics"] == local)
    assert (row["semantics"], row["content_type"]) == (semantics, media_type)
    assert row["access_url"].partition("/dl/dlget?")[2] == query
    status, headers, content = fetch(site, service, "dlget", query)
    assert (status, headers.get_content_type()) == (200, media_type)
    assert content


@quiet
@pytest.mark.site
@pytest.mark.parametrize(
    ("service", "words"),
    [
        ("occ/chord", "There is no event of this identifier."),
        ("occ/lc", "There is no light curve and no attachment of this identifier."),
        ("phot/q", "There is no target, light curve or catalogue of this identifier."),
    ],
)
@pytest.mark.parametrize("identifier", ["nothing", "no%00thing%0A"])
def test_an_unknown_identifier_is_a_fault_in_the_document_and_not_found(
    site: RunningSite, service: str, words: str, identifier: str
) -> None:
    _, _, content = fetch(site, service, "dlmeta", f"ID={identifier}")
    table = Table.read(io.BytesIO(content), format="votable", table_id=0)
    assert list(table["error_message"]) == [f"NotFoundFault: {words}"]
    status, _, content = fetch(site, service, "dlget", f"ID={identifier}")
    assert status == 404
    assert words in content.decode()


@pytest.mark.site
@pytest.mark.parametrize("service", SERVICES)
def test_a_format_that_there_is_not_is_named(site: RunningSite, service: str) -> None:
    status, _, content = fetch(site, service, "dlget", f"ID={SERVICES[service]}&FORMAT=dwg")
    assert 400 <= status < 500
    assert b"FORMAT" in content


@pytest.mark.site
def test_refusals_of_ours_are_errors_of_the_request(site: RunningSite) -> None:
    status, _, content = fetch(site, "occ/chord", "dlget", f"ID={CHARIKLO}&FORMAT=ds9&FACTOR=-1")
    assert status == 422
    assert b"FACTOR: A magnification of -1 draws nothing" in content
    table = fetch(site, "phot/q", "dlmeta", f"ID={NOVA}")[2]
    assert b"demo-supernova%3AATLAS%3Ar" in table
    query = "SELECT TOP 1 catalogue_id FROM phot.catalogue WHERE target_id='demo-supernova'"
    parameters = urllib.parse.urlencode({"LANG": "ADQL", "FORMAT": "json", "QUERY": query})
    with urllib.request.urlopen(f"{site.url}/tap/sync?{parameters}", timeout=60) as answer:
        catalogue = json.load(answer)["data"][0][0]
    status, headers, content = fetch(site, "phot/q", "dlget", f"ID={catalogue}")
    assert (status, headers.get_content_type(), content[:4]) == (200, "image/png", b"\x89PNG")
    status, _, content = fetch(site, "phot/q", "dlget", f"ID={catalogue}&BAND=X/Y")
    assert status == 404
    assert b"There is no zero point in X/Y of this catalogue." in content


@pytest.mark.site
@quiet
def test_tables_have_their_parameters_and_no_value_for_what_is_missing(site: RunningSite) -> None:
    content = fetch(site, "occ/lc", "dlget", f"ID={MOON}")[2]
    root = ElementTree.fromstring(content)
    params = {item.attrib["name"]: item.attrib["value"] for item in root.iter() if item.tag.endswith("PARAM")}
    assert params["lightcurve_id"] == MOON
    assert (params["body"], params["dataproduct_subtype"], params["time_kind"]) == ("Moon", "lightcurve", "unknown")
    systems = {
        (item.attrib["timescale"], item.attrib["refposition"]) for item in root.iter() if item.tag.endswith("TIMESYS")
    }
    assert systems == {("UTC", "TOPOCENTER"), ("TDB", "BARYCENTER")}
    table = Table.read(io.BytesIO(content), format="votable")
    assert table.colnames == ["mjd", "bjd_tdb", "flux", "flux_err", "flags"]
    assert len(table) == 120
    assert table["flux_err"].mask.all()
