"""Curves and results of no known event are shown with the day that they name themselves."""

import numpy as np

from ingest.intake.unassigned_curves import as_read
from schemas.event import Event
from schemas.lightcurve import Clues, LightCurve, Role
from schemas.timing_result import Edge, TimingResult


def curve(day: int | None) -> LightCurve:
    return LightCurve(
        role=Role.TARGET, flux=np.ones(2), seconds=np.array([3600.0, 3601.0]), source_format="x", clues=Clues(day=day)
    )


def test_a_named_day_dates_curve_and_result() -> None:
    timing = TimingResult(d=Edge(seconds=3600.0), source_format="x")
    (entry,) = as_read([curve(60000)], [timing])
    assert entry.event == Event()
    assert entry.lightcurves[0].time_start == 60000 + 1 / 24
    assert entry.timing_results[0].d_time == 60000 + 1 / 24


def test_without_a_day_there_is_no_date() -> None:
    (entry,) = as_read([curve(None)], [])
    assert entry.lightcurves[0].time_start is None


def test_nothing_is_no_entry() -> None:
    assert as_read([], []) == ()
