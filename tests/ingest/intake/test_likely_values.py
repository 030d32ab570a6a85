"""Values that are possible, but not beside the others."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from ingest.intake.likely_values import accuracy_is_likely, exposure_is_likely, reaction_time_applied
from schemas.codes import Answer
from schemas.event import Event
from schemas.finding import Finding, FindingCode, Severity
from schemas.report import Report
from tests.records import EVENT, NEGATIVE, REPORT

Check = Callable[[Report, Event], Iterator[Finding]]


def found(check: Check, report: Report, **changes: Any) -> list[tuple[FindingCode, str]]:  # noqa: ANN401
    findings = list(check(replace(report, **changes), EVENT))
    assert all(finding.severity is Severity.WARNING for finding in findings)
    return [(finding.code, finding.field) for finding in findings]


@pytest.mark.parametrize("check", [exposure_is_likely, accuracy_is_likely, reaction_time_applied])
def test_an_ordinary_report_has_nothing_unlikely(check: Check) -> None:
    assert found(check, REPORT) == []
    assert found(check, NEGATIVE) == []


@pytest.mark.parametrize(
    ("changes", "is_said"),
    [
        ({"exposure": 40.0}, True),
        ({"exposure": 3.9}, False),
        ({"exposure": 40.0, "method": "drift_scan"}, False),
        ({"exposure": 61.0, "method": "drift_scan"}, True),
        ({"exposure": None}, False),
        ({"exposure": -1.0}, False),
        ({"exposure": 5.0, "r_time": None, "duration": 4.0}, True),
        ({"exposure": 61.0, "d_time": None, "duration": None, "time_start": None}, True),
    ],
)
def test_exposures(changes: dict[str, Any], is_said: bool) -> None:
    assert found(exposure_is_likely, REPORT, **changes) == [(FindingCode.UNIT_UNLIKELY, "exposure")] * is_said


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"d_err": None}, [(FindingCode.ACCURACY_MISSING, "d_err")]),
        ({"r_err": 5.0}, [(FindingCode.ACCURACY_UNLIKELY, "r_err")]),
        ({"d_err": 61.0, "r_time": None, "duration": None}, [(FindingCode.ACCURACY_UNLIKELY, "d_err")]),
        ({"d_err": 0.009}, [(FindingCode.ACCURACY_UNLIKELY, "d_err")]),
        ({"d_err": 0.01}, []),
        ({"d_time": None, "d_err": None}, []),
    ],
)
def test_accuracies(changes: dict[str, Any], expected: list[tuple[FindingCode, str]]) -> None:
    assert found(accuracy_is_likely, REPORT, **changes) == expected


@pytest.mark.parametrize(
    ("changes", "is_said"),
    [
        ({"method": "visual"}, True),
        ({"method": "visual", "reaction_time_applied": Answer.YES}, False),
        ({"method": "visual", "reaction_time_applied": Answer.NO}, True),
        ({"d_personal_equation": 0.3}, True),
        ({"method": "visual", "d_time": None, "r_time": None}, False),
    ],
)
def test_reaction_times(changes: dict[str, Any], is_said: bool) -> None:
    expected = [(FindingCode.REACTION_TIME, "reaction_time_applied")] * is_said
    assert found(reaction_time_applied, REPORT, **changes) == expected
