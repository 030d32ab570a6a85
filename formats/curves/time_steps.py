"""Steps in the times of a recording that its frame rate does not explain: misread stamps, lost frames, set clocks.

One to three stamps that leave the frame rate and come back to it, or that are at an end of the recording, are
misread digits and are interpolated over the frame numbers. Any other step of more than 1.8 times the usual one is
left as it is, with a finding (the limit is PyOTE's, help page "timestamp analysis" of GoPyOTE).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: A time this many steps off its neighbours is suspect; jitter of buffered cameras stays below.
_SUSPECT_STEPS = 0.75
#: A misread digit spoils one reading; more than this many in a row are a real jump.
_MAX_RUN = 3
#: With more odd steps than this, or than this part of them, the recording has no steady frame rate.
_MIN_ODD, _MAX_ODD, _MAX_ODD_PART = 4, 20, 0.05
#: A step this many times the usual one is no jitter.
LONG_STEP = 1.8
#: A recorder loses frames for a while; the clock of one that steps by more was set, or its stamp misread [s] ...
CLOCK_STEP_S = 60.0
#: ... unless a frame is so long itself: this many frames.
_CLOCK_STEPS = 20
#: Least number of readings of a recording whose ends are checked.
_MIN_SEEN = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Repair:
    """The outcome for stamps that leave the frame rate."""

    #: Times [s], shape (n,), those of ``repaired`` interpolated.
    seconds: FloatArray
    #: Readings whose times are off the frame rate, repaired or not, shape (n,).
    suspect: Mask
    repaired: Mask


@dataclass(frozen=True, kw_only=True, slots=True)
class Jump:
    """A long step in time between frames that follow each other."""

    #: Reading after the step, counted from 0.
    reading: int
    #: [s]
    step_s: float
    #: Usual step over as many frames [s].
    usual_s: float

    @property
    def is_clock(self) -> bool:
        """Whether the clock was set; else frames were lost, or the clock stepped."""
        return abs(self.step_s - self.usual_s) > max(CLOCK_STEP_S, _CLOCK_STEPS * self.usual_s)

    @property
    def n_lost(self) -> int:
        """Frames that were lost if the clock is right."""
        return 0 if self.is_clock else max(round(self.step_s / self.usual_s) - 1, 0)


def rate_of(seconds: FloatArray, counts: FloatArray) -> float | None:
    """Return the usual time from one frame to the next [s], None where times never grow."""
    rates = np.diff(seconds) / np.diff(counts)
    rates = rates[rates > 0]
    return float(np.median(rates)) if rates.size else None


def _most_odd(n_readings: int) -> float:
    """Return how many steps of a recording with a steady frame rate may leave it."""
    return max(_MIN_ODD, min(_MAX_ODD, n_readings / 5), _MAX_ODD_PART * n_readings)


def repair(seconds: FloatArray, counts: FloatArray) -> Repair:
    """Find stamps off the frame rate, and interpolate those that a misread digit explains.

    Parameters
    ----------
    seconds
        Times [s], shape (n,).
    counts
        Frame numbers that grow strictly, shape (n,).
    """
    seconds = seconds.copy()
    suspect, repaired = (np.zeros(seconds.size, dtype=np.bool_) for _ in range(2))
    result = Repair(seconds=seconds, suspect=suspect, repaired=repaired)
    rate = rate_of(seconds, counts)
    if rate is None or seconds.size < 3:
        return result
    excess = np.diff(seconds) - rate * np.diff(counts)
    limit = _SUSPECT_STEPS * rate * float(np.median(np.diff(counts)))
    is_odd = np.abs(excess) > limit
    if np.count_nonzero(is_odd) > _most_odd(seconds.size):
        return result  # no frame rate: nothing follows from it
    for start in np.flatnonzero(is_odd[:-1]):  # a step into the run, an opposite one out of it
        stop = None if suspect[start] else _end_of_run(excess, is_odd, int(start), limit)
        if stop is None:
            continue
        run = slice(start + 1, stop + 1)
        suspect[run] = True
        if ((seconds[run] <= seconds[start]) | (seconds[run] >= seconds[stop + 1])).any():
            ends = np.array([int(start), stop + 1])
            seconds[run] = np.interp(counts[run], counts[ends], seconds[ends])
            repaired[run] = True
    if seconds.size >= _MIN_SEEN:
        _repair_ends(result, counts, rate, limit)
    return result


def _end_of_run(excess: FloatArray, is_odd: Mask, start: int, limit: float) -> int | None:
    """Return the last reading of the run that begins after ``start`` and returns to the frame rate, or None."""
    for stop in range(start + 1, min(start + _MAX_RUN, excess.size - 1) + 1):
        if is_odd[stop] and abs(float(np.sum(excess[start : stop + 1]))) <= limit:
            return stop
    return None


def _repair_ends(found: Repair, counts: FloatArray, rate: float, limit: float) -> None:
    """Extrapolate up to three stamps at an end that one odd step divides from the others. In place."""
    seconds = found.seconds
    excess = np.diff(seconds) - rate * np.diff(counts)
    odd = np.flatnonzero(np.abs(excess) > limit)
    odd = odd[~found.suspect[odd] & ~found.suspect[odd + 1]]
    n_inner = int(np.count_nonzero((odd >= _MAX_RUN) & (odd < excess.size - _MAX_RUN)))
    first = odd[(odd < _MAX_RUN) & (odd < excess.size // 2)]
    last = odd[(odd >= excess.size - _MAX_RUN) & (odd >= excess.size // 2)]
    for steps, is_last in ((first, False), (last, True)):
        if steps.size != 1:
            continue
        step = int(steps[0])
        run = slice(step + 1, seconds.size) if is_last else slice(0, step + 1)
        anchor = step if is_last else step + 1
        n_run = len(range(*run.indices(seconds.size)))
        off = float(excess[step])
        # A few frames may be lost near an end, too, above all where the recorder lost others.
        is_long = off < -limit or off > (LONG_STEP - 1) * rate * float(counts[step + 1] - counts[step])
        if abs(off) > max(CLOCK_STEP_S, _CLOCK_STEPS * rate) or (n_run == 1 and (n_inner == 0 or off < 0) and is_long):
            seconds[run] = seconds[anchor] + rate * (counts[run] - counts[anchor])
            found.suspect[run] = True
            found.repaired[run] = True


def jumps_of(seconds: FloatArray, counts: FloatArray) -> tuple[list[Jump], int]:
    """Return the steps longer than 1.8 usual ones, and those that go back by more than a minute.

    Parameters
    ----------
    seconds, counts
        As for `repair`, and after it.

    Returns
    -------
    The steps, and how many there are in all: of uneven times those of more than a minute alone are returned.
    """
    rate = rate_of(seconds, counts)
    if rate is None:
        return [], 0
    usual = rate * np.diff(counts)
    steps = np.diff(seconds)
    is_set = np.abs(steps - usual) > np.maximum(CLOCK_STEP_S, _CLOCK_STEPS * usual)
    is_long = (steps > LONG_STEP * usual) | is_set
    n_long = int(np.count_nonzero(is_long))
    if n_long > _most_odd(seconds.size):
        is_long = is_set
    where = np.flatnonzero(is_long)[:1000]
    jumps = [Jump(reading=int(i) + 1, step_s=float(steps[i]), usual_s=float(usual[i])) for i in where]
    return jumps, n_long


def doubtful_side(jumps: list[Jump], n_readings: int) -> Mask:
    """Return the readings that clock steps divide from the longest part of the recording between such steps.

    Which side has the right time is not known; the longest part is the one that others are compared with.
    """
    edges = [0, *(jump.reading for jump in jumps if jump.is_clock), n_readings]
    parts = [slice(begin, end) for begin, end in pairwise(edges)]
    longest = max(parts, key=lambda part: part.stop - part.start)
    doubtful = np.ones(n_readings, dtype=np.bool_)
    doubtful[longest] = False
    return doubtful
