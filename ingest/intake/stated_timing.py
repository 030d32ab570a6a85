"""Stated timings: what a program's log says of D and R, on the day of an event and with errors as 1 sigma."""

from ingest.intake.lightcurve_dates import instants_of
from schemas.timing_result import Edge, StatedTiming, TimingResult, best_error, one_sigma


def stated(result: TimingResult, anchor: float) -> StatedTiming:
    """Return a timing result with its instants on the day nearest to an anchor, UTC [MJD], and errors as 1 sigma."""
    d_time, r_time = instants_of(result, anchor)
    (d_err, d_level), (r_err, r_level) = _error(result.d), _error(result.r)
    return StatedTiming(
        kind=result.kind,
        seq=result.seq,
        is_miss=result.is_miss,
        d_time=d_time,
        d_err=d_err,
        r_time=r_time,
        r_err=r_err,
        err_level=d_level if d_err is not None else r_level,
        duration=result.duration,
        mag_drop=result.mag_drop,
        dnr=result.dnr,
        snr=result.snr,
        false_positive=result.false_positive,
        time_kind=result.time_kind,
        camera_delay_applied=result.camera_delay_applied,
        exposure_applied=result.exposure_applied,
        aperture_name=result.aperture_name,
        software=result.software,
        source_format=result.source_format,
    )


def _error(edge: Edge | None) -> tuple[float | None, str]:
    """Return an uncertainty [s], as 1 sigma where its level is known, and that level."""
    bar = best_error(edge.errors) if edge is not None else None
    if bar is None:
        return None, "unknown"
    sigma = one_sigma(bar)
    return (sigma, bar.level) if sigma is not None else ((bar.plus + bar.minus) / 2, "unknown")
