"""Uploads that are no VOTable, or come from where nothing is taken, are refused with a sentence."""

import gzip
import io
import re

import numpy as np
import pytest
import requests
from astropy.io import fits
from astropy.table import Table

from tests.cases.tap import error_of
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site
QUERY = "SELECT * FROM TAP_UPLOAD.mine"


def make_fits() -> bytes:
    file = io.BytesIO()
    fits.BinTableHDU(Table({"a": np.arange(3)})).writeto(file)
    return file.getvalue()


UPLOADS = {
    "csv": (b"ra,dec\n1,2\n", "CSV"),
    "fits": (make_fits(), "FITS"),
    "empty": (b"", "empty"),
    "blank": (b" \n \n", "empty"),
    "web page": (b"<!DOCTYPE html>\n<html><body>404</body></html>", "web page"),
    "json": (b'{"a": [1, 2]}', "JSON"),
    "parquet": (b"PAR1\x15\x04", "Parquet"),
    "gzip": (gzip.compress(b"<VOTABLE/>"), "compressed"),
    "workbook": (b"PK\x03\x04\x14\x00", "workbook"),
    "other XML": (b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"/>', "kml"),
    "cut VOTable": (
        b'<VOTABLE version="1.4"><RESOURCE><TABLE><FIELD name="a" datatype="int"/><DATA><TABLEDATA><TR>',
        "mine",
    ),
    "VOTable without a table": (b'<VOTABLE version="1.4"><RESOURCE/></VOTABLE>', "mine"),
    "noise": (bytes(range(256)) * 4, "no XML"),
}


@pytest.mark.parametrize("kind", UPLOADS)
def test_what_is_no_votable_is_named(site: RunningSite, kind: str) -> None:
    content, word = UPLOADS[kind]
    data = {"REQUEST": "doQuery", "LANG": "ADQL", "UPLOAD": "mine,param:f", "QUERY": QUERY}
    answer = requests.post(f"{site.url}/tap/sync", data=data, files={"f": ("mine.dat", content)}, timeout=60)
    assert answer.status_code == 400
    message, hint = error_of(answer)
    assert "UPLOAD" in message
    assert "mine" in message
    assert word in message
    assert "VOTable" in hint
    assert not re.search(r"/(tmp|work|var|usr|home|root)/", answer.text)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "file:/etc/passwd", "file://localhost/etc/passwd", "FILE:///etc/passwd", "file:passwd"],
)
@pytest.mark.parametrize("path", ["sync", "async"])
def test_files_of_the_server_are_refused_by_name(site: RunningSite, address: str, path: str) -> None:
    data = {"REQUEST": "doQuery", "LANG": "ADQL", "UPLOAD": f"mine,{address}", "QUERY": QUERY}
    answer = requests.post(f"{site.url}/tap/{path}", data=data, timeout=60)
    assert answer.status_code == 400
    message, _ = error_of(answer)
    assert "UPLOAD" in message
    assert "file:" in message.lower()
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("specification", "word"),
    [("mine,param:other", "other"), ("mine", "UPLOAD"), ("select,param:f", "select"), ("my table,param:f", "UPLOAD")],
)
def test_wrong_specifications_are_named(site: RunningSite, specification: str, word: str) -> None:
    data = {"REQUEST": "doQuery", "LANG": "ADQL", "UPLOAD": specification, "QUERY": QUERY}
    answer = requests.post(f"{site.url}/tap/sync", data=data, files={"f": ("x.csv", b"a\n1\n")}, timeout=60)
    assert answer.status_code == 400
    assert word in error_of(answer)[0]


def test_refused_uploads_leave_no_connection_open(site: RunningSite) -> None:
    data = {"REQUEST": "doQuery", "LANG": "ADQL", "UPLOAD": "mine,param:f", "QUERY": QUERY}
    for _ in range(30):
        requests.post(f"{site.url}/tap/sync", data=data, files={"f": ("x.csv", b"a\n1\n")}, timeout=60)
    answer = requests.get(f"{site.url}/tap/sync?LANG=ADQL&QUERY=SELECT+TOP+1+ra+FROM+occ.event", timeout=60)
    assert answer.status_code == 200
