"""Checks on values that are possible, but not beside the others: mostly milliseconds where the form wants seconds."""

from collections.abc import Iterator

from schemas.codes import Answer, Method
from schemas.event import Event
from schemas.finding import Finding, FindingCode
from schemas.leap_seconds import elapsed
from schemas.report import Report

LONGEST_EXPOSURE_S = 60.0
#: Errors of fits to single readings get no further below the exposure than this.
_EXPOSURES_TO_ERR = 100.0
#: A number from here on may be one of milliseconds [s].
_MAY_BE_MS = 1.0
_EVENT_WORDS = "the event"


def _spans(report: Report) -> Iterator[tuple[str, float]]:
    """Yield event and recording with their lengths [s], where the report gives them."""
    if report.d_time is not None and report.r_time is not None and report.r_time > report.d_time:
        yield _EVENT_WORDS, elapsed(report.d_time, report.r_time)
    elif report.duration is not None and report.duration > 0:
        yield _EVENT_WORDS, report.duration
    if report.time_start is not None and report.time_end is not None and report.time_end > report.time_start:
        yield "the recording", elapsed(report.time_start, report.time_end)


def _hint(value_s: float) -> str:
    return "in milliseconds? give it in seconds" if value_s >= _MAY_BE_MS else "give it in seconds"


def exposure_is_likely(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect an exposure shorter than event and recording, and than a minute; a drift scan has one for all."""
    exposure = report.exposure
    if exposure is None or exposure <= 0:
        return
    longer = [(words, span_s) for words, span_s in _spans(report) if exposure > span_s]
    if longer and report.method != Method.DRIFT_SCAN:
        words, span_s = longer[-1]
        message = f"The exposure is given as {exposure:g} s, longer than {words} ({span_s:.4g} s)."
        yield Finding.warning(FindingCode.UNIT_UNLIKELY, message, _hint(exposure), field="exposure")
    elif exposure > LONGEST_EXPOSURE_S:
        message = f"The exposure is given as {exposure:g} s."
        yield Finding.warning(FindingCode.UNIT_UNLIKELY, message, _hint(exposure), field="exposure")


def accuracy_is_likely(report: Report, _event: Event) -> Iterator[Finding]:
    """Expect an uncertainty with every time: at most a minute and the event's length, not far below the exposure."""
    event_s = next((span_s for words, span_s in _spans(report) if words == _EVENT_WORDS), None)
    for word, field, instant, error in (
        ("D", "d_err", report.d_time, report.d_err),
        ("R", "r_err", report.r_time, report.r_err),
    ):
        if instant is None:
            continue
        if error is None:
            hint = f"give Acc_{word} in s"
            yield Finding.warning(FindingCode.ACCURACY_MISSING, f"{word} has no uncertainty.", hint, field=field)
            continue
        message = f"The uncertainty of {word} is given as {error:g} s"
        if event_s is not None and error > event_s:
            message += f", longer than the event ({event_s:.4g} s)."
            yield Finding.warning(FindingCode.ACCURACY_UNLIKELY, message, _hint(error), field=field)
        elif error > LONGEST_EXPOSURE_S:
            yield Finding.warning(FindingCode.ACCURACY_UNLIKELY, f"{message}.", _hint(error), field=field)
        elif report.exposure is not None and error < report.exposure / _EXPOSURES_TO_ERR:
            message += f", less than 1/{_EXPOSURES_TO_ERR:.0f} of the exposure ({report.exposure:g} s)."
            hint = "give both in seconds: is the exposure in milliseconds?"
            yield Finding.warning(FindingCode.ACCURACY_UNLIKELY, message, hint, field=field)


def reaction_time_applied(report: Report, _event: Event) -> Iterator[Finding]:
    """Ask whether a visual observer's reaction time is taken off D and R, and warn where it is not."""
    if report.d_time is None and report.r_time is None:
        return
    sizes = [size for size in (report.d_personal_equation, report.r_personal_equation) if size]
    if (not sizes and report.method != Method.VISUAL) or report.reaction_time_applied == Answer.YES:
        return
    amount = " and ".join(f"{size:g} s" for size in dict.fromkeys(sizes)) or "a time that the report does not state"
    if report.reaction_time_applied == Answer.NO:
        message = f"The reaction time is not taken off D and R: they are late by {amount}."
        hint = "give corrected times to have them published"
    else:
        message = f"The report does not say whether the reaction time ({amount}) is taken off D and R."
        hint = "state whether it was applied"
    yield Finding.warning(FindingCode.REACTION_TIME, message, hint, field="reaction_time_applied")
