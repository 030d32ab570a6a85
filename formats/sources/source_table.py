"""Numbers of a table of stars to a `SourceList`: units, placeholders, impossible positions, repeated rows."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from formats.sources.ldac_header import NO_IMAGE_TIME, ImageTime
from formats.sources.source_columns import DEGREES, LIGHT_CURVE_HINT, Choice, one_filter
from schemas.errors import FormatError
from schemas.finding import Finding, FindingCode, Severity
from schemas.photometry import SourceList
from schemas.position import separations

#: Largest file [byte] and largest number of stars.
MAX_SIZE = 100_000_000
MAX_STARS = 1_000_000
#: Magnitudes beyond this [mag] are missing: SExtractor writes 99 (older versions -99) for them and their errors.
_NO_MAGNITUDE = 90.0
#: Error of a magnitude [mag] for a relative error of the flux of 1: 2.5 / ln 10.
_MAG_OF_FRACTION = 2.5 / np.log(10.0)
#: From this number of rows on, rows that are all within this distance of the first [deg] are of one star, not a field.
_FEWEST_OF_FIELD = 3
_ONE_STAR_DEG = 3.0 / 3600.0
#: From this number of rows on, a catalogue with two or more rows at each position is of several images; size of a
#: position [deg].
_FEWEST_REPEATED = 6
_SAME_PLACE_DEG = 1e-5
#: Largest fraction of rows with impossible positions that are left out; a larger one means that the columns are wrong.
_FEW_WRONG = 0.1


def build_sources(
    choice: Choice,
    values: Mapping[str, NDArray[np.float64]],
    source: str,
    *,
    file_format: str,
    row: NDArray[np.int64],
    chip: NDArray[np.int64] | None = None,
    units: Mapping[str, str] | None = None,
    zero_point: float = 0.0,
    row_word: str = "row",
    filters: Sequence[str] = (),
    head_filter: str | None = None,
    image: ImageTime = NO_IMAGE_TIME,
    is_cut: bool = False,
    findings: tuple[Finding, ...] = (),
    last_findings: tuple[Finding, ...] = (),
) -> SourceList:
    """Make a list of stars from the numbers of a table.

    Parameters
    ----------
    choice
        Which column has which role.
    values
        The numbers by role, as in the file, shape (n,); NaN where it has no number.
    source
        Name of the file, for messages.
    file_format
        Format of the file, see `SourceList.format`.
    row, chip
        Line or row, and chip, of each star, shape (n,).
    units
        Units of ``ra`` and ``dec`` where they are not those of the columns.
    zero_point
        Magnitude of one count per second [mag], added where magnitudes are computed from fluxes.
    row_word
        What ``row`` counts: ``line`` or ``row``.
    filters, head_filter
        Words of the column ``filter``, and the filter that the file names elsewhere, where that column names none.
    image
        When the image was taken, by its header.
    is_cut
        True where the file breaks off.
    findings, last_findings
        Findings of the reader, which come before and after those on the numbers.

    Raises
    ------
    FormatError
        If no usable star is left, a unit is unknown, or the stars are not those of one image.
    """
    notes = [*choice.findings, *findings]
    places = _degrees(choice, values, source, units or {}, notes)
    mag, mag_err = _magnitudes(choice, values, row, row_word, zero_point, notes)
    keep = _possible(choice, places, row, row_word, notes)
    keep &= _first(places, mag, keep, row, row_word, notes)
    if not keep.any():
        reason = next((note for note in notes if note.code is FindingCode.VALUE_UNREADABLE), None)
        reason = reason or next((note for note in notes if note.severity is Severity.ERROR), None)
        message = "The catalogue holds no usable star."
        field, hint = ("", "") if reason is None else (f"{reason.field}: {reason.message}", reason.hint)
        raise FormatError(source, None, field, message, hint)
    _check_field(places[0][keep], places[1][keep], choice, source)
    flags = np.nan_to_num(values.get("flags", np.zeros(len(row))), nan=0.0, posinf=0.0, neginf=0.0)
    return SourceList(
        format=file_format,
        ra=places[0][keep] % 360.0,
        dec=places[1][keep],
        mag=mag[keep],
        mag_err=mag_err[keep],
        flags=np.clip(flags, 0, 2**31 - 1).astype(np.int64)[keep],
        x=values["x"][keep] if "x" in values else None,
        y=values["y"][keep] if "y" in values else None,
        chip=(np.ones(len(row), dtype=np.int64) if chip is None else chip)[keep],
        row=row[keep],
        columns={role: column.name for role, column in choice.columns.items()},
        aperture=choice.aperture,
        mjd=image.mjd,
        exposure=image.exposure,
        filter=(one_filter(filters, choice.columns["filter"].name, source) if filters else None) or head_filter,
        is_cut=is_cut,
        findings=(*notes, *last_findings),
    )


def _check_field(ra: NDArray[np.float64], dec: NDArray[np.float64], choice: Choice, source: str) -> None:
    """Refuse tables that are not of one image: no astrometric solution, or light curves of one or several stars."""
    if len(ra) < _FEWEST_OF_FIELD:
        return
    field = f"{choice.columns['ra'].name}, {choice.columns['dec'].name}"
    if not (ra.any() or dec.any()):
        message = "All positions are zero: the image has no astrometric solution."
        raise FormatError(source, None, field, message, "solve the astrometry of the image and extract the stars again")
    hint = LIGHT_CURVE_HINT
    if float(separations(ra, dec, ra[0], dec[0]).max()) <= _ONE_STAR_DEG:
        message = f"All {len(ra)} rows are of one position: this is not a catalogue of the stars of an image."
        raise FormatError(source, None, field, message, hint)
    n_places = len(np.unique(np.round(np.column_stack((ra, dec)) / _SAME_PLACE_DEG), axis=0))
    if len(ra) >= _FEWEST_REPEATED and n_places <= len(ra) / 2:
        message = (
            f"The {len(ra)} rows are of {n_places} positions: each star occurs several times, as if of several images."
        )
        raise FormatError(source, None, field, message, f"send the catalogue of each image singly; {hint}")


def row_text(rows: NDArray[np.int64], *, limit: int = 5) -> str:
    """Return row numbers, shape (n,), as ``3-7, 12, 15 and 20 more``; at most ``limit`` ranges are named."""
    runs = np.split(rows, np.flatnonzero(np.diff(rows) != 1) + 1)
    words = [f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs[:limit]]
    rest = sum(len(run) for run in runs[limit:])
    return ", ".join(words) + (f" and {rest} more" if rest else "")


def rows_finding(
    code: FindingCode,
    severity: Severity,
    message: str,
    rows: NDArray[np.int64],
    *,
    field: str,
    row_word: str,
    hint: str = "",
) -> Finding:
    """Return a finding on some rows of one column: the message, the number of rows, and which rows."""
    word = row_word if len(rows) == 1 else f"{row_word}s"
    return Finding(
        code=code,
        severity=severity,
        message=f"{message} in {len(rows)} {word}: {row_text(rows)}.",
        hint=hint,
        field=field,
        line=int(rows[0]) if row_word == "line" else None,
    )


def _degrees(
    choice: Choice,
    values: Mapping[str, NDArray[np.float64]],
    source: str,
    units: Mapping[str, str],
    notes: list[Finding],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return right ascension and declination [deg]; findings go to ``notes``."""
    places = []
    for role in ("ra", "dec"):
        column = choice.columns[role]
        unit = units.get(role, column.unit).strip(" [].").lower()
        if unit not in DEGREES:
            raise FormatError(
                source, None, column.name, f"The unit {unit!r} is not one of positions on the sky.", "use deg"
            )
        factor = DEGREES[unit]
        if factor != 1.0:
            word = "hours" if factor == 15.0 else "radians"
            message = f"The positions are in {word}; they were converted to degrees."
            notes.append(Finding.info(FindingCode.SKY_UNIT, message, field=column.name))
        with np.errstate(over="ignore"):
            places.append(values[role] * factor)
    return places[0], places[1]


def _magnitudes(
    choice: Choice,
    values: Mapping[str, NDArray[np.float64]],
    row: NDArray[np.int64],
    row_word: str,
    zero_point: float,
    notes: list[Finding],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return magnitudes and errors [mag], NaN where they are missing; findings go to ``notes``."""
    mag, name = values["mag"].copy(), choice.columns["mag"].name
    err = values["mag_err"].copy() if "mag_err" in values else np.full(len(mag), np.nan)
    if choice.is_flux:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            err = _MAG_OF_FRACTION * err / mag
            mag = zero_point - 2.5 * np.log10(mag)
    empty = ~(np.abs(mag) < _NO_MAGNITUDE)
    if empty.any():
        what = "zero or negative flux" if choice.is_flux else "no magnitude (99 or none)"
        severity = Severity.ERROR if empty.all() else Severity.INFO
        message = what.capitalize()
        code = FindingCode.VALUE_PLACEHOLDER
        hint = "choose another column with --magnitude or --aperture" if empty.all() else ""
        notes.append(rows_finding(code, severity, message, row[empty], field=name, row_word=row_word, hint=hint))
    mag[empty] = np.nan
    unknown = ~((err >= 0) & (err < _NO_MAGNITUDE))
    placeholder = unknown & ~empty & np.isfinite(err)
    if placeholder.any():
        column = choice.columns["mag_err"].name
        message = "No error (99 or negative)"
        code = FindingCode.VALUE_PLACEHOLDER
        notes.append(rows_finding(code, Severity.INFO, message, row[placeholder], field=column, row_word=row_word))
    err[unknown | empty] = np.nan
    return mag, err


def _possible(
    choice: Choice,
    places: tuple[NDArray[np.float64], NDArray[np.float64]],
    row: NDArray[np.int64],
    row_word: str,
    notes: list[Finding],
) -> NDArray[np.bool_]:
    """Return a mask of the rows with a possible position on the sky; findings go to ``notes``."""
    ra, dec = places
    ra_name, dec_name = choice.columns["ra"].name, choice.columns["dec"].name
    unknown = ~(np.isfinite(ra) & np.isfinite(dec))
    beyond = ~unknown & (np.abs(dec) > 90.0)
    outside = ~unknown & ~beyond & (np.abs(ra) > 360.0)
    if unknown.any():
        message = "No position on the sky"
        severity = Severity.ERROR if unknown.all() else Severity.WARNING
        code = FindingCode.SKY_POSITION
        notes.append(rows_finding(code, severity, message, row[unknown], field=ra_name, row_word=row_word))
    is_few = (beyond | outside).sum() <= _FEW_WRONG * len(ra)
    severity = Severity.WARNING if is_few else Severity.ERROR
    code = FindingCode.SKY_POSITION
    if beyond.any():
        is_swapped = bool(np.all(np.abs(ra[~unknown]) <= 90.0) and np.all(np.abs(dec[~unknown]) <= 360.0))
        hint = "are right ascension and declination swapped?" if is_swapped else "give degrees"
        message = "Beyond +-90 degrees"
        notes.append(rows_finding(code, severity, message, row[beyond], field=dec_name, row_word=row_word, hint=hint))
    if outside.any():
        message = "Beyond 360 degrees"
        notes.append(rows_finding(code, severity, message, row[outside], field=ra_name, row_word=row_word))
    return ~(unknown | beyond | outside)


def _first(
    places: tuple[NDArray[np.float64], NDArray[np.float64]],
    mag: NDArray[np.float64],
    keep: NDArray[np.bool_],
    row: NDArray[np.int64],
    row_word: str,
    notes: list[Finding],
) -> NDArray[np.bool_]:
    """Return a mask of the rows that do not repeat position and magnitude of one above; findings go to ``notes``."""
    stars = np.column_stack([*places, np.nan_to_num(mag, nan=np.inf)])
    order = np.lexsort((np.arange(len(stars)), stars[:, 2], stars[:, 1], stars[:, 0]))
    is_same = np.zeros(len(stars), dtype=np.bool_)
    is_same[order[1:]] = (stars[order[1:]] == stars[order[:-1]]).all(axis=1)
    repeated = is_same & keep
    if repeated.any():
        message = "The star above is repeated"
        code = FindingCode.ROW_REPEATED
        notes.append(rows_finding(code, Severity.WARNING, message, row[repeated], field="", row_word=row_word))
    return ~repeated
