"""What is added to a report's times before they are reduced: only what the report itself asks for."""

from schemas.chord import Correction, Corrections
from schemas.codes import Answer
from schemas.report import Report


def corrections_of(report: Report, *, camera_delay_s: float | None = None) -> Corrections:
    """Return the corrections of one report, each with whether its times hold it already.

    The adjustment of an observation record is added to D and R when reducing (Occult 4 help, page on the
    archive of observations). A camera's delay and an observer's personal equation are taken off, where they
    are known and the report says that they were not applied; where it does not state that, nothing is changed.

    Parameters
    ----------
    report
        The station's report.
    camera_delay_s
        Time from the exposure to the time stamp of the report's camera, where known.
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
    """Return corrections with a further shift of one station's clock, added to all its times [s]."""
    extra = Correction(reason=reason, shift=shift_s, applied=Answer.NO)
    return Corrections(both=(*corrections.both, extra), d=corrections.d, r=corrections.r)


def _personal_equation(seconds: float | None, applied: Answer) -> tuple[Correction, ...]:
    if not seconds:
        return ()
    return (Correction(reason="personal equation", shift=-seconds, applied=applied),)
