"""Forced photometry of the ATLAS survey, as its server writes it: https://fallingstar-data.com/forcedphot/resultdesc/.

``MJD`` is the start of an exposure of 30 s. ``m`` is an AB magnitude, with a minus sign where the flux is negative.
``uJy`` is the flux in the difference image [uJy], and ``mag5sig`` the limit of five sigma [mag].
"""

import numpy as np
from numpy.typing import NDArray

from formats.files.decoding import decode
from formats.sources.source_table import MAX_SIZE, MAX_STARS, rows_finding
from formats.sources.source_words import read_words
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import SECONDS_PER_DAY
from schemas.photometry import PointList

_NEEDED = ("MJD", "m", "dm", "uJy", "duJy", "F", "err", "mag5sig")
_NUMBERS = tuple(name for name in _NEEDED if name != "F")
_HALF_EXPOSURE_S = 15.0
#: Fluxes below this [sigma] are limits, as in TOM Toolkit.
_DETECTION_SIGMA = 3.0
#: A flux that is below zero by more than this [sigma] is not noise, whose probability is one in three million: the
#: template of the difference image contains light of the target, and the target may be brighter than the limit.
_BELOW_ZERO_SIGMA = 5.0


def identify(head: bytes) -> bool:
    """Return True if the first bytes of a file are the titles of ATLAS' forced photometry."""
    first = head[:1024].lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("latin-1")
    return set(_NEEDED) <= set(_titles(first))


def read_points(data: bytes, source: str) -> PointList:
    """Read the points of one position; fluxes below three sigma become limits of five sigma.

    Raises
    ------
    FormatError
        If the file has other titles, or no usable point is left.
    """
    if len(data) > MAX_SIZE:
        raise FormatError(source, None, "", f"The file is larger than {MAX_SIZE // 1_000_000} MB.")
    text = decode(data, source)
    lines = text.lines()
    names = _titles(lines[0] if lines else "")
    if not set(_NEEDED) <= set(names):
        message = "The first line is not the title line of ATLAS' forced photometry."
        raise FormatError(source, 1, "", message, "send the whole file")
    delimiter = "," if "," in lines[0] else None
    split = [(number, line.split(delimiter)) for number, line in enumerate(lines[1:], 2) if line.strip(" \t\r#,")]
    whole = [(number, items) for number, items in split if len(items) == len(names)]
    if len(whole) > MAX_STARS or not whole:
        message = f"The file holds {len(whole)} complete rows; between 1 and {MAX_STARS} can be read."
        raise FormatError(source, None, "", message, "send the whole file")
    row = np.array([number for number, _ in whole], dtype=np.int64)
    findings: list[Finding] = [*text.findings]
    if len(whole) < len(split):
        cut = np.array([number for number, items in split if len(items) != len(names)], dtype=np.int64)
        findings.append(_warning(FindingCode.STRUCTURE, f"The number of items is not {len(names)}", cut, ""))
    cells = {name: [items[names.index(name)].strip() for _, items in whole] for name in _NEEDED}
    return _points(cells, row, source, findings)


def _points(cells: dict[str, list[str]], row: NDArray[np.int64], source: str, findings: list[Finding]) -> PointList:
    """Return the points of complete rows."""
    read = {name: read_words(cells[name], name, name, row, row_word="line") for name in _NUMBERS}
    findings += [note for one in read.values() for note in one.findings]
    value = {name: one.values for name, one in read.items()}
    good = np.isfinite(value["MJD"]) & (value["duJy"] > 0) & np.isfinite(value["uJy"]) & (value["err"] == 0)
    is_below = good & (value["uJy"] < -_BELOW_ZERO_SIGMA * value["duJy"])
    good &= ~is_below
    is_limit = good & (value["uJy"] < _DETECTION_SIGMA * value["duJy"])
    mag = np.where(is_limit, value["mag5sig"], value["m"])
    keep = good & (mag > 0) & (mag < 30)
    unusable = ~keep & ~is_below
    if unusable.any():
        findings.append(
            _warning(
                FindingCode.VALUE_UNREADABLE, "The flux is marked as bad (err), or has no error,", row[unusable], "err"
            )
        )
    if is_below.any():
        what = f"The flux is more than {_BELOW_ZERO_SIGMA:.0f} sigma below zero: the template has light of the target,"
        findings.append(
            _warning(FindingCode.VALUE_IMPOSSIBLE, what, row[is_below], "uJy", "ask ATLAS for reduced images")
        )
    if not keep.any():
        raise FormatError(source, int(row[0]), "m", "No row has a usable magnitude or limit.")
    message = "Starts of exposures of 30 s were moved to the middle; fluxes below 3 sigma are limits of 5 sigma."
    findings.append(Finding.info(FindingCode.VALUE_DERIVED, message, field="MJD"))
    limit = np.where((value["mag5sig"] > 0) & (value["mag5sig"] < 30), value["mag5sig"], np.nan)
    return PointList(
        format="atlas_forced",
        mjd=value["MJD"][keep] + _HALF_EXPOSURE_S / SECONDS_PER_DAY,
        filter=tuple(f"ATLAS {word}" for word, is_kept in zip(cells["F"], keep, strict=True) if is_kept),
        mag=mag[keep],
        limit=limit[keep],
        mag_err=np.where(is_limit | ~(value["dm"] > 0), np.nan, value["dm"])[keep],
        is_limit=is_limit[keep],
        row=row[keep],
        findings=tuple(findings),
    )


def _titles(line: str) -> list[str]:
    bare = line.lstrip("\ufeff# ").rstrip()
    return [name.strip() for name in (bare.split(",") if "," in bare else bare.split())]


def _warning(code: FindingCode, message: str, rows: NDArray[np.int64], field: str, hint: str = "") -> Finding:
    return rows_finding(code, Severity.WARNING, message, rows, field=field, row_word="line", hint=hint)
