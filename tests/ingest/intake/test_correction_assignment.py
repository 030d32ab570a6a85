"""Corrections get the events of their reports, all of a file or none."""

from ingest.intake.correction_assignment import assign_corrections
from schemas.correction import RecordedCorrection
from schemas.finding import FindingCode
from tests.desk import Desk
from tests.records import NEGATIVE, REPORT, entry

EVENT_ID = "20220825_928_hildrun"


def correction(report_id: str, line: int = 2) -> RecordedCorrection:
    return RecordedCorrection(report_id=report_id, shift=0.5, reason="clock", line=line)


def test_corrections_of_an_event_go_together(desk: Desk) -> None:
    desk.take(entry(REPORT, NEGATIVE))
    both = [correction(f"{EVENT_ID}_r01"), correction(f"{EVENT_ID}_r02", 3)]
    entries, findings = assign_corrections(desk.archive.index, both, 60001.0)
    assert findings == []
    assert [part.event.event_id for part in entries] == [EVENT_ID]
    assert [(one.report_id[-3:], one.received) for one in entries[0].corrections] == [
        ("r01", 60001.0),
        ("r02", 60001.0),
    ]


def test_one_unknown_report_refuses_all(desk: Desk) -> None:
    desk.take(entry(REPORT))
    both = [correction(f"{EVENT_ID}_r01"), correction("x_r01", 3)]
    entries, findings = assign_corrections(desk.archive.index, both, 60001.0)
    assert entries == []
    assert [(finding.code, finding.line) for finding in findings] == [(FindingCode.REPORT_UNKNOWN, 3)]
