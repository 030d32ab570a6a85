"""Checks of placed timing results against the report, light curves and event that they are tied to."""

import math
from collections.abc import Iterator, Sequence

from ingest.intake.counterpart import Counterpart
from ingest.intake.curve_checks import day_of_file_differs, far_from_event, object_differs
from ingest.intake.result_checks import is_milli
from schemas.codes import Outcome
from schemas.finding import Finding, FindingCode
from schemas.instant import SECONDS_PER_DAY, clock_text
from schemas.leap_seconds import elapsed
from schemas.timing_result import StatedTiming, TimingResult

#: D and R of a result and of its report agree within this where neither says how exact it is [s].
AGREEMENT_S = 0.2
#: A report's times may have an exposure or a camera's delay in them that the program's have not [exposures].
EXPOSURES = 2.0
SIGMAS = 5.0
#: A result outside of its own light curve by more than this is of another one [s].
COVER_SLACK_S = 1.0


def compare_results(
    results: Sequence[TimingResult], placed: Sequence[StatedTiming], other: Counterpart
) -> list[Finding]:
    """Return what of a file's results contradicts their report, its light curves or the event.

    An error says that they cannot be of it.

    Parameters
    ----------
    results
        As they were read.
    placed
        The same with their instants.
    other
        The report and event.
    """
    findings = [*object_differs(results[0].clues, other.event), *day_of_file_differs(results[0].clues, other)]
    findings += _steps(results[0], other)
    for result in placed:
        findings += _with_event(result, other)
        findings += _with_report(result, other)
        findings += _with_curves(result, other)
    return findings


def _times(result: StatedTiming) -> list[tuple[str, str, float]]:
    pairs = (("D", "d_time", result.d_time), ("R", "r_time", result.r_time))
    return [(word, name, instant) for word, name, instant in pairs if instant is not None]


def _with_event(result: StatedTiming, other: Counterpart) -> Iterator[Finding]:
    instants = [instant for _, _, instant in _times(result)]
    if instants:
        yield from far_from_event(min(instants), max(instants), other.event, "The result")


def _with_report(result: StatedTiming, other: Counterpart) -> Iterator[Finding]:
    report = other.report
    if report is None or not _times(result):
        return
    if report.outcome is Outcome.NEGATIVE:
        message = f"{report.report_id} is negative, but the result states {_words(result)}."
        yield Finding.warning(FindingCode.RESULT_DIFFERS, message, "correct the one that is wrong", field="outcome")
        return
    if result.seq != 1:
        # The second drop of a file is no pair of the report's main times.
        return
    known = {"D": (report.d_time, report.d_err), "R": (report.r_time, report.r_err)}
    stated = {"D": result.d_err, "R": result.r_err}
    for word, name, instant in _times(result):
        reported, error = known[word]
        if reported is None:
            continue
        lag = elapsed(reported, instant)
        errors = [value for value in (error, stated[word]) if value is not None and value > 0]
        # An error longer than the event is a slip of unit, and would excuse everything.
        usual = [value for value in errors if report.duration is None or value <= report.duration]
        allowed = max(AGREEMENT_S, SIGMAS * math.hypot(*usual), EXPOSURES * min(report.exposure or 0.0, 10.0))
        if abs(lag) <= allowed:
            continue
        side = "after" if lag > 0 else "before"
        message = f"{word} {clock_text(instant)} of the result is {_length(abs(lag))} {side} {word} "
        message += f"{clock_text(reported)} of {report.report_id}."
        yield Finding.warning(FindingCode.RESULT_DIFFERS, message, _slip(lag), field=name)


def _slip(lag_s: float) -> str:
    """Return the hint for a difference of times: which slip of the pen it may be."""
    for unit_s, words in ((3600.0, "check the hour, and that the time is UT"), (60.0, "check the minute")):
        if abs(lag_s) > unit_s / 2 and abs(lag_s / unit_s - round(lag_s / unit_s)) * unit_s < 2.0:
            return words
    return "correct the one that is wrong"


def _steps(result: TimingResult, other: Counterpart) -> Iterator[Finding]:
    """Compare the step of the readings that were fitted with the exposure of the report."""
    exposure = other.report.exposure if other.report is not None else None
    if other.report is None or exposure is None or result.cadence is None or result.cadence <= 0:
        return
    if is_milli(exposure, result.cadence) or is_milli(result.cadence, exposure):
        message = f"The readings that were fitted are {result.cadence:g} s apart, but the exposure in "
        message += f"{other.report.report_id} is {exposure:g} s."
        hint = "give both in seconds: is one of them in milliseconds?"
        yield Finding.warning(FindingCode.UNIT_UNLIKELY, message, hint, field="exposure")


def _length(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.2f} s"
    return f"{seconds / 60:.1f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def _words(result: StatedTiming) -> str:
    return " and ".join(f"{word} {clock_text(instant)}" for word, _, instant in _times(result))


def _with_curves(result: StatedTiming, other: Counterpart) -> Iterator[Finding]:
    """Expect D and R within a light curve of the same report, where there is one."""
    slack = COVER_SLACK_S / SECONDS_PER_DAY
    for word, name, instant in _times(result):
        if not other.spans or any(first - slack <= instant <= last + slack for first, last in other.spans):
            continue
        first, last = other.spans[0]
        message = f"{word} {clock_text(instant)} of the result is outside of the light curve of its report, "
        message += f"{clock_text(first)} to {clock_text(last)}."
        hint = "check that it is of this light curve"
        yield Finding.warning(FindingCode.OUTSIDE_RECORDING, message, hint, field=name)
