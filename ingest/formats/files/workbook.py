"""The cells of one sheet of an Excel workbook (.xlsx), read by a hardened parser within fixed bounds.

Source: ECMA-376, Office Open XML, part 1, sections 18.3 (worksheets) and 18.4 (shared strings).
"""

import io
import re
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from schemas.errors import FormatError

#: Largest part of a workbook that is unpacked [byte]; a report form has some 100 kB.
MAX_PART = 20_000_000
MAX_CELLS = 100_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError, OSError)
_HINT = "Open it, save it as .xlsx and send it again."


def read_sheet(data: bytes, source: str, name: str) -> dict[str, str]:
    """Return the cells of a sheet by their addresses, as text; numbers as their shortest decimal.

    Parameters
    ----------
    data
        The workbook.
    source
        Its name, for messages.
    name
        Name of the sheet, in any case.

    Raises
    ------
    FormatError
        If the workbook is damaged, encrypted or too large, or has no such sheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            target = _part_of(archive, source, name)
            shared = _shared_strings(archive, source)
            return _cells(_parse(archive, target, source), shared, source)
    except _DAMAGE as problem:
        raise FormatError(source, None, "", f"The workbook is damaged: {problem}.", _HINT) from problem


def _parse(archive: zipfile.ZipFile, part: str, source: str) -> Element:
    try:
        size = archive.getinfo(part).file_size
    except KeyError as problem:
        raise FormatError(source, None, "", f"The workbook has no part {part}.", _HINT) from problem
    if size > MAX_PART:
        raise FormatError(source, None, "", f"A part of the workbook has {size} bytes: this is no report form.")
    with archive.open(part) as stream:
        content = stream.read(MAX_PART + 1)
    try:
        return fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as problem:
        raise FormatError(source, None, "", f"The workbook is damaged: {problem}.", _HINT) from problem


def _part_of(archive: zipfile.ZipFile, source: str, name: str) -> str:
    """Return where in the workbook the sheet of this name lies."""
    if "xl/workbook.xml" not in archive.namelist():
        message = "This is a document of another kind than a workbook (.xlsx)."
        raise FormatError(source, None, "", message, "Send the report form itself.")
    sheets = _parse(archive, "xl/workbook.xml", source).findall(f"{_MAIN}sheets/{_MAIN}sheet")
    wanted = next((sheet for sheet in sheets if (sheet.get("name") or "").strip().casefold() == name.casefold()), None)
    if wanted is None:
        names = ", ".join((sheet.get("name") or "")[:40] for sheet in sheets[:10])
        message = f"The workbook has no sheet {name}, as report forms have; its sheets are {names}."
        raise FormatError(source, None, "", message, "Send the report form itself, or a form in text.")
    relations = _parse(archive, "xl/_rels/workbook.xml.rels", source)
    targets = {item.get("Id"): item.get("Target") or "" for item in relations}
    target = targets.get(wanted.get(_RELATION), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _shared_strings(archive: zipfile.ZipFile, source: str) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_text(item) for item in _parse(archive, "xl/sharedStrings.xml", source).findall(f"{_MAIN}si")]


def _text(item: Element) -> str:
    """Return the text of a string, its runs joined, without phonetic hints."""
    runs = [item, *item.findall(f"{_MAIN}r")]
    return "".join(run.findtext(f"{_MAIN}t") or "" for run in runs)


def _cells(sheet: Element, shared: list[str], source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, cell in enumerate(sheet.iter(f"{_MAIN}c")):
        if number >= MAX_CELLS:
            raise FormatError(source, None, "", f"The sheet has more than {MAX_CELLS} cells: this is no report form.")
        text = _value(cell, shared).strip()
        if text and cell.get("r"):
            found[cell.get("r") or ""] = text
    return found


def _value(cell: Element, shared: list[str]) -> str:
    text = cell.findtext(f"{_MAIN}v") or ""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_MAIN}is")
        return "" if inline is None else _text(inline)
    if kind == "s":
        return shared[int(text)] if text.isdecimal() and int(text) < len(shared) else ""
    if kind != "n" or not re.fullmatch(r"[+-]?\d{1,30}(\.\d{0,40})?([eE][+-]?\d{1,3})?", text):
        return text
    value = float(text)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
