"""FITS binary tables of any answer, arrays of any length among them.

DaCHS' own writer fails for arrays of varying length with numpy 1.24 and later. NULL is what the FITS standard has for
it: NaN for floating point, TNULL for integers, an empty string or array for these, 0 for logical (FITS 4.0, section
7.3.3).
"""

from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np
from astropy.io import fits
from astropy.units import Unit
from gavo import base, rsc, utils
from numpy.typing import NDArray

from service.answers.rows.fits_rows import write_name
from service.answers.tables.truncation import is_truncated, truncation_note

#: numpy's types and FITS' letters by datatypes of VOTable.
_NUMBERS: dict[str, tuple[str, str]] = {
    "unsignedByte": ("u1", "B"),
    "short": ("i2", "I"),
    "int": ("i4", "J"),
    "long": ("i8", "K"),
    "float": ("f4", "E"),
    "double": ("f8", "D"),
    "floatComplex": ("c8", "C"),
    "doubleComplex": ("c16", "M"),
}
_TEXTS = ("char", "unicodeChar")
#: Bytes of a row's descriptor beyond which 64 bits are needed (FITS 4.0, section 7.3.5).
_LARGE_HEAP = 2**31 - 1


def write_fits(data: Any, file: BinaryIO, acquireSamples: bool = False) -> None:  # noqa: ANN401
    """Write a table or all tables of data as a FITS file."""
    tables = list(rsc.wrapTable(data).tables.values())
    hdus = [fits.PrimaryHDU(), *(_make_hdu(table, acquire_samples=acquireSamples) for table in tables)]
    fits.HDUList(hdus).writeto(file)


def _make_hdu(table: Any, *, acquire_samples: bool) -> fits.BinTableHDU:  # noqa: ANN401 - a table of DaCHS
    manager = base.SerManager(table, acquireSamples=acquire_samples)
    rows = list(manager.getMappedTuples())
    described = list(manager)
    columns = []
    for number, column in enumerate(described):
        columns.append(make_column(column, [row[number] for row in rows]))
    hdu = fits.BinTableHDU.from_columns(fits.ColDefs(columns), nrows=len(rows))
    add_cards(hdu.header, table, described, is_truncated=is_truncated(table))
    return hdu


def add_cards(
    header: fits.Header,
    table: Any,  # noqa: ANN401 - a table of DaCHS
    columns: Sequence[Any],
    *,
    is_truncated: bool,
) -> None:
    """Describe a table and its columns in its header.

    Parameters
    ----------
    header
        Header of the table, changed.
    table
        DaCHS' table; its rows are not needed.
    columns
        What DaCHS knows of each column.
    is_truncated
        Whether there are more rows.
    """
    for number, column in enumerate(columns, start=1):
        unit = column["unit"]
        remark = f" [{unit}]" if unit and find_unit(unit) is None else ""
        _set_card(header, f"TCOMM{number}", f"{column['description'] or ''}{remark}")
        _set_card(header, f"TUCD{number}", column["ucd"])
        _set_card(header, f"TUTYP{number}", column["utype"])
    for parameter in table.iterParams():
        if parameter.value is not None:
            value = parameter.value if isinstance(parameter.value, int | float | bool) else str(parameter.value)
            _set_card(header, _keyword(parameter.name), value, parameter.description)
    header["QSTATUS"] = ("OVERFLOW" if is_truncated else "OK", "Status of the query (DALI)")
    if is_truncated:
        header.add_comment(truncation_note(table))


def _keyword(name: str) -> str:
    return name if len(name) <= 8 else f"HIERARCH {name}"


def _set_card(header: fits.Header, keyword: str, value: object, comment: str | None = None) -> None:
    """Set a card to what FITS can hold of a value: printable ASCII."""
    if value is None or value == "":
        return
    text = utils.defuseFileName(value, False) if isinstance(value, str) else value
    remark = None if comment is None else utils.defuseFileName(comment, False)
    try:
        header[keyword] = (text, remark)
    except ValueError as problem:
        base.ui.notifyWarning(f"No FITS card {keyword}: {problem}")


def make_column(column: Any, values: Sequence[Any]) -> fits.Column:  # noqa: ANN401 - a column of DaCHS
    """Return a column of FITS.

    Parameters
    ----------
    column
        What DaCHS knows of the column: ``name``, ``unit``, ``datatype``, ``arraysize``, ``nullvalue``.
    values
        Its values, NULL as None.
    """
    name, unit = write_name(str(column["name"])), find_unit(column["unit"])
    datatype, arraysize = column["datatype"], column["arraysize"]
    if datatype in _TEXTS:
        texts = np.array([_ascii(value) for value in values], dtype=np.bytes_)
        return fits.Column(name=name, unit=unit, format=f"{max(texts.itemsize, 1)}A", array=texts)
    if datatype in ("boolean", "bit"):
        flags = np.array([bool(value) for value in values], dtype=np.bool_)
        return fits.Column(name=name, unit=unit, format="L", array=flags)
    kind, letter = _NUMBERS[datatype]
    if arraysize not in (None, "", "1", 1):
        size = int(str(arraysize)) if str(arraysize).isdecimal() else 0
        return _array_column(name, unit, (kind, letter), values, size)
    null = _find_null(kind, column["nullvalue"], values)
    filled = [null if value is None else value for value in values]
    return fits.Column(
        name=name,
        unit=unit,
        format=letter,
        null=null if kind[0] in "iu" else None,
        array=np.array(filled, dtype=kind),
    )


def _find_null(kind: str, stated: object, values: Sequence[Any]) -> float | int | None:
    """Return the value for NULL: NaN, or of integers the stated one, else a number that no row has."""
    if kind[0] not in "iu":
        return float("nan")
    if stated not in (None, ""):
        return int(str(stated))
    if all(value is not None for value in values):
        return None
    used, limits = {value for value in values if value is not None}, np.iinfo(kind)
    steps = range(int(limits.min), int(limits.max) + 1) if kind[0] == "i" else range(int(limits.max), -1, -1)
    return next(number for number in steps if number not in used)


def _array_column(name: str, unit: str | None, kinds: tuple[str, str], values: Sequence[Any], size: int) -> fits.Column:
    """Return a column of arrays; NULL is empty, or full of what is missing where all have one size."""
    kind, letter = kinds
    missing = float("nan") if kind[0] in "fc" else 0
    empty = [None] * size
    arrays = [
        np.array([missing if item is None else item for item in (empty if value is None else value)], dtype=kind)
        for value in values
    ]
    lengths = {array.size for array in arrays}
    if len(lengths) == 1 and lengths != {0}:
        return fits.Column(name=name, unit=unit, format=f"{lengths.pop()}{letter}", array=np.stack(arrays))
    holder: NDArray[np.object_] = np.empty(len(arrays), dtype=np.object_)
    holder[:] = arrays
    is_large = sum(array.nbytes for array in arrays) > _LARGE_HEAP
    descriptor = "Q" if is_large else "P"
    longest = max(lengths, default=0)
    return fits.Column(name=name, unit=unit, format=f"{descriptor}{letter}({longest})", array=holder)


def _ascii(value: object) -> bytes:
    """Return a text as FITS can hold it: characters that are not ASCII become question marks."""
    return b"" if value is None else str(value).encode("ascii", "replace")


def find_unit(unit: object) -> str | None:
    """Return a unit as the FITS standard writes it, None where it has no such unit."""
    try:
        written: str = Unit(str(unit or "").replace("'", "")).to_string("fits")
    except ValueError:
        return None
    return written or None
