"""Every rule finds what it is for, and nothing in a good report."""

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, get_type_hints

import pytest

import ingest.intake
from ingest.intake.checks import EVENT_RULES, STATION_RULES, check_entry
from schemas.codes import Outcome
from schemas.event import Event
from schemas.finding import Finding, Severity
from schemas.reading import EventEntry, StationReport
from schemas.report import Report, Timing
from tests.records import EVENT, NEGATIVE, REPORT, at, entry


def codes(report: Report, event: Event = EVENT) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in check_entry(entry(report, event=event))}


@pytest.mark.parametrize("report", [REPORT, NEGATIVE], ids=["positive", "negative"])
def test_a_good_report_has_no_findings(report: Report) -> None:
    assert codes(report) == {}


@pytest.mark.parametrize(
    ("change", "code", "severity"),
    [
        ({"r_time": at("20:02:29.0")}, "r_before_d", "error"),
        ({"r_time": at("20:02:30.0")}, "r_before_d", "error"),
        ({"duration": 4.2}, "duration_mismatch", "warning"),
        ({"time_start": at("20:02:33")}, "outside_recording", "error"),
        ({"time_end": at("20:02:31")}, "outside_recording", "error"),
        ({"time_end": at("20:01:00")}, "recording_backwards", "error"),
        ({"time_predicted": at("20:12:31")}, "far_from_prediction", "warning"),
        ({"d_err": None}, "accuracy_missing", "warning"),
        ({"r_err": 0.0}, "accuracy_unlikely", "warning"),
        ({"r_err": -0.5}, "accuracy_unlikely", "warning"),
        ({"outcome": Outcome.NEGATIVE}, "negative_with_times", "error"),
        ({"d_time": None, "r_time": None}, "positive_without_times", "error"),
        ({"r_time": None}, "value_missing", "warning"),
        ({"method": "z"}, "code_unknown", "error"),
        ({"d_code": "X"}, "code_unknown", "error"),
        ({"r_code": "B"}, "code_mismatch", "warning"),
        ({"lon": None}, "coordinates_missing", "error"),
        ({"lon": 0.0, "lat": 0.0}, "coordinates_zero", "error"),
        ({"lat": 91.0, "country": None}, "coordinates_range", "error"),
        ({"lon": 361.0, "country": None}, "coordinates_range", "error"),
        ({"lon": -13.37}, "coordinates_sign", "error"),
        ({"lat": -52.98}, "coordinates_sign", "error"),
        ({"lon": 52.98, "lat": 13.37}, "coordinates_sign", "error"),
        ({"lon": 100.0}, "coordinates_sign", "warning"),
        ({"alt": -5.0}, "altitude_unlikely", "warning"),
        ({"alt": -900.0}, "altitude_unlikely", "error"),
        ({"alt": 9000.0}, "altitude_unlikely", "error"),
        ({"alt_ref": "unknown", "source_format": "legacy_form"}, "altitude_reference", "info"),
        ({"star_written": "2UCAC4 350-187717"}, "star_name", "warning"),
        ({"star_written": "Wega"}, "star_name", "warning"),
        ({"aperture": 360.0, "focal_length": None}, "unit_unlikely", "warning"),
        ({"focal_length": 2770.0}, "unit_unlikely", "warning"),
        ({"focal_length": 10.0}, "unit_unlikely", "warning"),
        ({"exposure": 40.0}, "unit_unlikely", "warning"),
        ({"d_err": 50.0}, "accuracy_unlikely", "warning"),
        ({"exposure": 2.0, "r_err": 0.001}, "accuracy_unlikely", "warning"),
        ({"observer": None}, "value_missing", "warning"),
        ({"time_source": None}, "value_missing", "info"),
    ],
)
def test_a_fault_is_found(change: dict[str, Any], code: str, severity: str) -> None:
    assert codes(replace(REPORT, **change)).get(code) == severity


@pytest.mark.parametrize(
    ("number", "name", "code"),
    [
        (929, "Hildrun", "body_number"),
        (928, "Theobalda", "body_number"),
        (928, "Hildrunn", "body_number"),
        (None, None, "value_missing"),
    ],
)
def test_number_against_name(number: int | None, name: str | None, code: str) -> None:
    event = replace(EVENT, body_number=number, body_name=name)
    assert codes(REPORT, event)[code] == "error"


@pytest.mark.parametrize(
    ("number", "name"),
    [(928, "HILDRUN"), (15094, "1999 WB2"), (999999, "2015 AB1"), (None, "Titan"), (10199, "Chariklo")],
)
def test_names_that_may_be(number: int | None, name: str) -> None:
    event = replace(EVENT, body_number=number, body_name=name)
    assert "body_number" not in codes(REPORT, event)


def test_midnight_within_the_recording_is_no_fault() -> None:
    start, end = at("23:58:00"), at("00:02:00") + 1
    report = replace(
        REPORT, time_start=start, time_end=end, d_time=at("23:59:59"), r_time=at("00:00:03") + 1, time_predicted=start
    )
    assert codes(report) == {}


def test_a_further_pair_is_checked() -> None:
    station = StationReport(report=REPORT, timings=(Timing(seq=1, d_time=at("20:02:40"), r_time=at("20:02:39")),))
    findings = check_entry(EventEntry(event=EVENT, stations=(station,)))
    assert [finding.code for finding in findings] == ["r_before_d"]


def test_findings_know_line_and_station() -> None:
    good = StationReport(report=REPORT)
    bad = StationReport(report=replace(REPORT, duration=9.0), lines={"duration": 42})
    (finding,) = check_entry(EventEntry(event=EVENT, stations=(good, bad)))
    assert (finding.line, finding.station, finding.field) == (42, 1, "duration")
    assert finding.text("a.txt").startswith("a.txt:42 duration warning: The duration is given as 9 s")


def test_all_findings_come_at_once() -> None:
    report = replace(REPORT, aperture=360.0, duration=9.0, lon=-13.37, d_err=None)
    assert {"unit_unlikely", "duration_mismatch", "coordinates_sign", "accuracy_missing"} <= set(codes(report))


def written_rules() -> dict[Callable[..., Any], str]:
    """Return every rule that the modules of the intake define, with the name of the list it belongs to.

    A rule is a public function from an event, or from a report and its event, to findings.
    """
    lists = {(Event,): "EVENT_RULES", (Report, Event): "STATION_RULES"}
    rules: dict[Callable[..., Any], str] = {}
    for found in pkgutil.iter_modules(ingest.intake.__path__, "ingest.intake."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            hints = get_type_hints(function)
            if hints.pop("return") == Iterator[Finding] and tuple(hints.values()) in lists:
                rules[function] = lists[tuple(hints.values())]
    return rules


def misplaced_rules(event_rules: Sequence[Callable[..., Any]], station_rules: Sequence[Callable[..., Any]]) -> set[str]:
    """Return the names of rules that are not exactly once in their own list, and of strangers in the lists."""
    listed = Counter(
        [*((rule, "EVENT_RULES") for rule in event_rules), *((rule, "STATION_RULES") for rule in station_rules)]
    )
    written = Counter(written_rules().items())
    return {rule.__name__ for rule, _ in (listed - written) + (written - listed)}


def test_every_rule_stands_in_one_list() -> None:
    assert misplaced_rules(EVENT_RULES, STATION_RULES) == set()


@pytest.mark.parametrize(
    ("event_rules", "station_rules", "names"),
    [
        (EVENT_RULES, STATION_RULES[1:], {"observer_named"}),
        (EVENT_RULES, (*STATION_RULES, STATION_RULES[0]), {"observer_named"}),
        (EVENT_RULES[:1], STATION_RULES, {"number_fits_name"}),
        (EVENT_RULES, (*STATION_RULES, EVENT_RULES[0]), {"body_named"}),
    ],
    ids=["forgotten", "doubled", "forgotten event rule", "in the wrong list"],
)
def test_a_misplaced_rule_is_seen(
    event_rules: Sequence[Callable[..., Any]], station_rules: Sequence[Callable[..., Any]], names: set[str]
) -> None:
    assert misplaced_rules(event_rules, station_rules) == names


@pytest.mark.parametrize(
    ("days", "is_future"), [(-1.0, True), (-1.01, True), (-0.9, False), (0.0, False), (400.0, False)]
)
def test_nothing_is_observed_in_the_future(days: float, is_future: bool) -> None:
    assert REPORT.d_time is not None
    found = check_entry(entry(REPORT), now=REPORT.d_time + days - 1e-6)
    assert [(finding.code, finding.severity, finding.field) for finding in found] == (
        [("in_the_future", "warning", "d_time")] if is_future else []
    )
