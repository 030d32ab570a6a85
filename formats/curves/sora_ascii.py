"""Light curves as columns of numbers, which SORA reads and writes: time, flux and perhaps its error.

The first column is a Julian Date (UTC) where it exceeds 2 400 000, else seconds of the day or from another
instant. Times are mid-exposure; the exposure time is not in the file. A comma-separated table with a title
row and ISO times is read as well. Source: SORA documentation, guideline of the class LightCurve (Gomes-Junior
et al. 2022, MNRAS 511, 1167, 2022MNRAS.511.1167G).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formats.curves.aperture_curves import open_end
from formats.curves.curve_head import text_bytes
from formats.files.delimited import BLANKS, Kind, Tally, Trouble, guess_delimiter, read_table
from formats.files.file_clues import clues_of_path
from schemas.errors import FormatError, UmbraError
from schemas.finding import Finding, FindingCode, Severity
from schemas.lightcurve import LightCurve, ReadingFlag, Role, TimeKind, cadence_of
from schemas.reading import Reading

FORMAT = "sora_ascii"
FloatArray = NDArray[np.float64]
_DAY = 86400.0
_NUMBER = re.compile(r"[+-]?(\d++\.?\d*+|\.\d++)([eE][+-]?\d++)?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d*)?Z?")
#: Rows of the beginning from which the columns are told.
_SAMPLE = 200
_MIN_ROWS = 3
#: A table whose times are seconds has no more columns: a wider one with a growing first column is something else.
_MAX_PLAIN = 3
#: Part of the steps of a column of times that lead forward, at least.
_MIN_FORWARD = 0.7
#: Part of the steps of a column of seconds that are about as long as the others, at least.
_MIN_EVEN = 0.6
#: Longest step of a recording [s]; radial velocities and magnitudes of variable stars come in days.
_MAX_STEP = 3600.0
#: Numbers with decimal commas between blanks, which are not columns divided by commas.
_DECIMAL_COMMAS = re.compile(
    r"[+-]?\d{1,20}(?:,\d{1,20})?(?:[ \t]+[+-]?\d{1,20}(?:,\d{1,20})?)*[ \t]+[+-]?\d{1,20},\d{1,20}"
)
#: Shortest step of a recording [s].
_SHORTEST_STEP = 0.001
_TIME_TITLE = re.compile(r"time|date|jd|utc?\b|sec|hh", re.IGNORECASE)
_JULIAN = (2_400_000.0, 2_500_000.0)
_ROWS_A_PIECE = 50_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Which column, counted from 0, holds what."""

    time: int
    flux: int
    flux_err: int | None = None
    #: Seconds of the day beside a Julian Date, which have more digits.
    seconds: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sample:
    """The first rows of a table."""

    rows: tuple[tuple[str, ...], ...]
    delimiter: bytes
    #: Items of the title row, empty without one.
    title: tuple[str, ...]
    start: int
    first_line: int

    def numbers(self, column: int) -> FloatArray | None:
        """Return a column as numbers, NaN for other items; None where most items are no numbers."""
        items = [row[column] for row in self.rows]
        is_number = [len(item) < 60 and _NUMBER.fullmatch(item) is not None for item in items]
        if sum(is_number) * 2 <= len(items):
            return None
        return np.array([float(item) if good else np.nan for item, good in zip(items, is_number, strict=True)])


def identify(head: bytes) -> bool:
    """Return True for rows of numbers that begin with growing times, or a table with ISO times."""
    try:
        sample = _sample(text_bytes(head, ""), "")
        _guess(sample, "")
    except FormatError:
        return False
    return len(sample.rows) >= _MIN_ROWS


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
        Which column holds what; None: the first two, an error in the third of three, or the Julian Date and
        the one column beside it that changes.
    exposure
        Exposure time [s].
    time_ref
        UTC [MJD] from which seconds are counted; None: 0 h of a day not yet known.

    Raises
    ------
    FormatError
        If the rows are no numbers or no column can be told to be the flux.
    """
    data = text_bytes(data, source)
    sample = _sample(data, source)
    chosen, findings = (columns, []) if columns is not None else _guess(sample, source)
    kind = _time_kind(sample, chosen.time)
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
    )
    by_column = dict(zip([column for column, _ in wanted], table.columns, strict=True))
    times, flux = by_column[chosen.time], by_column[chosen.flux]
    if not np.isfinite(flux).any():
        raise FormatError(source, sample.first_line, "flux", "No reading has a value.")
    flux_err = by_column[chosen.flux_err] if chosen.flux_err is not None else None
    if kind is Kind.NUMBER and time_ref is None and _is_modified(times):
        kind, findings = Kind.JULIAN, [*findings, _modified()]
    mjd, seconds = _place(times, kind, by_column.get(chosen.seconds or -1), time_ref)
    flags, remarks = _check(times, flux, table.lines)
    is_placeholder = flux.size >= _MIN_ROWS and bool(np.all(flux == flux[0]))
    curve = LightCurve(
        role=Role.TARGET,
        exposure=exposure,
        cadence=cadence_of(seconds),
        mjd=mjd,
        seconds=seconds,
        flux=flux,
        flux_err=flux_err,
        flags=flags,
        time_kind=TimeKind.MID,
        source_format=FORMAT,
        is_placeholder=is_placeholder,
        clues=clues_of_path("", source),
    )
    findings = [*findings, *remarks, *_losses(table.troubles[1], table.n_rows), *_gaps(curve), *open_end(table)]
    return Reading(format=FORMAT, entries=(), findings=tuple(findings), lightcurves=(curve,))


def _gaps(curve: LightCurve) -> Iterator[Finding]:
    """Tell what the format does not hold, and a curve that holds nothing."""
    if curve.mjd is None:
        yield _assumed_day()
    if curve.exposure is None:
        yield _no_exposure()
    if curve.is_placeholder:
        yield _placeholder(float(curve.flux[0]))


def _sample(data: bytes, source: str) -> _Sample:
    """Find the first row of numbers, how items are divided, and a title row before it."""
    title: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    start = first_line = 0
    delimiter, offset = BLANKS, 3 if data.startswith(b"\xef\xbb\xbf") else 0
    for number in range(1, _SAMPLE + 100):
        stop = data.find(b"\n", offset) + 1 or len(data)
        line = data[offset : min(stop, offset + 4096)].decode("latin-1").strip()
        if line and not line.startswith("#"):
            if _DECIMAL_COMMAS.fullmatch(line):
                hint = "write decimal points"
                raise FormatError(
                    source, number, "", "Decimals are written with commas, columns divided by blanks.", hint
                )
            if not rows:
                delimiter = BLANKS if "," not in line and ";" not in line else guess_delimiter(line.encode())
            items = _items(line, delimiter)
            if rows and len(items) != len(rows[0]) and stop < len(data):
                raise FormatError(source, number, "", "The rows differ in their number of columns.")
            if _is_row(items):
                start, first_line = (start, first_line) if rows else (offset, number)
                rows.append(items)
            elif rows or title:
                break
            else:
                title = items
        offset = stop
        if offset >= len(data) or len(rows) == _SAMPLE:
            break
    if len(rows) > 1 and len(rows[-1]) != len(rows[0]):
        rows.pop()  # the head of a file may break off within a row
    if not rows or len(rows[0]) < 2:
        raise FormatError(source, None, "", "This is no table of times and fluxes.")
    return _Sample(rows=tuple(rows), delimiter=delimiter, title=title, start=start, first_line=first_line)


def _items(line: str, delimiter: bytes) -> tuple[str, ...]:
    parts = line.split() if delimiter == BLANKS else line.split(delimiter.decode())
    items = tuple(part.strip().strip('"').strip() for part in parts)
    return tuple(item.replace(",", ".") for item in items) if delimiter == b";" else items


def _is_row(items: tuple[str, ...]) -> bool:
    first = items[0] if items else ""
    if _INSTANT.fullmatch(first):
        return True
    return len(first) < 60 and _NUMBER.fullmatch(first) is not None


@np.errstate(over="ignore", invalid="ignore")
def _guess(sample: _Sample, source: str) -> tuple[Columns, list[Finding]]:
    """Tell time, flux and error from the first rows.

    Raises
    ------
    FormatError
        If nothing grows like a time, or more than one column may be the flux.
    """
    if sample.title and not _TIME_TITLE.search(sample.title[0]):
        raise FormatError(source, None, "time", f"The first column is {sample.title[0]!r}, not a time.")
    n_columns = len(sample.rows[0])
    numbers = [sample.numbers(column) for column in range(n_columns)]
    time = _time_column(sample, numbers)
    if time is None:
        raise FormatError(
            source,
            sample.first_line,
            "time",
            "No column grows like a time.",
            "Put the time into the first column and the flux into the second.",
        )
    if n_columns == 2:
        return Columns(time=time, flux=1 - time), []
    days = numbers[time]
    others = [column for column in range(n_columns) if column != time and numbers[column] is not None]
    clock = next((column for column in others if _is_clock_of(days, numbers[column])), None)
    if time == 0 and clock is None and 1 in others:
        if _is_steady(numbers[1]):
            raise FormatError(
                source,
                sample.first_line,
                "flux",
                "The second column is no flux.",
                "Put the time into the first column and the flux into the second.",
            )
        error = 2 if n_columns == 3 and 2 in others and _is_error(numbers[2]) else None
        return Columns(time=0, flux=1, flux_err=error), []
    others = [column for column in others if column != clock and not _is_constant(numbers[column])]
    if clock == 1 and time == 0 and others[:1] == [2]:
        return Columns(time=0, flux=2, seconds=1), [_told(0, 2)]  # SORA's own output: model and residual follow
    if len(others) != 1:
        words = "More than one column may be the flux." if others else "No column changes like a flux."
        raise FormatError(
            source, sample.first_line, "flux", words, "Put the time into the first column and the flux into the second."
        )
    return Columns(time=time, flux=others[0], seconds=clock), [_told(time, others[0])]


def _time_column(sample: _Sample, numbers: list[FloatArray | None]) -> int | None:
    if all(_INSTANT.fullmatch(row[0]) for row in sample.rows):
        return 0
    julian = [column for column, values in enumerate(numbers) if _is_julian(values)]
    if julian:
        return julian[0]
    first = numbers[0]
    return 0 if len(numbers) <= _MAX_PLAIN and first is not None and _is_growing(first) and _is_even(first) else None


def _is_even(values: FloatArray) -> bool:
    """Return True for the even steps of a recording; a list of nights has uneven ones."""
    steps = np.diff(values)
    middle = np.median(steps) if steps.size else 0.0
    return values.size < 3 or bool(np.mean(np.abs(steps - middle) <= middle / 2) > _MIN_EVEN)


def _is_growing(values: FloatArray | None) -> bool:
    """Return True for a column whose steps are forward but for a few, and no longer than those of a recording."""
    if values is None or values.size < 2:
        return values is not None
    steps = np.diff(values)
    limit = _MAX_STEP if values[0] < _JULIAN[0] else _MAX_STEP / _DAY
    return bool(np.mean(steps > 0) > _MIN_FORWARD and np.median(steps) < limit)


def _is_julian(values: FloatArray | None) -> bool:
    if values is None or not _is_growing(values):
        return False
    known = values[np.isfinite(values)]
    return bool(((known > _JULIAN[0]) & (known < _JULIAN[1])).all())


def _is_clock_of(days: FloatArray | None, values: FloatArray | None) -> bool:
    """Return True for seconds of the day beside their Julian Date, which has a step of some milliseconds."""
    if days is None or values is None or not _is_julian(days):
        return False
    away = (values - (days - 0.5) % 1 * _DAY + _DAY / 2) % _DAY - _DAY / 2
    known = away[np.isfinite(away)]
    return bool(known.size and (np.abs(known) < 0.05).all())


def _is_constant(values: FloatArray | None) -> bool:
    if values is None:
        return False
    known = values[np.isfinite(values)]
    return known.size > 1 and bool((known == known[0]).all())


def _is_error(values: FloatArray | None) -> bool:
    return values is not None and not bool((values < 0).any())


def _is_steady(values: FloatArray | None) -> bool:
    """Return True for a column that only grows or only falls, as the coordinates of an ephemeris do."""
    if values is None or values.size < 10:
        return False
    steps = np.diff(values)
    return bool((steps > 0).all() or (steps < 0).all())


def _time_kind(sample: _Sample, column: int) -> Kind:
    if column >= len(sample.rows[0]):
        return Kind.NUMBER
    if _INSTANT.fullmatch(sample.rows[0][column]):
        return Kind.INSTANT
    return Kind.JULIAN if _is_julian(sample.numbers(column)) else Kind.NUMBER


def _is_modified(times: FloatArray) -> bool:
    """Return True for days of our time with steps that no camera has in seconds."""
    known = times[np.isfinite(times)]
    step = cadence_of(times)
    return bool(
        known.size and step is not None and step < _SHORTEST_STEP and ((known > 40_000) & (known < 90_000)).all()
    )


def _modified() -> Finding:
    return Finding(
        code=FindingCode.VALUE_DERIVED,
        severity=Severity.WARNING,
        message="The times were read as Modified Julian Dates (UTC).",
        hint="if they are JD - 2400000, or no dates, send Julian Dates",
        field="time",
    )


@np.errstate(over="ignore", invalid="ignore")
def _place(
    times: FloatArray, kind: Kind, clock: FloatArray | None, time_ref: float | None
) -> tuple[FloatArray | None, FloatArray]:
    """Return UTC [MJD] where the day is known, and seconds after 0 h of the first day."""
    if kind is Kind.NUMBER:
        if time_ref is None:
            return None, times
        start = times + (time_ref % 1) * _DAY
        return time_ref // 1 + start / _DAY, start
    if clock is not None:  # finer than the digits of the Julian Date
        days = np.rint(times - clock / _DAY)
        times = np.where(np.isfinite(clock), days + clock / _DAY, times)
    first = np.floor(np.fmin.reduce(times))
    return times, (times - first) * _DAY


@np.errstate(over="ignore", invalid="ignore")
def _check(times: FloatArray, flux: FloatArray, lines: NDArray[np.int32]) -> tuple[NDArray[np.uint8], list[Finding]]:
    flags = np.where(np.isnan(flux), np.uint8(ReadingFlag.DROPPED), np.uint8(0))
    flags |= np.where(np.isnan(times), np.uint8(ReadingFlag.TIME_MISSING), np.uint8(0))
    back = np.concatenate(([False], np.diff(times) < 0))
    flags[back] |= np.uint8(ReadingFlag.TIME_BACKWARDS)
    same = np.concatenate(([False], np.diff(times) == 0))
    findings = [*_remark(back, lines, "goes back", "go back"), *_remark(same, lines, "is repeated", "are repeated")]
    return flags, findings


def _remark(rows: NDArray[np.bool_], lines: NDArray[np.int32], one: str, many: str) -> list[Finding]:
    """Return a finding on times out of order, none where there are none."""
    n_rows = int(rows.sum())
    if n_rows == 0:
        return []
    words = f"One time {one}" if n_rows == 1 else f"{n_rows} times {many}"
    return [
        Finding(
            code=FindingCode.TIME_ORDER,
            severity=Severity.WARNING,
            message=f"{words}: left as they are." if n_rows > 1 else f"{words}: left as it is.",
            field="time",
            line=int(lines[np.flatnonzero(rows)[0]]),
        )
    ]


def _losses(troubles: dict[Trouble, Tally], n_rows: int) -> Iterator[Finding]:
    for trouble, tally in troubles.items():
        if tally.count:
            words = {Trouble.BLANK: "blank", Trouble.NOT_FINITE: "not finite"}.get(trouble, "no number")
            yield Finding(
                code=FindingCode.READINGS_DROPPED,
                severity=Severity.WARNING,
                message=f"{tally.count} of {n_rows} values are {words}: kept as dropped readings.",
                field="flux",
                line=tally.line,
            )


def _told(time: int, flux: int) -> Finding:
    return Finding(
        code=FindingCode.VALUE_DERIVED,
        severity=Severity.WARNING,
        message=f"Column {time + 1} was read as time and column {flux + 1} as flux.",
        hint="if that is wrong, send two columns, time and flux",
        field="columns",
    )


def _assumed_day() -> Finding:
    return Finding(
        code=FindingCode.VALUE_DERIVED,
        severity=Severity.INFO,
        message="The times were read as seconds of the day; the day comes from the event.",
        hint="if they are counted from another instant, send Julian Dates",
        field="time",
    )


def _no_exposure() -> Finding:
    return Finding(
        code=FindingCode.VALUE_MISSING,
        severity=Severity.INFO,
        message="This format does not hold the exposure time.",
        field="exposure",
    )


def _placeholder(value: float) -> Finding:
    return Finding(
        code=FindingCode.CURVE_PLACEHOLDER,
        severity=Severity.WARNING,
        message=f"Every value is {value:g}: a placeholder, not a measurement.",
        field="flux",
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
        raise UmbraError("The light curve has no date.", "Give the event it belongs to.")
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
