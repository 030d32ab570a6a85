"""The cells of one sheet of an Excel workbook: .xlsx, read by openpyxl, or the older .xls, read by xlrd."""

import io
import zipfile
from collections.abc import Iterator, Set
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from schemas.errors import FormatError

#: First bytes of an OLE2 compound file, the container of .xls.
OLE = b"\xd0\xcf\x11\xe0"
#: Largest part of a workbook that is unpacked [byte]; a report form has some 100 kB.
MAX_PART = 20_000_000
MAX_PARTS = 1_000
#: Largest number of rows and columns that are read; a report form has fewer.
MAX_ROWS, MAX_COLUMNS = 200, 100
#: From this size on, a float does not hold every whole number.
_EXACT = 2.0**53
_HINT = "open it, save it as .xlsx and send it again"


def read_sheet(data: bytes, source: str, name: str) -> dict[str, str]:
    """Return the cells of a sheet as text, by their addresses; numbers and dates as the shortest decimal number.

    Parameters
    ----------
    data
        The workbook.
    source
        Name of the file, for messages.
    name
        Name of the sheet, in capital or small letters.

    Raises
    ------
    FormatError
        If the workbook is damaged, encrypted or too large, or has no sheet of this name.
    """
    try:
        cells = _old_cells if data.startswith(OLE) else _cells
        return {place: text for place, value in cells(data, source, name) if (text := _text(value))}
    except FormatError:
        raise
    except Exception as problem:  # a damaged file makes the libraries raise errors of any kind
        raise FormatError(source, None, "", f"The workbook is damaged: {problem}.", _HINT) from problem


def _cells(data: bytes, source: str, name: str) -> Iterator[tuple[str, object]]:
    """Yield address and value of each cell of an .xlsx file."""
    from openpyxl import load_workbook  # noqa: PLC0415 - few reports are spreadsheets, and the import is slow

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    largest = max((part.file_size for part in parts), default=0)
    if largest > MAX_PART or len(parts) > MAX_PARTS:
        message = f"The workbook has {len(parts)} parts, the largest of {largest} bytes: too much for a report form."
        raise FormatError(source, None, "", message, "send the report form itself")
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        message = "The file is another kind of document than a workbook (.xlsx)."
        raise FormatError(source, None, "", message, "send the report form itself")
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = book[_choose(book.sheetnames, source, name)]
    rounded = set()
    for row in sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS):
        yield from ((cell.coordinate, cell.value) for cell in row if cell.value is not None)
        rounded |= {cell.coordinate for cell in row if isinstance(cell.value, float) and abs(cell.value) >= _EXACT}
    if rounded:
        yield from _whole_numbers(data, sheet._worksheet_path, rounded)


def _whole_numbers(data: bytes, path: str, places: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield address and digits of whole numbers that are too large for a float, from the XML of the sheet."""
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415 - as above

    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(path) as file:
        for _, cell in iterparse(file):
            if cell.tag.endswith("}c") and cell.get("r") in places:
                number = Decimal(cell.findtext("{*}v").strip())
                if number == number.to_integral_value() and len(number.as_tuple().digits) > number.adjusted():
                    yield cell.get("r"), str(int(number))


def _old_cells(data: bytes, source: str, name: str) -> Iterator[tuple[str, object]]:
    """Yield address and value of each cell of an .xls file."""
    import xlrd  # noqa: PLC0415 - as above

    try:
        book = xlrd.open_workbook(file_contents=data, on_demand=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as problem:
        message = f"The workbook (.xls) cannot be read: {problem}."
        raise FormatError(source, None, "", message, "send the report form itself, without a password") from problem
    sheet = book.sheet_by_name(_choose(book.sheet_names(), source, name))
    for row in range(min(sheet.nrows, MAX_ROWS)):
        for column, cell in enumerate(sheet.row_slice(row, 0, MAX_COLUMNS)):
            value = {xlrd.XL_CELL_ERROR: None, xlrd.XL_CELL_BOOLEAN: bool(cell.value)}.get(cell.ctype, cell.value)
            yield xlrd.cellname(row, column), value


def _choose(names: list[str], source: str, name: str) -> str:
    """Return the name of the wanted sheet as the workbook writes it."""
    for own in names:
        if own.strip().casefold() == name.casefold():
            return own
    shown = ", ".join(own[:40] for own in names[:10])
    message = f"The workbook has no sheet {name}, as report forms have; its sheets are {shown}."
    raise FormatError(source, None, "", message, "send the report form itself, or a form in text")


def _text(value: object) -> str:
    """Return the value of a cell as text; the value of a date is its number of days in Excel."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date | time | timedelta):
        from openpyxl.utils.datetime import to_excel  # noqa: PLC0415 - as above

        value = to_excel(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return "" if value is None else str(value).strip()
