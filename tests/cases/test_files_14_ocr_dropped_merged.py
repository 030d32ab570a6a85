"""Clocks that jump: every kind is found, a misread stamp is repaired, and no bad stamp is an end of the curve."""

from pathlib import Path

import numpy as np
import pytest

from formats.curves.pymovie_csv import read
from ingest.events.lightcurve_rows import lightcurve_tables
from ingest.intake.context import Context
from schemas.finding import FindingCode
from schemas.lightcurve import LightCurve, ReadingFlag
from schemas.reading import Reading
from tests.desk import Desk
from tests.records import REPORT, entry

EVENT = "20220825_928_hildrun"
FRAME = 1001 / 30000
START = 5020.0
HEAD = (
    "# PyMovie Version 3.9.0\n# source: x.avi\n# date at frame 0: 2024-01-02\n"
    "FrameNum,timeInfo,signal-target,appsum-target\n"
)


def reading_of(cases: Path, name: str) -> Reading:
    return read((cases / "files/14-ocr-dropped-merged" / name).read_bytes(), name)


def jump(seconds: float, *, at: int = 30, n_readings: int = 60, start: float = START) -> bytes:
    """Return a recording whose clock jumps at one frame, frame numbers unbroken."""
    rows = []
    for number in range(n_readings):
        time = round(start + number * FRAME + (seconds if number >= at else 0), 4) % 86400
        clock = f"{int(time // 3600):02d}:{int(time // 60) % 60:02d}:{time % 60:07.4f}"
        rows.append(f"{number}.00,[{clock}],{1000 + 7 * number % 13}.00,1300.00\n")
    return (HEAD + "".join(rows)).encode()


def codes_of(reading: Reading) -> set[FindingCode]:
    return {finding.code for finding in reading.findings}


def seconds_of(curve: LightCurve) -> np.ndarray:
    assert curve.seconds is not None
    return curve.seconds


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("a_ocr_back10s.csv", [15]),
        ("b_ocr_fwd1h.csv", [15]),
        ("c_ocr_two.csv", [15, 16]),
        ("f_first_stamp_bad.csv", [0]),
        ("jump_last_p7h.csv", [59]),
        ("jump_3_last.csv", [57, 58, 59]),
    ],
)
def test_misread_stamps_are_repaired_and_flagged(cases: Path, name: str, places: list[int]) -> None:
    reading = reading_of(cases, name)
    (curve,) = reading.lightcurves
    assert seconds_of(curve) == pytest.approx(START + FRAME * np.arange(60), abs=2e-4)
    assert curve.flags is not None
    assert np.flatnonzero(curve.flags & ReadingFlag.TIME_REPAIRED).tolist() == places
    assert codes_of(reading) == {FindingCode.TIME_REPAIRED}


@pytest.mark.parametrize("shift", [7 * 3600, -7 * 3600, 3600, 12 * 3600, 13 * 3600, -1, 10, 0.2])
@pytest.mark.parametrize("end", [1, 59])
def test_one_bad_stamp_at_either_end_is_no_end_of_the_curve(shift: float, end: int) -> None:
    reading = read(jump(shift if end == 59 else -shift, at=end), "e.csv")
    (curve,) = reading.lightcurves
    first = START - shift if end == 1 else START
    assert seconds_of(curve) - seconds_of(curve)[1] == pytest.approx(FRAME * np.arange(-1, 59), abs=2e-4)
    assert codes_of(reading) == {FindingCode.TIME_REPAIRED}
    assert first  # the wrong side is the lonely stamp


@pytest.mark.parametrize(
    ("name", "n_dropped"),
    [("jump_2frames_dropped.csv", 2), ("jump_half.csv", 15), ("jump_p1.csv", 30), ("jump_p3.csv", 90),
     ("jump_p17.csv", 509)],
)  # fmt: skip
def test_a_forward_jump_is_a_finding_and_its_frames_are_counted(cases: Path, name: str, n_dropped: int) -> None:
    reading = reading_of(cases, name)
    (curve,) = reading.lightcurves
    [finding] = reading.findings
    assert (finding.code, finding.line) == (FindingCode.CLOCK_JUMP, 35)
    assert curve.n_dropped == n_dropped
    assert curve.flags is not None
    assert np.flatnonzero(curve.flags).tolist() == [30]


@pytest.mark.parametrize("name", ["jump_p3600.csv", "jump_m3600.csv", "jump_24h_minus.csv"])
def test_a_clock_that_was_set_leaves_one_side_in_doubt(cases: Path, name: str) -> None:
    reading = reading_of(cases, name)
    (curve,) = reading.lightcurves
    assert FindingCode.CLOCK_JUMP in codes_of(reading)
    assert curve.n_dropped == 0
    assert curve.span_s == pytest.approx((START, START + 29 * FRAME), abs=2e-4)


@pytest.mark.parametrize("name", ["jump_m1.csv", "jump_m2.csv", "m_descending.csv"])
def test_times_that_go_back_are_a_finding(cases: Path, name: str) -> None:
    assert FindingCode.TIME_ORDER in codes_of(reading_of(cases, name))


@pytest.mark.parametrize("name", ["g_merged_headers.csv", "h_merged_no_header.csv", "l_merged_other_date.csv"])
def test_the_second_of_two_joined_files_is_not_read(cases: Path, name: str) -> None:
    reading = reading_of(cases, name)
    (curve,) = reading.lightcurves
    assert curve.n_points == 60
    assert curve.span_s == pytest.approx((START, START + 59 * FRAME), abs=2e-4)
    [finding] = reading.findings
    assert (finding.code, finding.line) == (FindingCode.STRUCTURE, 65)


def test_what_was_right_is_right(cases: Path) -> None:
    assert "5 frames are missing" in reading_of(cases, "d_dropped_gap.csv").findings[0].message
    assert seconds_of(reading_of(cases, "i_midnight.csv").lightcurves[0])[-1] == pytest.approx(86400.9686, abs=2e-4)
    assert "coarser" in reading_of(cases, "j_repeated_stamps.csv").findings[0].message
    assert "59 times" in reading_of(cases, "k_frozen.csv").findings[0].message


@pytest.mark.parametrize("shift", [25200, -25200, 46800])
def test_published_spans_come_from_good_stamps(desk: Desk, tmp_path: Path, shift: float) -> None:
    desk.take(entry(REPORT))
    path = tmp_path / "last.csv"
    start = 20 * 3600 + 2 * 60 + 29.0  # at the event
    path.write_bytes(jump(shift, at=59, start=start).replace(b"# date at frame 0: 2024-01-02\n", b""))
    (intake,) = desk.take_files(path, context=Context(event_id=EVENT, has_no_report=True))
    assert intake.status == "accepted"
    (row,) = lightcurve_tables(desk.archive, EVENT, now=70000.0).curves
    assert (row.values["time_end"] - row.values["time_start"]) * 86400 == pytest.approx(59 * FRAME, abs=1e-3)
