"""A light curve against its report: what is right passes anywhere and at any time, what is wrong is named."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.archive.archive_index import KnownEvent
from ingest.archive.compared_values import ReportValues
from ingest.intake.counterpart import Counterpart
from ingest.intake.curve_checks import check_curves
from ingest.intake.lightcurve_dates import with_date
from schemas.codes import Outcome
from schemas.finding import Finding, FindingCode, Severity
from schemas.instant import SECONDS_PER_DAY, mjd_of_day
from schemas.leap_seconds import elapsed_s
from schemas.lightcurve import Clues, LightCurve, Role

DURATION_S, N_READINGS = 4.0, 300


def other(
    middle: float, *, lon: float = 13.0, lat: float = 52.0, exposure: float = 0.2, outcome: Outcome = Outcome.POSITIVE
) -> Counterpart:
    """Return a report whose D and R are 2 s on either side of an instant, UTC [MJD], and its event."""
    half = DURATION_S / 2 / SECONDS_PER_DAY
    is_seen = outcome is Outcome.POSITIVE
    report = ReportValues(
        report_id="x_r01",
        outcome=outcome,
        lon=lon,
        lat=lat,
        exposure=exposure,
        time_start=middle - 60 / SECONDS_PER_DAY,
        time_end=middle + 60 / SECONDS_PER_DAY,
        d_time=middle - half if is_seen else None,
        d_err=0.1 if is_seen else None,
        r_time=middle + half if is_seen else None,
        r_err=0.1 if is_seen else None,
    )
    known = KnownEvent(
        event_id="x",
        time_first=middle,
        time_last=middle,
        ra=None,
        dec=None,
        stars=frozenset({"UCAC4 350-187717"}),
        body_number=928,
        body_name="Hildrun",
    )
    return Counterpart(event=known, report=report, anchor=middle)


def recording(
    middle: float, *, step: float = 0.2, depth: float = 0.8, noise: float = 0.05, seed: int = 1
) -> LightCurve:
    """Return a light curve of times of day with a drop around an instant, UTC [MJD]."""
    offsets = (np.arange(N_READINGS) - N_READINGS / 2) * step
    flux = np.where(np.abs(offsets) < DURATION_S / 2, 1 - depth, 1.0)
    flux += np.random.default_rng(seed).normal(0, noise, N_READINGS)
    day = np.array([middle // 1])
    seconds = np.asarray(elapsed_s(day, middle) + offsets)  # a day may have 86401 s
    if seconds[0] < 0:
        seconds = seconds + elapsed_s(day - 1, day)
    clues = Clues(body_number=928, body_name="Hildrun", lon=13.0, lat=52.0)
    return LightCurve(
        role=Role.TARGET, flux=flux * 1000, seconds=seconds, cadence=step, source_format="pymovie_csv", clues=clues
    )


def found(curve: LightCurve, against: Counterpart) -> list[Finding]:
    return check_curves([curve], [with_date(curve, against.anchor)], against)


def codes(curve: LightCurve, against: Counterpart) -> set[tuple[FindingCode, Severity]]:
    return {(finding.code, finding.severity) for finding in found(curve, against)}


instants = st.floats(50000, 65000, allow_nan=False)
places = st.tuples(st.floats(-180, 180, allow_nan=False), st.floats(-85, 85, allow_nan=False))


@given(instants, places, st.integers(0, 1000))
def test_a_right_curve_passes_at_any_time_and_place(middle: float, place: tuple[float, float], seed: int) -> None:
    lon, lat = place
    curve = recording(middle, seed=seed)
    curve = replace(curve, clues=replace(curve.clues, lon=lon, lat=lat))
    assert found(curve, other(middle, lon=lon, lat=lat)) == []


@given(instants, st.integers(40, 86360), st.booleans())
def test_a_curve_that_covers_neither_d_nor_r_is_refused(middle: float, shift_s: int, is_later: bool) -> None:
    lag = (shift_s if is_later else -shift_s) / SECONDS_PER_DAY
    assert (FindingCode.OUTSIDE_RECORDING, Severity.ERROR) in codes(recording(middle + lag), other(middle))


@given(instants, st.integers(-4000, 4000))
def test_a_curve_with_the_date_of_another_day_is_refused(middle: float, days: int) -> None:
    curve = with_date(recording(middle + days), middle + days)
    is_refused = any(finding.severity is Severity.ERROR for finding in found(curve, other(middle)))
    assert is_refused == (days != 0)


@given(instants, st.integers(3, 5000), st.booleans())
def test_a_header_with_the_date_of_another_day_is_refused(middle: float, days: int, is_later: bool) -> None:
    day = int(middle // 1) + (days if is_later else -days)
    curve = replace(recording(middle), date_frame0=day)
    (finding, *more) = found(curve, other(middle))
    is_new_year = "-01-01," in finding.message
    assert (finding.code, finding.severity) == (
        FindingCode.CURVE_DATE,
        Severity.WARNING if is_new_year else Severity.ERROR,
    )
    assert more == []


def test_the_name_of_the_recording_has_another_day() -> None:
    middle = mjd_of_day(date(2022, 8, 25)) + 0.8
    curve = recording(middle)
    day = mjd_of_day(date(2025, 9, 16))
    clues = replace(curve.clues, day=day, measured_file="2025_09_16_14_13_43.avi")
    assert codes(replace(curve, clues=clues), other(middle)) == {(FindingCode.CURVE_DATE, Severity.ERROR)}
    folder = replace(curve.clues, day=day, measured_file="curve.avi")
    assert codes(replace(curve, clues=folder), other(middle)) == {(FindingCode.CURVE_DATE, Severity.WARNING)}


@example(54831.5, 0.01)  # a day that ends with a leap second
@given(instants, st.sampled_from([0.01, 0.04, 0.2, 0.5]))
def test_an_exposure_in_milliseconds_is_named(middle: float, step: float) -> None:
    (finding,) = found(recording(middle, step=step, noise=0.3), other(middle, exposure=1000 * step))
    assert finding.code is FindingCode.UNIT_UNLIKELY
    assert "milliseconds" in finding.hint
    assert found(recording(middle, step=step, noise=0.3), other(middle, exposure=step)) == []


def test_an_exposure_of_the_header_is_compared_too() -> None:
    curve = replace(recording(60000.5), exposure=0.1)
    assert codes(curve, other(60000.5, exposure=0.2)) == {(FindingCode.UNIT_UNLIKELY, Severity.WARNING)}


@pytest.mark.parametrize(
    ("depth", "noise", "is_missing"), [(0.8, 0.05, False), (0.0, 0.05, True), (0.0, 0.4, False), (0.06, 0.02, False)]
)
def test_a_missing_drop_is_named_where_noise_allows(depth: float, noise: float, is_missing: bool) -> None:
    hits = [
        (FindingCode.CURVE_WITHOUT_DROP, Severity.WARNING)
        in codes(recording(60000.5, depth=depth, noise=noise, seed=seed), other(60000.5))
        for seed in range(40)
    ]
    assert sum(hits) == (len(hits) if is_missing else 0)


def test_a_negative_report_needs_no_drop_but_its_own_recording() -> None:
    against = other(60000.5, outcome=Outcome.NEGATIVE)
    assert codes(recording(60000.5, depth=0.0), against) == set()
    late = recording(60000.5 + 300 / SECONDS_PER_DAY, depth=0.0)
    assert codes(late, against) == {(FindingCode.OUTSIDE_RECORDING, Severity.ERROR)}


@given(places, st.floats(0.15, 0.9))
def test_a_place_some_hundred_metres_away_is_remarked(place: tuple[float, float], away_km: float) -> None:
    lon, lat = place
    curve = recording(60000.5)
    curve = replace(curve, clues=replace(curve.clues, lon=lon, lat=lat + away_km / 111.19))
    (finding,) = found(curve, other(60000.5, lon=lon, lat=lat))
    assert (finding.code, finding.severity) == (FindingCode.PLACE_DIFFERS, Severity.INFO)
    assert f"{1000 * away_km:.0f}"[:-1] in finding.message


@given(st.floats(1, 179), st.floats(1, 85), st.sampled_from([(-1, 1), (1, -1), (-1, -1)]))
def test_a_mirrored_place_is_named(lon: float, lat: float, signs: tuple[int, int]) -> None:
    curve = recording(60000.5)
    curve = replace(curve, clues=replace(curve.clues, lon=signs[0] * lon, lat=signs[1] * lat))
    (finding,) = found(curve, other(60000.5, lon=lon, lat=lat))
    assert (finding.code, finding.severity) == (FindingCode.COORDINATES_SIGN, Severity.ERROR)


@pytest.mark.parametrize(("away", "severity"), [(0.05, Severity.WARNING), (1.0, Severity.ERROR)])
def test_another_place_is_named(away: float, severity: Severity) -> None:
    curve = recording(60000.5)
    curve = replace(curve, clues=replace(curve.clues, lat=52.0 + away))
    assert codes(curve, other(60000.5)) == {(FindingCode.PLACE_DIFFERS, severity)}


def test_another_body_or_star_is_refused() -> None:
    curve = recording(60000.5)
    for clues in (Clues(body_number=216, body_name="Kleopatra"), Clues(ra=10.0, dec=20.0, star="TYC 1-2-1")):
        against = replace(other(60000.5), event=replace(other(60000.5).event, ra=200.0, dec=-5.0))
        assert codes(replace(curve, clues=clues), against) == {(FindingCode.CURVE_MISFIT, Severity.ERROR)}
    odd = replace(curve, clues=Clues(body_number=1930, body_name="ut"))
    assert codes(odd, other(60000.5)) == {(FindingCode.CURVE_MISFIT, Severity.WARNING)}


def test_a_curve_of_no_report_is_compared_with_the_event() -> None:
    against = replace(other(60000.5), report=None)
    assert codes(recording(60000.5 + 0.02), against) == set()
    assert codes(recording(60000.5 + 0.1), against) == {(FindingCode.FAR_FROM_PREDICTION, Severity.ERROR)}
