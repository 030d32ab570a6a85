"""Magnitudes, errors and limits of calibrated points: from the texts of a table to a list of points.

A limit is written as an error below zero (BHTOM), by ``<`` or ``>`` before the magnitude (AAVSO and circulars), by a
flag, or in a column of limits, where the magnitude is empty (TOM Toolkit).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formats.sources.source_table import rows_finding
from formats.sources.source_words import read_words
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import PointList

#: Brightest and faintest magnitude [mag]; numbers outside are placeholders.
_MAGNITUDES = (-30.0, 40.0)
_NO_ERROR = 9.0
_MARKS = "<>\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO}"
_YES = frozenset({"1", "1.0", "true", "t", "yes", "y", "<", ">", "upper", "ul", "limit"})
_NO = frozenset({"0", "0.0", "false", "f", "no", "n", "", "nan", "none", "null", "na", "n/a", "--"})


@dataclass(frozen=True, kw_only=True, slots=True)
class PointWords:
    """The cells of a table of points: one text for each row, shape (n,)."""

    filter: Sequence[str]
    magnitude: Sequence[str]
    error: Sequence[str]
    #: Limits [mag], or flags that mark a magnitude as a limit.
    limit: Sequence[str] | None = None
    facility: Sequence[str] | None = None
    observer: Sequence[str] | None = None
    #: True for rows that break off.
    torn: NDArray[np.bool_]
    #: Line or row of each point, counted from 1.
    row: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Limits:
    #: Limit in a column of limits [mag], shape (n,); NaN where there is no limit.
    value: NDArray[np.float64]
    #: True where a mark or a flag states that the magnitude is a limit, shape (n,).
    is_marked: NDArray[np.bool_]
    findings: tuple[Finding, ...] = ()


def point_list(
    mjd: NDArray[np.float64],
    words: PointWords,
    source: str,
    *,
    file_format: str = "bhtom_csv",
    findings: Sequence[Finding] = (),
) -> PointList:
    """Make a list of points; rows without a time or a magnitude, and repeated rows, are left out with a finding.

    Parameters
    ----------
    mjd
        Times, UTC [MJD], shape (n,); NaN for unreadable ones.
    words
        The other cells.
    source
        Name of the file, for messages.
    file_format
        Format of the file, see `PointList.format`.
    findings
        Findings that the reader has made before.

    Raises
    ------
    FormatError
        If no point is left.
    """
    row = words.row
    bare = [word.lstrip(_MARKS + " ") for word in words.magnitude]
    mags = read_words(bare, "magnitude", "magnitude", row, row_word="line")
    errs = read_words(words.error, "error", "error", row, row_word="line")
    limits = _limits(words, [one != word for one, word in zip(bare, words.magnitude, strict=True)])
    has_mag = (mags.values > _MAGNITUDES[0]) & (mags.values < _MAGNITUDES[1])
    # A limit of 0 mag is an empty cell, since no image has a limit as bright as Vega.
    has_limit = (limits.value > 0.0) & (limits.value < _MAGNITUDES[1])
    is_limit = np.where(has_mag, (errs.values < 0) | limits.is_marked, has_limit)
    mag = np.where(has_mag, mags.values, limits.value)
    keep = np.isfinite(mjd) & (has_mag | has_limit) & ~words.torn
    is_limit &= keep
    mag_err = np.where((errs.values >= 0) & (errs.values < _NO_ERROR) & ~is_limit, errs.values, np.nan)
    repeated = keep & _is_repeated(mjd, mag, errs.values, words)
    notes = _row_findings(
        row, repeated=repeated, unusable=~keep, unknown=np.isnan(mag_err) & ~is_limit & keep, zero=mag_err == 0
    )
    if not keep.any():
        raise FormatError(source, int(row[0]), "magnitude", "No row has a time and a magnitude.")
    keep &= ~repeated
    return PointList(
        format=file_format,
        mjd=mjd[keep],
        filter=_kept(words.filter, keep),
        mag=mag[keep],
        limit=np.where(has_limit, limits.value, np.nan)[keep] if has_limit.any() else None,
        mag_err=mag_err[keep],
        is_limit=is_limit[keep],
        facility=None if words.facility is None else _kept(words.facility, keep),
        observer=None if words.observer is None else _kept(words.observer, keep),
        row=row[keep],
        findings=(*findings, *mags.findings, *errs.findings, *limits.findings, *notes),
    )


def _limits(words: PointWords, has_mark: Sequence[bool]) -> _Limits:
    """Return the limits from the column of limits, which holds magnitudes or flags, and from marks at magnitudes."""
    nothing = np.full(len(words.row), np.nan)
    is_marked = np.array(has_mark, dtype=np.bool_)
    if words.limit is None:
        return _Limits(value=nothing, is_marked=is_marked)
    small = [word.casefold() for word in words.limit]
    if set(small) <= _YES | _NO:
        return _Limits(value=nothing, is_marked=is_marked | np.array([word in _YES for word in small]))
    bare = [word.lstrip(_MARKS + " ") for word in words.limit]
    read = read_words(bare, "limit", "limit", words.row, row_word="line")
    return _Limits(value=read.values, is_marked=is_marked, findings=read.findings)


def _row_findings(
    row: NDArray[np.int64],
    *,
    repeated: NDArray[np.bool_],
    unusable: NDArray[np.bool_],
    unknown: NDArray[np.bool_],
    zero: NDArray[np.bool_],
) -> list[Finding]:
    """Return findings on rows that repeat another row, or have no point, no error, or an error of zero."""
    remarks = (
        (FindingCode.ROW_REPEATED, "The point above is repeated", repeated, ""),
        (
            FindingCode.VALUE_UNREADABLE,
            "There is no time or no magnitude, or the row breaks off,",
            unusable,
            "magnitude",
        ),
        (FindingCode.ACCURACY_MISSING, "The magnitude has no error", unknown, "error"),
        (FindingCode.ACCURACY_UNLIKELY, "The error is zero", zero, "error"),
    )
    return [
        rows_finding(code, Severity.WARNING, message, row[found], field=field, row_word="line")
        for code, message, found, field in remarks
        if found.any()
    ]


def _is_repeated(
    mjd: NDArray[np.float64], mag: NDArray[np.float64], err: NDArray[np.float64], words: PointWords
) -> NDArray[np.bool_]:
    """Return a mask of the points that repeat one above: same time, filter, magnitude, error and telescope."""
    seen: set[tuple[object, ...]] = set()
    repeated = np.zeros(len(mjd), dtype=np.bool_)
    facilities = words.facility or [""] * len(mjd)
    points = zip(mjd.tolist(), mag.tolist(), err.tolist(), words.filter, facilities, strict=True)
    for at, point in enumerate(points):
        key = tuple(map(repr, point))
        repeated[at] = key in seen
        seen.add(key)
    return repeated


def _kept(cells: Sequence[str], keep: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(cell for cell, is_kept in zip(cells, keep, strict=True) if is_kept)
