"""What later files are compared with is the same in an index that was made anew."""

from pathlib import Path

from ingest.archive.archive import Archive
from ingest.archive.compared_values import values_of
from ingest.intake.context import Context
from schemas.codes import Outcome
from tests.curves import pymovie
from tests.desk import Desk
from tests.records import REPORT, entry

EVENT = "20220825_928_hildrun"


def test_a_rebuilt_index_knows_reports_curves_and_reasons(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.take(entry(REPORT))
    context = Context(report_id=f"{EVENT}_r01", override_reason="clock of the camera")
    (intake,) = desk.take_files(pymovie(tmp_path, start="19:02:00"), context=context)
    assert intake.status == "accepted"
    before = desk.archive.index.compared
    known = (before.report(f"{EVENT}_r01"), before.curves_of(f"{EVENT}_r01"), before.overridden())
    desk.archive.close()
    for part in tmp_path.glob("index.sqlite*"):
        part.unlink()
    with Archive(tmp_path, writable=True) as archive:
        again = archive.index.compared
        assert (again.report(f"{EVENT}_r01"), again.curves_of(f"{EVENT}_r01"), again.overridden()) == known
    report, curves, overridden = known
    assert report is not None
    assert (report.outcome, report.d_time, report.exposure) == (Outcome.POSITIVE, REPORT.d_time, REPORT.exposure)
    # The target and its ratio; the comparison star shows no drop.
    assert [curve.lightcurve_id for curve in curves] == [f"{EVENT}_lc01", f"{EVENT}_lc03"]
    assert dict(overridden) == {f"{EVENT}_lc{number:02d}": "clock of the camera" for number in (1, 2, 3)}


def test_nothing_is_known_of_a_report_that_never_came(desk: Desk) -> None:
    assert desk.archive.index.compared.report("x_r01") is None
    assert desk.archive.index.compared.curves_of("x_r01") == []
    assert values_of(REPORT).report_id == ""
