"""Light curves as columns of numbers, which SORA reads and writes: time, flux and perhaps its error.

The first column is a Julian Date (UTC) where it exceeds 2 400 000, else seconds of the day or from another
instant. Times are mid-exposure unless the head says otherwise; the exposure time is rarely in the file. Tables with
titles, ISO times, decimal commas and more columns are read as well, and what their head says of scale, zone, instant
and unit is obeyed or refused. Source: SORA documentation, guideline of the class LightCurve (Gomes-Junior
et al. 2022, MNRAS 511, 1167, 2022MNRAS.511.1167G).
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formats.curves.aperture_curves import open_end
from formats.curves.curve_columns import (
    Columns,
    Sample,
    choose_columns,
    is_instant,
    is_julian_date,
    joined_instants,
    names_curve,
    sample_of,
)
from formats.curves.curve_head import text_bytes
from formats.curves.head_statements import (
    Statements,
    checked_exposure,
    is_of_magnitudes,
    magnitudes,
    read_statements,
)
from formats.curves.stated_scale import converted, dates_in_utc, without_date
from formats.curves.time_axis import TimeAxis, build_axis
from formats.files.delimited import Kind, Table, Tally, Trouble, read_table
from formats.files.file_clues import clues_of_path
from formats.words.clock_times import parse_clock
from formats.words.instant_text import INSTANT, offset_s, parse_instant
from schemas.errors import FormatError, UmbraError
from schemas.finding import Finding, FindingCode, Severity
from schemas.leap_seconds import elapsed_s, later_by
from schemas.lightcurve import LightCurve, ReadingFlag, Role, TimeKind, cadence_of
from schemas.reading import Reading

FORMAT = "sora_ascii"
FloatArray = NDArray[np.float64]
_DAY = 86400.0
_MJD_ZERO = 2_400_000.5
_MIN_ROWS = 3
#: Shortest step of a recording [s].
_SHORTEST_STEP = 0.001
#: A date as a number and as text are one instant to this [s]: a Julian Date may have four digits of a day.
_SAME_INSTANT_S = 10.0
_ROWS_A_PIECE = 50_000
_MODIFIED = Finding.warning(
    FindingCode.VALUE_DERIVED,
    "The times were read as Modified Julian Dates (UTC).",
    "if they are JD - 2400000, or no dates, send Julian Dates",
    field="time",
)
_COUNTED = Finding.warning(
    FindingCode.VALUE_DERIVED,
    "The times are 0, 1, 2 ... and were read as seconds of the day; they may be frame numbers.",
    "send Julian Dates (UTC)",
    field="time",
)
_ASSUMED_DAY = Finding.info(
    FindingCode.VALUE_DERIVED,
    "The times were read as seconds of the day; the day comes from the event.",
    "if they are counted from another instant, send Julian Dates",
    field="time",
)
_NO_EXPOSURE = Finding.info(FindingCode.VALUE_MISSING, "This format does not hold the exposure time.", field="exposure")


def identify(head: bytes) -> bool:
    """Return True for rows of numbers that begin with growing times, or a table with titles or ISO times."""
    try:
        sample = sample_of(joined_instants(text_bytes(head, "")), "")
    except FormatError:
        return False
    if len(sample.rows) < _MIN_ROWS:
        return False
    try:
        choose_columns(sample, "")
    except FormatError:
        return names_curve(sample)  # `read` says which column is not clear
    return True


def read(
    data: bytes,
    source: str,
    *,
    columns: Columns | None = None,
    exposure: float | None = None,
    time_ref: float | None = None,
) -> Reading:
    """Read columns of numbers as one light curve.

    Parameters
    ----------
    data, source
        The file and its name.
    columns
        Which column holds what; None: what the titles say, else the first two, an error in the third of three, or
        the Julian Date and the one column beside it that changes.
    exposure
        Exposure time [s].
    time_ref
        UTC [MJD] from which seconds are counted; None: 0 h of a day not yet known.

    Raises
    ------
    FormatError
        If the rows are no numbers or no column can be identified as the flux.
    """
    data = joined_instants(text_bytes(data, source))
    sample = sample_of(data, source)
    chosen, findings = (columns, []) if columns is not None else choose_columns(sample, source)
    said = read_statements(sample.remarks, sample.title_of(chosen.time), sample.title_line)
    findings = [*said.findings, *_units(sample, chosen), *_contradiction(sample, chosen, said), *findings]
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Reading(format=FORMAT, entries=(), findings=tuple(findings))
    kind = _time_kind(sample, chosen.time)
    table, by_column = _table(data, source, sample, chosen, kind)
    times, flux = by_column[chosen.time], by_column[chosen.flux]
    if not np.isfinite(flux).any():
        message = f"Column {chosen.flux + 1}, the flux, has no number; its first item is {_first(sample, chosen.flux)}."
        raise FormatError(source, sample.first_line, "flux", message, "write plain numbers with decimal points")
    flux_err = by_column[chosen.flux_err] if chosen.flux_err is not None else None
    dates, seconds, remarks = _in_time(times, kind, by_column.get(chosen.seconds or -1), time_ref, said)
    findings += [*_offsets(sample, chosen.time), *remarks]
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Reading(format=FORMAT, entries=(), findings=tuple(findings))
    axis, mjd = _axis(dates, seconds, is_clock=kind is Kind.CLOCK)
    stated, doubts = checked_exposure(said.exposure or chosen.exposure, axis.cadence)
    curve = LightCurve(
        role=Role.TARGET,
        exposure=exposure if exposure is not None else stated,
        cadence=axis.cadence,
        mjd=mjd,
        seconds=axis.seconds if axis.seconds is not None else seconds,
        flux=flux,
        flux_err=flux_err,
        flags=axis.flags | np.where(np.isnan(flux), np.uint8(ReadingFlag.DROPPED), np.uint8(0)),
        n_lost=axis.n_lost,
        has_leap_second=axis.has_leap_second,
        time_kind=said.time_kind or TimeKind.MID,
        source_format=FORMAT,
        is_placeholder=flux.size >= _MIN_ROWS and bool(np.all(flux == flux[0])),
        clues=clues_of_path("", source),
    )
    findings += [replace(item, line=_line(table, item.line)) for item in axis.findings]
    findings += [*_losses(table.troubles[1], table.n_rows), *_gaps(curve), *open_end(table)]
    return Reading(
        format=FORMAT,
        entries=(),
        findings=(*findings, *doubts),
        lightcurves=(curve,),
    )


def _first(sample: Sample, column: int) -> str:
    return repr(sample.rows[0][column][:40]) if column < len(sample.rows[0]) else "missing"


def _line(table: Table, row: int | None) -> int | None:
    return None if row is None else int(table.lines[row])


def _units(sample: Sample, chosen: Columns) -> Iterator[Finding]:
    """Yield the refusal of a column of magnitudes."""
    title = sample.title_of(chosen.flux)
    if is_of_magnitudes(title):
        yield magnitudes(title, sample.title_line)


def _contradiction(sample: Sample, chosen: Columns, said: Statements) -> Iterator[Finding]:
    """Yield the refusal of a table whose dates as numbers and as text are not the same instants."""
    row = sample.rows[0]
    numbers = sample.numbers(chosen.time) if chosen.time < len(row) else None
    if said.zone is not None or numbers is None or not is_julian_date(numbers):
        return
    for column, item in enumerate(row):
        instant = parse_instant(item) if column != chosen.time and is_instant(item) else None
        lag_s = 0.0 if instant is None else (numbers[0] - _MJD_ZERO - instant) * _DAY
        if abs(lag_s) > _SAME_INSTANT_S:
            message = f"{row[chosen.time]} and {item} in one row are {abs(lag_s):.1f} s apart."
            hint = "leave out the column that is not UTC at the station"
            yield Finding.error(FindingCode.TIME_ZONE, message, hint, field="time", line=sample.first_line)


def _table(
    data: bytes, source: str, sample: Sample, chosen: Columns, kind: Kind
) -> tuple[Table, dict[int, FloatArray]]:
    wanted = [(chosen.time, kind), (chosen.flux, Kind.NUMBER)]
    wanted += [(item, Kind.NUMBER) for item in (chosen.flux_err, chosen.seconds) if item is not None]
    table = read_table(
        data,
        source,
        start=sample.start,
        first_line=sample.first_line,
        delimiter=sample.delimiter,
        wanted=wanted,
        n_expected=max(column for column, _ in wanted) + 1,
        has_decimal_commas=sample.has_decimal_commas,
    )
    return table, dict(zip([column for column, _ in wanted], table.columns, strict=True))


def _time_kind(sample: Sample, column: int) -> Kind:
    if column >= len(sample.rows[0]):
        return Kind.NUMBER
    first = sample.rows[0][column]
    if is_instant(first):
        return Kind.INSTANT
    numbers = sample.numbers(column)
    if numbers is None and parse_clock(first) is not None:
        return Kind.CLOCK
    return Kind.JULIAN if is_julian_date(numbers) else Kind.NUMBER


def _offsets(sample: Sample, column: int) -> Iterator[Finding]:
    """Say that offsets from UTC in ISO times were taken off."""
    match = INSTANT.fullmatch(sample.rows[0][column]) if column < len(sample.rows[0]) else None
    if match is not None and offset_s(match["zone"]):
        message = f"The times are given with an offset of {match['zone'].strip()} and were converted to UTC."
        yield Finding.info(FindingCode.TIME_ZONE, message, field="time", line=sample.first_line)


@np.errstate(over="ignore", invalid="ignore")
def _in_time(
    times: FloatArray, kind: Kind, clock: FloatArray | None, time_ref: float | None, said: Statements
) -> tuple[FloatArray | None, FloatArray, list[Finding]]:
    """Return UTC [MJD] where the day is known, seconds from 0 h of a day, and findings."""
    findings = []
    dates = times if kind in {Kind.JULIAN, Kind.INSTANT} else None
    if kind is Kind.NUMBER and time_ref is None:
        if said.day_zero is not None:
            dates = times + (said.day_zero - _MJD_ZERO)
            message = f"The times were read as days from the Julian Date {said.day_zero:g}, as the head says."
            findings.append(Finding.info(FindingCode.VALUE_DERIVED, message, field="time"))
        elif said.is_mjd or _is_modified(times):
            dates = times
            findings += [] if said.is_mjd else [_MODIFIED]
    if dates is None and kind is Kind.NUMBER and time_ref is not None:
        dates = later_by(time_ref, times)
    elif dates is not None and clock is not None:  # finer than the digits of the Julian Date
        days = np.rint(dates - clock / _DAY)
        dates = np.where(np.isfinite(clock), days + clock / _DAY, dates)
    if dates is None and said.unit_s != 1:
        times = times * said.unit_s
        message = f"The times were read in units of {said.unit_s:g} s, as their title says."
        findings.append(Finding.info(FindingCode.VALUE_DERIVED, message, field="time"))
    if said.zone is None:
        return dates, times, findings
    if dates is None and said.zone.ahead_of_tai_s is not None:
        return None, times, [*findings, without_date(said.zone)]
    if dates is None:
        return None, times - (said.zone.offset_s or 0.0), [*findings, converted(said.zone, -(said.zone.offset_s or 0))]
    utc = dates_in_utc(dates, said.zone)
    known = np.flatnonzero(np.isfinite(utc))
    shift = round(float(utc[known[0]] - dates[known[0]]) * _DAY, 3) if known.size else 0.0
    return utc, times, [*findings, converted(said.zone, shift)]


def _axis(dates: FloatArray | None, seconds: FloatArray, *, is_clock: bool) -> tuple[TimeAxis, FloatArray | None]:
    """Return the times seconds from 0 h of the first day, with what is known against them, and UTC [MJD]."""
    counts = np.arange(seconds.size, dtype=np.float64)
    if dates is None:
        return build_axis(seconds, counts, first_line=0, is_dated=not is_clock, has_frames=False), None
    known = dates[np.isfinite(dates)]
    day = float(np.floor(np.median(known))) if known.size else 0.0
    axis = build_axis(elapsed_s(day, dates), counts, first_line=0, is_dated=True, has_frames=False)
    if axis.seconds is None:
        return axis, dates
    changed = (axis.flags & np.uint8(ReadingFlag.TIME_REPAIRED)) != 0
    mjd = np.where(changed, later_by(day, axis.seconds), dates)
    first = float(np.floor(np.nanmin(mjd)))
    return replace(axis, seconds=elapsed_s(first, mjd)), mjd


def _losses(troubles: dict[Trouble, Tally], n_rows: int) -> Iterator[Finding]:
    for trouble, tally in troubles.items():
        if tally.count:
            words = {Trouble.BLANK: "blank", Trouble.NOT_FINITE: "not finite"}.get(trouble, "no number")
            yield Finding.warning(
                FindingCode.READINGS_DROPPED,
                f"{tally.count} of {n_rows} values are {words}: kept as dropped readings.",
                field="flux",
                line=tally.line,
            )


def _gaps(curve: LightCurve) -> Iterator[Finding]:
    """Tell what the format does not hold, and a curve that holds nothing."""
    if curve.mjd is None:
        yield _COUNTED if _is_count(curve.seconds) else _ASSUMED_DAY
    if curve.exposure is None:
        yield _NO_EXPOSURE
    if curve.is_placeholder:
        yield _placeholder(float(curve.flux[0]))


def _is_modified(times: FloatArray) -> bool:
    """Return True for days of our time with steps that no camera has in seconds."""
    known = times[np.isfinite(times)]
    step = cadence_of(times)
    return bool(
        known.size and step is not None and step < _SHORTEST_STEP and ((known > 40_000) & (known < 90_000)).all()
    )


def _is_count(seconds: FloatArray | None) -> bool:
    """Return whether times are the numbers 0, 1, 2 ... or 1, 2, 3 ..."""
    if seconds is None or seconds.size < _MIN_ROWS or seconds[0] not in (0.0, 1.0):
        return False
    return bool((np.diff(seconds) == 1).all())


def _placeholder(value: float) -> Finding:
    return Finding.warning(
        FindingCode.CURVE_PLACEHOLDER, f"Every value is {value:g}: a placeholder, not a measurement.", field="flux"
    )


def write(curve: LightCurve, *, time_ref: int | None = None) -> bytes:
    """Return a light curve as columns of text that SORA reads; dropped readings are left out.

    Parameters
    ----------
    curve
        A curve with a date.
    time_ref
        None: Julian Dates with eleven decimals. A day, UTC [MJD at 0 h]: seconds from it with six decimals, to be
        given to SORA as ``tref``; a Julian Date in SORA's doubles is good to 0.04 ms only.

    Raises
    ------
    UmbraError
        If the curve has no date.
    """
    if curve.mjd is None:
        raise UmbraError("The light curve has no date.", "name the event it belongs to")
    has_error = curve.flux_err is not None and bool(np.isfinite(curve.flux_err).any())
    keep = np.flatnonzero(np.isfinite(curve.flux) & np.isfinite(curve.mjd))
    pieces = (keep[begin : begin + _ROWS_A_PIECE] for begin in range(0, keep.size, _ROWS_A_PIECE))
    return b"".join("".join(_lines(curve, rows, time_ref, has_error=has_error)).encode("ascii") for rows in pieces)


def _lines(curve: LightCurve, rows: NDArray[np.int64], time_ref: int | None, *, has_error: bool) -> Iterator[str]:
    times = curve.mjd[rows] if curve.mjd is not None else np.empty(0)
    errors = curve.flux_err[rows] if has_error and curve.flux_err is not None else np.full(rows.size, np.nan)
    for mjd, flux, error in zip(times.tolist(), curve.flux[rows].tolist(), errors.tolist(), strict=True):
        time = _julian_text(mjd) if time_ref is None else f"{(mjd - time_ref) * _DAY:.6f}"
        yield f"{time} {flux!r} {error!r}\n" if has_error else f"{time} {flux!r}\n"


def _julian_text(mjd: float) -> str:
    """Return MJD + 2400000.5 with eleven decimals (0.9 microseconds) without adding in doubles."""
    ticks = round(mjd % 1 * 10**11) + 5 * 10**10
    day = int(mjd // 1) + 2_400_000 + ticks // 10**11
    return f"{day}.{ticks % 10**11:011d}"
