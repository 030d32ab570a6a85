"""Rows follow from the archive alone, and hold nothing that is not public."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from ingest.archive.record_json import entry_from, entry_line
from ingest.events.rows import EVENT_TABLES, merge_event, table_rows
from schemas.codes import Method, Outcome
from schemas.event import Event, PublishedFit
from schemas.reading import EventEntry, StationReport
from schemas.report import Contact, Report, Timing
from tests import records
from tests.desk import Desk
from tests.records import EVENT, NEGATIVE, REPORT, entry

ELEMENTS = replace(records.ELEMENTS, source="JPL#62", time_ref=60000.0, x=None, y=None, dx=1.0, dy=2.0)


def rows(folder: Path, table: str, now: float = 70000.0) -> list[dict[str, object]]:
    return list(table_rows(folder, table, now=now))


def test_counts_follow_the_accepted_reports(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    desk.take(entry(NEGATIVE))
    desk.take(entry(replace(REPORT, r_err=0.2)))
    (event,) = rows(tmp_path, "event")
    assert [event[name] for name in ("n_reports", "n_positive", "n_negative", "n_chords")] == [2, 1, 1, 0]
    status = {row["report_id"]: (row["status"], row["supersedes"]) for row in rows(tmp_path, "report")}
    assert status == {
        "20220825_928_hildrun_r01": ("superseded", None),
        "20220825_928_hildrun_r02": ("accepted", None),
        "20220825_928_hildrun_r03": ("accepted", "20220825_928_hildrun_r01"),
    }


def test_timings_elements_and_fits_have_rows(desk: Desk, tmp_path: Path) -> None:
    fit = PublishedFit(kind="ellipse", items="0|1", source_format="occult_xml")
    station = StationReport(report=REPORT, timings=(Timing(seq=1, d_time=59816.8, d_code="d"),))
    desk.take(EventEntry(event=EVENT, elements=ELEMENTS, fits=(fit, fit), stations=(station,)))
    (timing,) = rows(tmp_path, "timing")
    assert (timing["report_id"], timing["seq"], timing["d_code"]) == ("20220825_928_hildrun_r01", 1, "d")
    (elements,) = rows(tmp_path, "elements")
    assert (elements["elements_id"], elements["dx"]) == ("20220825_928_hildrun_e01", 1.0)
    assert [row["fit_id"] for row in rows(tmp_path, "published_fit")] == [
        "20220825_928_hildrun_f001",
        "20220825_928_hildrun_f002",
    ]


def test_rows_have_the_fields_of_the_records(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    for table, kind in (("event", Event), ("report", Report)):
        for row in rows(tmp_path, table):
            assert set(row) == {item.name for item in fields(kind)}


def test_private_words_are_in_the_archive_only(desk: Desk, tmp_path: Path) -> None:
    contact = Contact(email="w@example.org", address="Mystreet 5", more_observers="x", other=("Phone=1234567",))
    desk.take(EventEntry(event=EVENT, stations=(StationReport(report=REPORT, contact=contact),)))
    published = json.dumps([rows(tmp_path, table) for table in EVENT_TABLES])
    archived = b"".join(path.read_bytes() for path in tmp_path.rglob("records.jsonl")).decode()
    for word in ("w@example.org", "Mystreet 5", "1234567"):
        assert word in archived
        assert word not in published


def test_an_embargoed_report_is_not_given_out_before_its_time(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    desk.take(entry(replace(NEGATIVE, release_date=61000.0)))
    assert len(rows(tmp_path, "report", now=60999.9)) == 1
    assert rows(tmp_path, "event", now=60999.9)[0]["n_negative"] == 0
    assert len(rows(tmp_path, "report", now=61000.1)) == 2


def test_an_embargoed_event_is_not_given_out_at_all(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT, event=replace(EVENT, release_date=61000.0)))
    assert all(rows(tmp_path, table, now=60999.9) == [] for table in EVENT_TABLES)
    assert len(rows(tmp_path, "event", now=61000.1)) == 1


def test_an_analysed_record_counts_more_than_a_prediction_and_a_form() -> None:
    form = entry(REPORT, event=replace(EVENT, star="UCAC4 1-1", star_mag=9.0))
    prediction = EventEntry(event=Event(body_number=928, star="HIP 5", body_mag=14.0), elements=ELEMENTS)
    record = entry(replace(REPORT, source_format="occult_xml"), event=Event(body_number=928, star="TYC 1-1-1"))
    for order in ([form, prediction, record], [record, form, prediction]):
        event = merge_event("x", order, [])
        assert (event.star, event.body_mag, event.star_mag) == ("TYC 1-1-1", 14.0, 9.0)


def test_the_code_table_has_every_code() -> None:
    codes = list(table_rows(Path("/nonexistent"), "code", now=70000.0))
    assert {"code_list": "method", "code": "video", "letter": "a", "meaning": Method.VIDEO.meaning} in codes
    assert {row["code"] for row in codes if row["code_list"] == "outcome"} == set(map(str, Outcome))
    assert len({(row["code_list"], row["code"]) for row in codes}) == len(codes)


@pytest.mark.parametrize("report", [REPORT, NEGATIVE])
def test_an_entry_is_read_as_it_was_written(report: Report) -> None:
    station = StationReport(
        report=report, timings=(Timing(seq=1),), contact=Contact(other=("a=b", "c=d")), lines={"star": 4}
    )
    part = EventEntry(event=EVENT, elements=ELEMENTS, stations=(station,), lines={"ra": 1})
    assert entry_from(entry_line(part)) == part
    assert isinstance(entry_from(entry_line(part)).stations[0].report.outcome, Outcome)
