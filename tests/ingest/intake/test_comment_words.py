"""Words of an observer that speak of another time than UT."""

from dataclasses import replace

import pytest

from ingest.intake.comment_words import remark_comments
from schemas.finding import FindingCode, Severity
from schemas.reading import EventEntry, StationReport
from schemas.report import Contact
from tests.records import EVENT, REPORT


def entry_of(*stations: StationReport) -> EventEntry:
    return EventEntry(event=EVENT, stations=stations)


@pytest.mark.parametrize("comment", ["times are local time", "all times in CEST"])
def test_a_comment_on_another_time_is_a_warning_of_its_station(comment: str) -> None:
    plain = StationReport(report=REPORT)
    spoken = StationReport(report=replace(REPORT, comment=comment), lines={"comment": 9})
    (finding,) = remark_comments(entry_of(plain, spoken))
    assert (finding.code, finding.severity) == (FindingCode.TIME_ZONE, Severity.WARNING)
    assert (finding.field, finding.line, finding.station) == ("comment", 9, 1)


def test_lines_of_no_field_count_but_private_fields_do_not() -> None:
    loose = Contact(other=("section 4=times are local time",))
    address = Contact(other=("Address=times are local time",))
    assert len(remark_comments(entry_of(StationReport(report=REPORT, contact=loose)))) == 1
    assert remark_comments(entry_of(StationReport(report=REPORT, contact=address))) == ()


def test_words_on_ut_are_no_remark() -> None:
    assert remark_comments(entry_of(StationReport(report=replace(REPORT, comment="all times in UT")))) == ()
