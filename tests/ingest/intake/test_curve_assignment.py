"""A light curve finds its event and its station by what its file says, or is refused with the candidates named.

Whole files go through `ingest.intake.curve_assignment`.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.events.lightcurve_rows import lightcurve_tables
from ingest.events.rows import event_rows
from ingest.intake.context import Context
from schemas.finding import FindingCode, Severity
from schemas.instant import SECONDS_PER_DAY, clock_text
from schemas.lightcurve import Role
from tests.curves import pymovie, sora, vizier
from tests.desk import Desk
from tests.records import NEGATIVE, REPORT, at, entry

EVENT = "20220825_928_hildrun"
FIRST, SECOND = f"{EVENT}_r01", f"{EVENT}_r02"


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Return a desk that knows an event with a positive and a negative report, of two observers."""
    desk.take(entry(REPORT))
    desk.take(entry(NEGATIVE))
    return desk


def test_a_file_of_the_public_archive_is_tied_by_star_body_place_and_observer(two: Desk, tmp_path: Path) -> None:
    (intake,) = two.take_files(vizier(tmp_path))
    (part,) = intake.entries
    (curve,) = part.lightcurves
    assert (intake.status, curve.lightcurve_id, curve.report_id) == ("accepted", f"{EVENT}_lc01", FIRST)
    assert (curve.n_points, curve.n_dropped) == (100, 3)
    assert curve.time_start == pytest.approx(at("20:02:00"), abs=1e-9)


def test_another_place_is_a_station_without_a_report(two: Desk, tmp_path: Path) -> None:
    (intake,) = two.take_files(vizier(tmp_path, place="+20:0:0.0: +50:0:0.0: 5", observer="Somebody"))
    assert intake.entries[0].lightcurves[0].report_id is None
    assert [finding.severity for finding in intake.findings] == [Severity.INFO, Severity.INFO]


def test_a_complete_header_founds_an_event(desk: Desk, tmp_path: Path) -> None:
    (intake,) = desk.take_files(vizier(tmp_path))
    assert intake.event_id == EVENT
    assert intake.entries[0].event.star == "UCAC4 350-187717"
    desk.take(entry(REPORT))
    (event,) = event_rows(desk.archive, EVENT, now=70000.0)["event"]
    assert (event["n_reports"], event["body_class"]) == (1, "asteroid")


@pytest.mark.parametrize(("body", "star"), [("929: Algunde", "350-187717"), ("928: Hildrun", "120-1")])
def test_another_body_or_star_is_another_event(two: Desk, tmp_path: Path, body: str, star: str) -> None:
    (intake,) = two.take_files(vizier(tmp_path, body=body, star=star))
    assert intake.event_id != EVENT


def test_a_file_that_names_nothing_is_refused_with_the_candidates(two: Desk, tmp_path: Path) -> None:
    (intake,) = two.take_files(sora(tmp_path))
    assert intake.status == "refused"
    finding = next(item for item in intake.findings if item.code is FindingCode.CURVE_UNTIED)
    assert EVENT in finding.message
    assert "--event" in finding.hint
    (stored,) = tmp_path.glob("batches/*/refused/*.dat")
    assert stored.stat().st_size == (tmp_path / "lc.dat").stat().st_size


def test_an_event_alone_leaves_two_stations_which_are_named(two: Desk, tmp_path: Path) -> None:
    around = sora(tmp_path, first_jd=2400000.5 + at("20:02:20"))
    (intake,) = two.take_files(around, context=Context(event_id=EVENT))
    message = next(item.message for item in intake.findings if item.code is FindingCode.CURVE_UNTIED)
    assert FIRST in message
    assert SECOND in message


@pytest.mark.parametrize("report", [FIRST, SECOND, None])
def test_a_person_says_which_report(two: Desk, tmp_path: Path, report: str | None) -> None:
    context = Context(event_id=EVENT, report_id=report, has_no_report=report is None)
    around = sora(tmp_path, first_jd=2400000.5 + at("20:02:20"))
    (intake,) = two.take_files(around, context=context)
    assert intake.entries[0].lightcurves[0].report_id == report


def test_a_report_that_does_not_exist_is_told(two: Desk, tmp_path: Path) -> None:
    (intake,) = two.take_files(sora(tmp_path), context=Context(report_id="r99"))
    assert "There is no report r99" in intake.findings[-1].message


def test_a_curve_of_another_day_is_refused(two: Desk, tmp_path: Path) -> None:
    (intake,) = two.take_files(sora(tmp_path, first_jd=2459820.3), context=Context(report_id=FIRST))
    assert intake.status == "refused"
    assert intake.findings[-1].code is FindingCode.FAR_FROM_PREDICTION


def test_the_date_comes_from_the_event_and_curves_of_one_file_go_together(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    (intake,) = desk.take_files(pymovie(tmp_path), context=Context(event_id=EVENT))
    curves = intake.entries[0].lightcurves
    assert [curve.role for curve in curves] == [Role.TARGET, Role.COMPARISON, Role.RATIO]
    assert {curve.report_id for curve in curves} == {FIRST}
    assert curves[0].time_start == pytest.approx(at("20:02:00"), abs=1e-9)
    assert np.nanmedian(curves[2].flux) == pytest.approx(1, abs=0.02)


def test_a_date_that_a_camera_made_up_is_not_believed(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    (intake,) = desk.take_files(pymovie(tmp_path, date="2010-01-01"), context=Context(event_id=EVENT))
    assert intake.entries[0].lightcurves[0].time_start == pytest.approx(at("20:02:00"), abs=1e-9)
    assert FindingCode.CURVE_DATE in {finding.code for finding in intake.findings}


def test_midnight_is_crossed_to_the_right_days(desk: Desk, tmp_path: Path) -> None:
    night = at("23:59:50")
    desk.take(entry(replace(REPORT, d_time=night, r_time=night + 5 / 86400, time_start=night - 1e-3, time_end=None)))
    (intake,) = desk.take_files(pymovie(tmp_path, start="23:59:30"), context=Context(event_id=EVENT))
    curve = intake.entries[0].lightcurves[0]
    assert curve.mjd is not None
    assert (np.diff(curve.mjd) > 0).all()
    assert curve.time_start == pytest.approx(at("23:59:30"), abs=1e-9)
    assert curve.time_end == pytest.approx(at("23:59:30") + 59.8 / SECONDS_PER_DAY, abs=1e-9)


def test_curves_stay_with_the_report_that_replaces_theirs(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    desk.take_files(vizier(tmp_path))
    desk.take(entry(replace(REPORT, r_err=0.2)))
    (row,) = lightcurve_tables(desk.archive, EVENT, now=70000.0).curves
    assert row.values["report_id"] == SECOND


def test_embargoed_curves_wait_for_their_day(desk: Desk, tmp_path: Path) -> None:
    path = vizier(tmp_path, name="(928)_20220825_200200-00.dat.embargoed")
    (intake,) = desk.take_files(path)
    assert FindingCode.RELEASE_UNKNOWN in {finding.code for finding in intake.findings}
    assert lightcurve_tables(desk.archive, EVENT, now=90000.0).curves == ()
    (again,) = desk.take_files(path, context=Context(release_date=61000.0))
    assert again.status == "superseding"
    before, after = (lightcurve_tables(desk.archive, EVENT, now=now) for now in (60999.9, 61000.1))
    assert (before.curves, before.next_release) == ((), 61000.0)
    assert (len(after.curves), after.next_release) == (1, None)


def test_a_curve_of_an_embargoed_report_waits_with_it(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(replace(REPORT, release_date=61000.0)))
    desk.take_files(vizier(tmp_path))
    assert lightcurve_tables(desk.archive, EVENT, now=60999.9).curves == ()
    assert len(lightcurve_tables(desk.archive, EVENT, now=61000.1).curves) == 1


def test_the_clues_of_a_file_are_not_published(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    (intake,) = desk.take_files(pymovie(tmp_path), context=Context(event_id=EVENT))
    rows = [row.values for row in lightcurve_tables(desk.archive, EVENT, now=70000.0).curves]
    for text in (repr(rows), repr(intake.as_object(with_arrays=True))):
        assert "wherschel" not in text
        assert "hildrun.avi" not in text


def test_a_log_gives_a_report_without_times_its_times(desk: Desk, corpus: Path) -> None:
    # The logs at hand are of other events: a person's word lets them in.
    timeless = replace(REPORT, d_time=None, d_err=None, r_time=None, r_err=None, d_code=None, r_code=None)
    timeless = replace(timeless, time_start=None, time_end=None, duration=None)
    desk.take(entry(timeless))
    log = corpus / "aota/20251107_778_Theobalda_AOTA_Report.txt"
    (intake,) = desk.take_files(log, context=Context(report_id=FIRST, override_reason="to try it"))
    assert intake.status == "accepted"
    tables = lightcurve_tables(desk.archive, EVENT, now=70000.0)
    (result,) = tables.results
    (report,) = event_rows(desk.archive, EVENT, now=70000.0)["report"]
    assert result["is_used"] is True
    assert (report["d_time"], report["d_err"], report["err_level"]) == (
        result["d_time"],
        result["d_err"],
        result["err_level"],
    )
    assert result["err_level"] == "0.95"
    assert result["d_err"] == pytest.approx(0.4 / 1.959964, rel=1e-6)


def test_a_log_stands_beside_the_times_of_a_report(desk: Desk, corpus: Path) -> None:
    desk.take(entry(REPORT))
    log = corpus / "pyote/model_disk_on_disk_annular.pyote_log.txt"
    desk.take_files(log, context=Context(event_id=EVENT, report_id=FIRST, override_reason="to try it"))
    (result,) = lightcurve_tables(desk.archive, EVENT, now=70000.0).results
    (report,) = event_rows(desk.archive, EVENT, now=70000.0)["report"]
    assert result["is_used"] is False
    assert report["d_time"] == REPORT.d_time


def test_a_curve_of_2025_is_not_of_an_event_of_2022(desk: Desk, corpus: Path) -> None:
    desk.take(entry(REPORT))
    path = corpus / "pyote/bobs-test-file_NORMALIZED_GoPyOTE.csv"
    for context in (Context(event_id=EVENT, report_id=FIRST), Context(report_id=FIRST), Context(event_id=EVENT)):
        (intake,) = desk.take_files(path, context=context)
        assert intake.status == "refused"
        (finding,) = [finding for finding in intake.findings if finding.severity is Severity.ERROR]
        assert (finding.code, "2025-09-16" in finding.message) == (FindingCode.CURVE_DATE, True)


@pytest.mark.parametrize("is_bundle", [True, False])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shift=st.integers(-80_000, 80_000), slip_s=st.sampled_from([0, 60, 3600, -7200, 36_000]))
def test_a_curve_passes_at_any_time_of_day_and_not_with_a_slip(
    tmp_path_factory: pytest.TempPathFactory, is_bundle: bool, shift: int, slip_s: int
) -> None:
    folder = tmp_path_factory.mktemp("slip")
    moved = {
        name: value + shift / SECONDS_PER_DAY
        for name in ("time_start", "time_end", "d_time", "r_time", "time_predicted")
        if (value := getattr(REPORT, name)) is not None
    }
    report = replace(REPORT, exposure=0.2, **moved)
    desk = Desk(folder)
    known = entry(report)
    desk.take(replace(known, event=replace(known.event, time_predicted=report.time_predicted)))
    (event_id,) = desk.archive.index.event_ids()
    # The drop of the file is 30 s after its start, and 4 s long.
    start = (report.d_time or 0.0) - 30 / SECONDS_PER_DAY + slip_s / SECONDS_PER_DAY
    curve = pymovie(folder, start=clock_text(start, decimals=3))
    context = Context(event_id=event_id, report_id=f"{event_id}_r01")
    (intake,) = (desk.take_bundle if is_bundle else desk.take_files)(curve, context=context)
    desk.archive.close()
    assert (intake.status, intake.is_well) == (("accepted", True) if slip_s == 0 else ("refused", False))
    if slip_s == 0:
        assert all(finding.severity is Severity.INFO for finding in intake.findings), intake.findings


def test_a_curve_beside_the_recording_of_a_negative_is_of_another_station(desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(NEGATIVE))
    for start, report in (("20:03:00", FIRST), ("20:20:00", None)):
        path = pymovie(tmp_path, start=start, name=start.replace(":", ""))
        (intake,) = desk.take_files(path, context=Context(event_id=EVENT))
        assert intake.entries[0].lightcurves[0].report_id == report


@pytest.mark.parametrize(("lag_s", "n_findings"), [(0.1, 0), (60, 2), (-3600, 2)])
def test_a_report_that_replaces_another_is_compared_with_its_curve(
    desk: Desk, tmp_path: Path, lag_s: float, n_findings: int
) -> None:
    desk.take(entry(REPORT))
    desk.take_files(vizier(tmp_path))
    lag = lag_s / SECONDS_PER_DAY
    moved = {name: getattr(REPORT, name) + lag for name in ("d_time", "r_time", "time_start", "time_end")}
    intake = desk.take(entry(replace(REPORT, **moved)))
    assert intake.status == "superseding"
    found = [finding for finding in intake.findings if finding.code is FindingCode.OUTSIDE_RECORDING]
    assert len(found) == n_findings
    # A log that comes later is compared with the curve of the report that was replaced.
    assert [curve.lightcurve_id for curve in desk.archive.index.compared.curves_of(SECOND)] == [f"{EVENT}_lc01"]
