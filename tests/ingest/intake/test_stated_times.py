"""Which D and R of programs' logs are in the row of a report, and which beside it."""

from dataclasses import replace

from ingest.intake.stated_times import latest_reports, timing_result_rows, used_results, with_stated_times
from schemas.codes import Outcome
from schemas.reading import EventEntry, StationReport
from schemas.report import Report
from schemas.timing_result import StatedTiming, TimingKind
from tests.records import EVENT, REPORT

TIMELESS = replace(
    REPORT, report_id="r1", d_time=None, d_err=None, d_code=None, r_time=None, r_err=None, r_code=None, duration=None
)
RESULT = StatedTiming(
    result_id="t1",
    report_id="r1",
    seq=1,
    d_time=59816.1,
    d_err=0.02,
    r_time=59816.2,
    r_err=0.03,
    err_level="0.68",
    duration=8640.0,
    source_format="pyote_log",
)


def entries(*results: StatedTiming) -> list[EventEntry]:
    return [EventEntry(event=EVENT, timing_results=(result,)) for result in results]


def chain(*names: str) -> list[Report]:
    following = zip(names, (None, *names), strict=False)
    return [replace(TIMELESS, report_id=name, supersedes=old) for name, old in following]


def test_the_report_that_stands_for_an_older_one_now() -> None:
    assert latest_reports(chain("a", "b", "c")) == {"a": "c", "b": "c"}
    assert latest_reports([TIMELESS]) == {}


def test_the_last_fit_is_used_where_the_report_gives_no_times() -> None:
    later = replace(RESULT, result_id="t2")
    assert used_results(entries(RESULT, later), [TIMELESS]) == {"t2"}


def test_what_is_never_used() -> None:
    for result in (
        replace(RESULT, seq=2),
        replace(RESULT, is_miss=True),
        replace(RESULT, kind=TimingKind.SYNTHETIC_TRUTH),
        replace(RESULT, d_time=None, r_time=None),
        replace(RESULT, report_id=None),
    ):
        assert used_results(entries(result), [TIMELESS]) == set()
    assert used_results(entries(RESULT), [replace(REPORT, report_id="r1")]) == set()
    assert used_results(entries(RESULT), [replace(TIMELESS, outcome=Outcome.NEGATIVE)]) == set()


def test_times_are_put_into_the_row_of_the_latest_report() -> None:
    reports = chain("r1", "r2")
    stations = [StationReport(report=report) for report in reports[1:]]
    (station,) = with_stated_times(stations, entries(replace(RESULT, report_id="r2")))
    report = station.report
    assert (report.d_time, report.r_time, report.d_err, report.r_err) == (59816.1, 59816.2, 0.02, 0.03)
    assert (report.d_code, report.r_code, report.err_level, report.duration) == ("D", "R", "0.68", 8640.0)
    assert with_stated_times(stations, []) == stations


def test_results_of_reports_that_are_not_public_are_no_rows() -> None:
    hidden = replace(RESULT, result_id="t2", report_id="secret")
    free = replace(RESULT, result_id="t3", report_id=None)
    rows = timing_result_rows(entries(RESULT, hidden, free), [TIMELESS])
    assert [(row["result_id"], row["is_used"]) for row in rows] == [("t1", True), ("t3", False)]
