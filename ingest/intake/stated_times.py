"""Stated times: the D and R of programs' logs that the row of a report takes over."""

from collections.abc import Sequence
from dataclasses import replace

from formats.words.privacy import public_text
from ingest.archive.record_json import JsonObject, full_object
from schemas.reading import EventEntry, StationReport
from schemas.report import Report
from schemas.timing_result import StatedTiming, TimingKind


def latest_reports(reports: Sequence[Report]) -> dict[str, str]:
    """Return the current report for each replaced one."""
    following = {report.supersedes: report.report_id for report in reports if report.supersedes and report.report_id}
    latest = {}
    for old in following:
        new = old
        while new in following:
            new = following[new]
        latest[old] = new
    return latest


def timing_result_rows(entries: Sequence[EventEntry], reports: Sequence[Report]) -> list[JsonObject]:
    """Return the timing results of one event; those whose report is not public are left out."""
    public = {report.report_id for report in reports} | {None}
    latest = latest_reports(reports)
    used = used_results(entries, reports)
    return [
        full_object(
            replace(
                result,
                report_id=latest.get(result.report_id or "", result.report_id),
                override_reason=public_text(result.override_reason),
                is_used=result.result_id in used,
            )
        )
        for entry in entries
        for result in entry.timing_results
        if result.report_id in public
    ]


def with_stated_times(stations: Sequence[StationReport], entries: Sequence[EventEntry]) -> list[StationReport]:
    """Return stations whose report has D and R of a program's log where it gives neither itself."""
    if not any(entry.timing_results for entry in entries):
        return list(stations)
    reports = [station.report for station in stations]
    chosen = used_results(entries, reports)
    used = {
        result.report_id: result for entry in entries for result in entry.timing_results if result.result_id in chosen
    }
    latest = latest_reports(reports)
    by_report = {latest.get(old or "", old): result for old, result in used.items()}
    return [
        replace(station, report=_with_times(station.report, by_report.get(station.report.report_id)))
        for station in stations
    ]


def _with_times(report: Report, result: StatedTiming | None) -> Report:
    if result is None:
        return report
    return replace(
        report,
        d_time=result.d_time,
        d_err=result.d_err,
        d_code=report.d_code or ("D" if result.d_time is not None else None),
        r_time=result.r_time,
        r_err=result.r_err,
        r_code=report.r_code or ("R" if result.r_time is not None else None),
        err_level=result.err_level,
        duration=report.duration if report.duration is not None else result.duration,
    )


def used_results(entries: Sequence[EventEntry], reports: Sequence[Report]) -> set[str]:
    """Return the results that are in the row of their report: the last fit of each that gives no times itself."""
    latest = latest_reports(reports)
    timeless = {
        report.report_id
        for report in reports
        if report.d_time is None and report.r_time is None and report.outcome != "negative"
    }
    chosen: dict[str, str] = {}
    for entry in entries:
        for result in entry.timing_results:
            report_id = latest.get(result.report_id or "", result.report_id)
            has_times = result.d_time is not None or result.r_time is not None
            is_first = result.seq == 1 and not result.is_miss and result.kind is TimingKind.FIT
            if report_id in timeless and has_times and is_first and report_id and result.result_id:
                chosen[report_id] = result.result_id
    return set(chosen.values())
