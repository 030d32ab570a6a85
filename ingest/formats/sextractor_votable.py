"""Catalogues of stars as VOTable: SExtractor's ASCII_VOTABLE and other tables with the same columns.

The document is looked through before astropy reads it: no entities, nothing fetched from elsewhere, no sizes that the
document does not fill. SExtractor announces a vector column (MAG_APER with several apertures) as a scalar, against the
standard (its ``write_vo_fields`` gives an array size only to columns of two axes): the true width is put in.
"""

import warnings
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, tostring

import numpy as np
from astropy.io.votable import parse
from astropy.io.votable.tree import TableElement
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from numpy.typing import NDArray

from ingest.formats.sexagesimal import parse_angle
from ingest.formats.sextractor_fits import DAMAGE
from ingest.formats.source_columns import Choice, Column, choose_columns, has_source_columns
from ingest.formats.source_table import MAX_STARS, build_sources
from schemas.errors import FormatError
from schemas.photometry import SourceList

#: The document is held as a tree, about ten times its size.
MAX_SIZE = 30_000_000
_MAX_DEPTH = 50
_MAX_WIDTH = 1000
_NUMBERS = frozenset({"double", "float", "int", "long", "short", "unsignedByte"})


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file look like a VOTable of stars."""
    text = head.decode("latin-1")
    if "<VOTABLE" not in text[:4096]:
        return False
    names = [part.partition('"')[0] for part in text.split('name="')[1:]]
    return "Source Extractor" in text[:4096] or "SExtractor" in text[:4096] or has_source_columns(names)


def read_sources(data: bytes, source: str, *, magnitude: str | None = None, aperture: int | None = None) -> SourceList:
    """Read a VOTable; parameters and errors are those of `ingest.formats.sextractor.read_sources`."""
    tables = parse_tables(data, source)
    usable = [table for table in tables if has_source_columns([field.name for field in table.fields])]
    chips = []
    for table in usable or tables[:1]:
        columns = [Column(name=field.name, unit=str(field.unit or ""), width=_width(field)) for field in table.fields]
        choice = choose_columns(columns, source, magnitude=magnitude, aperture=aperture)
        chips.append((choice, *_values(table, choice, source)))
    choice, _, units = chips[0]
    sizes = [len(values["ra"]) for _, values, _ in chips]
    if not 0 < sum(sizes) <= MAX_STARS:
        message = f"The catalogue holds {sum(sizes)} stars; between 1 and {MAX_STARS} can be read."
        raise FormatError(source, None, "TABLEDATA", message)
    if any(set(values) != set(chips[0][1]) for _, values, _ in chips):
        raise FormatError(source, None, "TABLE", "The tables of the document have different columns.")
    return build_sources(
        choice,
        {role: np.concatenate([values[role] for _, values, _ in chips]) for role in choice.columns},
        source,
        file_format="votable",
        row=np.concatenate([np.arange(1, size + 1) for size in sizes]),
        chip=np.repeat(np.arange(1, len(sizes) + 1), sizes),
        units=units,
    )


def parse_tables(data: bytes, source: str, *, max_size: int = MAX_SIZE) -> list[TableElement]:
    """Return the tables of a VOTable document that nobody vouches for.

    Raises
    ------
    FormatError
        If it is no VOTable, is damaged, or tries what a document of stars does not need.
    """
    if len(data) > max_size:
        raise FormatError(source, None, "", f"The VOTable is larger than {max_size // 1_000_000} MB.", "Send FITS.")
    try:
        root = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as problem:
        raise FormatError(source, None, "DOCTYPE", "Document types and entities are not accepted.") from problem
    except (ParseError, ValueError, LookupError) as problem:
        raise FormatError(source, None, "", f"The XML is damaged: {problem}.", "Send it again.") from problem
    _check(root, source)
    _repair(root)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tables = [*parse(BytesIO(tostring(root)), verify="ignore", invalid="mask").iter_tables()]
        except DAMAGE as problem:
            message = f"This is no VOTable that can be read: {' '.join(str(problem).split())[:120]}"
            raise FormatError(source, None, "VOTABLE", message, "Send it again.") from problem
    tables = [table for table in tables if len(table.fields) and len(table.array)]
    if not tables:
        raise FormatError(source, None, "TABLE", "The document holds no table with rows.")
    return tables


def _check(root: Element, source: str) -> None:
    """Refuse what would fetch, unpack or reserve more than the document holds."""
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > _MAX_DEPTH:
            raise FormatError(source, None, "", "The elements are nested too deeply.")
        for element in level:
            name = _local(element)
            if name == "STREAM" and (element.get("href") or element.get("encoding", "base64") != "base64"):
                raise FormatError(source, None, "STREAM", "The data are elsewhere or packed.", "Use TABLEDATA.")
            if name == "FITS":
                raise FormatError(
                    source, None, "FITS", "The data are a FITS file inside the document.", "Use TABLEDATA."
                )
            if (
                name in {"FIELD", "PARAM"}
                and _declared_width(element) > _MAX_WIDTH
                and element.get("datatype") != "char"
            ):
                raise FormatError(source, None, "arraysize", f"A column is wider than {_MAX_WIDTH} elements.")
            # A hint for readers only; astropy would reserve that many rows.
            element.attrib.pop("nrows", None)
        level = [child for element in level for child in element]


def _repair(root: Element) -> None:
    """Give the columns of numbers the width that the first row has."""
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


def _values(table: TableElement, choice: Choice, source: str) -> tuple[dict[str, NDArray[np.float64]], dict[str, str]]:
    """Return the chosen columns by role, NaN for what is missing, and units where text said so."""
    ids = {field.name: field.ID for field in reversed(table.fields)}
    values: dict[str, NDArray[np.float64]] = {}
    units: dict[str, str] = {}
    for role, column in choice.columns.items():
        cells = table.array[ids[column.name]]
        if cells.dtype.kind in "iuf":
            numbers = np.ma.asarray(cells, dtype=np.float64).filled(np.nan)
            values[role] = numbers.reshape(len(numbers), -1)[:, choice.elements.get(role, 0)]
        elif role in {"ra", "dec"} and cells.dtype.kind in "OUS":
            angles = [parse_angle(str(cell)) for cell in cells.filled("")]
            values[role] = np.array([np.nan if angle is None else angle.degrees for angle in angles])
            is_sexagesimal = any(angle is not None and angle.n_parts > 1 for angle in angles)
            units[role] = "h" if role == "ra" and is_sexagesimal else "deg"
        else:
            raise FormatError(source, None, column.name, "The column does not hold numbers.")
    return values, units
