"""Of corrections with one reason the latest counts, and those of a replaced report are not lost in silence."""

from dataclasses import replace

from ingest.intake.station_corrections import gather_corrections, lapsed_corrections
from schemas.codes import RecordStatus
from schemas.correction import RecordedCorrection
from schemas.event import Event
from schemas.finding import FindingCode
from schemas.reading import EventEntry
from tests.records import REPORT

STATION = replace(REPORT, report_id="e_r01", event_id="e")


def recorded(*shifts: float) -> list[EventEntry]:
    return [
        EventEntry(
            event=Event(event_id="e"),
            corrections=(RecordedCorrection(report_id="e_r01", shift=shift, reason="clock"),),
        )
        for shift in shifts
    ]


def test_the_latest_correction_of_a_reason_counts() -> None:
    rows = gather_corrections(STATION, recorded(0.5, -0.25)).published
    assert [(row.shift, row.status, row.is_added) for row in rows] == [
        (0.5, RecordStatus.SUPERSEDED, False),
        (-0.25, RecordStatus.ACCEPTED, True),
    ]
    assert [row.correction_id for row in rows] == ["e_r01_k01", "e_r01_k02"]


def test_a_correction_of_a_replaced_report_is_a_finding_of_the_new_one() -> None:
    successor = replace(STATION, report_id="e_r02", supersedes="e_r01")
    ((finding, report_id),) = lapsed_corrections([STATION, successor], recorded(0.5))
    assert (finding.code, report_id) == (FindingCode.CORRECTION_LAPSED, "e_r02")
    assert lapsed_corrections([STATION, successor], recorded(0)) == []
