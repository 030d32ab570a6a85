"""PyMovie tables: the shipped files to their values, and what real recordings do to them."""

import contextlib
from pathlib import Path

import numpy as np
import pytest

from formats.curves.pymovie_csv import identify, read
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity
from schemas.instant import iso_text
from schemas.lightcurve import LightCurve, ReadingFlag, Role, TimeKind
from schemas.reading import Reading
from tests.growth import assert_linear

TITLE = "FrameNum,timeInfo,signal-target,signal-tracker,appsum-target,avgbkg-target,hit-defect-target,appsum-tracker"


def table(*rows: str, head: str = "# PyMovie Version 4.1.4\n", title: str = TITLE, end: str = "\n") -> bytes:
    return (head + "\n".join([title, *rows]) + end).encode()


def row(frame: float, clock: str, target: str = "100.00", tracker: str = "200.00", defect: str = "0") -> str:
    return f"{frame:.2f},[{clock}],{target},{tracker},150.00,10.0,{defect},250.00"


def steady(*frames: float, start: float = 36000.0) -> list[str]:
    """Rows at 25 frames a second."""
    return [row(frame, clock(start + 0.04 * frame)) for frame in frames]


def clock(seconds: float) -> str:
    ticks = round(seconds % 86400 * 10_000)
    return f"{ticks // 36_000_000:02d}:{ticks // 600_000 % 60:02d}:{ticks // 10_000 % 60:02d}.{ticks % 10_000:04d}"


def target_of(reading: Reading) -> LightCurve:
    return next(curve for curve in reading.lightcurves if curve.role is Role.TARGET)


def times_of(curve: LightCurve) -> np.ndarray:
    assert curve.seconds is not None
    return curve.seconds


def flags_of(curve: LightCurve) -> list[int]:
    assert curve.flags is not None
    return [int(flag) for flag in curve.flags]


def test_every_aperture_becomes_a_curve_with_its_role(corpus: Path) -> None:
    data = (corpus / "pymovie" / "bobs-test-file.csv").read_bytes()
    assert identify(data)
    reading = read(data, "bobs-test-file.csv")
    assert [(curve.aperture_name, curve.role) for curve in reading.lightcurves] == [
        ("target", Role.TARGET),
        ("tracker", Role.COMPARISON),
        ("reference star", Role.COMPARISON),
        ("no-star", Role.OTHER),
    ]
    target = target_of(reading)
    assert (target.n_points, target.n_dropped, target.cadence) == (45, 0, 0.04)
    assert target.flux[:3].tolist() == [2039.0, 1919.0, 1591.0]
    assert times_of(target)[[0, -1]].tolist() == pytest.approx([14314.6796, 14316.4396], abs=1e-9)
    assert target.software == "PyMovie 4.1.4"
    assert (target.mjd, target.time_kind, target.source_format) == (None, TimeKind.START, "pymovie_csv")
    assert reading.findings == ()


def test_the_recording_is_known_by_its_file_name_only(corpus: Path) -> None:
    reading = read((corpus / "pymovie" / "bobs-test-file.csv").read_bytes(), "bobs-test-file.csv")
    target = target_of(reading)
    assert target.clues.measured_file == "2025_09_16_14_13_43GEMMATRISIUS.avi"
    assert target.clues.body_number is None  # "PC (2)" is a folder, not a body
    assert "boban" not in repr(reading)


def test_a_header_of_an_adv_file_gives_date_observer_and_frame_rate(corpus: Path) -> None:
    reading = read((corpus / "pymovie" / "adv-test-file.csv").read_bytes(), "adv-test-file.csv")
    target = target_of(reading)
    assert (target.n_points, target.n_dropped, target.cadence) == (1108, 0, 0.32)
    assert target.date_frame0 is not None
    assert iso_text(target.date_frame0).startswith("2010-01-01")  # the camera's own date, to be doubted
    assert target.clues.observer == "Bob Anderson"
    assert dict(target.settings)["effective-frame-rate"] == "3.12500"
    assert (target.clues.lon, target.clues.lat) == (None, None)  # the keys stand there empty
    assert times_of(target)[0] == pytest.approx(74996.5209, abs=1e-9)


def test_a_file_without_time_stamps_is_read_and_said_to_have_none(corpus: Path) -> None:
    reading = read((corpus / "pymovie" / "bob-no-timestamp.csv").read_bytes(), "bob-no-timestamp.csv")
    target = target_of(reading)
    assert (target.n_points, target.seconds, target.cadence) == (22, None, None)
    assert set(flags_of(target)) == {ReadingFlag.TIME_MISSING}
    assert [finding.code for finding in reading.findings] == [FindingCode.TIMES_MISSING]


def test_stray_text_before_the_first_hash_does_no_harm() -> None:
    data = table(*steady(1, 2, 3), head=" where lines starting with # are ignored# PyMovie Version 4.1.4\n")
    assert identify(data)
    assert target_of(read(data, "x.csv")).n_points == 3


def test_a_misread_digit_is_repaired_flagged_and_told() -> None:
    """Frame 17 reads .2196 where its neighbours say .3196, as OCR of real overlays does."""
    rows = steady(*range(1, 30))
    rows[16] = rows[16].replace(clock(36000.68), clock(36000.58))
    reading = read(table(*rows), "x.csv")
    target = target_of(reading)
    assert target.n_points == 29
    assert times_of(target)[16] == pytest.approx(36000.68, abs=1e-6)
    expected = ReadingFlag.TIME_REPAIRED | ReadingFlag.TIME_BACKWARDS | ReadingFlag.TIME_SUSPECT
    assert flags_of(target)[16] == expected
    assert (np.delete(flags_of(target), 16) == 0).all()
    assert [(finding.code, finding.line) for finding in reading.findings] == [(FindingCode.TIME_REPAIRED, 19)]


def test_missing_frames_leave_the_other_times_alone() -> None:
    reading = read(table(*steady(*range(1, 10), *range(11, 30), *range(33, 46))), "x.csv")
    target = target_of(reading)
    assert (target.n_points, target.n_dropped) == (41, 0)
    assert times_of(target)[-1] == pytest.approx(36001.8)
    assert set(flags_of(target)) == {0}
    assert [finding.message for finding in reading.findings] == [
        "4 frames are missing in the numbering: the recording has 2 gaps."
    ]


def test_dropped_readings_are_nan_and_keep_their_place_in_time() -> None:
    rows = steady(*range(1, 11))
    rows[3] = row(4, clock(36000.16), target="-0.0")
    rows[5] = row(6, clock(36000.24), target="")
    rows[7] = row(8, clock(36000.32), target="1e400")
    reading = read(table(*rows), "x.csv")
    target = target_of(reading)
    assert np.flatnonzero(np.isnan(target.flux)).tolist() == [3, 5, 7]
    assert (target.n_points, target.n_dropped) == (10, 3)
    assert times_of(target)[5] == pytest.approx(36000.24)
    assert [flags_of(target)[i] for i in (3, 5, 7)] == [ReadingFlag.DROPPED] * 3
    tracker = reading.lightcurves[1]
    assert tracker.n_dropped == 0
    codes = {finding.code for finding in reading.findings}
    assert codes == {FindingCode.READINGS_DROPPED}


def test_field_mode_has_half_frames() -> None:
    rows = [row(33 + field / 2, clock(36000 + field * 0.02)) for field in range(10)]
    target = target_of(read(table(*rows), "x.csv"))
    assert target.frames is not None
    assert target.frames[:3].tolist() == [33.0, 33.5, 34.0]
    assert target.cadence == 0.02
    assert set(flags_of(target)) == {0}


def test_midnight_is_crossed() -> None:
    target = target_of(read(table(*steady(*range(1, 11), start=86399.8)), "x.csv"))
    assert times_of(target)[0] == pytest.approx(86399.84)
    assert times_of(target)[-1] == pytest.approx(86400.2)
    assert (np.diff(times_of(target)) > 0).all()


def test_a_missing_time_is_interpolated_over_the_frames() -> None:
    rows = steady(*range(1, 11))
    rows[0], rows[4], rows[9] = (
        row(frame, "").replace("[]", text) for frame, text in ((1, ""), (5, "[]"), (10, "[?]"))
    )
    reading = read(table(*rows), "x.csv")
    target = target_of(reading)
    assert times_of(target) == pytest.approx(36000 + 0.04 * np.arange(1, 11))
    wanted = ReadingFlag.TIME_MISSING | ReadingFlag.TIME_REPAIRED
    assert [flags_of(target)[i] for i in (0, 4, 9)] == [wanted] * 3
    assert target.n_dropped == 0


def test_frame_numbers_repeated_and_going_back_are_flagged() -> None:
    rows = [row(frame, clock(36000 + 0.04 * index)) for index, frame in enumerate((1, 2, 2, 3, 4, 3, 5, 6))]
    reading = read(table(*rows), "x.csv")
    flags = flags_of(target_of(reading))
    assert flags == [0, 0, ReadingFlag.DUPLICATE_FRAME, 0, 0, ReadingFlag.FRAME_BACKWARDS, 0, 0]
    assert [finding.field for finding in reading.findings] == ["frame number", "frame number"]


def test_defective_pixels_flag_their_reading() -> None:
    rows = steady(1, 2, 3)
    rows[1] = row(2, clock(36000.08), defect="2")
    reading = read(table(*rows), "x.csv")
    assert flags_of(target_of(reading)) == [0, ReadingFlag.DEFECT, 0]
    assert flags_of(reading.lightcurves[1]) == [0, 0, 0]


def test_the_target_is_found_by_its_name_wherever_it_stands() -> None:
    title = "FrameNum,timeInfo,signal-ref1,signal-Target star,appsum-ref1,appsum-Target star"
    reading = read(table("1.00,[10:00:00.0],5,6,7,8", "2.00,[10:00:00.1],5,7,7,8", title=title), "x.csv")
    assert [curve.role for curve in reading.lightcurves] == [Role.COMPARISON, Role.TARGET]


def test_without_a_target_by_name_the_choice_is_told() -> None:
    title = "FrameNum,timeInfo,signal-ref1,signal-psf-star,appsum-ref1,appsum-psf-star"
    reading = read(table("1.00,[10:00:00.0],5,6,7,8", "2.00,[10:00:00.1],5,7,7,8", title=title), "x.csv")
    assert [curve.role for curve in reading.lightcurves] == [Role.COMPARISON, Role.TARGET]
    assert "'psf-star'" in reading.findings[0].message


def test_an_astrid_header_gives_clues_and_keeps_the_address_back() -> None:
    head = (
        "# PyMovie Version 4.0.2\n# source: /Users/someone/Desktop/20240102_428_Monachia_X/video/frame_0.fit\n"
        "# date at frame 0: 2024-01-02\n#INSTRUMENT: Astrid\n#INSTRUMENT-SHUTTER: 142857000\n"
        "#TELESCOPE: Orion 80mm\n#OBSERVER: A. Person\n#OBSERVER-ID: person@example.org\n#LATITUDE: 51.3174\n"
        "#LONGITUDE: -114.0957\n#ALTITUDE: 1136.4\n#OBJNAME: (428) Monachia - Astrid\n#RA: 13.035\n#DEC: 9.628\n"
        "#OCCULTATION-PREDICTED-CENTER-TIME: 2024-01-02T03:12:05\n#OCCULTATION-OBJECT-NUMBER: 428\n"
        "#OCCULTATION-OBJECT-NAME: Monachia\n#OCCULTATION-STAR: UCAC4 499-1238\n"
    )
    reading = read(table(*steady(1, 2, 3), head=head), "x.csv")
    target = target_of(reading)
    clues = target.clues
    assert (clues.body_number, clues.body_name, clues.star) == (428, "Monachia", "UCAC4 499-001238")
    assert (clues.lon, clues.lat, clues.alt) == (-114.0957, 51.3174, 1136.4)
    assert clues.observer == "A. Person"
    assert clues.time_predicted is not None
    assert iso_text(clues.time_predicted, decimals=0) == "2024-01-02T03:12:05"
    assert target.exposure == pytest.approx(0.142857)
    assert (target.star, target.ra) == ("UCAC4 499-001238", 13.035)
    assert reading.lightcurves[1].star is None  # the tracker is another star
    assert "example.org" not in repr(reading)
    assert "someone" not in repr(reading)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_any_line_end_will_do(end: str) -> None:
    data = table(*steady(*range(1, 6))).replace(b"\n", end.encode())
    assert identify(data)
    assert target_of(read(data, "x.csv")).n_points == 5


def test_a_spreadsheet_may_have_changed_the_delimiter() -> None:
    rows = [f"{frame};[{clock(36000 + frame)}];{frame},5;2,5;3;4;0;5" for frame in range(1, 6)]
    text = "# PyMovie Version 4.1.4\n" + TITLE.replace(",", ";") + "\n" + "\n".join(rows) + "\n"
    target = target_of(read(text.encode("utf-8-sig"), "x.csv"))
    assert target.flux.tolist() == [1.5, 2.5, 3.5, 4.5, 5.5]


def test_a_file_cut_within_a_number_does_not_use_the_stump() -> None:
    data = table(*steady(*range(1, 6)))
    cut = data[: data.rindex(b"100.00") + 3]  # the signal 100.00 is left as 100
    reading = read(cut, "x.csv")
    target = target_of(reading)
    assert np.isnan(target.flux[-1])
    assert target.n_points == 5
    assert "breaks off" in " ".join(finding.message for finding in reading.findings)


def test_lines_that_are_no_readings_are_counted_once() -> None:
    rows = steady(*range(1, 6))
    rows[2:2] = ["some words", "", "# a comment", TITLE, ",,,,,,,"]
    reading = read(table(*rows), "x.csv")
    assert target_of(reading).n_points == 5
    messages = [(finding.message, finding.severity, finding.line) for finding in reading.findings]
    assert messages == [("2 lines without a reading were skipped.", Severity.WARNING, 5)]


def test_thousands_of_columns_take_time_in_proportion() -> None:
    def work(count: int) -> None:
        title = "FrameNum,timeInfo," + ",".join(f"signal-a{number}" for number in range(count))
        rows = "".join(f"{row}.0,[12:00:0{row}.0000]," + ",".join(["100"] * count) + "\n" for row in range(3))
        with contextlib.suppress(FormatError):
            read(f"# PyMovie Version 3.7.7\n{title}\n{rows}".encode(), "x.csv")

    assert_linear(work, 1000)
