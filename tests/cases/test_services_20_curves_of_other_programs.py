"""Light curves of other programs: each is called by its name with what to send; plain tables of flux are read."""

from pathlib import Path

import pytest

from formats import FORMATS, identify
from formats.foreign_files import explain, photometry_program
from ingest.photometry.photometry import read_stars
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.photometry import PointList
from schemas.upload import Upload
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
    is_read = name in {"aavso_extended.txt", "tom_atlas_fp.csv"}
    assert ("as it is" if is_read else "time,filter,magnitude,error") in found.hint


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


UPLOAD = Upload(target_id="t1")


@pytest.mark.parametrize("name", [*FILES, "exotic_lc.csv"])
def test_calibrate_reads_it_or_says_the_same(cases: Path, name: str) -> None:
    data = head_of(cases, name)
    program = photometry_program(data)
    assert program is not None
    if program.is_calibrated:
        assert len(read_stars(data, name, UPLOAD)) > 0
        return
    with pytest.raises(FormatError) as raised:
        read_stars(data, name, UPLOAD)
    assert (raised.value.message, raised.value.hint) == (program.message, program.hint)


def test_aavso_extended_is_read(cases: Path) -> None:
    points = read_stars(head_of(cases, "aavso_extended.txt"), "a.txt", UPLOAD)
    assert isinstance(points, PointList)
    assert points.format == "aavso_extended"
    assert points.mjd.tolist() == pytest.approx([60701.6234, 60701.6254, 60701.6274], abs=1e-9)
    assert points.mag.tolist() == [11.235, 11.135, 13.0]
    assert points.is_limit.tolist() == [False, False, True]
    assert points.filter == ("B", "V", "R")
    assert points.mag_err[:2].tolist() == [0.003, 0.003]
    assert points.observer == ("TST01",) * 3
    assert not points.findings


def test_forced_photometry_of_atlas_is_read(cases: Path) -> None:
    points = read_stars(head_of(cases, "tom_atlas_fp.csv"), "a.csv", UPLOAD)
    assert isinstance(points, PointList)
    # The first row: a start of 30 s, 17.349 mag, limit 19.34; the second is 13 sigma below zero and no limit.
    assert points.mjd[0] == pytest.approx(60316.142545 + 15 / 86400, abs=1e-9)
    assert (points.mag[0], points.mag_err[0], points.filter[0], points.is_limit[0]) == (17.349, 0.089, "ATLAS o", False)
    assert 3 not in points.row
    [below] = [note for note in points.findings if note.code is FindingCode.VALUE_IMPOSSIBLE]
    assert below.line == 3
    # 84 +- 65 is not seen.
    at = points.row.tolist().index(6)
    assert (points.is_limit[at], points.mag[at]) == (True, 18.94)
