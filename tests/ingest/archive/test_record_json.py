"""Records as lines of JSON and back: nothing lost, nothing written that is as always."""

import json
from dataclasses import replace

import pytest

from ingest.archive.record_json import entry_from, entry_line, finding_object, full_object, record_from, record_object
from schemas.attachment import Attachment
from schemas.codes import Answer, Outcome
from schemas.correction import RecordedCorrection
from schemas.event import PublishedFit
from schemas.finding import Finding, FindingCode
from schemas.lightcurve import Release
from schemas.reading import EventEntry, StationReport
from schemas.report import Contact, Report, Timing
from schemas.timing_result import StatedTiming, TimingKind
from tests.records import ELEMENTS, EVENT, REPORT

ENTRY = EventEntry(
    event=EVENT,
    elements=replace(ELEMENTS, source="JPL#1", time_ref=59816.0, x=0.1, y=None, dx=-8.9, dy=2.0),
    fits=(PublishedFit(kind="ellipse", items="1|2", source_format="occult_xml"),),
    stations=(
        StationReport(
            report=REPORT,
            timings=(Timing(seq=1, d_time=59816.1, d_code="d"),),
            contact=Contact(email="w@herschel.de", other=("Phone=1", "Ø=ß")),
            lines={"d_time": 7},
        ),
    ),
    lines={"star": 2},
    timing_results=(StatedTiming(seq=1, kind=TimingKind.FIT, source_format="pyote_log"),),
    attachments=(Attachment(name="a.png", media_type="image/png", n_bytes=7),),
    releases=(Release(lightcurve_id="l1", release_date=60000.0),),
    corrections=(RecordedCorrection(report_id="r1", shift=-0.5, reason="clock"),),
)


def test_an_entry_comes_back_as_it_was() -> None:
    line = entry_line(ENTRY)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert entry_from(line) == ENTRY
    assert entry_from(entry_line(EventEntry(event=EVENT))) == EventEntry(event=EVENT)


def test_only_what_differs_from_its_default_is_written() -> None:
    report = Report(outcome=Outcome.NEGATIVE, source_format="sodis_form", reaction_time_applied=Answer.NO)
    assert record_object(report) == {
        "outcome": "negative",
        "source_format": "sodis_form",
        "reaction_time_applied": "no",
    }
    assert len(full_object(report)) == len(Report.__dataclass_fields__)


def test_codes_and_tuples_have_their_types_again() -> None:
    report = record_from(Report, {"outcome": "negative", "source_format": "x", "reaction_time_applied": "no"})
    assert report.outcome is Outcome.NEGATIVE
    assert report.reaction_time_applied is Answer.NO
    assert record_from(Contact, {"other": ["a=b"]}).other == ("a=b",)


def test_fields_of_later_versions_are_passed_over_and_missing_ones_are_not_made_up() -> None:
    assert record_from(Attachment, {"name": "a", "media_type": "b", "n_bytes": 1, "colour": "red"}).name == "a"
    with pytest.raises(TypeError):
        record_from(Attachment, {"name": "a"})


def test_a_finding_as_it_is_printed() -> None:
    finding = Finding.error(FindingCode.VALUE_MISSING, "No time.", "give one", field="d_time", line=7, station=1)
    assert json.loads(json.dumps(finding_object(finding))) == {
        "code": "value_missing",
        "severity": "error",
        "line": 7,
        "field": "d_time",
        "message": "No time.",
        "hint": "give one",
    }
