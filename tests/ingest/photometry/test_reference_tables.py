"""Tables of reference stars that are damaged: refused, with little memory."""

import io

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table
from hypothesis import given
from hypothesis import strategies as st

from ingest.photometry.reference_tables import read_reference_stars
from schemas.errors import FormatError

HEAD = "recno,RAJ2000,DEJ2000,Vmag,e_Vmag\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (HEAD + "1,10,20,12,0.1\n" * 3 + f"{'9' * 90_000},10,20,12,0.1\n", "90000 letters"),
        (f"recno,{'x' * 140_000}\n1,2\n", "damaged"),
        (HEAD + f"1,{'x' * 140_000},3,4,5\n", "140000 letters"),
        (HEAD + f'1,"{"x" * 140_000}",3,4,5\n', "damaged"),
        (HEAD + "1,2,3\n", "5 items"),
        (HEAD, "no rows"),
    ],
)
def test_damaged_texts_are_refused(text: str, what: str) -> None:
    with pytest.raises(FormatError, match=what):
        read_reference_stars(text.encode(), "x.csv", "APASS")


def test_a_fits_file_without_a_table_is_refused() -> None:
    buffer = io.BytesIO()
    fits.PrimaryHDU(np.zeros((2, 2))).writeto(buffer)
    with pytest.raises(FormatError, match="no table"):
        read_reference_stars(buffer.getvalue(), "x.fits", "APASS")


def test_signalling_numbers_of_a_damaged_table_are_none() -> None:
    values = np.array([0x7F812345, 0x41400000], dtype=np.uint32).view(np.float32)
    columns = {"recno": [1, 2], "RAJ2000": [10.0, 11.0], "DEJ2000": [1.0, 2.0], "Vmag": values, "e_Vmag": [0.1, 0.1]}
    buffer = io.BytesIO()
    Table(columns).write(buffer, format="fits")
    stars, _ = read_reference_stars(buffer.getvalue(), "x.fits", "APASS")
    assert np.isnan(stars.mag[0, 0]) or len(stars) == 1


def test_a_votable_of_thousands_of_columns_is_refused() -> None:
    fields = '<FIELD name="a" ID="a" datatype="float"/>' * 8000
    text = f"<VOTABLE><RESOURCE><TABLE>{fields}<DATA><TABLEDATA/></DATA></TABLE></RESOURCE></VOTABLE>"
    with pytest.raises(FormatError, match="8000 columns"):
        read_reference_stars(text.encode(), "x.vot", "APASS")


def test_an_endless_head_of_ecsv_is_refused_unread() -> None:
    head = b"# %ECSV 1.0\n# ---\n# datatype:\n" + b"# - {name: RA, datatype: float64}\n" * 10_000
    with pytest.raises(FormatError, match="head of the table has"):
        read_reference_stars(head + b"RA\n1.0\n", "stars.ecsv", "ATLAS")


CELLS = st.sampled_from(
    [
        "",
        " ",
        "nan",
        "inf",
        "-Infinity",
        "1e1",
        "1E-3",
        "+3",
        " 7 ",
        "1_0",
        "abc",
        "-999",
        "0012",
        "12.",
        ".5",
        "\u0661",
    ]
)
NUMBERS = st.floats(0, 90).map(str)


@given(
    rows=st.lists(st.tuples(*[CELLS | NUMBERS] * 5), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_tables_with_and_without_quotes_are_read_alike(rows: list[tuple[str, ...]], delimiter: str, end: str) -> None:
    def read(note: str) -> object:
        lines = (
            [*HEAD.strip().split(","), "note"],
            ["good", "10", "20", "12", "0.1", note],
            *([*row, "x"] for row in rows),
        )
        text = end.join(delimiter.join(line) for line in (*lines, ["too", "short"])) + end
        stars, findings = read_reference_stars(text.encode(), "x.csv", "APASS")
        numbers = (stars.ra, stars.dec, stars.mag, stars.mag_err)
        return stars.source_id.tolist(), [repr(array.tolist()) for array in numbers], findings

    assert read("x") == read('"x"')


def test_identifiers_of_digits_keep_their_zeros() -> None:
    stars, _ = read_reference_stars((HEAD + "007,10,20,12,0.1\n").encode(), "x.csv", "APASS")
    assert stars.source_id.tolist() == ["007"]
