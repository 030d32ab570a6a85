"""Which corrections a report asks for, and the shifts of whole stations."""

from dataclasses import replace

import pytest

from reduction.chords.corrections import corrections_of, station_shift
from schemas.chord import Correction, Corrections
from schemas.codes import Answer, Outcome
from schemas.report import Report

REPORT = Report(outcome=Outcome.POSITIVE, source_format="sodis_form")


def test_a_report_that_states_nothing_asks_for_nothing() -> None:
    assert corrections_of(REPORT) == Corrections()
    assert corrections_of(replace(REPORT, time_adjustment=0.0, d_personal_equation=0.0)) == Corrections()


def test_the_adjustment_of_a_record_is_added() -> None:
    corrections = corrections_of(replace(REPORT, time_adjustment=-0.7))
    assert corrections.both == (Correction(reason="time adjustment", shift=-0.7, applied=Answer.NO),)


@pytest.mark.parametrize(("applied", "shift"), [(Answer.NO, -0.04), (Answer.YES, 0.0), (Answer.UNKNOWN, 0.0)])
def test_a_camera_is_late_by_its_delay(applied: Answer, shift: float) -> None:
    corrections = corrections_of(replace(REPORT, camera_delay_applied=applied), camera_delay_s=0.04)
    assert corrections.both == (Correction(reason="camera delay", shift=-0.04, applied=applied),)
    assert corrections.shift == shift


@pytest.mark.parametrize(("applied", "shifts"), [(Answer.NO, (-0.3, -0.5)), (Answer.YES, (0.0, 0.0))])
def test_an_observer_reacts_late(applied: Answer, shifts: tuple[float, float]) -> None:
    report = replace(REPORT, d_personal_equation=0.3, r_personal_equation=0.5, reaction_time_applied=applied)
    corrections = corrections_of(report)
    assert (corrections.d_shift, corrections.r_shift) == shifts
    assert corrections.shift == 0.0


def test_a_shift_of_the_station_is_added_to_what_there_is() -> None:
    corrections = corrections_of(replace(REPORT, time_adjustment=0.5))
    shifted = station_shift(corrections, 1.25, "wrong second of the inserter")
    assert shifted.shift == 1.75
    assert [one.reason for one in shifted.both] == ["time adjustment", "wrong second of the inserter"]
    assert corrections.shift == 0.5
