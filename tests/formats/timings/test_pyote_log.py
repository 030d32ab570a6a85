"""Logs of PyOTE: sessions, containment intervals, midnight."""

from pathlib import Path

import pytest

from formats.timings.pyote_log import identify, read
from schemas.codes import Answer
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.lightcurve import TimeKind
from schemas.timing_result import ErrorBar, TimingResult, best_error, one_sigma

BANNER = "#################### PYOTE {} session started: Fri Dec 29 16:03:03 2023  ####################\n"
#: The lines of a square-wave solution as PyOTE 5 writes them.
RESULT = """
filename: C:/Users/someone/(216) Kleopatra/216 Kleopatra 2023-12-29.csv

==================== file header lines ====================
# D @ [00:00:3.4500]
D time: [11:11:11.1111]
==================== end header lines ====================

timeDelta: 0.0400000 seconds per reading

================= 0.68 containment interval report =================

B: 3002.09  {+/- 6.00}  sigmaB: 59.74
A: 401.26  {+/- 8.61}  sigmaA: 40.10
magDrop report: percentDrop: 86.6  magDrop: 2.185  +/- 0.023  (0.68 ci)
D: [04:05:06.1200] {+0.0021,-0.0034} seconds
=============== end 0.68 containment interval report ===============

D frame number: 152.25
D: 0.6800 containment intervals:  {+/- 0.05} (readings)
R frame number: 199.00

=============== Summary report for Excel file =====================
This 'drop' has a zero probability of being an artifact of noise.
magDrop report: percentDrop: 86.6  magDrop: 2.185  +/- 0.046  (0.95 ci)
DNR: 43.53
D time: [04:05:06.1234]
D: 0.6800 containment intervals:  {+/- 0.0021} seconds
D: 0.9500 containment intervals:  {+/- 0.0042} seconds
D: 0.9973 containment intervals:  {-0.0060,+0.0075} seconds
R time: [04:05:08.0000]
R: 0.6800 containment intervals:  {+/- 0.0022} seconds
R: 0.9500 containment intervals:  {+/- 0.0044} seconds
R: 0.9973 containment intervals:  {+/- 0.0066} seconds
Duration (R - D): 1.8766 seconds
Duration: 0.6800 containment intervals:  {+/- 0.0030} seconds
Duration: 0.9500 containment intervals:  {+/- 0.0061} seconds
Duration: 0.9973 containment intervals:  {+/- 0.0090} seconds
fit metrics for signal-target
fit metrics === B: 3002.09  A: 401.26 sigmaB: 59.74  sigmaA: 40.10
fit metrics === D frame number: 152.2500
"""


def result_of(text: str) -> TimingResult:
    (result,) = read(text.encode(), "x.pyote_log.txt").timing_results
    return result


def test_the_shipped_log_gives_the_last_result(corpus: Path) -> None:
    data = (corpus / "pyote" / "model_disk_on_disk_annular.pyote_log.txt").read_bytes()
    assert identify(data)
    reading = read(data, "model_disk_on_disk_annular.pyote_log.txt")
    (result,) = reading.timing_results
    assert result.d is not None
    assert result.r is not None
    assert (result.d.seconds, result.r.seconds) == (3.46, 5.34)
    assert (result.mag_drop, result.cadence, result.baseline) == (2.185, 0.04, 3002.09)
    assert (result.software, result.time_kind) == ("PyOTE 5.4.8", TimeKind.START)
    assert result.camera_delay_applied is Answer.NO
    assert "boban" not in repr(reading)
    assert "4 sessions" in reading.findings[0].message


def test_a_full_report_gives_every_level() -> None:
    result = result_of(BANNER.format("5.7.11") + RESULT)
    assert result.d is not None
    assert result.r is not None
    assert result.d.seconds == pytest.approx(4 * 3600 + 5 * 60 + 6.1234, abs=1e-9)
    assert result.d.errors == (
        ErrorBar(level="0.68", plus=0.0021, minus=0.0021),
        ErrorBar(level="0.95", plus=0.0042, minus=0.0042),
        ErrorBar(level="0.9973", plus=0.0075, minus=0.0060),
    )
    assert (result.d.frame, result.r.frame) == (152.25, 199.0)
    assert result.d.frame_errors == (ErrorBar(level="0.68", plus=0.05, minus=0.05),)
    assert result.duration == 1.8766
    assert [bar.level for bar in result.duration_errors] == ["0.68", "0.95", "0.9973"]
    assert (result.mag_drop, result.mag_drop_err, result.mag_drop_level) == (2.185, 0.046, "0.95")
    assert (result.dnr, result.percent_drop, result.false_positive) == (43.53, 86.6, 0.0)
    assert (result.baseline, result.bottom, result.baseline_noise, result.bottom_noise) == (
        3002.09,
        401.26,
        59.74,
        40.1,
    )
    assert result.aperture_name == "signal-target"
    assert (result.clues.body_number, result.clues.body_name) == (216, "Kleopatra")
    assert "someone" not in repr(result)


def test_the_error_to_quote_is_one_sigma() -> None:
    result = result_of(BANNER.format("5.7.11") + RESULT)
    assert result.d is not None
    bar = best_error(result.d.errors)
    assert bar is not None
    assert one_sigma(bar) == 0.0021
    assert one_sigma(result.d.errors[1]) == pytest.approx(0.0042 / 1.959964)
    assert one_sigma(result.d.errors[2]) == pytest.approx((0.0075 + 0.0060) / 2 / 3)
    assert one_sigma(ErrorBar(level="unknown", plus=1.0, minus=1.0)) is None


def test_a_later_session_replaces_an_earlier_one() -> None:
    later = RESULT.replace("[04:05:06.1234]", "[04:05:06.5000]")
    text = (
        BANNER.format("5.7.10") + RESULT + BANNER.format("5.7.11") + later + BANNER.format("5.7.12") + "No solution\n"
    )
    result = result_of(text)
    assert result.d is not None
    assert result.d.seconds == pytest.approx(4 * 3600 + 5 * 60 + 6.5)
    assert result.software == "PyOTE 5.7.11"


def test_midnight_between_d_and_r() -> None:
    text = RESULT.replace("[04:05:06.1234]", "[23:59:59.5000]").replace("[04:05:08.0000]", "[00:00:01.2500]")
    result = result_of(BANNER.format("5.7.11") + text)
    assert result.r is not None
    assert result.r.seconds == 86401.25


def test_d_only_has_no_r() -> None:
    text = "".join(line for line in RESULT.splitlines(keepends=True) if not line.startswith(("R", "Duration")))
    result = result_of(BANNER.format("5.7.11") + text)
    assert result.d is not None
    assert result.r is None
    assert result.duration is None


def test_a_log_without_a_result_says_so() -> None:
    reading = read((BANNER.format("5") + "filename: x.csv\n").encode(), "x.txt")
    assert reading.timing_results == ()
    assert [finding.code for finding in reading.findings] == [FindingCode.VALUE_DERIVED]


def test_another_text_is_refused() -> None:
    assert not identify(b"D time: [04:05:06.1234]\n")
    with pytest.raises(FormatError):
        read(b"D time: [04:05:06.1234]\n", "x.txt")
