"""Catalogues of stars as VOTable: SExtractor's ASCII_VOTABLE and other tables with the same columns.

The document is checked before astropy reads it: entities, external data, and sizes that it does not fill are refused.
SExtractor declares a vector column (MAG_APER with several apertures) as a scalar, against the standard (its
``write_vo_fields`` writes an array size only for columns of two axes); the true width is inserted.
"""

import re
import warnings
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, tostring

import numpy as np
from astropy.io.votable import parse
from astropy.io.votable.tree import TableElement
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from formats.sources import sextractor_fits
from formats.sources.sextractor_fits import DAMAGE
from formats.sources.source_chips import join_chips, make_chip
from formats.sources.source_columns import Column, choose_columns, has_source_columns
from schemas.errors import FormatError
from schemas.photometry import SourceList

#: Largest document [byte]; as a tree in memory it is about ten times as large.
MAX_SIZE = 30_000_000
_MAX_COLUMNS = 2000
_MAX_DEPTH = 50
_MAX_WIDTH = 1000
#: Document type of VOTable 1.0, which declares nothing here and is never fetched.
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+VOTABLE\s+(?:SYSTEM|PUBLIC)\s[^<>\[\]]*>")
_NUMBERS = frozenset({"double", "float", "int", "long", "short", "unsignedByte"})


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file look like a VOTable of stars."""
    text = head.decode("latin-1")
    if "<VOTABLE" not in text[:4096]:
        return False
    names = [part.partition('"')[0] for part in text.split('name="')[1:]]
    return "Source Extractor" in text[:4096] or "SExtractor" in text[:4096] or has_source_columns(names)


def read_sources(data: bytes, source: str, *, magnitude: str | None = None, aperture: int | None = None) -> SourceList:
    """Read a VOTable; parameters and errors are those of `formats.sources.sextractor.read_sources`."""
    fits_file = _fits_inside(data, source)
    if fits_file is not None:
        stars = sextractor_fits.read_sources(fits_file, source, magnitude=magnitude, aperture=aperture)
        return replace(stars, format="votable")
    tables = parse_tables(data, source)
    usable = [table for table in tables if has_source_columns([field.name for field in table.fields])]
    chips = []
    for table in usable or tables[:1]:
        columns = [Column(name=field.name, unit=str(field.unit or ""), width=_width(field)) for field in table.fields]
        choice = choose_columns(columns, source, magnitude=magnitude, aperture=aperture)
        ids = {field.name: field.ID for field in reversed(table.fields)}
        cells = {role: table.array[ids[column.name]] for role, column in choice.columns.items()}
        chips.append(make_chip(choice, cells, source))
    return join_chips(chips, source, file_format="votable")


def _fits_inside(data: bytes, source: str) -> bytes | None:
    """Return the first FITS file that a document holds in place of rows, with all its extensions, or None.

    Source: VOTable 1.4, section 5.4: a table of the document may refer to an extension of such a file.
    """
    if b"<FITS" not in data and b":FITS" not in data:
        return None
    root = _root(data, source)
    stream = next((child for element in root.iter() if _local(element) == "FITS" for child in element), None)
    if stream is None or stream.get("href") or stream.get("encoding", "base64") != "base64":
        return None
    try:
        return b64decode("".join((stream.text or "").split()), validate=True)
    except ValueError as problem:
        raise FormatError(source, None, "STREAM", f"The data are damaged: {problem}.", "send it again") from problem


def parse_tables(data: bytes, source: str, *, max_size: int = MAX_SIZE) -> list[TableElement]:
    """Return the tables of a VOTable document that may be hostile.

    Raises
    ------
    FormatError
        If the document is not a VOTable, is damaged, has no rows, or holds entities, external data or excessive sizes.
    """
    root = _root(data, source, max_size=max_size)
    _check(root, source)
    _repair(root)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tables = [*parse(BytesIO(tostring(root)), verify="ignore", invalid="mask").iter_tables()]
        except DAMAGE as problem:
            message = f"The VOTable cannot be read: {' '.join(str(problem).split())[:120]}"
            raise FormatError(source, None, "VOTABLE", message, "send it again") from problem
    tables = [table for table in tables if len(table.fields) and len(table.array)]
    if not tables:
        raise FormatError(source, None, "TABLE", "The document holds no table with rows.")
    return tables


def _root(data: bytes, source: str, *, max_size: int = MAX_SIZE) -> Element:
    """Return the root element of a document."""
    if len(data) > max_size:
        raise FormatError(source, None, "", f"The VOTable is larger than {max_size // 1_000_000} MB.", "send FITS")
    try:
        root: Element = fromstring(
            _DOCTYPE.sub(b"", data, count=1), forbid_dtd=True, forbid_entities=True, forbid_external=True
        )
    except DefusedXmlException as problem:
        raise FormatError(source, None, "DOCTYPE", "Document types and entities are not accepted.") from problem
    except (ParseError, ValueError, LookupError) as problem:
        raise FormatError(source, None, "", f"The XML is damaged: {problem}.", "send it again") from problem
    return root


def _check(root: Element, source: str) -> None:
    """Refuse documents whose reading would fetch, unpack or reserve more than the document holds."""
    n_columns = sum(_local(element) in {"FIELD", "PARAM"} for element in root.iter())
    if n_columns > _MAX_COLUMNS:
        # astropy compares the identifier of each column with all those before it.
        message = f"The document has {n_columns} columns and parameters; at most {_MAX_COLUMNS} are read."
        raise FormatError(source, None, "FIELD", message, "send the columns that are needed")
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > _MAX_DEPTH:
            raise FormatError(source, None, "", "The elements are nested too deeply.")
        for element in level:
            name = _local(element)
            if name == "STREAM" and (element.get("href") or element.get("encoding", "base64") != "base64"):
                raise FormatError(source, None, "STREAM", "The data are elsewhere or packed.", "use TABLEDATA")
            if name == "FITS":
                raise FormatError(
                    source, None, "FITS", "The data are a FITS file inside the document.", "use TABLEDATA"
                )
            if (
                name in {"FIELD", "PARAM"}
                and _declared_width(element) > _MAX_WIDTH
                and element.get("datatype") != "char"
            ):
                raise FormatError(source, None, "arraysize", f"A column is wider than {_MAX_WIDTH} elements.")
            # astropy would reserve memory for this number of rows, which need not be true.
            element.attrib.pop("nrows", None)
        level = [child for element in level for child in element]


def _repair(root: Element) -> None:
    """Set the width of the columns of numbers to that of the first row."""
    for table in (element for element in root.iter() if _local(element) == "TABLE"):
        fields = [element for element in table if _local(element) == "FIELD"]
        row = next((element for element in table.iter() if _local(element) == "TR"), None)
        for field, cell in zip(fields, row if row is not None else (), strict=False):
            width = len((cell.text or "").split())
            if field.get("datatype") in _NUMBERS and "arraysize" not in field.attrib and 1 < width <= _MAX_WIDTH:
                field.set("arraysize", str(width))


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _declared_width(element: Element) -> int:
    sizes = [size.strip("* ") for size in element.get("arraysize", "1").split("x")]
    return int(np.prod([float(size) if size.isdigit() else 1.0 for size in sizes[:10]]).clip(0, 1e9))


def _width(field: object) -> int:
    size = str(getattr(field, "arraysize", None) or "1")
    is_text = getattr(field, "datatype", "") in {"char", "unicodeChar"}
    return int(size) if size.isdigit() and not is_text else 1
