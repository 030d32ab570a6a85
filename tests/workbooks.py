"""Workbooks of Excel with cells of one's own."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook


def new_workbook(cells: Mapping[str, object], *, sheet: str = "DATA", before: Sequence[str] = ()) -> bytes:
    """Return an .xlsx workbook whose one sheet holds the cells, behind empty sheets with other titles."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for place, value in cells.items():
        page[place] = value
    for number, title in enumerate(before):
        book.create_sheet(title, number)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
