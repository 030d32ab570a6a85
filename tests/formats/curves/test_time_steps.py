"""Steps that the frame rate does not explain: each kind of fault put in at random is found and called what it is."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from formats.curves.time_axis import build_axis
from formats.curves.time_steps import CLOCK_STEP_S, jumps_of, rate_of, repair
from schemas.finding import FindingCode
from schemas.lightcurve import ReadingFlag

RATES = st.sampled_from((0.0333667, 0.04, 0.2, 1.0, 2.56))
SIZES = st.integers(20, 200)
STARTS = st.floats(0, 86400, exclude_max=True) | st.floats(86390, 86400, exclude_max=True)


def stamps(start: float, rate: float, size: int) -> np.ndarray:
    """Return true times, counted on over midnight, to the digit of a time stamp."""
    return np.round(start + rate * np.arange(size), 4)


def assert_same(seconds: np.ndarray | None, true: np.ndarray) -> None:
    """Compare times, but for whole days: a first stamp computed for 0 h may come out on either side of it."""
    assert seconds is not None
    days = np.rint((seconds[0] - true[0]) / 86400)
    assert seconds - 86400 * days == pytest.approx(true, abs=1e-3)


def codes_of(clock: np.ndarray) -> set[FindingCode]:
    axis = build_axis(clock % 86400, np.arange(clock.size, dtype=float), first_line=1)
    return {finding.code for finding in axis.findings}


@given(STARTS, RATES, SIZES)
def test_a_steady_recording_has_no_findings(start: float, rate: float, size: int) -> None:
    assert codes_of(stamps(start, rate, size)) == set()


@given(STARTS, RATES, SIZES, st.floats(-43000, 43000), st.data())
def test_one_wrong_stamp_anywhere_is_put_right(
    start: float, rate: float, size: int, shift: float, data: st.DataObject
) -> None:
    assume(abs(shift) > 2 * rate)
    place = data.draw(st.sampled_from((0, size - 1)) | st.integers(0, size - 1))
    true = stamps(start, rate, size)
    clock = true.copy()
    clock[place] += shift
    axis = build_axis(clock % 86400, np.arange(size, dtype=float), first_line=1)
    assert axis.flags[place] & ReadingFlag.TIME_REPAIRED
    assert np.count_nonzero(axis.flags) == 1
    assert_same(axis.seconds, true)
    assert {finding.code for finding in axis.findings} == {FindingCode.TIME_REPAIRED}


@given(STARTS, RATES, SIZES, st.integers(2, 3), st.floats(CLOCK_STEP_S + 1, 43000), st.booleans())
def test_three_stamps_at_an_end_that_are_off_by_minutes_are_put_right(
    start: float, rate: float, size: int, n_bad: int, shift: float, is_last: bool
) -> None:
    true = stamps(start, rate, size)
    clock = true.copy()
    clock[-n_bad:] += shift if is_last else 0
    clock[:n_bad] += 0 if is_last else shift
    axis = build_axis(clock % 86400, np.arange(size, dtype=float), first_line=1)
    assert_same(axis.seconds, true)
    assert np.count_nonzero(axis.flags & ReadingFlag.TIME_REPAIRED) == n_bad


@given(STARTS, RATES, SIZES, st.integers(1, 20), st.data())
def test_lost_frames_are_counted(start: float, rate: float, size: int, n_lost: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(4, size - 4))
    clock = stamps(start, rate, size)
    clock[place:] += n_lost * rate
    axis = build_axis(clock % 86400, np.arange(size, dtype=float), first_line=1)
    assert axis.n_lost == n_lost
    assert [finding.code for finding in axis.findings] == [FindingCode.CLOCK_JUMP]
    assert axis.findings[0].line == 1 + place
    assert np.flatnonzero(axis.flags).tolist() == [place]


@given(STARTS, RATES, SIZES, st.sampled_from((-1, 1)), st.floats(61, 40000), st.data())
def test_a_clock_that_was_set_leaves_the_longer_part(
    start: float, rate: float, size: int, sign: int, shift: float, data: st.DataObject
) -> None:
    place = data.draw(st.integers(4, size - 4))
    clock = stamps(start, rate, size)
    clock[place:] += sign * shift
    axis = build_axis(clock % 86400, np.arange(size, dtype=float), first_line=1)
    assert (axis.n_lost, FindingCode.CLOCK_JUMP in {finding.code for finding in axis.findings}) == (0, True)
    suspect = np.flatnonzero(axis.flags & ReadingFlag.TIME_SUSPECT)
    assert suspect.size == min(place, size - place)


def test_uneven_times_are_said_once() -> None:
    rng = np.random.default_rng(3)
    steps = rng.choice((0.02, 0.04, 0.1), 2000, p=(0.4, 0.4, 0.2))
    clock = 1000 + np.concatenate(([0], np.cumsum(steps)))
    axis = build_axis(clock, np.arange(clock.size, dtype=float), first_line=1)
    [finding] = axis.findings
    assert "uneven" in finding.message
    assert axis.n_lost == 0


def test_two_readings_have_nothing_to_compare() -> None:
    seconds, counts = np.array([1.0, 5000.0]), np.array([0.0, 1.0])
    assert not repair(seconds, counts).suspect.any()
    assert jumps_of(seconds, counts) == ([], 0)
    assert rate_of(np.array([5.0, 1.0]), counts) is None


def test_a_midnight_rounded_to_second_60_is_no_leap_second() -> None:
    clock = np.array([86399.92, 86399.96, 86400.0, 0.04, 0.08, 0.12])
    axis = build_axis(clock, np.arange(6.0), first_line=1)
    assert (axis.has_leap_second, axis.findings) == (False, ())
    assert axis.seconds == pytest.approx(86399.92 + 0.04 * np.arange(6))
