"""Rules on timing results: each can fail, and what is right passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.timings.aota_text import over_midnight
from ingest.intake.result_checks import check_results
from schemas.finding import FindingCode, Severity
from schemas.timing_result import Edge, ErrorBar, TimingKind, TimingResult


def result(
    d: float | None,
    r: float | None,
    *,
    error: float | None = 0.1,
    duration: float | None = None,
    kind: TimingKind = TimingKind.FIT,
) -> TimingResult:
    bars = () if error is None else (ErrorBar(level="0.95", plus=error, minus=error),)
    edges = [None if seconds is None else Edge(seconds=seconds, errors=bars) for seconds in (d, r)]
    first, last = over_midnight(*edges)
    return TimingResult(kind=kind, d=first, r=last, duration=duration, source_format="aota_text")


def codes(one: TimingResult) -> set[FindingCode]:
    return {finding.code for finding in check_results([one])[1]}


clock = st.floats(0, 86399, allow_nan=False)
length = st.floats(0.1, 3000, allow_nan=False)


@given(clock, length)
def test_a_right_result_passes_at_any_time_of_day(d: float, seconds: float) -> None:
    one = result(d, (d + seconds) % 86400, error=0.05, duration=seconds)
    assert check_results([one]) == ((one,), ())


@given(clock, length)
def test_d_and_r_exchanged_are_refused_at_any_time_of_day(d: float, seconds: float) -> None:
    kept, findings = check_results([result((d + seconds) % 86400, d)])
    assert kept == ()
    assert (findings[0].code, findings[0].severity) == (FindingCode.R_BEFORE_D, Severity.ERROR)


def test_frames_in_the_wrong_order_are_refused_too() -> None:
    one = TimingResult(d=Edge(frame=67.0), r=Edge(frame=63.0), source_format="aota_text")
    assert codes(one) == {FindingCode.R_BEFORE_D}


@given(clock, st.floats(0.1, 100, allow_nan=False))
def test_a_duration_in_milliseconds_is_named(d: float, seconds: float) -> None:
    _, (finding, *_) = check_results([result(d, (d + seconds) % 86400, error=0.05, duration=1000 * seconds)])
    assert finding.code is FindingCode.DURATION_MISMATCH
    assert "milliseconds" in finding.hint


def test_a_leap_second_between_d_and_r_contradicts_no_duration() -> None:
    assert codes(result(86398.0, 2.0, duration=5.0)) == set()
    assert codes(result(86398.0, 2.0, duration=4.0)) == set()
    assert codes(result(86390.0, 86394.0, duration=5.0)) == {FindingCode.DURATION_MISMATCH}


@pytest.mark.parametrize("error", [50.0, 0.0, 400.0])
def test_an_uncertainty_longer_than_the_event_or_zero_is_unlikely(error: float) -> None:
    assert codes(result(36000.0, 36004.0, error=error)) == {FindingCode.ACCURACY_UNLIKELY}


def test_impossible_numbers_are_left_out_and_named() -> None:
    one = TimingResult(d=Edge(seconds=1.0), duration=-4.0, snr=-1.0, false_positive=3.0, source_format="pyote_log")
    (kept,), findings = check_results([one])
    assert (kept.duration, kept.snr, kept.false_positive) == (None, None, None)
    assert [finding.field for finding in findings] == ["duration", "snr", "false_positive"]


def test_of_several_results_the_wrong_one_is_named_and_left_out() -> None:
    good, bad = result(10.0, 12.0), result(12.0, 10.0)
    kept, (finding,) = check_results([good, bad])
    assert kept == (good,)
    assert finding.message.startswith("Result 1:")


def test_the_truth_of_a_model_is_no_result() -> None:
    one = result(12.0, 10.0, kind=TimingKind.SYNTHETIC_TRUTH)
    assert check_results([one]) == ((one,), ())
