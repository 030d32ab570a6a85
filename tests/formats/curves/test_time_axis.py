"""Times of a recording: over midnight, over leap seconds, with gaps, and two recordings in one file."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.curves.time_axis import TimeAxis, build_axis, has_leap_second, second_recording, unwrap
from schemas.finding import FindingCode
from schemas.lightcurve import ReadingFlag


def axis_of(clock: list[float], frames: list[float] | None = None, *, has_frames: bool = True) -> TimeAxis:
    numbers = np.arange(len(clock), dtype=float) if frames is None else np.array(frames, dtype=float)
    return build_axis(np.array(clock, dtype=float), numbers, first_line=11, has_frames=has_frames)


@given(st.floats(0, 86399.9), st.floats(0.02, 10), st.integers(2, 50))
def test_times_grow_over_midnight(start: float, step: float, size: int) -> None:
    true = np.asarray(start + step * np.arange(size), dtype=np.float64)
    assert unwrap(true % 86400) == pytest.approx(true, abs=1e-6)


def test_times_go_back_over_midnight_too() -> None:
    assert unwrap(np.array([1.0, 86399.0, 2.0])).tolist() == [1.0, -1.0, 2.0]


def test_a_day_that_shows_a_second_60_is_longer() -> None:
    clock = np.array([86399.5, 86400.0, 86400.5, 0.0, 0.5])
    assert has_leap_second(clock)
    assert unwrap(clock).tolist() == [86399.5, 86400.0, 86400.5, 86401.0, 86401.5]
    axis = axis_of(clock.tolist())
    assert (axis.has_leap_second, axis.cadence, axis.findings) == (True, 0.5, ())


@pytest.mark.parametrize(
    ("clock", "has_one"),
    [([86399.0, 86400.0, 1.0], False), ([86399.0, 86400.0], True), ([86399.0, 1.0], False), ([10.0], False)],
)
def test_a_midnight_written_as_second_60_is_none(clock: list[float], has_one: bool) -> None:
    assert has_leap_second(np.array(clock)) is has_one


def test_a_missing_time_is_interpolated_and_said() -> None:
    axis = axis_of([10.0, 11.0, np.nan, 13.0, 14.0])
    assert axis.seconds is not None
    assert axis.seconds.tolist() == [10.0, 11.0, 12.0, 13.0, 14.0]
    assert axis.flags[2] == ReadingFlag.TIME_MISSING | ReadingFlag.TIME_REPAIRED
    assert [(finding.code, finding.line) for finding in axis.findings] == [(FindingCode.TIMES_MISSING, 13)]


def test_missing_times_at_the_ends_follow_the_rate() -> None:
    axis = axis_of([np.nan, 11.0, 12.0, 13.0, 14.0, np.nan])
    assert axis.seconds == pytest.approx(np.arange(10.0, 16.0))


def test_without_any_time_there_is_no_axis() -> None:
    axis = axis_of([np.nan, np.nan])
    assert (axis.seconds, axis.cadence) == (None, None)
    assert (axis.flags == ReadingFlag.TIME_MISSING).all()
    assert [finding.code for finding in axis.findings] == [FindingCode.TIMES_MISSING]


@pytest.mark.parametrize(
    ("frames", "flag", "line"),
    [
        ([0, 1, 1, 3, 4], ReadingFlag.DUPLICATE_FRAME, 13),
        ([0, 5, 2, 3, 4], ReadingFlag.FRAME_BACKWARDS, 13),
    ],
)
def test_frame_numbers_out_of_order(frames: list[float], flag: ReadingFlag, line: int) -> None:
    axis = axis_of([10.0, 11.0, 12.0, 13.0, 14.0], frames)
    assert axis.flags[2] & flag
    assert (FindingCode.FRAMES_ORDER, line) in [(finding.code, finding.line) for finding in axis.findings]


def test_a_gap_in_the_numbering_is_worth_knowing() -> None:
    axis = axis_of([10.0, 11.0, 12.0, 20.0, 21.0, 22.0], [0, 1, 2, 10, 11, 12])
    (finding,) = axis.findings
    assert finding.message == "7 frames are missing in the numbering: the recording has a gap."
    assert (finding.line, axis.n_lost) == (14, 0)


def test_the_same_gap_without_frame_numbers_may_be_readings_left_out() -> None:
    axis = axis_of([10.0, 11.0, 12.0, 13.0, 20.0, 21.0, 22.0, 23.0], has_frames=False)
    (finding,) = axis.findings
    assert "6 readings are missing" in finding.message
    assert not axis.flags.any()


def test_stamps_coarser_than_the_frames_have_the_rate_of_the_span() -> None:
    axis = axis_of([float(second) for second in range(10) for _ in range(5)])
    assert axis.cadence == pytest.approx(9 / 49, abs=1e-9)
    assert FindingCode.TIME_ORDER in {finding.code for finding in axis.findings}


@pytest.mark.parametrize(
    ("frames", "clock", "place"),
    [
        ([*range(6), *range(6)], [*range(6), *range(100, 106)], 6),
        ([*range(6), *range(6)], list(range(12)), None),
        (list(range(12)), [*range(6), *range(100, 106)], None),
        ([*range(6), *range(3)], [*range(6), *range(100, 103)], None),
        ([*range(6), *range(4, 10)], [*range(6), *range(100, 106)], None),
    ],
)
def test_a_second_recording_begins_again_and_jumps(frames: list[int], clock: list[int], place: int | None) -> None:
    assert second_recording(np.array(clock, dtype=float), np.array(frames, dtype=float)) == place
