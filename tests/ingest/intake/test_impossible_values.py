"""No value that cannot be gets past the intake, whatever its size and sign."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.intake.impossible_values import leave_out_impossible
from schemas.reading import StationReport
from schemas.report import Report, Timing

REPORT = Report(outcome="positive", source_format="sodis_form")  # type: ignore[arg-type]
POSITIVE = ("exposure", "d_err", "r_err", "duration", "aperture", "focal_length", "snr")


@given(st.sampled_from(POSITIVE), st.floats(allow_nan=True, allow_infinity=True))
def test_only_values_above_zero_stay(field: str, value: float) -> None:
    change: dict[str, Any] = {field: value}
    station, findings = leave_out_impossible(StationReport(report=replace(REPORT, **change), lines={field: 7}))
    kept = getattr(station.report, field)
    assert (kept is None) == bool(findings)
    assert kept is None or 0 < kept <= 1e6
    assert all((finding.field, finding.line) == (field, 7) for finding in findings)


@pytest.mark.parametrize(("value", "is_kept"), [(-40.0, True), (-273.15, False), (50.0, True), (282.0, False)])
def test_temperatures(value: float, is_kept: bool) -> None:
    station, _ = leave_out_impossible(StationReport(report=replace(REPORT, temperature=value)))
    assert (station.report.temperature is not None) == is_kept


def test_further_pairs_are_looked_at() -> None:
    timing = Timing(seq=1, d_time=60000.0, d_err=-0.5, r_time=60000.1, r_err=0.5)
    station, [finding] = leave_out_impossible(StationReport(report=REPORT, timings=(timing,)))
    assert (station.timings[0].d_err, station.timings[0].r_err) == (None, 0.5)
    assert "pair 1" in finding.message
