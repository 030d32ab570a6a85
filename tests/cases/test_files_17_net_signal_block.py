"""Net signals of Tangra, block-integrated files, and PyMovie's table under Tangra's title of frame numbers."""

from pathlib import Path

import pytest

from formats import FORMATS, identify
from formats.curves import sora_ascii
from schemas.errors import FormatError
from schemas.lightcurve import LightCurve, TimeKind


def curve_of(cases: Path, name: str, kind: str) -> LightCurve:
    data = (cases / "files/17-net-signal-block" / name).read_bytes()
    assert identify(data) == kind
    (curve,) = FORMATS[kind].read(data, name).lightcurves
    return curve


@pytest.mark.parametrize(
    ("name", "kind", "n_points", "cadence", "time_kind"),
    [
        ("a_netsignal.csv", "tangra_csv", 60, 0.5, TimeKind.MID),
        ("b_frameno_pymovie.csv", "pyote_csv", 60, 0.5, TimeKind.START),
        ("c_block.csv", "pyote_csv", 40, 2.0, TimeKind.START),
    ],
)
def test_each_is_read(cases: Path, name: str, kind: str, n_points: int, cadence: float, time_kind: TimeKind) -> None:
    curve = curve_of(cases, name, kind)
    assert (curve.n_points, curve.n_dropped, curve.cadence, curve.time_kind) == (n_points, 0, cadence, time_kind)
    assert curve.flux[:3].tolist() == [5000.0, 5037.0, 5024.0]
    assert curve.seconds is not None
    assert curve.seconds[0] == pytest.approx(5020.25 if name.startswith("a_") else 5020.0)


def test_frame_numbers_are_no_times() -> None:
    data = b"FrameNo,flux,err\n0,5000,1\n1,5037,1\n2,5024,1\n3,5011,1\n"
    assert identify(data) is None
    with pytest.raises(FormatError, match="frame numbers"):
        sora_ascii.read(data, "x.csv")
    bare = sora_ascii.read(b"0 5000\n1 5037\n2 5024\n3 5011\n", "x.dat")
    assert "may be frame numbers" in " ".join(finding.message for finding in bare.findings)
