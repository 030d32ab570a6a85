"""Tangra stamps the middle of a frame, PyMovie its beginning; an export of PyOTE keeps what its source meant."""

from pathlib import Path

import pytest

from formats import FORMATS, identify
from schemas.codes import Answer
from schemas.lightcurve import LightCurve, TimeKind


def curve_of(cases: Path, name: str) -> LightCurve:
    data = (cases / "files/16-tangra-mid-pymovie-start" / name).read_bytes()
    kind = identify(data)
    assert kind is not None
    (curve,) = FORMATS[kind].read(data, name).lightcurves
    return curve


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a_tangra.csv", TimeKind.MID), ("b_pymovie.csv", TimeKind.START), ("c_pyote_of_tangra.csv", TimeKind.MID)],
)
def test_the_program_decides_what_a_time_is_of(cases: Path, name: str, kind: TimeKind) -> None:
    assert curve_of(cases, name).time_kind is kind


def test_an_export_of_pyote_keeps_tangras_head(cases: Path) -> None:
    direct, exported = (curve_of(cases, name) for name in ("a_tangra.csv", "c_pyote_of_tangra.csv"))
    assert exported.software == "PYOTE 5.5.1"
    assert exported.camera_delay_applied is direct.camera_delay_applied is Answer.YES
    assert exported.clues.camera == direct.clues.camera == "Flea3"
    assert exported.settings == direct.settings
