"""Bulk files of reference stars: VOTable, FITS, ECSV, CSV (also tabs, as VizieR writes them), Parquet; or gzipped."""

import csv
import re
import warnings
from io import BytesIO

import numpy as np
import pyarrow as pa
from astropy.io import ascii as ascii_tables
from astropy.io import fits
from astropy.table import Column
from numpy.typing import NDArray
from pyarrow import compute as pc
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from formats.files.decoding import decode
from formats.files.packing import unpack
from formats.sources.sextractor_fits import DAMAGE
from formats.sources.sextractor_votable import parse_tables
from ingest.photometry.reference_catalogues import Columns, from_columns
from ingest.photometry.survey_columns import survey_of
from schemas.errors import FormatError
from schemas.finding import Finding
from schemas.photometry import ReferenceStars

#: Largest content of a file that comes packed by gzip [byte].
_MAX_UNPACKED = 2_000_000_000
#: Largest VOTable; other formats are not held as a tree and may be larger [bytes].
_MAX_VOTABLE = 200_000_000
#: Identifiers and numbers are shorter [letters].
_LONGEST_CELL = 300
_DELIMITERS = (",", "\t", ";", "|")


#: Letters of the head of ECSV: some hundred columns with descriptions. Its YAML takes 3 s a megabyte.
_LARGEST_HEAD = 200_000


def read_reference_stars(data: bytes, source: str, survey: str) -> tuple[ReferenceStars, tuple[Finding, ...]]:
    """Read a bulk file of one survey: VOTable, FITS, ECSV, CSV (also tabs, as VizieR writes them) or Parquet.

    Parameters
    ----------
    data
        The whole file, maybe packed by gzip.
    source
        Its name, for messages.
    survey
        Its name; the survey decides which columns are what, see `from_columns`.

    Raises
    ------
    FormatError
        If the file is damaged, or as `from_columns` does.
    """
    known = survey_of(survey)
    words = frozenset(name.lower() for name in known.source_id) if known is not None else frozenset()
    columns = _columns(unpack(data, source, max_size=_MAX_UNPACKED), source, words)
    return from_columns(columns, source, survey)


def _columns(data: bytes, source: str, words: frozenset[str]) -> Columns:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        table = max(parse_tables(data, source, max_size=_MAX_VOTABLE), key=lambda table: len(table.array))
        return {field.name: table.array[field.ID] for field in reversed(table.fields)}
    if not start.startswith((b"SIMPLE", b"PAR1", b"# %ECSV")):
        return _text_columns(data, source, words)
    read = next(reader for mark, reader in _READERS.items() if start.startswith(mark))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return read(data, source)
        except DAMAGE as problem:
            message = f"The file is damaged: {' '.join(str(problem).split())[:120]}"
            raise FormatError(source, None, "", message, "get it again") from problem


def _fits_columns(data: bytes, source: str) -> Columns:
    with fits.open(BytesIO(data), memmap=False, disable_image_compression=True) as hdus:
        table = next((hdu for hdu in hdus if isinstance(hdu, fits.BinTableHDU)), None)
        if table is None:
            raise FormatError(source, None, "", "The FITS file holds no table of stars.", "export the stars as a table")
        return {name: np.asarray(table.data[name]) for name in table.columns.names}


def _parquet_columns(data: bytes, _: str) -> Columns:
    table = parquet.read_table(BytesIO(data), use_threads=False)
    return {name: table.column(name).to_numpy(zero_copy_only=False) for name in table.column_names}


def _ecsv_columns(data: bytes, source: str) -> Columns:
    """Return the columns of ECSV (astropy's APE 6), as numbers or words with NaN or nothing where cells are empty."""
    lines = decode(data, source).lines()
    head = sum(len(line) for line in lines if line.startswith("#"))
    if head > _LARGEST_HEAD:
        message = f"The head of the table has {head / 1e6:.2f} MB, more than columns need."
        raise FormatError(source, 1, "", message, "write the table again with astropy")
    table = ascii_tables.read(lines, format="ecsv", guess=False)
    columns = {}
    for name in table.colnames:
        if not isinstance(table[name], Column):
            continue
        cells, mask = np.asarray(table[name]), np.ma.getmaskarray(table[name])
        if mask.any():
            cells = np.where(mask, np.nan, cells) if cells.dtype.kind in "iufb" else np.where(mask, "", cells)
        columns[name] = cells
    return columns


_READERS = {b"SIMPLE": _fits_columns, b"PAR1": _parquet_columns, b"# %ECSV": _ecsv_columns}


def _text_columns(data: bytes, source: str, words: frozenset[str]) -> Columns:
    """Return the columns of a table of text; those named in ``words``, in small letters, never as numbers."""
    lines = [line for line in decode(data, source).lines() if line.strip() and not line.startswith("#")]
    if len(lines) < 2:
        raise FormatError(source, None, "", "The table holds no rows.")
    delimiter = max(_DELIMITERS, key=lines[0].count)
    begin = next((number for number, line in enumerate(lines[1:6], 1) if re.fullmatch(r"[-\s]+", line)), 0) + 1
    try:
        names = [name.strip() for name in next(csv.reader(lines[:1], delimiter=delimiter), [])]
        body = "\n".join(lines[begin:])
        if '"' not in body:
            return _regular_columns(body, names, delimiter, words, source)
        rows = [row for row in csv.reader(lines[begin:], delimiter=delimiter) if len(row) == len(names)]
    except csv.Error as problem:
        raise FormatError(source, None, "", f"The table is damaged: {problem}.") from problem
    if not rows:
        raise _no_row(source, len(names))
    _check_length(max(len(cell) for row in rows for cell in row), source)
    return dict(zip(names, (np.array(column) for column in zip(*rows, strict=True)), strict=True))


def _regular_columns(body: str, names: list[str], delimiter: str, words: frozenset[str], source: str) -> Columns:
    """Return the columns of lines without quotes; lines with another number of items are left out."""
    every = [f"{number}" for number in range(len(names))]
    table = arrow_csv.read_csv(
        BytesIO(body.encode("utf-8", "replace")),
        read_options=arrow_csv.ReadOptions(column_names=every, use_threads=False),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, quote_char=False, ignore_empty_lines=False, invalid_row_handler=lambda _: "skip"
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(every, pa.string()), strings_can_be_null=False
        ),
    )
    if not table.num_rows:
        raise _no_row(source, len(names))
    _check_length(max(pc.max(pc.utf8_length(column)).as_py() for column in table.columns), source)
    return {
        name: _words(column) if name.lower() in words else _numbers_or_words(column)
        for name, column in zip(names, table.columns, strict=True)
    }


def _words(column: pa.ChunkedArray) -> NDArray[np.generic]:
    return np.array(column.to_pylist(), dtype=np.str_)


def _numbers_or_words(column: pa.ChunkedArray) -> NDArray[np.generic]:
    """Return a column as numbers, NaN where it is empty or not finite, or as it is if something else is in it."""
    texts = pc.utf8_trim_whitespace(column)
    try:
        numbers = pc.cast(pc.if_else(pc.equal(texts, ""), None, texts), pa.float64())
    except pa.ArrowInvalid:
        return _words(column)
    values: NDArray[np.float64] = np.array(numbers.to_numpy())
    values[~np.isfinite(values)] = np.nan
    return values


def _no_row(source: str, n_items: int) -> FormatError:
    return FormatError(source, None, "", f"No row has the {n_items} items of the header.")


def _check_length(longest: int, source: str) -> None:
    """Refuse very long cells: an array holds every cell of a column with the length of the longest one."""
    if longest > _LONGEST_CELL:
        raise FormatError(source, None, "", f"The table has a cell of {longest} letters.", "get it again")
