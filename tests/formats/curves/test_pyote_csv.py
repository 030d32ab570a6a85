"""Exports of PyOTE, GoPyOTE and R-OTE, with the header lines of other programs copied into them."""

from pathlib import Path

import numpy as np
import pytest

from formats.curves import limovie_csv, pymovie_csv
from formats.curves.pyote_csv import identify, read
from schemas.errors import FormatError
from schemas.lightcurve import LightCurve, Role
from schemas.reading import Reading
from schemas.timing_result import TimingKind

LIMOVIE = (
    "Limovie File Format (for Ver.0.9.26 later)\n"
    '"FileName : C:\\Users\\someone\\Test avi files\\flash.avi"\n"Video System : NTSC , FrameRate=29.97"\n'
    '"Time",,,,"Centre of","End of",,,,"Result",,,,,,"Object 1"\n'
)


def target_of(reading: Reading) -> LightCurve:
    return next(curve for curve in reading.lightcurves if curve.role is Role.TARGET)


def read_file(corpus: Path, name: str) -> Reading:
    data = (corpus / "pyote" / name).read_bytes()
    assert identify(data)
    assert not pymovie_csv.identify(data)
    return read(data, name)


def test_a_pyote_export_of_limovie_data(corpus: Path) -> None:
    target = target_of(read_file(corpus, "IOTA-flash-test-1.pyote.csv"))
    assert (target.n_points, target.n_dropped) == (1184, 0)
    assert target.flux[:2].tolist() == [-1148.0, -456.0]
    assert target.seconds is not None
    assert target.seconds[0] == pytest.approx(57614.3161)
    assert (target.software, target.clues.measured_file) == ("PYOTE 5.7.11", "IOTA-flash-test-1.avi")
    assert dict(target.settings) == {"Video System": "NTSC , FrameRate=29.97"}


def test_a_normalised_export_says_so(corpus: Path) -> None:
    reading = read_file(corpus, "bobs-test-file_NORMALIZED_GoPyOTE.csv")
    target = target_of(reading)
    assert [curve.role for curve in reading.lightcurves] == [Role.TARGET, Role.COMPARISON]
    assert (target.n_points, target.is_normalised) == (45, True)
    assert target.flux[0] == pytest.approx(2054.4029626486567, rel=1e-15)
    assert "boban" not in repr(reading)


@pytest.mark.parametrize(
    ("name", "d", "r", "is_miss", "n_points"),
    [
        ("model_disk_on_disk_annular.csv", 3.45, 5.35, False, 221),
        ("model_diffraction_with_central_spot.csv", 5.5247, 5.9247, False, 333),
        ("model_diffraction_miss.csv", None, None, True, 333),
        ("model_edge_on_disk_miss.csv", 2.5025, 2.5025, True, 130),
    ],
)
def test_a_model_brings_its_truth(
    corpus: Path, name: str, d: float | None, r: float | None, is_miss: bool, n_points: int
) -> None:
    reading = read_file(corpus, name)
    (truth,) = reading.timing_results
    assert truth.kind is TimingKind.SYNTHETIC_TRUTH
    assert truth.is_miss is is_miss
    assert (truth.d.seconds if truth.d else None) == d
    assert (truth.r.seconds if truth.r else None) == r
    target = target_of(reading)
    assert (target.aperture_name, target.n_points, target.n_dropped) == ("target_with_noise", n_points, 0)
    assert target.is_derived
    assert [curve.role for curve in reading.lightcurves[1:]] == [Role.OTHER, Role.OTHER]
    assert all(curve.n_dropped == 0 for curve in reading.lightcurves)  # -0.00 is a value in a model
    assert "synthetic" in reading.findings[0].message


def test_the_first_line_may_lack_its_hash_and_a_value_may_trail_a_tab() -> None:
    rows = "FrameNum,timeInfo,primaryData\n138.0,[03:41:27.8305],0.00000\n139.0,[03:41:27.8639],-743.000\t\n"
    data = ("PYOTE 5.7.11\n" + LIMOVIE + rows + "140.0,[03:41:27.8973],-790.000\n").encode()
    assert identify(data)
    assert not limovie_csv.identify(data)
    reading = read(data, "x.csv")
    target = target_of(reading)
    assert target.flux.tolist() == [0.0, -743.0, -790.0]
    assert target.n_dropped == 0
    assert target.software == "PYOTE 5.7.11"
    assert "someone" not in repr(reading)


def test_reference_stars_of_pyote_are_comparisons() -> None:
    data = b"# PYOTE 4.7.0\n# anything\nFrameNum,timeInfo,primaryData,LC2,LC3\n1.00,[NA],5,6,7\n2.00,[NA],5,6,\n"
    reading = read(data, "x.csv")
    assert [(curve.aperture_name, curve.role) for curve in reading.lightcurves] == [
        ("primaryData", Role.TARGET),
        ("LC2", Role.COMPARISON),
        ("LC3", Role.COMPARISON),
    ]
    assert reading.lightcurves[0].seconds is None


def test_a_pymovie_file_written_by_pyote_is_pyotes() -> None:
    data = (
        b"# PyMovie file written by PYOTE 5.5.4\n#  # source: /home/someone/x.avi\nFrameNum,timeInfo,"
        b"signal-target,appsum-target,signal-model\n1.0,[10:00:00.0],5,6,4.5\n2.0,[10:00:00.1],-0.0,6,4.5\n"
    )
    assert identify(data)
    assert not pymovie_csv.identify(data)
    reading = read(data, "x.csv")
    assert [(curve.aperture_name, curve.role) for curve in reading.lightcurves] == [
        ("target", Role.TARGET),
        ("model", Role.OTHER),
    ]
    assert np.isnan(reading.lightcurves[0].flux[1])
    assert "someone" not in repr(reading)


def test_rote_models_give_the_frames_of_their_edges() -> None:
    data = (
        b"#R-OTE 4.6.2\n\n# Thu Feb 13 12:54:22 2020  (R-OTE 4.6.2) Edge intersecting Disk model\n"
        b"#   Dbegin: 100.00   Dend: 106.00   Rbegin: 200.00   Rend: 206.00\n\n"
        b"FrameNum,timeInfo,primaryData\n1,[00:00:01.000],149.08\n2,[00:00:02.000],143.14\n"
    )
    (truth,) = read(data, "x.csv").timing_results
    assert truth.d is not None
    assert truth.r is not None
    assert (truth.d.frame, truth.d.transition_frames, truth.r.frame) == (103.0, 6.0, 203.0)
    assert truth.software == "R-OTE 4.6.2"


def test_a_file_without_a_curve_is_refused() -> None:
    with pytest.raises(FormatError):
        read(b"# PYOTE 5\nFrameNum,timeInfo\n1,[00:00:01.000]\n", "x.csv")
