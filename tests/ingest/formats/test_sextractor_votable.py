"""VOTables that nobody vouches for."""

import pytest

from ingest.formats import sextractor_votable
from schemas.errors import FormatError

FIELDS = (
    '<FIELD name="RA" datatype="double" unit="deg"/><FIELD name="DEC" datatype="double" unit="deg"/>'
    '<FIELD name="MAG" datatype="float"/>'
)
ROWS = "<TABLEDATA><TR><TD>1</TD><TD>2</TD><TD>15</TD></TR></TABLEDATA>"


def document(*, before: str = "", table: str = "", fields: str = FIELDS, rows: str = ROWS) -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE>'
        f"<TABLE {table}>{fields}<DATA>{rows}</DATA></TABLE></RESOURCE></VOTABLE>"
    ).encode()


def test_harmless() -> None:
    assert sextractor_votable.read_sources(document(), "a.vot").mag.tolist() == [15.0]


def test_promised_rows_are_not_reserved() -> None:
    assert len(sextractor_votable.read_sources(document(table='nrows="99999999999"'), "a.vot")) == 1


def test_sexagesimal_text() -> None:
    fields = FIELDS.replace('name="RA" datatype="double" unit="deg"', 'name="RA" datatype="char" arraysize="*"')
    rows = ROWS.replace("<TD>1<", "<TD>10 00 00<")
    assert sextractor_votable.read_sources(document(fields=fields, rows=rows), "a.vot").ra[0] == pytest.approx(150.0)


@pytest.mark.parametrize(
    "data",
    [
        document(before='<!DOCTYPE a [<!ENTITY b "b">]>'),
        document(before='<!DOCTYPE a SYSTEM "http://localhost/a.dtd">'),
        document(rows='<BINARY><STREAM href="http://localhost/a"/></BINARY>'),
        document(rows='<BINARY><STREAM encoding="gzip">AAAA</STREAM></BINARY>'),
        document(rows='<FITS><STREAM encoding="base64">AAAA</STREAM></FITS>'),
        document(fields=FIELDS.replace('"float"', '"float" arraysize="999999999"')),
        document(fields="<GROUP>" * 80 + "</GROUP>" * 80 + FIELDS),
        document(rows=""),
        document()[:-30],
        b"<VOTABLE/>",
    ],
)
def test_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        sextractor_votable.read_sources(data, "a.vot")
