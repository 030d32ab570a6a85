"""Submissions: the line that is written about a file, and its place in the index."""

import json
from dataclasses import replace
from pathlib import Path

from ingest.archive.archive_index import ArchiveIndex
from ingest.archive.submission import Submission, index_submission, submission_from
from schemas.codes import Verdict
from schemas.finding import Finding, FindingCode
from tests.records import EVENT, REPORT, entry

EVENT_ID = "20220825_928_hildrun"
SUBMISSION = Submission(
    checksum="0" * 64,
    name="Ø.txt",
    size=7,
    format="sodis_form",
    verdict=Verdict.ACCEPTED,
    received=60000.5,
    software="0.1.0",
    findings=(Finding.warning(FindingCode.VALUE_MISSING, "No time.", line=3, station=1),),
)


def placed() -> Submission:
    report = replace(REPORT, report_id=f"{EVENT_ID}_r01", event_id=EVENT_ID)
    return replace(SUBMISSION, entries=(entry(report, event=replace(EVENT, event_id=EVENT_ID)),))


def test_a_submission_is_one_line_and_comes_back_without_its_findings() -> None:
    line = SUBMISSION.header_line(4)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    item = json.loads(line)
    assert (item["batch"], item["n_entries"]) == (4, 0)
    assert (item["findings"][0]["code"], item["findings"][0]["station"]) == ("value_missing", 1)
    back = submission_from(item, ())
    assert (back.checksum, back.name, back.received) == ("0" * 64, "Ø.txt", 60000.5)
    assert back.findings == ()


def test_entries_are_found_by_their_places(tmp_path: Path) -> None:
    index = ArchiveIndex(tmp_path / "index.sqlite", writable=True)
    index.begin()
    index_submission(index, placed(), batch=4, sizes=[100, 40], start=1000)
    index.commit()
    (place,) = index.places_of(EVENT_ID)
    assert (place.start, place.size, place.number, place.batch) == (1100, 40, 0, 4)
    assert index.places_in("0" * 64) == [place]
    assert index.has("0" * 64)
    assert not index.has("0" * 64, Verdict.REFUSED)
    assert index.event_of_report(f"{EVENT_ID}_r01") == EVENT_ID
    index.close()
