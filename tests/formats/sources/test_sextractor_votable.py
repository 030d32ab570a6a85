"""VOTables that nobody vouches for."""

from base64 import b64encode
from io import BytesIO

import numpy as np
import pytest
from astropy.table import Table

from formats.sources import sextractor_votable
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


STARS = Table({"RA": [150.0, 150.1], "DEC": [2.0, -2.1], "MAG": [-9.5, -8.25], "name": ["a", "b"]}, masked=True)


def written(layout: str, table: Table = STARS) -> bytes:
    buffer = BytesIO()
    table.write(buffer, format="votable", tabledata_format=layout)
    return buffer.getvalue()


@pytest.mark.parametrize("layout", ["tabledata", "binary", "binary2"])
def test_layouts_and_masked_cells(layout: str) -> None:
    table = STARS.copy()
    table["MAG"].mask[1] = True
    stars = sextractor_votable.read_sources(written(layout, table), "a.vot")
    np.testing.assert_allclose(stars.mag, [-9.5, np.nan])
    assert stars.ra.tolist() == [150.0, 150.1]


def test_fits_inside() -> None:
    buffer = BytesIO()
    STARS.write(buffer, format="fits")
    stream = b64encode(buffer.getvalue()).decode()
    data = document(rows=f'<FITS extnum="1"><STREAM encoding="base64">{stream}</STREAM></FITS>')
    stars = sextractor_votable.read_sources(data, "a.vot")
    assert (stars.format, stars.ra.tolist(), stars.mag.tolist()) == ("votable", [150.0, 150.1], [-9.5, -8.25])


@pytest.mark.parametrize(
    "stream",
    ['encoding="base64">!!!!', 'href="http://localhost/a.fits">', 'encoding="gzip">AAAA', 'encoding="base64">'],
)
def test_damaged_or_distant_fits_is_refused(stream: str) -> None:
    with pytest.raises(FormatError):
        sextractor_votable.read_sources(document(rows=f"<FITS><STREAM {stream}</STREAM></FITS>"), "a.vot")


def test_tables_of_other_things_are_passed_over() -> None:
    other = (
        '<TABLE><FIELD name="key" datatype="char" arraysize="*"/><DATA><TABLEDATA><TR><TD>a</TD></TR></TABLEDATA>'
        "</DATA></TABLE>"
    )
    data = document().replace(b"<TABLE ", other.encode() + b"<TABLE ", 1)
    assert sextractor_votable.read_sources(data, "a.vot").mag.tolist() == [15.0]


def test_magnitudes_as_words() -> None:
    fields = FIELDS.replace('name="MAG" datatype="float"', 'name="MAG" datatype="char" arraysize="*"')
    assert sextractor_votable.read_sources(document(fields=fields), "a.vot").mag.tolist() == [15.0]


def test_document_type_of_the_first_votables_is_harmless() -> None:
    before = '<!DOCTYPE VOTABLE SYSTEM "http://localhost/VOTable.dtd">'
    assert len(sextractor_votable.read_sources(document(before=before), "a.vot")) == 1
    with pytest.raises(FormatError):
        sextractor_votable.read_sources(document(before='<!DOCTYPE VOTABLE [<!ENTITY b "b">]>'), "a.vot")
