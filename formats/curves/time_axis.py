"""The times of a recording: over midnight, with gaps, wrong digits and steps back, each with a finding and a flag."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formats.curves.time_steps import LONG_STEP, Jump, Repair, doubtful_side, jumps_of, rate_of, repair
from schemas.finding import Finding, FindingCode
from schemas.instant import SECONDS_PER_DAY
from schemas.lightcurve import ReadingFlag, cadence_of

FloatArray = NDArray[np.float64]
FlagArray = NDArray[np.uint8]
Mask = NDArray[np.bool_]

#: Largest frame number.
_MAX_FRAME = 1e12
#: Recordings in one file that are separated, and least number of readings of each.
_MAX_RECORDINGS, _MIN_RECORDING = 4, 5
#: With more repeated times than this part the median step is that of the clock, not of the frames.
_COARSE = 0.1
_NO_TIMES = Finding.warning(
    FindingCode.TIMES_MISSING,
    "No reading has a time: the curve cannot be placed in time.",
    "export the light curve again with its time stamps",
    field="time",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeAxis:
    """The times of a recording and what is known against them."""

    #: Seconds after 0 h of the first day, shape (n,), growing over midnight; None: no times at all.
    seconds: FloatArray | None
    #: Bit masks of `schemas.lightcurve.ReadingFlag`, shape (n,).
    flags: FlagArray
    #: Median step [s].
    cadence: float | None
    #: Frames that the times show as lost between readings whose frame numbers follow each other.
    n_lost: int
    #: True where the seconds count the leap second that the clock shows.
    has_leap_second: bool
    findings: tuple[Finding, ...]


def build_axis(
    clock: FloatArray, frames: FloatArray, *, first_line: int, is_dated: bool = False, has_frames: bool = True
) -> TimeAxis:
    """Make the times of a recording from its times of day.

    Times cross midnight where a step goes back by more than half a day. A run of up to three readings whose
    times leave the order of their neighbours, while the neighbours agree with the frame rate, has a misread
    digit: their times are interpolated and flagged; so are up to three at an end. A missing time is interpolated
    over the frame numbers. Any other oddity is flagged and left as it is.

    Parameters
    ----------
    clock
        Seconds after 0 h as given, shape (n,), NaN where it is missing.
    frames
        Frame numbers as given, shape (n,), NaN where it is missing.
    first_line
        Line of the first reading, for the findings.
    is_dated
        True where the seconds are counted from one day, over midnight.
    has_frames
        False where the frame numbers only count the readings: a long step may be readings that were left out.
    """
    flags = np.zeros(clock.size, dtype=np.uint8)
    frames = np.where(np.abs(frames) < _MAX_FRAME, frames, np.nan)
    counts = _counts(frames)
    findings = _check_frames(frames, flags, first_line)
    given = np.isfinite(clock)
    if not given.any():
        flags |= np.uint8(ReadingFlag.TIME_MISSING)
        findings.append(_NO_TIMES)
        return TimeAxis(
            seconds=None, flags=flags, cadence=None, n_lost=0, has_leap_second=False, findings=tuple(findings)
        )
    where = np.flatnonzero(given)
    has_leap = not is_dated and has_leap_second(clock[where])
    seconds = clock[where] if is_dated else unwrap(clock[where])
    cadence, n_lost = cadence_of(seconds), 0
    if cadence is not None:
        seconds, remarks = _repair(seconds, counts[where], flags, where, first_line, is_dated=is_dated)
        n_lost, jumps = _tell_jumps(seconds, counts[where], flags, where, first_line, has_frames=has_frames)
        findings += [*remarks, *jumps]
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
    return TimeAxis(
        seconds=whole, flags=flags, cadence=cadence, n_lost=n_lost, has_leap_second=has_leap, findings=tuple(findings)
    )


def unwrap(clock: FloatArray) -> FloatArray:
    """Return times of day that grow over midnight: a step of half a day or more changes the day.

    A day whose clock shows a second 60 before it begins again has 86401 s.
    """
    steps = np.diff(clock)
    turns = (steps < -SECONDS_PER_DAY / 2).astype(np.int64) - (steps > SECONDS_PER_DAY / 2)
    length = SECONDS_PER_DAY + has_leap_second(clock)
    return clock + length * np.concatenate(([0], np.cumsum(turns)))


def has_leap_second(clock: FloatArray) -> bool:
    """Return whether times of day, shape (n,), pass through a leap second; 23:59:60.00 alone is a rounded midnight."""
    is_leap = (clock >= SECONDS_PER_DAY) & (clock < SECONDS_PER_DAY + 1)
    after = clock[1:][is_leap[:-1] & (np.diff(clock) < -SECONDS_PER_DAY / 2)]
    return bool(is_leap.any() and (after.size == 0 or (after + SECONDS_PER_DAY < clock[is_leap].max()).any()))


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
    seconds: FloatArray,
    counts: FloatArray,
    flags: FlagArray,
    where: NDArray[np.int64],
    first_line: int,
    *,
    is_dated: bool,
) -> tuple[FloatArray, list[Finding]]:
    """Interpolate misread stamps, and say which there were."""
    found = repair(seconds, counts)
    findings = _tell_repairs(found, _breaks_order(seconds), flags, where, first_line)
    seconds = found.seconds
    if is_dated:
        return seconds, findings
    if seconds[0] < 0:  # the first stamp was misread, and the recording began before midnight
        seconds = seconds + SECONDS_PER_DAY * np.ceil(-seconds[0] / SECONDS_PER_DAY)
    elif found.repaired[0]:
        seconds = seconds - SECONDS_PER_DAY * np.floor(seconds[0] / SECONDS_PER_DAY)
    return seconds, findings


def _tell_jumps(
    seconds: FloatArray,
    counts: FloatArray,
    flags: FlagArray,
    where: NDArray[np.int64],
    first_line: int,
    *,
    has_frames: bool,
) -> tuple[int, list[Finding]]:
    """Flag and say long steps; return how many frames were lost there."""
    jumps, n_long = jumps_of(seconds, counts)
    clock = [jump for jump in jumps if jump.is_clock]
    lost = [jump for jump in jumps if not jump.is_clock]
    findings = []
    if has_frames:
        flags[where[[jump.reading for jump in lost]]] |= np.uint8(ReadingFlag.TIME_SUSPECT)
    if clock:
        doubtful = doubtful_side(jumps, seconds.size)
        flags[where[doubtful]] |= np.uint8(ReadingFlag.TIME_SUSPECT)
        findings.append(_clock_stepped(clock, int(doubtful.sum()), first_line + int(where[clock[0].reading])))
    if lost:
        line = first_line + int(where[lost[0].reading])
        findings.append(_frames_lost(lost, line) if has_frames else _readings_apart(lost, line))
    elif n_long > len(jumps):
        findings.append(_uneven(n_long, seconds.size))
    return sum(jump.n_lost for jump in lost), findings


def _clock_stepped(jumps: Sequence[Jump], n_doubtful: int, line: int) -> Finding:
    first = jumps[0]
    words = "" if len(jumps) == 1 else f" ({len(jumps)} such steps)"
    return Finding.warning(
        FindingCode.CLOCK_JUMP,
        f"The time steps by {first.step_s:+.3f} s from one frame to the next, where {first.usual_s:.4f} s are "
        f"usual{words}: the clock was set, or recordings were joined. The {_counted(n_doubtful)} flagged, not "
        "changed.",
        "find the side of the step with the right time, and send that part",
        field="time",
        line=line,
    )


def _frames_lost(jumps: Sequence[Jump], line: int) -> Finding:
    first = jumps[0]
    n_lost = sum(jump.n_lost for jump in jumps)
    words = f"The time steps by {first.step_s:.4f} s between frames that follow each other"
    if len(jumps) > 1:
        words = f"{len(jumps)} times the time steps by too much between frames that follow each other"
        words += f" (first by {first.step_s:.4f} s)"
    lost = f"{n_lost} frame{'s were' if n_lost != 1 else ' was'} lost" if n_lost else "frames were lost"
    return Finding.warning(
        FindingCode.CLOCK_JUMP,
        f"{words}, {first.step_s / first.usual_s:.1f} times the usual {first.usual_s:.4f} s: {lost}, or the clock "
        "stepped. The readings after it are flagged, their times not changed.",
        "check whether the recorder lost frames there",
        field="time",
        line=line,
    )


def _readings_apart(jumps: Sequence[Jump], line: int) -> Finding:
    first, n_lost = jumps[0], sum(jump.n_lost for jump in jumps)
    words = f"The time steps by {first.step_s:.4f} s where {first.usual_s:.4f} s are usual"
    if len(jumps) > 1:
        words = f"{len(jumps)} steps in time are too long (the first {first.step_s:.4f} s, usual {first.usual_s:.4f} s)"
    return Finding.warning(
        FindingCode.CLOCK_JUMP,
        f"{words}: {'one reading is' if n_lost == 1 else f'{n_lost} readings are'} missing, or the clock stepped.",
        "check whether readings were left out there",
        field="time",
        line=line,
    )


def _uneven(n_long: int, n_readings: int) -> Finding:
    return Finding.info(
        FindingCode.CLOCK_JUMP,
        f"{n_long} of {n_readings - 1} steps in time are more than {LONG_STEP} times the usual one: the times are "
        "uneven.",
        field="time",
    )


def _counted(n_readings: int) -> str:
    return (
        "one reading apart from the others is" if n_readings == 1 else f"{n_readings} readings of the shorter side are"
    )


def _breaks_order(seconds: FloatArray) -> Mask:
    """Return the readings whose time is not before that of the next one, or not after that of the one before."""
    is_back = np.diff(seconds) <= 0
    return np.asarray(_next_of(is_back) | np.concatenate((is_back, np.zeros(1, dtype=np.bool_))))


def _tell_repairs(
    found: Repair, breaks_order: Mask, flags: FlagArray, where: NDArray[np.int64], first_line: int
) -> list[Finding]:
    suspect, repaired = found.suspect, found.repaired
    if not suspect.any():
        return []
    flags[where[suspect]] |= np.uint8(ReadingFlag.TIME_SUSPECT)
    flags[where[repaired]] |= np.uint8(ReadingFlag.TIME_REPAIRED)
    is_run = repaired & np.isin(_runs(repaired), _runs(repaired)[repaired & breaks_order])
    flags[where[is_run]] |= np.uint8(ReadingFlag.TIME_BACKWARDS)
    n_repaired, n_left = int(repaired.sum()), int((suspect & ~repaired).sum())
    findings = []
    if n_repaired:
        findings.append(
            Finding.warning(
                FindingCode.TIME_REPAIRED,
                f"{_times(n_repaired)} off while the neighbours keep the frame rate: "
                "interpolated over the frame numbers and flagged.",
                "look at the time stamps of these frames, a digit was probably misread",
                field="time",
                line=first_line + int(where[np.flatnonzero(repaired)[0]]),
            )
        )
    if n_left:
        findings.append(
            Finding.info(
                FindingCode.TIME_ORDER,
                f"{_times(n_left)} off the frame rate by most of a frame or more: flagged, not changed.",
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
    rate = rate_of(seconds, counts[where])
    if rate is not None:
        flags[missing] |= np.uint8(ReadingFlag.TIME_REPAIRED)
        whole[missing] = np.interp(counts[missing], counts[where], seconds)
        early, late = missing & (counts < counts[where[0]]), missing & (counts > counts[where[-1]])
        whole[early] = seconds[0] + rate * (counts[early] - counts[where[0]])
        whole[late] = seconds[-1] + rate * (counts[late] - counts[where[-1]])
    n_missing = int(missing.sum())
    return whole, Finding.warning(
        FindingCode.TIMES_MISSING,
        f"{n_missing} of {counts.size} readings have no time"
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
    return Finding.warning(
        FindingCode.TIME_ORDER,
        f"{words} the same as the one before: frames inserted twice, or time stamps coarser than the frames.",
        "export the light curve with fractions of seconds",
        field="time",
        line=line,
    )


def _remark(rows: Mask, first_line: int, field: str, one: str, many: str) -> Finding:
    n_rows = int(rows.sum())
    words = f"One {field} {one}" if n_rows == 1 else f"{n_rows} {field}s {many}"
    return Finding.warning(
        FindingCode.FRAMES_ORDER if field == "frame number" else FindingCode.TIME_ORDER,
        f"{words}: flagged, not changed.",
        field=field,
        line=first_line + int(np.flatnonzero(rows)[0]),
    )


def _missing_frames(n_missing: int, gaps: Mask, first_line: int) -> Finding:
    n_gaps = int(gaps.sum())
    words = "One frame is" if n_missing == 1 else f"{n_missing} frames are"
    return Finding.info(
        FindingCode.FRAMES_ORDER,
        f"{words} missing in the numbering: the recording has {'a gap' if n_gaps == 1 else f'{n_gaps} gaps'}.",
        field="frame number",
        line=first_line + 1 + int(np.flatnonzero(gaps)[0]) if gaps.any() else None,
    )


def _runs(mask: Mask) -> NDArray[np.int64]:
    """Return a number for each element that those next to each other with the same value share."""
    return np.cumsum(np.concatenate(([False], np.diff(mask)))).astype(np.int64)


def second_recording(clock: FloatArray, frames: FloatArray) -> int | None:
    """Return the reading at which a second recording begins: frame numbers begin again, and the time jumps.

    Parameters
    ----------
    clock, frames
        Times of day [s] and frame numbers as given, shape (n,).

    Returns
    -------
    Its place, counted from 0; None where the file holds one recording, or is too disordered to tell.
    """
    back = np.flatnonzero(np.diff(frames) < 0)
    edges = np.concatenate(([0], back + 1, [frames.size]))
    if not 0 < back.size <= _MAX_RECORDINGS or np.diff(edges).min() < _MIN_RECORDING:
        return None
    is_again = frames[back + 1] <= frames[0] + 0.1 * (frames[back] - frames[0])
    steps = np.diff(clock)
    growing = steps[np.isfinite(steps) & (steps > 0)]
    if not is_again.all() or growing.size == 0:
        return None
    usual = float(np.median(growing))
    jumps = ~((steps[back] > 0) & (steps[back] <= LONG_STEP * usual)) & np.isfinite(steps[back])
    return int(back[0]) + 1 if jumps.all() else None


def _times(n_times: int) -> str:
    return "One time is" if n_times == 1 else f"{n_times} times are"
