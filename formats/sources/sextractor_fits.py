"""Catalogues of stars as FITS tables: SExtractor's FITS_1.0 and FITS_LDAC, and other tables with the same columns.

FITS_1.0 has a binary table for each extension of the image. FITS_LDAC has pairs of LDAC_IMHEAD (the header of the image
as one string) and LDAC_OBJECTS. Every table with positions and magnitudes is one chip.
"""

import re
import struct
import warnings
import zlib
from io import BytesIO

import numpy as np
from astropy.io import fits
from astropy.io.fits.verify import VerifyError
from numpy.typing import NDArray

from formats.sources.ldac_header import ImageTime, read_image_time
from formats.sources.source_chips import join_chips, make_chip
from formats.sources.source_columns import Choice, Column, choose_columns, has_places, has_source_columns
from schemas.errors import FormatError
from schemas.photometry import SourceList

#: Errors that astropy may raise on a damaged file.
DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    VerifyError,
    Warning,
    struct.error,
    zlib.error,
)
_MAX_TABLES = 1000
#: Largest value of TFIELDS (FITS standard 4.0, section 7.3.1); astropy would reserve memory for any number.
_MAX_COLUMNS = 999
_COLUMN_NAME = re.compile(rb"TTYPE\d+ *= *'([^']*)'")


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file look like a FITS table of stars."""
    if not head.startswith(b"SIMPLE  ="):
        return False
    names = [name.decode("ascii", "replace").strip() for name in _COLUMN_NAME.findall(head)]
    return b"LDAC_IMHEAD" in head or has_source_columns(names)


def read_sources(data: bytes, source: str, *, magnitude: str | None = None, aperture: int | None = None) -> SourceList:
    """Read a FITS catalogue; parameters and errors are those of `formats.sources.sextractor.read_sources`."""
    if not data.startswith(b"SIMPLE  ="):
        raise FormatError(source, None, "SIMPLE", "The file is not FITS.", "send a FITS table")
    with warnings.catch_warnings():
        # astropy warns of faults that the checks below refuse, and of header cards that are not used here.
        warnings.simplefilter("ignore")
        try:
            return _read(data, source, magnitude, aperture)
        except DAMAGE as problem:
            message = f"The FITS file is damaged: {_first_sentence(problem)}"
            raise FormatError(source, None, "", message, "send it again") from problem


def _first_sentence(problem: BaseException) -> str:
    return " ".join(str(problem).split())[:120] or type(problem).__name__


def _read(data: bytes, source: str, magnitude: str | None, aperture: int | None) -> SourceList:
    with fits.open(BytesIO(data), memmap=False, lazy_load_hdus=True, disable_image_compression=True) as hdus:
        tables = [hdu for hdu in _hdus(hdus, source) if isinstance(hdu, fits.BinTableHDU | fits.TableHDU)]
        if not tables:
            raise FormatError(source, None, "", "The FITS file holds no table.", "set CATALOG_TYPE to FITS_LDAC")
        usable = [hdu for hdu in tables if has_source_columns(hdu.columns.names)]
        placed = [hdu for hdu in tables if has_places(hdu.columns.names)]
        chips = []
        for hdu in usable or placed or tables[-1:]:
            _check_size(hdu, len(data), source)
            choice = choose_columns(_columns(hdu), source, magnitude=magnitude, aperture=aperture)
            chips.append(make_chip(choice, _cells(hdu, choice), source))
        zero_point = hdus[0].header.get("SEXMGZPT", 0.0)
        image = _image_time(tables, len(data), source)
        in_head = next((str(hdu.header["FILTER"]) for hdu in hdus[:1] if hdu.header.get("FILTER")), None)
    zero_point = float(zero_point) if isinstance(zero_point, int | float) else 0.0
    in_head = image.filter or in_head
    return join_chips(
        chips,
        source,
        file_format="fits",
        zero_point=zero_point,
        head_filter=in_head and in_head.strip()[:64],
        image=image,
    )


def _image_time(tables: list[fits.BinTableHDU], size: int, source: str) -> ImageTime:
    """Return time, exposure and filter of the first image of an LDAC catalogue."""
    head = next((hdu for hdu in tables if hdu.name == "LDAC_IMHEAD" and len(hdu.columns)), None)
    if head is None:
        return ImageTime()
    _check_size(head, size, source)
    cells = np.asarray(head.data.field(0)[:1]).astype(np.str_).ravel().tolist()
    # FITS drops the blanks at the end of a string: each is filled up to whole cards of 80 characters again.
    return read_image_time("".join(cell.ljust(-(-len(cell) // 80) * 80) for cell in cells).encode("latin-1", "replace"))


def _hdus(hdus: fits.HDUList, source: str) -> list[fits.hdu.base._BaseHDU]:
    found = []
    for number, hdu in enumerate(hdus):
        if number > _MAX_TABLES:
            raise FormatError(source, None, "", f"The FITS file has more than {_MAX_TABLES} extensions.")
        n_fields = hdu.header.get("TFIELDS", 0)
        if not isinstance(n_fields, int) or not 0 <= n_fields <= _MAX_COLUMNS:
            raise FormatError(source, None, "TFIELDS", f"A table has {n_fields} columns.", "send the file again")
        found.append(hdu)
    return found


def _check_size(hdu: fits.BinTableHDU, size: int, source: str) -> None:
    """Refuse a table whose header states another size than that of its data in the file."""
    row_size, n_rows, extra = (int(hdu.header.get(key, 0)) for key in ("NAXIS1", "NAXIS2", "PCOUNT"))
    begin = int(hdu.fileinfo()["datLoc"])
    if row_size < 0 or n_rows < 0 or extra < 0 or begin + row_size * n_rows + extra > size:
        n_there = max(size - begin, 0) // row_size if row_size > 0 else 0
        message = f"The table breaks off: the header states {n_rows} rows, the file holds {n_there}."
        raise FormatError(source, None, f"{hdu.name} NAXIS2", message, "send it again")
    if isinstance(hdu, fits.BinTableHDU) and hdu.columns.dtype.itemsize != row_size:
        message = f"The columns need {hdu.columns.dtype.itemsize} bytes for a row, but the header states {row_size}."
        raise FormatError(source, None, f"{hdu.name} NAXIS1", message, "send it again")


def _columns(hdu: fits.BinTableHDU) -> list[Column]:
    shapes = {name: hdu.columns.dtype[name].shape for name in hdu.columns.names}
    return [
        Column(name=column.name, unit=column.unit or "", width=int(np.prod(shapes[column.name], dtype=np.int64)))
        for column in hdu.columns
    ]


def _cells(hdu: fits.BinTableHDU, choice: Choice) -> dict[str, NDArray[np.generic]]:
    """Return the chosen columns by role, masked where a whole number is the table's mark of a missing value."""
    found: dict[str, NDArray[np.generic]] = {}
    for role, column in choice.columns.items():
        cells = np.asarray(hdu.data[column.name])
        null = hdu.columns[column.name].null
        if isinstance(null, int) and cells.dtype.kind in "iu":
            cells = np.ma.masked_equal(cells, null)
        elif isinstance(null, int) and _is_scaled(hdu, column.name):
            cells = np.ma.masked_array(cells, mask=_stored(hdu, column.name) == null)
        found[role] = cells
    return found


def _is_scaled(hdu: fits.BinTableHDU, name: str) -> bool:
    column = hdu.columns[name]
    return column.bscale not in (None, "", 1) or column.bzero not in (None, "", 0)


def _stored(hdu: fits.BinTableHDU, name: str) -> NDArray[np.generic]:
    """Return the numbers of a column as stored in the file, before scaling."""
    number = hdu.columns.names.index(name)
    stored: NDArray[np.generic] = np.asarray(hdu.data.view(np.recarray)[hdu.data.dtype.names[number]])
    return stored
