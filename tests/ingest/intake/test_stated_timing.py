"""Results of programs are dated by an instant beside them, and their errors become 1 sigma."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.intake.stated_timing import stated
from schemas.instant import SECONDS_PER_DAY
from schemas.timing_result import Edge, ErrorBar, TimingResult


def result(seconds: float, *errors: ErrorBar) -> TimingResult:
    edge = Edge(seconds=seconds, errors=errors)
    return TimingResult(d=edge, r=Edge(seconds=seconds + 4), source_format="x")


@given(st.integers(50000, 62000), st.floats(0, 86000), st.floats(-0.4, 0.4))
def test_the_day_is_the_nearest(day: int, seconds: float, lag: float) -> None:
    timing = stated(result(seconds), day + (seconds + 2) / SECONDS_PER_DAY + lag)
    assert timing.d_time == pytest.approx(day + seconds / SECONDS_PER_DAY, abs=1.5 / SECONDS_PER_DAY)


def test_without_an_instant_there_is_no_date() -> None:
    assert stated(result(100.0), float("nan")).d_time is None


@pytest.mark.parametrize(("level", "err"), [("0.68", 0.3), ("0.9973", 0.1), ("unknown", 0.3)])
def test_errors_are_one_sigma_where_their_level_is_known(level: str, err: float) -> None:
    timing = stated(result(100.0, ErrorBar(level=level, plus=0.3, minus=0.3)), 60000.0)
    assert timing.d_err == pytest.approx(err)
    assert timing.err_level == level
    assert timing.r_err is None
