"""Reference stars of the surveys: tables with their own column names to arrays."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from formats.sources.source_table import rows_finding
from ingest.photometry.survey_columns import Survey, find_column, survey_of
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import ReferenceStars

#: Magnitudes outside are placeholders (-999, 99.99, ...), and so are errors.
_MAGNITUDES = (-5.0, 40.0)
_LARGEST_ERR = 9.0
#: One magnitude of error is this fraction of the flux: 2.5 / ln 10.
_MAG_OF_FRACTION = 2.5 / np.log(10.0)

Columns = Mapping[str, NDArray[np.generic]]


def from_columns(columns: Columns, source: str, survey: str) -> tuple[ReferenceStars, tuple[Finding, ...]]:
    """Make reference stars of a table with a survey's own column names.

    Parameters
    ----------
    columns
        Values by name.
    source
        Name of file or service, for messages.
    survey
        Name of the survey, see `ingest.photometry.survey_columns.SURVEYS`.

    Returns
    -------
    tuple
        The stars with a position and a magnitude, and what was left out.

    Raises
    ------
    FormatError
        If the survey is unknown, or its columns are not there.
    """
    known = survey_of(survey)
    if known is None:
        raise FormatError(source, None, "survey", f"There is no survey {survey!r} here.")
    names = list(columns)
    place = _place(names, known)
    if place is None:
        raise FormatError(
            source,
            None,
            "ra, dec",
            f"No pair of columns holds the sky positions of {known.name}; the table has {_some(names)}.",
            "name them RA_ICRS and DE_ICRS, RAJ2000 and DEJ2000, or ra and dec",
        )
    ra, dec = (_numbers(columns[name]) for name in place)
    bands = {band: values for band in known.bands if (values := _band(columns, known, band)) is not None}
    if not bands:
        raise FormatError(
            source,
            None,
            "mag",
            f"No column holds magnitudes under a name of {known.name}; the table has {_some(names)}.",
            f"name them as the survey does: {', '.join(pairs[0][0] for pairs in known.bands.values())}",
        )
    mag, err = (np.array([values[part] for values in bands.values()]) for part in (0, 1))
    is_placed = np.isfinite(ra) & np.isfinite(dec) & (np.abs(dec) <= 90.0)
    keep = is_placed & np.isfinite(mag).any(axis=0) & _is_star(columns, known)
    if not keep.any():
        raise FormatError(source, None, "", "The table holds no star with a position and a magnitude.")
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


def _numbers(cells: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return numbers of a column of numbers or text, NaN for anything else."""
    values: NDArray[np.float64]
    if cells.dtype.kind in "iufb":
        # Damaged tables hold what is no number even there, as a doubled sign of infinity.
        with np.errstate(invalid="ignore"):
            values = np.ma.asarray(cells, dtype=np.float64).filled(np.nan)
        return values
    texts = np.ma.asarray(cells).filled("").astype(np.str_)
    texts = np.char.strip(texts)
    is_number = np.array(
        [re.fullmatch(r"[-+]?(\d++\.?\d*+|\.\d++)([eE][-+]?\d{1,3})?", text) is not None for text in texts]
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
    return (rows_finding(code, severity, "No position on the sky", rows, field="ra, dec", row_word="row"),)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
