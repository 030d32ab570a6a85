"""The personal equation of a form's observer: its column, its question, and what words beside the times say."""

from collections.abc import Sequence

from formats.files.remarks import Remarks
from formats.forms.form import Form
from formats.forms.observation_times import ObservationTimes
from formats.words.reaction_time import reaction_time_of
from schemas.codes import Answer
from schemas.finding import FindingCode


def read_reaction_time(
    form: Form, times: ObservationTimes, lines: Sequence[str], remarks: Remarks
) -> tuple[float | None, float | None, Answer]:
    """Return the personal equations of D and R [s], and whether they are taken off the times.

    Parameters
    ----------
    form
        The form; its comment is read too.
    times
        Its times, with the personal equations that are in columns of their own.
    lines
        The form's question with its answer, and the words beside the times.
    remarks
        Where findings go.
    """
    found = reaction_time_of([*lines, form.text("comment") or ""])
    line = form.lines.get("d_time")
    if found.is_contradictory:
        message = "The form says both that the reaction time was applied and that it was not."
        hint = "correct one of the two"
        remarks.warning(FindingCode.REACTION_TIME, message, field="reaction_time_applied", line=line, hint=hint)
    d_equation, r_equation = times.d_personal_equation, times.r_personal_equation
    if found.seconds is not None and d_equation is None and r_equation is None and times.pairs:
        main = times.pairs[0]
        d_equation = found.seconds if main.d_time is not None else None
        r_equation = found.seconds if main.r_time is not None else None
        message = f"The personal equation {found.seconds:g} s was taken from words beside the times or the comment."
        remarks.info(FindingCode.VALUE_DERIVED, message, field="d_personal_equation", line=line)
    return d_equation, r_equation, found.applied
