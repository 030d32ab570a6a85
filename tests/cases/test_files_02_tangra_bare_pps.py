"""An export without head has no date: refused without its event, and the message says so."""

from pathlib import Path

import pytest

from ingest.intake.context import Context
from schemas.finding import FindingCode
from tests.desk import Desk
from tests.records import REPORT, entry


def test_without_its_event_it_cannot_be_placed(cases: Path, desk: Desk) -> None:
    desk.take(entry(REPORT))
    (intake,) = desk.take_files(cases / "files/02-tangra-bare-pps/lightCurve_cut.csv")
    assert intake.status == "refused"
    [finding] = [finding for finding in intake.findings if finding.code is FindingCode.CURVE_UNTIED]
    assert "holds no date" in finding.message
    assert "--event" in finding.hint
    (curve,) = intake.entries[0].lightcurves
    assert (curve.n_points, curve.mjd) == (20, None)
    assert curve.cadence == pytest.approx(0.055, abs=1e-3)


def test_with_a_date_in_its_name_the_message_is_another(cases: Path, desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    path = tmp_path / "20240101_light_curve.csv"
    path.write_bytes((cases / "files/02-tangra-bare-pps/lightCurve_cut.csv").read_bytes())
    (intake,) = desk.take_files(path, context=Context())
    assert "fits no event" in intake.findings[-1].message
