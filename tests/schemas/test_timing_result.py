"""Error bars of fits as one sigma, and which of several is quoted."""

import pytest

from schemas.timing_result import ErrorBar, best_error, one_sigma


@pytest.mark.parametrize(
    ("level", "sigmas"),
    # Quantiles of the normal distribution; the named levels count as exactly one and three.
    [("0.68", 1.0), ("0.9973", 3.0), ("0.95", 1.959964), ("0.99", 2.575829), ("0.5", 0.674490)],
)
def test_one_sigma_of_a_level(level: str, sigmas: float) -> None:
    assert one_sigma(ErrorBar(level=level, plus=2.0, minus=1.0)) == pytest.approx(1.5 / sigmas, rel=1e-6)


@pytest.mark.parametrize("level", ["unknown", "0", "1", "1.5", "-0.5", "nan"])
def test_levels_that_tell_no_sigma(level: str) -> None:
    assert one_sigma(ErrorBar(level=level, plus=2.0, minus=2.0)) is None


def test_the_lowest_known_level_is_quoted() -> None:
    wide, narrow, unknown = (ErrorBar(level=level, plus=1.0, minus=1.0) for level in ("0.9973", "0.68", "unknown"))
    assert best_error((wide, unknown, narrow)) is narrow
    assert best_error((unknown,)) is unknown
    assert best_error(()) is None
