"""Curves and results find their day: from an instant, from their header, over midnight."""

import numpy as np
import pytest

from ingest.intake.lightcurve_dates import day_nearest, days_between, instants_of, with_date, with_own_date
from schemas.lightcurve import LightCurve, Role
from schemas.timing_result import Edge, TimingResult


def curve(start: float, n: int = 11, step: float = 0.1, **changes: object) -> LightCurve:
    seconds = np.array([start + step * i for i in range(n)])
    frames = np.array([1.0 + i for i in range(n)])
    return LightCurve(
        role=Role.TARGET,
        flux=np.ones(n),
        seconds=seconds,
        frames=frames,
        cadence=step,
        source_format="pymovie_csv",
        date_frame0=changes.get("date_frame0"),  # type: ignore[arg-type]
    )


def mjd_of(item: LightCurve) -> np.ndarray:
    assert item.mjd is not None
    return item.mjd


@pytest.mark.parametrize(
    ("anchor", "day"),
    [(60000.5, 60000), (60000.0001, 60000), (59999.99, 60000), (60000.9999, 60001)],
)
def test_a_curve_just_after_midnight_belongs_to_the_nearest_day(anchor: float, day: int) -> None:
    dated = with_date(curve(10.0), anchor)
    assert mjd_of(dated)[0] == pytest.approx(day + 10.0 / 86400)


def test_a_curve_over_midnight_keeps_growing() -> None:
    dated = with_date(curve(86399.5), 60001.0)
    assert mjd_of(dated)[0] == pytest.approx(60000 + 86399.5 / 86400)
    assert mjd_of(dated)[-1] == pytest.approx(60001 + 0.5 / 86400)
    assert (np.diff(mjd_of(dated)) > 0).all()


def test_a_date_of_the_header_counts_from_frame_zero() -> None:
    dated = with_own_date(curve(36000.0, date_frame0=60000))
    assert mjd_of(dated)[0] == pytest.approx(60000 + 36000 / 86400)


def test_midnight_between_frame_zero_and_the_first_reading() -> None:
    item = curve(5.0, date_frame0=60000)
    late = LightCurve(
        role=Role.TARGET,
        flux=item.flux,
        seconds=item.seconds,
        frames=np.asarray(item.frames) + 100.0,  # ten seconds after frame 0
        cadence=0.1,
        source_format="pymovie_csv",
        date_frame0=60000,
    )
    assert mjd_of(with_own_date(late))[0] == pytest.approx(60001 + 5.0 / 86400)


def test_a_cameras_own_date_is_seen_to_be_wrong() -> None:
    assert days_between(curve(36000.0, date_frame0=55197), 58080.42) == pytest.approx(-2883, abs=0.1)
    assert days_between(curve(36000.0), 58080.42) is None


def test_a_curve_with_a_date_or_without_times_stays_as_it_is() -> None:
    dated = with_date(curve(36000.0), 60000.4)
    assert with_date(dated, 50000.0) is dated
    assert with_own_date(dated) is dated
    untimed = LightCurve(role=Role.TARGET, flux=np.ones(3), source_format="x")
    assert with_date(untimed, 60000.0) is untimed
    assert with_own_date(untimed) is untimed


def test_results_are_placed_beside_their_event() -> None:
    result = TimingResult(d=Edge(seconds=86399.5), r=Edge(seconds=86401.25), source_format="pyote_log")
    d, r = instants_of(result, 60000.999)
    assert d == pytest.approx(60000 + 86399.5 / 86400)
    assert r == pytest.approx(60001 + 1.25 / 86400)
    assert instants_of(TimingResult(source_format="pyote_log"), 60000.0) == (None, None)
    alone = TimingResult(r=Edge(seconds=1.0), source_format="pyote_log")
    d, r = instants_of(alone, 59999.99)
    assert d is None
    assert r == pytest.approx(60000 + 1 / 86400)


def test_the_nearest_day_is_at_most_half_a_day_away() -> None:
    assert day_nearest(0.0, 60000.4) == 60000
    assert day_nearest(0.0, 60000.6) == 60001
