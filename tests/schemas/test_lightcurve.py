"""Light curve records: arrays that cannot be changed and belong together."""

from dataclasses import replace

import numpy as np
import pytest

from schemas.lightcurve import LightCurve, Role, cadence_of


def curve(**changes: object) -> LightCurve:
    plain = LightCurve(role=Role.TARGET, flux=np.array([1.0, np.nan, 3.0]), source_format="x")
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_arrays_are_read_only_and_the_givers_stay_writable() -> None:
    given = np.array([1.0, 2.0, 3.0])
    record = curve(mjd=given)
    assert record.mjd is not None
    with pytest.raises(ValueError, match="read-only"):
        record.mjd[0] = 5.0
    given[0] = 9.0  # the giver's own array


def test_counts_and_ends_follow_from_the_arrays() -> None:
    record = curve(mjd=np.array([np.nan, 60001.0, 60000.0]))
    assert (record.n_points, record.n_dropped) == (3, 1)
    assert (record.time_start, record.time_end) == (60000.0, 60001.0)
    assert (curve().time_start, curve(mjd=np.full(3, np.nan)).time_end) == (None, None)


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        curve(mjd=np.zeros(2))


def test_the_cadence_is_the_median_step() -> None:
    assert cadence_of(np.array([0.0, 0.04, np.nan, 0.08, 0.2])) == 0.04
    assert cadence_of(np.array([1.0])) is None
    assert cadence_of(np.array([1.0, 1.0])) is None
