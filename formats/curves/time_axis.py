"""The times of a recording: over midnight, with gaps, wrong digits and steps back, all of it said and flagged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import SECONDS_PER_DAY
from schemas.lightcurve import ReadingFlag, cadence_of

FloatArray = NDArray[np.float64]
FlagArray = NDArray[np.uint8]
Mask = NDArray[np.bool_]

#: A time this many steps off its neighbours is suspect; jitter of buffered cameras stays below.
_SUSPECT_STEPS = 0.75
#: A misread digit spoils one reading; up to this many in a row are told from a real jump.
_MAX_RUN = 3
#: With more odd steps than this the recording has no steady frame rate.
_MIN_ODD, _MAX_ODD_PART = 20, 0.05
#: A frame number beyond this is none.
_MAX_FRAME = 1e12
#: With more repeated times than this part the median step is that of the clock, not of the frames.
_COARSE = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeAxis:
    """The times of a recording and what is known against them."""

    #: Seconds after 0 h of the first day, shape (n,), growing over midnight; None: no times at all.
    seconds: FloatArray | None
    #: Bit masks of `schemas.lightcurve.ReadingFlag`, shape (n,).
    flags: FlagArray
    #: Median step [s].
    cadence: float | None
    findings: tuple[Finding, ...]


def build_axis(clock: FloatArray, frames: FloatArray, *, first_line: int) -> TimeAxis:
    """Make the times of a recording from its times of day.

    Times cross midnight where a step goes back by more than half a day. A run of up to three readings whose
    times leave the order of their neighbours, while the neighbours agree with the frame rate, has a misread
    digit: their times are interpolated and flagged. A missing time is interpolated over the frame numbers.
    Any other oddity is flagged and left as it is.

    Parameters
    ----------
    clock
        Seconds after 0 h as given, shape (n,), NaN where there is none.
    frames
        Frame numbers as given, shape (n,), NaN where there is none.
    first_line
        Line of the first reading, for the findings.
    """
    flags = np.zeros(clock.size, dtype=np.uint8)
    frames = np.where(np.abs(frames) < _MAX_FRAME, frames, np.nan)
    counts = _counts(frames)
    findings = _check_frames(frames, flags, first_line)
    given = np.isfinite(clock)
    if not given.any():
        flags |= np.uint8(ReadingFlag.TIME_MISSING)
        findings.append(_no_times())
        return TimeAxis(seconds=None, flags=flags, cadence=None, findings=tuple(findings))
    where = np.flatnonzero(given)
    seconds = unwrap(clock[where])
    cadence = cadence_of(seconds)
    if cadence is not None:
        findings += _repair(seconds, counts[where], flags, where, first_line)
        cadence = cadence_of(seconds)
    whole = seconds
    if where.size < clock.size:
        whole, remark = _fill(seconds, counts, where, flags, first_line)
        findings.append(remark)
    findings += _check_order(whole, flags, first_line)
    n_same = int(np.count_nonzero(np.diff(seconds) == 0))
    if n_same:
        findings.append(_same_times(n_same, first_line + int(where[np.flatnonzero(np.diff(seconds) == 0)[0] + 1])))
    if n_same > _COARSE * seconds.size:  # the stamps are coarser than the frame rate: the span tells it
        span = float(seconds[-1] - seconds[0]) / (seconds.size - 1)
        cadence = round(span, 9) if span > 0 else None
    return TimeAxis(seconds=whole, flags=flags, cadence=cadence, findings=tuple(findings))


def unwrap(clock: FloatArray) -> FloatArray:
    """Return times of day that grow over midnight: a step of half a day or more changes the day."""
    steps = np.diff(clock)
    turns = (steps < -SECONDS_PER_DAY / 2).astype(np.int64) - (steps > SECONDS_PER_DAY / 2)
    return clock + SECONDS_PER_DAY * np.concatenate(([0], np.cumsum(turns)))


def _counts(frames: FloatArray) -> FloatArray:
    """Return frame numbers that grow strictly: the given ones, or plain counting where those do not."""
    if frames.size > 1 and np.isfinite(frames).all() and (np.diff(frames) > 0).all():
        return frames
    return np.arange(frames.size, dtype=np.float64)


def _check_frames(frames: FloatArray, flags: FlagArray, first_line: int) -> list[Finding]:
    steps = np.diff(frames)
    steps = steps[np.isfinite(steps)] if np.isnan(frames).any() else steps
    if steps.size == 0:
        return []
    back, same = _next_of(np.diff(frames) < 0), _next_of(np.diff(frames) == 0)
    flags[back] |= np.uint8(ReadingFlag.FRAME_BACKWARDS)
    flags[same] |= np.uint8(ReadingFlag.DUPLICATE_FRAME)
    findings = []
    if back.any():
        findings.append(_remark(back, first_line, "frame number", "goes back", "go back"))
    if same.any():
        findings.append(_remark(same, first_line, "frame number", "is repeated", "are repeated"))
    growing = steps[steps > 0]
    typical = float(np.median(growing)) if growing.size and not back.any() else 0.0
    if typical > 0 and (n_missing := int(min(np.sum(np.rint(growing / typical) - 1), 1e15))):
        findings.append(_missing_frames(n_missing, np.diff(frames) > 1.5 * typical, first_line))
    return findings


def _next_of(steps: Mask) -> Mask:
    """Return the mask of the readings that the steps lead to."""
    return np.concatenate((np.zeros(1, dtype=np.bool_), steps))


def _repair(
    seconds: FloatArray, counts: FloatArray, flags: FlagArray, where: NDArray[np.int64], first_line: int
) -> list[Finding]:
    """Find isolated runs of readings off the frame rate; interpolate those that break the order. In place."""
    rate = _rate(seconds, counts)
    if rate is None or seconds.size < 3:
        return []
    excess = np.diff(seconds) - rate * np.diff(counts)
    limit = _SUSPECT_STEPS * rate * float(np.median(np.diff(counts)))
    is_odd = np.abs(excess) > limit
    if np.count_nonzero(is_odd) > max(_MIN_ODD, _MAX_ODD_PART * seconds.size):
        return []  # no frame rate to speak of: nothing can be told from it
    suspect = np.zeros(seconds.size, dtype=np.bool_)
    repaired = np.zeros(seconds.size, dtype=np.bool_)
    for start in np.flatnonzero(is_odd[:-1]):  # a step into the run, an opposite one out of it
        if suspect[start]:
            continue
        stop = _end_of_run(excess, is_odd, int(start), limit)
        if stop is None:
            continue
        run = slice(start + 1, stop + 1)
        suspect[run] = True
        if ((seconds[run] <= seconds[start]) | (seconds[run] >= seconds[stop + 1])).any():
            ends = np.array([int(start), stop + 1])
            seconds[run] = np.interp(counts[run], counts[ends], seconds[ends])
            repaired[run] = True
    return _tell_repairs(suspect, repaired, flags, where, first_line)


def _end_of_run(excess: FloatArray, is_odd: Mask, start: int, limit: float) -> int | None:
    """Return the last reading of the run that begins after ``start`` and returns to the frame rate, or None."""
    for stop in range(start + 1, min(start + _MAX_RUN, excess.size - 1) + 1):
        if is_odd[stop] and abs(float(np.sum(excess[start : stop + 1]))) <= limit:
            return stop
    return None


def _rate(seconds: FloatArray, counts: FloatArray) -> float | None:
    rates = np.diff(seconds) / np.diff(counts)
    rates = rates[rates > 0]
    return float(np.median(rates)) if rates.size else None


def _tell_repairs(
    suspect: Mask, repaired: Mask, flags: FlagArray, where: NDArray[np.int64], first_line: int
) -> list[Finding]:
    if not suspect.any():
        return []
    flags[where[suspect]] |= np.uint8(ReadingFlag.TIME_SUSPECT)
    flags[where[repaired]] |= np.uint8(ReadingFlag.TIME_REPAIRED | ReadingFlag.TIME_BACKWARDS)
    n_repaired, n_left = int(repaired.sum()), int((suspect & ~repaired).sum())
    findings = []
    if n_repaired:
        findings.append(
            Finding(
                code=FindingCode.TIME_REPAIRED,
                severity=Severity.WARNING,
                message=f"{_times(n_repaired)} out of order while the neighbours keep the frame rate: "
                "interpolated and flagged.",
                hint="look at the time stamps of these frames, a digit was probably misread",
                field="time",
                line=first_line + int(where[np.flatnonzero(repaired)[0]]),
            )
        )
    if n_left:
        findings.append(
            Finding(
                code=FindingCode.TIME_ORDER,
                severity=Severity.INFO,
                message=f"{_times(n_left)} off the frame rate by most of a frame or more: flagged, not changed.",
                field="time",
                line=first_line + int(where[np.flatnonzero(suspect & ~repaired)[0]]),
            )
        )
    return findings


def _fill(
    seconds: FloatArray, counts: FloatArray, where: NDArray[np.int64], flags: FlagArray, first_line: int
) -> tuple[FloatArray, Finding]:
    """Put interpolated times in the places of the missing ones."""
    missing = np.ones(counts.size, dtype=np.bool_)
    missing[where] = False
    flags[missing] |= np.uint8(ReadingFlag.TIME_MISSING)
    whole = np.full(counts.size, np.nan)
    whole[where] = seconds
    rate = _rate(seconds, counts[where])
    if rate is not None:
        flags[missing] |= np.uint8(ReadingFlag.TIME_REPAIRED)
        whole[missing] = np.interp(counts[missing], counts[where], seconds)
        early, late = missing & (counts < counts[where[0]]), missing & (counts > counts[where[-1]])
        whole[early] = seconds[0] + rate * (counts[early] - counts[where[0]])
        whole[late] = seconds[-1] + rate * (counts[late] - counts[where[-1]])
    n_missing = int(missing.sum())
    return whole, Finding(
        code=FindingCode.TIMES_MISSING,
        severity=Severity.WARNING,
        message=f"{n_missing} of {counts.size} readings have no time"
        + (": interpolated over the frame numbers and flagged." if rate is not None else "."),
        field="time",
        line=first_line + int(np.flatnonzero(missing)[0]),
    )


def _check_order(seconds: FloatArray, flags: FlagArray, first_line: int) -> list[Finding]:
    back = _next_of(np.diff(seconds) < 0)
    if not back.any():
        return []
    flags[back] |= np.uint8(ReadingFlag.TIME_BACKWARDS)
    return [_remark(back, first_line, "time", "goes back", "go back")]


def _same_times(n_same: int, line: int) -> Finding:
    words = "One time is" if n_same == 1 else f"{n_same} times are"
    return Finding(
        code=FindingCode.TIME_ORDER,
        severity=Severity.WARNING,
        message=f"{words} the same as the one before: frames inserted twice, or time stamps coarser than the frames.",
        hint="export the light curve with fractions of seconds",
        field="time",
        line=line,
    )


def _remark(rows: Mask, first_line: int, field: str, one: str, many: str) -> Finding:
    n_rows = int(rows.sum())
    words = f"One {field} {one}" if n_rows == 1 else f"{n_rows} {field}s {many}"
    return Finding(
        code=FindingCode.FRAMES_ORDER if field == "frame number" else FindingCode.TIME_ORDER,
        severity=Severity.WARNING,
        message=f"{words}: flagged, not changed.",
        field=field,
        line=first_line + int(np.flatnonzero(rows)[0]),
    )


def _missing_frames(n_missing: int, gaps: Mask, first_line: int) -> Finding:
    n_gaps = int(gaps.sum())
    words = "One frame is" if n_missing == 1 else f"{n_missing} frames are"
    return Finding(
        code=FindingCode.FRAMES_ORDER,
        severity=Severity.INFO,
        message=f"{words} missing in the numbering: the recording has {'a gap' if n_gaps == 1 else f'{n_gaps} gaps'}.",
        field="frame number",
        line=first_line + 1 + int(np.flatnonzero(gaps)[0]) if gaps.any() else None,
    )


def _no_times() -> Finding:
    return Finding(
        code=FindingCode.TIMES_MISSING,
        severity=Severity.WARNING,
        message="No reading has a time: the curve cannot be placed in time.",
        hint="export the light curve again with its time stamps",
        field="time",
    )


def _times(n_times: int) -> str:
    return "One time is" if n_times == 1 else f"{n_times} times are"
