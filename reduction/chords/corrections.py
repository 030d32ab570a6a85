"""Corrections that are added to the times of a report before they are reduced, as the report itself states them."""

from schemas.chord import Correction, Corrections
from schemas.codes import Answer
from schemas.report import Report


def corrections_of(report: Report, *, camera_delay_s: float | None = None) -> Corrections:
    """Return the corrections of one report [s].

    The time adjustment of an observation record is added to D and R (Occult 4 help, page on the archive of
    observations). The delay of the camera and the observer's personal equation are subtracted if they are known and the
    report states that they were not applied. Without this statement, nothing is changed.

    Parameters
    ----------
    report
        The station's report.
    camera_delay_s
        Time from the exposure to its time stamp in the report's camera; None if unknown.
    """
    both = []
    if report.time_adjustment:
        both.append(Correction(reason="time adjustment", shift=report.time_adjustment, applied=Answer.NO))
    if camera_delay_s is not None:
        applied = report.camera_delay_applied
        both.append(Correction(reason="camera delay", shift=-camera_delay_s, applied=applied))
    return Corrections(
        both=tuple(both),
        d=_personal_equation(report.d_personal_equation, report.reaction_time_applied),
        r=_personal_equation(report.r_personal_equation, report.reaction_time_applied),
    )


def station_shift(corrections: Corrections, shift_s: float, reason: str) -> Corrections:
    """Return corrections with a further shift of the station's clock [s], which is added to all its times."""
    extra = Correction(reason=reason, shift=shift_s, applied=Answer.NO)
    return Corrections(both=(*corrections.both, extra), d=corrections.d, r=corrections.r)


def _personal_equation(seconds: float | None, applied: Answer) -> tuple[Correction, ...]:
    if not seconds:
        return ()
    return (Correction(reason="personal equation", shift=-seconds, applied=applied),)
