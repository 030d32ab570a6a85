"""Tangra on a PC with decimal commas: the occulted star, the camera's delay and the ratio are the right ones."""

from pathlib import Path

import numpy as np
import pytest

from formats.curves.tangra_csv import identify, read
from ingest.events.lightcurve_rows import lightcurve_tables
from ingest.intake.context import Context
from schemas.codes import Answer
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.lightcurve import LightCurve, Role, TimeKind
from schemas.reading import Reading
from tests.desk import Desk
from tests.records import REPORT, entry

EVENT = "20220825_928_hildrun"
#: File, number of the occulted star, whether the times are right, the delay as written.
FILES = [
    ("a_target1_as_real.csv", 1, Answer.YES, "0.0"),
    ("c_not_applied_delay25.csv", 1, Answer.NO, "25.00"),
    ("d_applied.csv", 3, Answer.YES, "0.0"),
    ("ref_decimal_point.csv", 2, Answer.NO, "25.0"),
]


def content(cases: Path, name: str) -> bytes:
    return (cases / "files/01-tangra-decimal-comma" / name).read_bytes()


def target_of(reading: Reading) -> LightCurve:
    [target] = [curve for curve in reading.lightcurves if curve.role is Role.TARGET]
    return target


@pytest.mark.parametrize(("name", "number", "applied", "delay"), FILES)
def test_target_and_delay(cases: Path, name: str, number: int, applied: Answer, delay: str) -> None:
    data = content(cases, name)
    assert identify(data)
    reading = read(data, name)
    target = target_of(reading)
    assert target.aperture_name == f"OccultedStar {number}"
    assert target.camera_delay_applied is applied
    assert target.clues.camera == "ASI178MM"
    assert dict(target.settings)["Acquisition Delay (ms)"] == delay
    assert target.time_kind is TimeKind.MID
    assert FindingCode.TARGET_UNCLEAR not in {finding.code for finding in reading.findings}


def guide_star_first(cases: Path) -> bytes:
    """Return the file whose occulted star is object 2, with decimal commas in its head."""
    head, title, rows = content(cases, "ref_decimal_point.csv").partition(b"FrameNo")
    lines = head.split(b"\n")
    rows = rows.replace(b"[01:57:1", b"[20:02:2")  # at the event
    return b"\n".join([lines[0], *(line.replace(b".", b",") for line in lines[1:])]) + title + rows


def test_the_ratio_falls_where_the_star_is_occulted(cases: Path, desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    path = tmp_path / "b.csv"
    path.write_bytes(guide_star_first(cases))
    (intake,) = desk.take_files(path, context=Context(event_id=EVENT, has_no_report=True))
    assert intake.status == "accepted"
    rows = {row.values["role"]: row for row in lightcurve_tables(desk.archive, EVENT, now=70000.0).curves}
    assert rows[Role.TARGET].values["aperture_name"] == "OccultedStar 2"
    ratio = rows[Role.RATIO].arrays()["flux"]
    assert ratio is not None
    assert np.nanmax(ratio) == pytest.approx(1, abs=0.01)
    assert np.nanmin(ratio) < 0.6
    assert np.nanmedian(ratio) == pytest.approx(1, abs=0.01)


def test_without_an_occulted_star_no_ratio_and_no_target_is_published(cases: Path, desk: Desk, tmp_path: Path) -> None:
    desk.take(entry(REPORT))
    path = tmp_path / "none.csv"
    path.write_bytes(guide_star_first(cases).replace(b"OccultedStar", b"GuidingStar"))
    (intake,) = desk.take_files(path, context=Context(event_id=EVENT, has_no_report=True))
    assert intake.status == "accepted"
    assert FindingCode.TARGET_UNCLEAR in {finding.code for finding in intake.findings}
    rows = lightcurve_tables(desk.archive, EVENT, now=70000.0).curves
    assert not {row.values["role"] for row in rows} & {Role.TARGET, Role.RATIO}


def test_values_with_commas_between_commas_are_refused(cases: Path) -> None:
    with pytest.raises(FormatError, match="commas"):
        read(content(cases, "e_values_with_commas.csv"), "e.csv")
