"""Stated timings: what a program's log says of D and R, on the day of an event and with errors as 1 sigma."""

from dataclasses import fields

from ingest.intake.lightcurve_dates import instants_of
from schemas.timing_result import Edge, StatedTiming, TimingResult, best_error, one_sigma

#: What both records have is handed on as the program states it.
_AS_STATED = sorted({one.name for one in fields(TimingResult)} & {one.name for one in fields(StatedTiming)})


def stated(result: TimingResult, anchor: float) -> StatedTiming:
    """Return a timing result with its instants on the day nearest to an anchor, UTC [MJD], and errors as 1 sigma."""
    d_time, r_time = instants_of(result, anchor)
    (d_err, d_level), (r_err, r_level) = _error(result.d), _error(result.r)
    return StatedTiming(
        d_time=d_time,
        d_err=d_err,
        r_time=r_time,
        r_err=r_err,
        err_level=d_level if d_err is not None else r_level,
        **{name: getattr(result, name) for name in _AS_STATED},
    )


def _error(edge: Edge | None) -> tuple[float | None, str]:
    """Return an uncertainty [s], as 1 sigma where its level is known, and that level."""
    bar = best_error(edge.errors) if edge is not None else None
    if bar is None:
        return None, "unknown"
    sigma = one_sigma(bar)
    return (sigma, bar.level) if sigma is not None else ((bar.plus + bar.minus) / 2, "unknown")
