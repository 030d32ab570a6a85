"""Light curves of other programs: each is called by its name with what to send; plain tables of flux are read."""

from pathlib import Path

import pytest

from formats import FORMATS, identify
from formats.foreign_files import explain, photometry_program
from schemas.finding import FindingCode
from tests.desk import Desk

FILES = {
    "aavso_download.csv": "AAVSO",
    "aavso_extended.txt": "AAVSO",
    "alcdef.txt": "ALCDEF",
    "cmunipack.txt": "C-Munipack",
    "siril_lc.dat": "Siril",
    "tom_atlas_fp.csv": "ATLAS",
    "vast_out00001.dat": "VaST",
    "vstar_u_sco.csv": "AAVSO",
    "aij_measurements.tbl": "AstroImageJ",
}


def head_of(cases: Path, name: str) -> bytes:
    return (cases / "services/20-light-curves-of-other-programs" / name).read_bytes()


@pytest.mark.parametrize(("name", "program"), FILES.items())
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_each_is_called_by_its_name(cases: Path, name: str, program: str, end: bytes) -> None:
    head = head_of(cases, name).replace(b"\r\n", b"\n").replace(b"\n", end)
    assert identify(head) is None
    found = explain(head)
    assert program in found.message
    assert "umbra calibrate" in found.hint
    assert "time,filter,magnitude,error" in found.hint


@pytest.mark.parametrize("name", FILES)
def test_intake_says_the_same(cases: Path, desk: Desk, name: str) -> None:
    path = cases / "services/20-light-curves-of-other-programs" / name
    (intake,) = desk.take_files(path)
    [finding] = intake.findings
    assert (intake.status, finding.code) == ("refused", FindingCode.UNREADABLE)
    assert FILES[name] in finding.message


def test_relative_flux_of_exotic_is_read_as_a_table(cases: Path) -> None:
    data = head_of(cases, "exotic_lc.csv")
    assert identify(data) == "sora_ascii"
    (curve,) = FORMATS["sora_ascii"].read(data, "exotic_lc.csv").lightcurves
    assert curve.mjd is not None
    assert curve.mjd[0] == pytest.approx(58886.929, abs=1e-9)
    assert curve.flux[0] == 0.9992996
    assert curve.flux_err is not None
    assert curve.flux_err[0] == 0.001770185
    program = photometry_program(data)
    assert program is not None
    assert program.has_flux


def test_astroimagej_gives_the_times_of_the_station_and_the_target(cases: Path) -> None:
    title, first, second = head_of(cases, "aij_measurements.tbl").decode().splitlines()
    third = second.replace("2460402.264", "2460402.274").replace("60402.264", "60402.274")
    data = "\n".join((title, first, second, third, "")).encode()
    assert identify(data) == "sora_ascii"
    (curve,) = FORMATS["sora_ascii"].read(data, "aij.tbl").lightcurves
    assert curve.mjd is not None
    assert curve.mjd.tolist() == pytest.approx([60401.754, 60401.764, 60401.774], abs=1e-9)
    assert curve.flux[:2].tolist() == [150000.1, 150100.1]


def test_nothing_else_is_taken_for_them() -> None:
    for head in (b"", b"FrameNo,Time (UT),Signal (1)\n", b"# JD flux\n2459506.3 1.0\n", b"Date: 2015-12-19\n"):
        assert photometry_program(head) is None
