"""What a report publishes and what it keeps private, and what it does not claim unasked."""

from dataclasses import fields

import pytest

from schemas.codes import Answer, Outcome
from schemas.report import Contact, Report, Timing, pair_columns


def test_private_words_are_no_field_of_what_is_published() -> None:
    private = {field.name for field in fields(Contact)}
    assert {"email", "address"} <= private
    assert private.isdisjoint(field.name for field in fields(Report))
    assert private.isdisjoint(field.name for field in fields(Timing))


@pytest.mark.parametrize("name", ["camera_delay_applied", "exposure_applied", "reaction_time_applied"])
def test_a_report_says_nothing_of_corrections_unasked(name: str) -> None:
    report = Report(outcome=Outcome.POSITIVE, source_format="sodis_form")
    assert getattr(report, name) is Answer.UNKNOWN
    assert (report.err_level, report.alt_ref, report.status) == ("unknown", "unknown", "accepted")


def test_a_timing_is_a_pair_of_the_report() -> None:
    pairs = {field.name for field in fields(Timing)} - {"report_id", "event_id", "seq"}
    assert pairs == {"d_time", "d_err", "d_code", "r_time", "r_err", "r_code"}
    assert pairs <= {field.name for field in fields(Report)}


def test_a_report_is_made_with_its_pair() -> None:
    pair = Timing(seq=0, d_time=59816.1, d_err=0.1, d_code="D", r_time=59816.2, r_err=0.2, r_code="R")
    report = Report(outcome=Outcome.POSITIVE, source_format="sodis_form", **pair_columns(pair))
    assert (report.d_time, report.d_err, report.d_code) == (59816.1, 0.1, "D")
    assert (report.r_time, report.r_err, report.r_code) == (59816.2, 0.2, "R")
