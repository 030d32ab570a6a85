"""Cells of workbooks, new and old: text, numbers with all their digits, dates; damaged and foreign ones are refused."""

import io
import zipfile
from datetime import datetime

import pytest
import xlwt

from formats.files.workbook import OLE, read_sheet
from schemas.errors import FormatError
from tests.workbooks import new_workbook


def new_book(**cells: object) -> bytes:
    return new_workbook(cells, sheet=" Data ")


def test_cells_by_their_addresses() -> None:
    data = new_book(A1="  Hildrun ", B2=928, C3=0.1, D4=True, E5=datetime(2022, 8, 25, 12), F6="")
    cells = read_sheet(data, "form.xlsx", "DATA")
    # Excel counts the days from the last of 1899; noon is half of one.
    assert cells == {"A1": "Hildrun", "B2": "928", "C3": "0.1", "D4": "yes", "E5": "44798.5"}


def test_old_books_read_the_same() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    for column, value in enumerate(("Hildrun", 928, 0.1, True)):
        sheet.write(1, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    assert data.startswith(OLE)
    assert read_sheet(data, "form.xls", "data") == {"A2": "Hildrun", "B2": "928", "C2": "0.1", "D2": "yes"}


def test_whole_numbers_keep_all_their_digits() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(new_book(A1=12345, B1=1e300))) as source, zipfile.ZipFile(buffer, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b">12345<", b">4691443935057297792<"))
    cells = read_sheet(buffer.getvalue(), "form.xlsx", "Data")
    assert cells == {"A1": "4691443935057297792", "B1": "1e+300"}


def test_a_sheet_of_another_name_is_not_there() -> None:
    with pytest.raises(FormatError, match=r"no sheet Form.*its sheets are  Data "):
        read_sheet(new_book(A1=1), "form.xlsx", "Form")


def other_document() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 but no more", "damaged"),
        (OLE + b"\0" * 600, "cannot be read|damaged"),
        (other_document(), "another kind"),
        (new_book(A1=1)[:-100], "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        read_sheet(data, "form.xlsx", "Data")


def test_a_part_that_grows_beyond_bounds_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 20_000_001)
    with pytest.raises(FormatError, match="too much for a report form"):
        read_sheet(buffer.getvalue(), "form.xlsx", "Data")
