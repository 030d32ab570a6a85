"""A timing result against its report, event and light curve: what agrees passes, what does not is named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.archive.archive_index import KnownEvent
from ingest.archive.compared_values import ReportValues
from ingest.intake.counterpart import Counterpart
from ingest.intake.result_comparison import compare_results
from ingest.intake.stated_timing import stated
from schemas.codes import Outcome
from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import SECONDS_PER_DAY
from schemas.timing_result import Edge, ErrorBar, TimingResult

BAR = (ErrorBar(level="0.68", plus=0.05, minus=0.05),)


def other(middle: float) -> Counterpart:
    """Return a report whose D and R are 2 s on either side of an instant, UTC [MJD], its event and light curve."""
    half = 2 / SECONDS_PER_DAY
    report = ReportValues(
        report_id="x_r01",
        outcome=Outcome.POSITIVE,
        exposure=0.04,
        d_time=middle - half,
        d_err=0.05,
        r_time=middle + half,
        r_err=0.05,
    )
    event = KnownEvent(event_id="x", time_first=middle, time_last=middle, ra=None, dec=None, stars=frozenset())
    span = (middle - 60 / SECONDS_PER_DAY, middle + 60 / SECONDS_PER_DAY)
    return Counterpart(event=event, report=report, anchor=middle, spans=(span,))


def result(middle: float, *, d_lag_s: float = 0.0, r_lag_s: float = 0.0, seq: int = 1) -> TimingResult:
    """Return a result of the same event, with D and R so much later."""
    d = (middle % 1 * SECONDS_PER_DAY - 2 + d_lag_s) % SECONDS_PER_DAY
    length = 4 + r_lag_s - d_lag_s
    return TimingResult(
        seq=seq, d=Edge(seconds=d, errors=BAR), r=Edge(seconds=d + length, errors=BAR), source_format="aota_text"
    )


def found(one: TimingResult, against: Counterpart) -> list[Finding]:
    return compare_results([one], [stated(one, against.anchor)], against)


def codes(one: TimingResult, against: Counterpart) -> set[tuple[FindingCode, Severity]]:
    return {(finding.code, finding.severity) for finding in found(one, against)}


instants = st.floats(50000, 65000, allow_nan=False)


@given(instants, st.floats(-0.15, 0.15), st.floats(-0.15, 0.15))
def test_a_result_that_agrees_passes(middle: float, d_lag_s: float, r_lag_s: float) -> None:
    assert found(result(middle, d_lag_s=d_lag_s, r_lag_s=r_lag_s), other(middle)) == []


@given(instants, st.floats(1, 50), st.booleans())
def test_a_result_seconds_off_its_report_is_named(middle: float, lag_s: float, is_later: bool) -> None:
    lag = lag_s if is_later else -lag_s
    findings = found(result(middle, d_lag_s=lag, r_lag_s=lag), other(middle))
    assert [finding.code for finding in findings] == [FindingCode.RESULT_DIFFERS] * 2
    assert all(("after" if is_later else "before") in finding.message for finding in findings)


def test_r_ten_minutes_late_is_named_with_the_likely_slip() -> None:
    (differs, outside) = found(result(60000.5, r_lag_s=600), other(60000.5))
    assert (differs.code, differs.severity) == (FindingCode.RESULT_DIFFERS, Severity.WARNING)
    assert "10.0 min after" in differs.message
    assert differs.hint == "check the minute"
    assert outside.code is FindingCode.OUTSIDE_RECORDING


@given(instants, st.integers(2, 11), st.booleans())
def test_a_result_in_another_zone_is_refused(middle: float, hours: int, is_later: bool) -> None:
    lag = 3600.0 * (hours if is_later else -hours)
    against = other(middle)
    findings = found(result(middle, d_lag_s=lag, r_lag_s=lag), against)
    assert (FindingCode.FAR_FROM_PREDICTION, Severity.ERROR) in {(item.code, item.severity) for item in findings}
    assert any("hour" in finding.hint for finding in findings)


def test_a_negative_report_contradicts_a_result() -> None:
    against = other(60000.5)
    assert against.report is not None
    negative = replace(against.report, outcome=Outcome.NEGATIVE, d_time=None, r_time=None)
    assert codes(result(60000.5), replace(against, report=negative)) == {(FindingCode.RESULT_DIFFERS, Severity.WARNING)}


def test_a_second_drop_is_not_compared_with_the_first() -> None:
    assert found(result(60000.5, d_lag_s=20, r_lag_s=20, seq=2), other(60000.5)) == []


@pytest.mark.parametrize("lag_s", [0.0, 5.0])
def test_a_report_without_times_contradicts_nothing(lag_s: float) -> None:
    against = other(60000.5)
    assert against.report is not None
    timeless = replace(against, report=replace(against.report, d_time=None, r_time=None))
    assert found(result(60000.5, d_lag_s=lag_s, r_lag_s=lag_s), timeless) == []


@pytest.mark.parametrize(("cadence", "is_named"), [(0.04, False), (40.0, True), (0.00004, True), (0.32, False)])
def test_a_step_in_milliseconds_is_named(cadence: float, is_named: bool) -> None:
    named = codes(replace(result(60000.5), cadence=cadence), other(60000.5))
    assert named == ({(FindingCode.UNIT_UNLIKELY, Severity.WARNING)} if is_named else set())
