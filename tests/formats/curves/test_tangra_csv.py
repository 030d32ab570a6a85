"""Tangra exports: settings, objects by type, backgrounds, unread frames."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from formats.curves.tangra_csv import identify, read
from schemas.codes import Answer
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.lightcurve import LightCurve, ReadingFlag, Role
from schemas.reading import Reading

SETTINGS = (
    "Reversed Gamma, Colour, Measured Band, Integration, Digital Filter, Signal Method, Background Method, "
    "Instrumental Delay Corrections, Camera, AAV Integration, First Frame, Last Frame"
)


def export(
    rows: str,
    *,
    title: str = "FrameNo,Time (UT),Signal (1), Background (1),Signal (2), Background (2)",
    objects: str = "1,GuidingStar,3.0,,2.3,yes,1.0,2.0,no\n2,OccultedStar,3.0,4.8,2.3,yes,1.0,2.0,no\n",
    delays: str = "Not Applied",
) -> bytes:
    text = (
        "Tangra v3.6.17\nMeasurments of 2 objects\nC:\\Users\\someone\\Videos\\(130) Elektra 2018-04-21.avi\n"
        "Video (AVI), Time: OCR\n\n\n"
        + SETTINGS
        + f"\n1.00,no,Red,no,NoFilter,AperturePhotometry,AverageBackground,{delays},"
        "WAT-120N,,7,1383\n\nObject, Type, Aperture, Tolerance, FWHM, Measured, StartingX, StartingY, Fixed\n"
        + objects
        + "\n\n"
        + title
        + "\n"
        + rows
    )
    return text.replace("\n", "\r\n").encode()


def target_of(reading: Reading) -> LightCurve:
    return next(curve for curve in reading.lightcurves if curve.role is Role.TARGET)


def test_the_real_head_reads_to_its_values(corpus: Path) -> None:
    name = "20251204_75975_2000CD121_Tangra_head.csv"
    data = (corpus / "tangra" / name).read_bytes()
    assert identify(data)
    reading = read(data, name)
    assert [(curve.aperture_name, curve.role) for curve in reading.lightcurves] == [
        ("OccultedStar 1", Role.TARGET),
        ("GuidingStar 2", Role.COMPARISON),
        ("GuidingStar 3", Role.COMPARISON),
        ("GuidingStar 4", Role.COMPARISON),
    ]
    target = target_of(reading)
    assert (target.n_points, target.n_dropped) == (14, 0)
    assert target.flux[0] == 87877 - 44718
    assert target.seconds is not None
    assert target.seconds[[0, -1]].tolist() == pytest.approx([31728.666, 31729.452], abs=1e-9)
    assert target.software == "Tangra v3.7.0.5"
    assert target.camera_delay_applied is Answer.YES  # "Not Required"
    settings = dict(target.settings)
    assert (settings["Acquisition Delay (ms)"], settings["Reversed Gamma"]) == ("8.0", "1.00")
    assert settings["Instrumental Delay Corrections"] == "Not Required"
    assert (target.clues.body_number, target.clues.body_name) == (75975, "2000 CD121")
    assert target.clues.camera == "asi462mm"
    assert reading.findings == ()


def test_unread_frames_are_dropped_readings(corpus: Path) -> None:
    data = (corpus / "tangra" / "bad_rows_example.csv").read_bytes()
    reading = read(data, "bad_rows_example.csv")
    target, second = reading.lightcurves[:2]
    assert (target.n_points, target.n_dropped) == (4, 1)
    assert target.flux[:3].tolist() == [42591.0, 42802.0, 41592.0]  # row 681 keeps its first curve
    assert np.isnan(target.flux[3])  # row 812
    assert np.isnan(second.flux).tolist() == [False, True, False, True]
    assert target.seconds is not None
    assert target.seconds[3] == pytest.approx(18 * 3600 + 28 * 60 + 19.319)
    assert target.flags is not None
    assert target.flags.tolist() == [0, 0, 0, ReadingFlag.DROPPED]


def test_the_occulted_star_is_found_by_its_type() -> None:
    reading = read(export("7,[01:02:03.000],100,40,70,20\n8,[01:02:03.040],100,40,71,20\n"), "x.csv")
    target = target_of(reading)
    assert target.aperture_name == "OccultedStar 2"
    assert target.flux.tolist() == [50.0, 51.0]
    assert target.camera_delay_applied is Answer.NO
    assert (target.clues.body_number, target.clues.body_name) == (130, "Elektra")
    assert "someone" not in repr(reading)


def test_a_row_without_a_time_is_dropped_and_keeps_its_place() -> None:
    rows = "7,[01:02:03.000],100,40,70,20\n8,,100,40,71,20\n9,[01:02:03.080],100,40,72,20\n"
    target = target_of(read(export(rows), "x.csv"))
    assert np.isnan(target.flux).tolist() == [False, True, False]
    assert target.seconds is not None
    assert target.seconds[1] == pytest.approx(3723.04)


def test_signal_minus_background_comes_in_one_column() -> None:
    title = "FrameNo,Time (UT),SignalMinusBackground (1),SignalMinusBackground (2)"
    target = target_of(read(export("7,[01:02:03.000],60,50\n8,[01:02:03.040],60,51\n", title=title), "x.csv"))
    assert target.flux.tolist() == [50.0, 51.0]


def test_binned_measurements_begin_with_bin_numbers() -> None:
    title = "BinNo,Time (UT),Signal (1), Background (1),Signal (2), Background (2)"
    data = export("1,[01:02:03.000],100,40,70,20\n2,[01:02:03.160],100,40,71,20\n", title=title)
    assert target_of(read(data, "x.csv")).cadence == 0.16


def test_an_export_of_the_table_alone_is_read() -> None:
    data = b"FrameNo,Time (UT),Signal (1), Background (1)\r\n7,[01:02:03.000],100,40\r\n8,[01:02:03.040],90,40\r\n"
    assert identify(data)
    target = target_of(read(data, "x.csv"))
    assert target.flux.tolist() == [60.0, 50.0]
    assert target.camera_delay_applied is Answer.UNKNOWN


def test_bare_rows_are_read_as_pairs_and_that_is_said() -> None:
    data = b"7,[01:02:03.000],100,40,70,20\n8,[01:02:03.040],90,40,70,20\n"
    assert identify(data)
    reading = read(data, "x.csv")
    assert [curve.flux.tolist() for curve in reading.lightcurves] == [[60.0, 50.0], [50.0, 50.0]]
    assert FindingCode.VALUE_DERIVED in {finding.code for finding in reading.findings}
    assert "no title row" in reading.findings[0].message
    assert reading.findings[1].code is FindingCode.TARGET_UNCLEAR
    assert {curve.role for curve in reading.lightcurves} == {Role.UNKNOWN}


def test_bare_rows_of_single_signals_are_read() -> None:
    reading = read(b"7,[01:02:03.000],60\n8,[01:02:03.040],50\n", "x.csv")
    assert target_of(reading).flux.tolist() == [60.0, 50.0]


@pytest.mark.parametrize(
    "data",
    [
        b"Tangra v3.7\nMeasurments of 1 objects\n",
        b"Tangra v3.7\nFrameNo,Time (UT),Magnitude (1)\n1,[01:02:03.0],5\n",
        export(""),
    ],
)
def test_an_export_without_signals_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read(data, "x.csv")


JULIAN = "FrameNo,Time (JD),Signal (1), Background (1),Signal (2), Background (2)"


def test_julian_dates_give_the_day_too() -> None:
    rows = "7,2458229.49998843,10,1,20,2\n8,2458229.49999421,11,1,20,2\n9,2458229.5,12,1,20,2\n"
    rows += "10,2458229.50000579,9,1,2,1\n"
    reading = read(export(rows, title=JULIAN), "x.csv")
    target = target_of(reading)
    assert target.mjd is not None
    assert target.mjd.tolist() == pytest.approx([58228.99998843, 58228.99999421, 58229.0, 58229.00000579], abs=2e-9)
    assert target.seconds is not None
    assert target.seconds.tolist() == pytest.approx([86399.0, 86399.5, 86400.0, 86400.5], abs=1e-3)
    assert target.cadence == pytest.approx(0.5, abs=1e-3)
    assert target.flux.tolist() == [18.0, 18.0, 18.0, 1.0]


def test_fractions_of_a_day_cross_midnight() -> None:
    rows = "7,0.99998843,10,1,20,2\n8,0.99999421,11,1,20,2\n9,0,12,1,20,2\n10,0.00000579,9,1,2,1\n"
    target = target_of(read(export(rows, title=JULIAN.replace("JD", "Days UT")), "x.csv"))
    assert target.mjd is None
    assert target.seconds is not None
    assert target.seconds.tolist() == pytest.approx([86399.0, 86399.5, 86400.0, 86400.5], abs=1e-3)


@pytest.mark.parametrize("time", ["?", "12.5", "1721425.5", ""])
def test_what_is_no_day_is_a_missing_time(time: str) -> None:
    label = "JD" if time == "1721425.5" else "Days UT"
    rows = f"7,{time},10,1,20,2\n8,{time},11,1,20,2\n9,{time},11,1,20,2\n"
    reading = read(export(rows, title=JULIAN.replace("JD", label)), "x.csv")
    assert target_of(reading).seconds is None
    assert FindingCode.TIMES_MISSING in {finding.code for finding in reading.findings}


def test_times_that_tangra_does_not_trust_are_said() -> None:
    rows = "7,21:00:00.100,10,1,20,2\n8,??:??:??.???,11,1,20,2\n9,??:??:??.???,12,1,20,2\n10,21:00:00.400,9,1,2,1\n"
    reading = read(export(rows), "x.csv")
    assert target_of(reading).n_dropped == 2
    [remark] = [finding for finding in reading.findings if finding.code == FindingCode.VALUE_UNREADABLE]
    assert (remark.line, remark.message) == (17, "2 times cannot be read (the first is '??:??:??.???').")


def test_bins_are_read_as_the_net_signal() -> None:
    title = "BinNo,Time (UT),Binned Measurment (1),Binned Measurment (2)"
    data = export("1,21:00:00.10,10.5,20\n2,21:00:00.30,11.25,21\n", title=title)
    target = target_of(read(data, "x.csv"))
    assert (target.flux.tolist(), target.aperture_name) == ([20.0, 21.0], "OccultedStar 2")


def test_bins_of_something_else_are_said() -> None:
    title = "BinNo,Time (UT),Binned Measurment (1),Binned Measurment (2)"
    data = export("1,21:00:00.10,10.5,20\n2,21:00:00.30,11.25,21\n", title=title)
    data = data.replace(b"of 2 objects", b"of 2 objects; Bins of 4 frames; Binned Measurement = SignalOnly")
    [remark] = [finding for finding in read(data, "x.csv").findings if finding.field == "Binned Measurement"]
    assert (remark.line, remark.message) == (2, "The bins hold SignalOnly, not the signal without its background.")


def test_magnitudes_are_refused() -> None:
    title = "FrameNo,Time (UT),Magnitude (1),Magnitude (2)"
    data = export("1,[21:00:00.10],12.5,14.2\n2,[21:00:00.30],12.25,14.1\n", title=title)
    assert identify(data)
    with pytest.raises(FormatError, match="relative flux") as caught:
        read(data, "x.csv")
    assert caught.value.line == 15


def test_a_row_with_an_item_too_many_gives_no_values() -> None:
    """Old versions of Tangra write two commas for an unread object of one column."""
    title = "FrameNo,Time (UT),SignalMinusBackground (1),SignalMinusBackground (2)"
    rows = "1,[21:00:00.10],5,6\n2,[21:00:00.30],,,6\n3,[21:00:00.50],7,8\n"
    reading = read(export(rows, title=title), "x.csv")
    target = target_of(reading)
    assert target.flux[[0, 2]].tolist() == [6.0, 8.0]
    assert np.isnan(target.flux[1])
    [remark] = [finding for finding in reading.findings if "longer than the title row" in finding.message]
    assert remark.line == 17


def test_blank_lines_in_the_header_hide_no_object() -> None:
    data = export("1,[21:00:00.10],5,1,6,1\n2,[21:00:00.30],5,1,6,1\n").replace(b"\r\n", b"\r\n\r\n")
    target = target_of(read(b"\r\n" + data, "x.csv"))
    assert target.aperture_name == "OccultedStar 2"
    assert (target.clues.body_number, target.camera_delay_applied) == (130, Answer.NO)
    assert target.clues.camera == "WAT-120N"


def test_names_without_brackets_and_times_without_brackets() -> None:
    title = "FrameNo,Time (UT),Signal 1,Background 1,Signal 2,Background 2"
    target = target_of(read(export("1,21:00:00.10,5,1,6,1\n2,21:00:00.30,5,1,7,1\n", title=title), "x.csv"))
    assert target.flux.tolist() == [5.0, 6.0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_saved_by_a_spreadsheet_says_the_same(delimiter: str) -> None:
    data = export("1,[21:00:00.10],5,1,6,1\n2,[21:00:00.30],5,1,7,1\n")
    rows = [next(csv.reader([line]), []) for line in data.decode().split("\r\n")[:-1]]
    width = max(len(row) for row in rows)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([row + [""] * (width - len(row)) for row in rows])
    plain, saved = (target_of(read(content, "x.csv")) for content in (data, text.getvalue().encode()))
    assert saved.flux.tolist() == plain.flux.tolist() == [5.0, 6.0]
    assert (saved.clues, saved.aperture_name) == (plain.clues, plain.aperture_name)
    # The line on the video holds a comma, where the spreadsheet divided it.
    assert dict(saved.settings) | {"Video": ""} == dict(plain.settings) | {"Video": ""}
