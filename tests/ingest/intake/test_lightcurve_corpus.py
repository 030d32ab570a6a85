"""Every real light curve and log is accepted with its stated values, or refused for a stated reason."""

from pathlib import Path

import numpy as np
import pytest

from ingest.events.lightcurve_rows import lightcurve_tables
from ingest.intake.context import Context
from schemas.finding import FindingCode
from schemas.lightcurve import LightCurve, Role
from tests.desk import Desk
from tests.records import REPORT, entry

EVENT = "20220825_928_hildrun"
#: File, number of curves stored (ratio included), readings, dropped readings of the target, first and last value.
CURVES = [
    ("pymovie/bobs-test-file.csv", 5, 45),
    ("pymovie/bob-no-timestamp.csv", 5, 22),
    ("pymovie/adv-test-file.csv", 3, 1108),
    ("pyote/IOTA-flash-test-1.pyote.csv", 1, 1184),
    ("pyote/bobs-test-file_NORMALIZED_GoPyOTE.csv", 3, 45),
    ("pyote/model_diffraction_miss.csv", 3, 333),
    ("pyote/model_diffraction_with_central_spot.csv", 3, 333),
    ("pyote/model_disk_on_disk_annular.csv", 3, 221),
    ("pyote/model_edge_on_disk_miss.csv", 3, 130),
    ("tangra/20251204_75975_2000CD121_Tangra_head.csv", 5, 14),
    ("tangra/bad_rows_example.csv", 5, 4),
    ("sora/lc_example_3.dat", 1, 98),
    ("sora/lc_example_trend.dat", 1, 2000),
]
#: Files whose own Julian Dates are those of Chariklo, 2017 June 22.
CHARIKLO = [
    ("sora/lc_example.dat", 2000),
    ("sora/lc_example_columns.dat", 2000),
    ("sora/LC_test_1a_fitted.dat", 2000),
    ("sora/lc_example_5_hakos_negative.dat", 400),
]


def placed(desk: Desk, path: Path) -> tuple[LightCurve, ...]:
    reason = "a file of another event, for its format"
    (intake,) = desk.take_files(path, context=Context(event_id=EVENT, has_no_report=True, override_reason=reason))
    assert intake.status == "accepted", intake.findings
    return intake.entries[0].lightcurves


@pytest.mark.parametrize(("name", "n_curves", "n_points"), CURVES)
def test_curves_without_a_date_take_that_of_the_event(
    desk: Desk, corpus: Path, name: str, n_curves: int, n_points: int
) -> None:
    desk.take(entry(REPORT))
    curves = placed(desk, corpus / name)
    assert (len(curves), curves[0].n_points) == (n_curves, n_points)
    rows = lightcurve_tables(desk.archive, EVENT, now=70000.0).curves
    assert len(rows) == n_curves
    for row in rows:
        arrays = row.arrays()
        assert all(array is None or len(array) == n_points for array in arrays.values())
        start = row.values["time_start"]
        assert start is None or abs(start - (REPORT.d_time or 0)) <= 0.51


@pytest.mark.parametrize(("name", "n_points"), CHARIKLO)
def test_curves_with_julian_dates_belong_to_their_own_day(desk: Desk, corpus: Path, name: str, n_points: int) -> None:
    desk.take(entry(REPORT))
    (intake,) = desk.take_files(corpus / name, context=Context(event_id=EVENT, has_no_report=True))
    assert intake.status == "refused"
    assert intake.findings[-1].code is FindingCode.FAR_FROM_PREDICTION
    form = Path(__file__).parents[3] / "resources/occ/samples/20170622_10199_chariklo_hakos.txt"
    (report,) = desk.take_files(form)
    (intake,) = desk.take_files(corpus / name, context=Context(event_id=report.event_id, has_no_report=True))
    assert intake.entries[0].lightcurves[0].n_points == n_points


def test_a_placeholder_is_called_one(desk: Desk, corpus: Path) -> None:
    form = Path(__file__).parents[3] / "resources/occ/samples/20170622_10199_chariklo_hakos.txt"
    (report,) = desk.take_files(form)
    event_id = report.event_id or ""
    desk.take_files(corpus / "sora/lc_example_5_hakos_negative.dat", context=Context(event_id=event_id))
    (row,) = lightcurve_tables(desk.archive, event_id, now=70000.0).curves
    assert row.values["origin"] == "placeholder"
    assert row.values["report_id"] is not None


@pytest.mark.parametrize("name", [item[0] for item in CURVES if "model" in item[0]])
def test_models_are_called_synthetic(desk: Desk, corpus: Path, name: str) -> None:
    desk.take(entry(REPORT))
    assert all(curve.is_derived for curve in placed(desk, corpus / name))
    rows = lightcurve_tables(desk.archive, EVENT, now=70000.0).curves
    assert {row.values["origin"] for row in rows} == {"synthetic"}


def test_the_lunar_curve_has_its_drop_after_value_66(desk: Desk, corpus: Path) -> None:
    (path,) = (corpus / "vizier_bocc").glob("*.dat")
    (intake,) = desk.take_files(path)
    (curve,) = intake.entries[0].lightcurves
    assert (intake.event_id, curve.n_points) == ("20151219_moon", 120)
    assert np.nanmin(curve.flux[:66]) > 5000
    assert np.nanmax(curve.flux[67:]) < 5000
    assert curve.mjd is not None
    second = (curve.mjd[66] - 57375) * 86400
    assert second == pytest.approx(28 * 60 + 41.9, abs=0.05)


def test_tables_and_kernels_are_no_light_curves(desk: Desk, corpus: Path) -> None:
    names = ("Chariklo_occs.table", "ephem_phoebe_ph15_jd.txt", "example_chi2.dat", "Chariklo.bsp")
    for intake in desk.take_files(*(corpus / "sora" / name for name in names)):
        assert (intake.status, intake.format) == ("refused", "")


def test_aota_reports_find_their_event_by_name_and_time(desk: Desk, corpus: Path) -> None:
    form = Path(__file__).parents[3] / "resources/occ/samples/20251107_778_theobalda_auckland.txt"
    (report,) = desk.take_files(form)
    for path in sorted((corpus / "aota").glob("20251107*")):
        (intake,) = desk.take_files(path)
        (result,) = intake.entries[0].timing_results
        assert result.report_id == report.entries[0].stations[0].report.report_id
        assert result.d_time is not None
        assert (result.d_time % 1) * 86400 == pytest.approx(10 * 3600 + 44 * 60 + 45.2, abs=1e-5)


def test_ratio_and_roles(desk: Desk, corpus: Path) -> None:
    desk.take(entry(REPORT))
    curves = placed(desk, corpus / "tangra/20251204_75975_2000CD121_Tangra_head.csv")
    assert [curve.role for curve in curves].count(Role.RATIO) == 1
    assert curves[0].role is Role.TARGET
