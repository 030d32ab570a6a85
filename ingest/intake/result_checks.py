"""Checks of timing results: what a fit's own numbers cannot be, whatever event it belongs to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import SECONDS_PER_DAY, clock_text
from schemas.timing_result import Edge, TimingKind, TimingResult

#: No star is hidden longer than this by a body other than the Moon, and no fit spans more [s].
LONGEST_EVENT_S = 2 * 3600.0
#: Stated duration and R - D of a program agree within this; the programs print hundredths or finer [s].
DURATION_TOLERANCE_S = 0.02
#: An uncertainty above this is one of another unit [s].
LARGEST_ERROR_S = 60.0
#: Two numbers whose ratio lies between these are one number in seconds and in milliseconds.
MILLI_RATIO = (800.0, 1250.0)

Rule = Callable[[TimingResult], Iterator[Finding]]


def check_results(results: Sequence[TimingResult]) -> tuple[tuple[TimingResult, ...], tuple[Finding, ...]]:
    """Return the results that are acceptable, without impossible values, and what is wrong with all of them.

    The truth of a synthetic light curve is no result and is passed through.
    """
    kept: list[TimingResult] = []
    findings: list[Finding] = []
    for result in results:
        if result.kind is TimingKind.SYNTHETIC_TRUTH:
            kept.append(result)
            continue
        cleaned, remarks = _without_impossible(result)
        remarks += [finding for rule in RULES for finding in rule(cleaned)]
        findings += [_numbered(finding, result, results) for finding in remarks]
        if not any(finding.severity is Severity.ERROR for finding in remarks):
            kept.append(cleaned)
    return tuple(kept), tuple(findings)


def _numbered(finding: Finding, result: TimingResult, results: Sequence[TimingResult]) -> Finding:
    """Name the result in a message where the file has several."""
    if len(results) == 1:
        return finding
    return replace(finding, message=f"Result {result.seq}: {finding.message}")


def is_milli(one: float, other: float) -> bool:
    """Return whether the first of two numbers is the second in thousandths of its unit."""
    return other > 0 and MILLI_RATIO[0] <= one / other <= MILLI_RATIO[1]


def r_after_d(result: TimingResult) -> Iterator[Finding]:
    """Expect R after D, in times and in frames, and by less than hours."""
    d, r = _seconds(result.d), _seconds(result.r)
    hint = "swap D and R, or correct the time"
    if d is not None and r is not None:
        if r <= d or r - d > SECONDS_PER_DAY / 2:
            message = f"R {_clock(r)} is not after D {_clock(d)}."
            yield Finding.error(FindingCode.R_BEFORE_D, message, hint, field="r_time")
        elif r - d > LONGEST_EVENT_S:
            message = f"R {_clock(r)} comes {(r - d) / 3600:.1f} hours after D {_clock(d)}."
            yield Finding.error(FindingCode.R_BEFORE_D, message, "correct the hour of D or R", field="r_time")
        return
    if result.d is None or result.r is None or result.d.frame is None or result.r.frame is None:
        return
    if result.r.frame <= result.d.frame:
        message = f"R in frame {result.r.frame:g} is not after D in frame {result.d.frame:g}."
        yield Finding.error(FindingCode.R_BEFORE_D, message, "swap D and R, or correct the frame", field="r_time")


def duration_is_difference(result: TimingResult) -> Iterator[Finding]:
    """Compare the stated duration with R - D; over midnight a leap second may be between them."""
    d, r, duration = _seconds(result.d), _seconds(result.r), result.duration
    if d is None or r is None or duration is None or r <= d:
        return
    steps = (0.0, 1.0) if d < SECONDS_PER_DAY <= r else (0.0,)
    if any(abs(r - d + step - duration) <= DURATION_TOLERANCE_S for step in steps):
        return
    message = f"The duration is given as {duration:g} s, but R - D is {r - d:.3f} s."
    hint = "give it in seconds: is it in milliseconds?" if is_milli(duration, r - d) else "correct the duration, D or R"
    yield Finding.warning(FindingCode.DURATION_MISMATCH, message, hint, field="duration")


def accuracy_is_likely(result: TimingResult) -> Iterator[Finding]:
    """Expect an uncertainty of D and R above zero, below a minute and below the duration."""
    d, r = _seconds(result.d), _seconds(result.r)
    length = r - d if d is not None and r is not None else result.duration
    for word, edge in (("D", result.d), ("R", result.r)):
        for bar in edge.errors if edge is not None else ():
            width = max(bar.plus, bar.minus)
            is_long = length is not None and length > 0 and width > length
            if 0 < width <= LARGEST_ERROR_S and not is_long:
                continue
            beside = f" for an event of {length:.3g} s" if is_long and length is not None else ""
            message = f"The uncertainty of {word} is given as {width:g} s{beside}."
            hint = "give it in seconds, above zero" + (": is it in milliseconds?" if width > 1 else "")
            yield Finding.warning(FindingCode.ACCURACY_UNLIKELY, message, hint, field=f"{word.lower()}_err")
            break


#: Rules on a result, in the order of their findings.
RULES: tuple[Rule, ...] = (r_after_d, duration_is_difference, accuracy_is_likely)

#: Values that a result may state, and the smallest and largest number that each can be.
_BOUNDS: tuple[tuple[str, float, float], ...] = (
    ("duration", 0.0, 1e9),
    ("mag_drop", -0.5, 25.0),
    ("percent_drop", -60.0, 200.0),
    ("dnr", 0.0, 1e6),
    ("snr", 0.0, 1e6),
    ("false_positive", 0.0, 1.0),
    ("cadence", 1e-6, 3600.0),
)


def _without_impossible(result: TimingResult) -> tuple[TimingResult, list[Finding]]:
    """Return a result without the impossible numbers, and a warning for each of them."""
    findings = []
    for field, low, high in _BOUNDS:
        value = getattr(result, field)
        if value is None or low <= value <= high:
            continue
        changes: dict[str, Any] = {field: None}
        result = replace(result, **changes)
        message = f"The value of {field} is given as {value:g}, which is impossible; it was left out."
        findings.append(Finding.warning(FindingCode.VALUE_IMPOSSIBLE, message, "correct the value", field=field))
    return result, findings


def _seconds(edge: Edge | None) -> float | None:
    return None if edge is None else edge.seconds


def _clock(seconds: float) -> str:
    return clock_text(seconds / SECONDS_PER_DAY % 1)
