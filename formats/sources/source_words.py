"""Texts of a column to numbers: placeholders, exponents of Fortran, decimal commas, angles in minutes and seconds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formats.sources.source_table import rows_finding
from formats.words.sexagesimal import parse_angle
from schemas.finding import Finding, FindingCode, Severity

_NOTHING = frozenset(
    {"", "nan", "-nan", "null", "none", "--", "-", "inf", "-inf", "+inf", "n/a", "na", "indef", "masked", ".", '""'}
)
#: Asterisks, which Fortran writes where a number is wider than its field.
_STARS = re.compile(r"\*+")
_FORTRAN = re.compile(r"([-+]?(?:\d++\.?\d*+|\.\d++))[dD]([-+]?\d{1,3})")
_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d{1,3})?")
#: Right ascensions above this are in degrees, not in hours.
_HOURS = 24.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """The numbers of a column."""

    #: The numbers, shape (n,); NaN where the file has no number.
    values: NDArray[np.float64]
    #: Unit that the form of the texts shows (``h``, ``deg``); None where the unit of the column holds.
    unit: str | None = None
    findings: tuple[Finding, ...] = ()


def read_words(words: Sequence[str], role: str, name: str, row: NDArray[np.int64], *, row_word: str) -> Numbers:
    """Return the numbers of a column of texts.

    Parameters
    ----------
    words
        The text of each row, without blanks around it; shape (n,).
    role
        Role of the column, see `formats.sources.source_columns.Choice`.
    name
        Name of the column, for messages.
    row, row_word
        Number of each line or row, shape (n,), and the word ``line`` or ``row``.
    """
    values = np.array([_number(word) for word in words])
    odd = [at for at in np.flatnonzero(np.isnan(values)).tolist() if not _is_nothing(words[at])]
    unit: str | None = None
    notes: list[Finding] = []
    if odd and role in {"ra", "dec"} and len(odd) > np.isfinite(values).sum() and np.isfinite(_angle(words[odd[0]])):
        values = np.array([_angle(word) for word in words])
        odd = [at for at in np.flatnonzero(np.isnan(values)).tolist() if not _is_nothing(words[at])]
        unit = "h" if role == "ra" and not np.nanmax(values) > _HOURS else "deg"
    elif odd:
        odd, notes = _mend(values, words, odd, name, row, row_word)
    if odd:
        message, code = f"The text is not a number ({words[odd[0]][:20]!r})", FindingCode.VALUE_UNREADABLE
        notes.append(rows_finding(code, Severity.WARNING, message, row[odd], field=name, row_word=row_word))
    return Numbers(values=values, unit=unit, findings=tuple(notes))


def _mend(
    values: NDArray[np.float64], words: Sequence[str], odd: list[int], name: str, row: NDArray[np.int64], row_word: str
) -> tuple[list[int], list[Finding]]:
    """Read numbers in unusual forms into ``values``.

    Returns the indices of texts that are not numbers, and a finding if commas were read as points.
    """
    left, with_comma = [], []
    for at in odd:
        word = words[at].replace("\N{MINUS SIGN}", "-")
        if match := _FORTRAN.fullmatch(word):
            values[at] = float(f"{match[1]}e{match[2]}")
        elif _COMMA.fullmatch(word):
            values[at] = float(word.replace(",", "."))
            with_comma.append(at)
        elif np.isfinite(number := _number(word)):
            values[at] = number
        else:
            left.append(at)
    if not with_comma:
        return left, []
    message, code = "Decimal commas were read as points", FindingCode.VALUE_DERIVED
    return left, [rows_finding(code, Severity.INFO, message, row[with_comma], field=name, row_word=row_word)]


def _is_nothing(word: str) -> bool:
    return word.lower() in _NOTHING or _STARS.fullmatch(word) is not None


def _angle(word: str) -> float:
    """Return an angle that is written with minutes, in degrees or hours as written; NaN for any other text."""
    if not any(mark in word for mark in ":hHdD° "):
        return np.nan
    angle = parse_angle(re.sub(r"(?<=\d)\s*[hH]\s*", ":", word))
    return angle.degrees if angle is not None and angle.n_parts > 1 else np.nan


def _number(word: str) -> float:
    try:
        return float(word) if "_" not in word else np.nan
    except ValueError:
        return np.nan
