"""Reference stars of the surveys: bulk files and rows of services to arrays."""

import csv
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from ingest.formats.decoding import decode
from ingest.formats.sextractor_fits import DAMAGE
from ingest.formats.sextractor_votable import parse_tables
from ingest.formats.source_table import rows_finding
from ingest.survey_columns import Survey, find_column, survey_of
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import ReferenceStars

try:
    from pyarrow import parquet  # type: ignore[import-not-found, import-untyped, unused-ignore]
except ImportError:
    parquet = None

#: Largest VOTable; other formats are not held as a tree and may be larger [bytes].
_MAX_VOTABLE = 200_000_000
#: Magnitudes outside are placeholders (-999, 99.99, ...), and so are errors.
_MAGNITUDES = (-5.0, 40.0)
_LARGEST_ERR = 9.0
#: One magnitude of error is this fraction of the flux: 2.5 / ln 10.
_MAG_OF_FRACTION = 2.5 / np.log(10.0)
_DELIMITERS = (",", "\t", ";", "|")

Columns = Mapping[str, NDArray[np.generic]]
#: A row of ``phot.reference``: survey, source_id, ra, dec, band, mag, mag_err.
ReferenceRow = tuple[str, str, float, float, str, float, float | None]


def read_reference_stars(data: bytes, source: str, survey: str) -> tuple[ReferenceStars, tuple[Finding, ...]]:
    """Read a bulk file of one survey: VOTable, FITS, CSV (also tabs, as VizieR writes them) or Parquet.

    Parameters
    ----------
    data
        The whole file.
    source
        Its name, for messages.
    survey
        Name of the survey, see `ingest.survey_columns.SURVEYS`.

    Returns
    -------
    tuple
        The stars with a place and a magnitude, and what was left out.

    Raises
    ------
    FormatError
        If the file is damaged, the survey unknown, or its columns are not there.
    """
    return from_columns(_columns(data, source), source, survey)


def from_columns(columns: Columns, source: str, survey: str) -> tuple[ReferenceStars, tuple[Finding, ...]]:
    """Make reference stars of a table with a survey's own column names; see `read_reference_stars`."""
    known = survey_of(survey)
    if known is None:
        raise FormatError(source, None, "survey", f"There is no survey {survey!r} here.")
    names = list(columns)
    place = _place(names, known)
    if place is None:
        raise FormatError(
            source, None, "ra, dec", f"No places as {known.name} calls them.", f"There are {_some(names)}."
        )
    ra, dec = (_numbers(columns[name]) for name in place)
    bands = {band: values for band in known.bands if (values := _band(columns, known, band)) is not None}
    if not bands:
        raise FormatError(
            source, None, "mag", f"No magnitudes as {known.name} calls them.", f"There are {_some(names)}."
        )
    mag, err = (np.array([values[part] for values in bands.values()]) for part in (0, 1))
    is_placed = np.isfinite(ra) & np.isfinite(dec) & (np.abs(dec) <= 90.0)
    keep = is_placed & np.isfinite(mag).any(axis=0) & _is_star(columns, known)
    if not keep.any():
        raise FormatError(source, None, "", "The table holds no star with a place and a magnitude.")
    stars = ReferenceStars(
        survey=known.name,
        source_id=_identifiers(columns, known, len(ra))[keep],
        ra=ra[keep] % 360.0,
        dec=dec[keep],
        bands=tuple(bands),
        mag=mag[:, keep],
        mag_err=err[:, keep],
    )
    return stars, _left_out(is_placed)


def to_rows(stars: ReferenceStars) -> Iterator[ReferenceRow]:
    """Yield the rows of ``phot.reference``, one a star and band with a magnitude."""
    for number, band in enumerate(stars.bands):
        for index in np.flatnonzero(np.isfinite(stars.mag[number])):
            err = float(stars.mag_err[number, index])
            yield (
                stars.survey,
                str(stars.source_id[index]),
                float(stars.ra[index]),
                float(stars.dec[index]),
                band,
                float(stars.mag[number, index]),
                err if np.isfinite(err) else None,
            )


def from_rows(rows: Sequence[ReferenceRow]) -> tuple[ReferenceStars, ...]:
    """Return the stars of rows of ``phot.reference``, one record a survey; the opposite of `to_rows`."""
    if not rows:
        return ()
    survey, source_id, ra, dec, band, mag, err = (np.array(values) for values in zip(*rows, strict=True))
    found = []
    for name in dict.fromkeys(survey.tolist()):
        here = survey == name
        stars, first, star = np.unique(source_id[here], return_index=True, return_inverse=True)
        bands = tuple(dict.fromkeys(band[here].tolist()))
        column = np.array([bands.index(one) for one in band[here].tolist()])
        table = np.full((2, len(bands), len(stars)), np.nan)
        table[0, column, star] = mag[here]
        table[1, column, star] = np.array([np.nan if value is None else value for value in err[here].tolist()])
        found.append(
            ReferenceStars(
                survey=name,
                source_id=stars,
                ra=ra[here][first].astype(np.float64),
                dec=dec[here][first].astype(np.float64),
                bands=bands,
                mag=table[0],
                mag_err=table[1],
            )
        )
    return tuple(found)


def _columns(data: bytes, source: str) -> Columns:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        table = max(parse_tables(data, source, max_size=_MAX_VOTABLE), key=lambda table: len(table.array))
        return {field.name: table.array[field.ID] for field in reversed(table.fields)}
    if not start.startswith((b"SIMPLE", b"PAR1")):
        return _text_columns(data, source)
    is_fits = start.startswith(b"SIMPLE")
    if not is_fits and parquet is None:
        raise FormatError(source, None, "", "Parquet needs the package pyarrow.", "Install it, or load FITS or CSV.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _fits_columns(data) if is_fits else _parquet_columns(data)
        except DAMAGE as problem:
            message = f"The file is damaged: {' '.join(str(problem).split())[:120]}"
            raise FormatError(source, None, "", message, "Get it again.") from problem


def _fits_columns(data: bytes) -> Columns:
    with fits.open(BytesIO(data), memmap=False, disable_image_compression=True) as hdus:
        table = next(hdu for hdu in hdus if isinstance(hdu, fits.BinTableHDU))
        return {name: np.asarray(table.data[name]) for name in table.columns.names}


def _parquet_columns(data: bytes) -> Columns:
    table = parquet.read_table(BytesIO(data), use_threads=False)
    return {name: table.column(name).to_numpy(zero_copy_only=False) for name in table.column_names}


def _text_columns(data: bytes, source: str) -> Columns:
    lines = [line for line in decode(data, source).lines() if line.strip() and not line.startswith("#")]
    if len(lines) < 2:
        raise FormatError(source, None, "", "The table holds no rows.")
    delimiter = max(_DELIMITERS, key=lines[0].count)
    names = [name.strip() for name in next(csv.reader(lines[:1], delimiter=delimiter), [])]
    begin = next((number for number, line in enumerate(lines[1:6], 1) if re.fullmatch(r"[-\s]+", line)), 0) + 1
    try:
        rows = [row for row in csv.reader(lines[begin:], delimiter=delimiter) if len(row) == len(names)]
    except csv.Error as problem:
        raise FormatError(source, None, "", f"The table is damaged: {problem}.") from problem
    if not rows:
        raise FormatError(source, None, "", f"No row has the {len(names)} items of the header.")
    return dict(zip(names, (np.array(column) for column in zip(*rows, strict=True)), strict=True))


def _numbers(cells: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return numbers of a column of numbers or text, NaN for what is none."""
    values: NDArray[np.float64]
    if cells.dtype.kind in "iufb":
        values = np.ma.asarray(cells, dtype=np.float64).filled(np.nan)
        return values
    texts = np.ma.asarray(cells).filled("").astype(np.str_)
    texts = np.char.strip(texts)
    is_number = np.array(
        [re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", text) is not None for text in texts]
    )
    values = np.full(len(texts), np.nan)
    values[is_number] = texts[is_number].astype(np.float64)
    return values


def _place(names: Sequence[str], survey: Survey) -> tuple[str, str] | None:
    """Return the columns of right ascension and declination."""
    for pair in survey.places:
        ra, dec = (find_column(names, name) for name in pair)
        if ra is not None and dec is not None:
            return ra, dec
    return None


def _band(columns: Columns, survey: Survey, band: str) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return magnitudes and errors of a band with NaN for placeholders, None if the table does not have it."""
    names = list(columns)
    pairs = [(find_column(names, mag), find_column(names, err)) for mag, err in survey.bands[band]]
    mag_name, err_name = min(
        (pair for pair in pairs if pair[0]), key=lambda pair: pair[1] is None, default=(None, None)
    )
    if mag_name is None:
        return None
    mag = _numbers(columns[mag_name])
    mag = np.where((mag > _MAGNITUDES[0]) & (mag < _MAGNITUDES[1]), mag, np.nan)
    err = np.full(len(mag), np.nan) if err_name is None else _numbers(columns[err_name])
    flux_name, flux_err_name = (find_column(names, name) for name in survey.fluxes.get(band, ("", "")))
    if err_name is None and flux_name and flux_err_name:
        with np.errstate(divide="ignore", invalid="ignore"):
            err = _MAG_OF_FRACTION * _numbers(columns[flux_err_name]) / _numbers(columns[flux_name])
    return mag, np.where((err >= 0) & (err < _LARGEST_ERR) & np.isfinite(mag), err, np.nan)


def _is_star(columns: Columns, survey: Survey) -> NDArray[np.bool_]:
    """Return which rows the survey takes for stars: all where it does not say."""
    names = list(columns)
    for wanted, value in survey.is_star.items():
        name = find_column(names, wanted)
        if name is not None:
            found: NDArray[np.bool_] = _numbers(columns[name]) == value
            return found
    return np.ones(len(columns[names[0]]), dtype=np.bool_)


def _identifiers(columns: Columns, survey: Survey, count: int) -> NDArray[np.str_]:
    """Return the survey's identifiers as text, row numbers where it gives none."""
    name = next((found for name in survey.source_id if (found := find_column(list(columns), name))), None)
    cells = np.arange(1, count + 1) if name is None else np.ma.asarray(columns[name]).filled()
    return np.char.strip(cells.astype(np.str_))


def _left_out(is_placed: NDArray[np.bool_]) -> tuple[Finding, ...]:
    if is_placed.all():
        return ()
    rows = np.flatnonzero(~is_placed) + 1
    code, severity = FindingCode.SKY_POSITION, Severity.WARNING
    return (rows_finding(code, severity, "No place on the sky", rows, field="ra, dec", row_word="row"),)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
