"""Giving light curves and timing results their date: files of times of day, placed beside a known instant."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from schemas.leap_seconds import SECONDS_PER_DAY, has_leap_second, later_by, mjd_of_clock
from schemas.lightcurve import LightCurve
from schemas.timing_result import Edge, TimingResult

FloatArray = NDArray[np.float64]


def day_nearest(seconds: float, anchor: float) -> int:
    """Return the day, UTC [MJD at 0 h], on which a time of day [s] is nearest to an instant, UTC [MJD]."""
    return round(anchor - seconds / SECONDS_PER_DAY)


def middle_of(curve: LightCurve) -> float | None:
    """Return the middle of the times of day of a curve [s], None where it has none."""
    return None if curve.span_s is None else sum(curve.span_s) / 2


def with_date(curve: LightCurve, anchor: float) -> LightCurve:
    """Return a curve with the date on which its middle is nearest to an instant.

    Parameters
    ----------
    curve
        A curve with times of day. One that has a date already, or no times, is returned as it is.
    anchor
        The event's predicted or observed instant, UTC [MJD].
    """
    middle = middle_of(curve)
    if curve.mjd is not None or curve.seconds is None or middle is None:
        return curve
    return replace(curve, mjd=_instants(curve, day_nearest(middle, anchor)))


def with_own_date(curve: LightCurve) -> LightCurve:
    """Return a curve with the date that its header gives for frame 0; unchanged without one.

    Where the first reading comes so long after frame 0 that midnight lies between, its day is the next one.
    """
    if curve.mjd is not None or curve.seconds is None or curve.date_frame0 is None:
        return curve
    day = curve.date_frame0 + _days_since_frame0(curve)
    return replace(curve, mjd=_instants(curve, day))


def _instants(curve: LightCurve, day: int) -> FloatArray:
    """Return the times of a curve on a day, UTC [MJD]; of a leap second only where the day has one."""
    seconds = curve.seconds if curve.seconds is not None else np.empty(0)
    if curve.has_leap_second and has_leap_second(day):
        return later_by(day, seconds)
    return mjd_of_clock(day, seconds)


def _days_since_frame0(curve: LightCurve) -> int:
    if curve.frames is None or curve.seconds is None or curve.cadence is None or curve.n_points < 2:
        return 0
    known = np.flatnonzero(np.isfinite(curve.frames) & np.isfinite(curve.seconds))
    steps = np.diff(curve.frames[known])
    steps = steps[steps > 0]
    if steps.size == 0:
        return 0
    first = known[0]
    elapsed = float(curve.frames[first]) * curve.cadence / float(np.median(steps))
    start = float(curve.seconds[first]) - elapsed
    return int(-start // SECONDS_PER_DAY) + 1 if start < 0 else 0


def days_between(curve: LightCurve, anchor: float) -> float | None:
    """Return how far the date that the curve itself gives lies from an instant [d], None where it gives none.

    Cameras without a clock write a date of their own, such as 2010-01-01: a distance of more than a day means
    that the header's date is not to be believed, or that the curve belongs to another event.
    """
    dated = curve if curve.mjd is not None else with_own_date(curve)
    if dated.time_start is None or dated.time_end is None:
        return None
    return (dated.time_start + dated.time_end) / 2 - anchor


def instants_of(result: TimingResult, anchor: float) -> tuple[float | None, float | None]:
    """Return D and R of a timing result, UTC [MJD], on the day on which they are nearest to an instant."""
    d, r = _seconds(result.d), _seconds(result.r)
    known = [seconds for seconds in (d, r) if seconds is not None]
    if not known or not math.isfinite(anchor):
        return None, None
    day = day_nearest(sum(known) / len(known), anchor)
    return (
        None if d is None else float(mjd_of_clock(day, d)),
        None if r is None else float(mjd_of_clock(day, r)),
    )


def _seconds(edge: Edge | None) -> float | None:
    return None if edge is None else edge.seconds
