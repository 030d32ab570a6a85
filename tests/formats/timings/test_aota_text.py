"""AOTA's reports in text: the real event, several events, encodings, reports that are cut or joined."""

from collections.abc import Callable
from pathlib import Path

import pytest

from formats.timings import aota_text
from schemas.codes import Answer
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.instant import iso_text
from schemas.timing_result import ErrorBar

TEXT = "20251107_778_Theobalda_AOTA_Report.txt"


def test_the_real_report_reads_to_its_values(corpus: Path) -> None:
    data = (corpus / "aota" / TEXT).read_bytes()
    assert aota_text.identify(data)
    reading = aota_text.read(data, TEXT)
    (result,) = reading.timing_results
    assert result.d is not None
    assert result.r is not None
    assert (result.d.seconds, result.r.seconds) == (10 * 3600 + 44 * 60 + 45.2, 10 * 3600 + 44 * 60 + 47.2)
    assert result.d.errors == (ErrorBar(level="0.95", plus=0.4, minus=0.4),)
    assert result.r.errors == (ErrorBar(level="0.95", plus=0.5, minus=0.5),)
    assert (result.d.frame, result.d.frame_errors) == (63.0, (ErrorBar(level="0.95", plus=1.0, minus=0.5),))
    assert (result.r.frame, result.r.frame_errors) == (67.0, (ErrorBar(level="0.95", plus=1.5, minus=0.5),))
    assert (result.d.snr, result.r.snr, result.snr) == (4.4, 4.5, 4.5)
    assert (result.d.transition_frames, result.r.transition_frames) == (0.0, 0.0)
    assert result.camera_delay_applied is Answer.NO
    assert result.software == "AOTA v4.2025.8.23"
    assert (result.clues.body_number, result.clues.body_name) == (778, "Theobalda")
    assert result.clues.day is not None
    assert iso_text(result.clues.day).startswith("2025-11-07")
    assert result.clues.measured_file == "10_44_15Z_.lc"
    assert dict(result.settings)["Camera"] == "ADVS - corrected"
    assert reading.findings == ()
    assert "SharpCap" not in repr(reading)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_the_plus_minus_sign_is_understood_in_any_encoding(corpus: Path, encoding: str) -> None:
    text = (corpus / "aota" / TEXT).read_bytes().decode("utf-8")
    (result,) = aota_text.read(text.encode(encoding), TEXT).timing_results
    assert result.d is not None
    assert result.d.errors[0].plus == 0.4


def test_an_old_report_states_no_level_and_may_hold_two_events(corpus: Path) -> None:
    lines = (corpus / "aota" / TEXT).read_bytes().decode("utf-8").replace("\r\n", "\n")
    head, tail = lines.split("  Applied confidence level")
    rest = tail[tail.index("=====") :]
    block = head[head.index("Event #1") :]
    second = block.replace("#1", "#2").replace("10 44 45.2", "23 59 59.9").replace("10 44 47.2", "0 0 1.1")
    reading = aota_text.read((head + second + rest).encode(), "x.txt")
    assert [result.seq for result in reading.timing_results] == [1, 2]
    result = reading.timing_results[1]
    assert result.d is not None
    assert result.r is not None
    assert result.d.errors == (ErrorBar(level="unknown", plus=0.4, minus=0.4),)
    assert result.r.seconds == pytest.approx(86401.1)


def test_applied_delays_are_told_from_not_applied_ones(corpus: Path) -> None:
    text = (corpus / "aota" / TEXT).read_bytes().decode("utf-8")
    (result,) = aota_text.read(text.replace("have NOT been", "have been").encode(), "x.txt").timing_results
    assert result.camera_delay_applied is Answer.YES


def test_a_report_without_an_event_block_is_refused() -> None:
    with pytest.raises(FormatError):
        aota_text.read(b"AOTA analysis of the file x.lc\n", "x.txt")


REPORT = """AOTA analysis of the file C:\\x\\(130) Elektra\\2024-05-03.lc
- using AOTA v4.2024.1.1

Event #1

  Event location in video frame ID's
   D: 63.0  +1.0/-0.5
   R: 67.0  +1.5/-0.5

  Event time in UTC
   D: 23 59 59.20 +/- 0.04
   R: 0 0 4.20 +/- 0.05

===== Camera details =====
Camera                 : WAT-910

===== end of report ======
"""


@pytest.mark.parametrize("change", [str.lower, str.upper, lambda text: "> " + text.replace("\n", "\n> ")])
def test_case_and_quoting_marks_do_no_harm(change: Callable[[str], str]) -> None:
    data = change(REPORT).encode()
    assert aota_text.identify(data)
    (result,) = aota_text.read(data, "x.txt").timing_results
    assert result.d is not None
    assert result.r is not None
    assert (result.d.seconds, result.r.seconds) == (86399.2, 86404.2)
    assert result.d.errors == (ErrorBar(level="unknown", plus=0.04, minus=0.04),)


def test_a_second_report_in_the_file_is_said_and_not_read() -> None:
    reading = aota_text.read((REPORT + REPORT.replace("59.20", "58.20")).encode(), "x.txt")
    (result,) = reading.timing_results
    assert result.d is not None
    assert result.d.seconds == 86399.2
    (finding,) = reading.findings
    assert (finding.code, finding.line) == (FindingCode.KEY_REPEATED, 21)


def test_a_report_that_breaks_off_is_said() -> None:
    whole = aota_text.read(REPORT.encode(), "x.txt")
    assert whole.findings == ()
    cut = aota_text.read(REPORT[: REPORT.index("4.20 ") + 2].encode(), "x.txt")
    (result,) = cut.timing_results
    assert result.r is not None
    assert result.r.seconds == 86404.0
    assert [(finding.code, finding.line) for finding in cut.findings] == [(FindingCode.STRUCTURE, 12)]


def test_one_time_alone_is_said() -> None:
    reading = aota_text.read(REPORT.replace("   R: 0 0 4.20 +/- 0.05\n", "").encode(), "x.txt")
    assert [finding.message for finding in reading.findings] == ["Event #1 has no readable time of R."]


@pytest.mark.parametrize(
    ("text", "seconds", "bars"),
    [
        ("10 44 45.2 ± 0.4", 38685.2, ((0.4, 0.4),)),
        ("10:44:45,2 +1.0/-0.5", 38685.2, ((1.0, 0.5),)),
        ("10h44m45.2s +/- 0.4", 38685.2, ((0.4, 0.4),)),
        ("10 44 45.2", 38685.2, ()),
        ("25 44 45.2", None, ()),
        ("later", None, ()),
    ],
)
def test_times_with_their_errors(text: str, seconds: float | None, bars: tuple[tuple[float, float], ...]) -> None:
    found, errors = aota_text.parse_utc(text, "0.95")
    assert found == (None if seconds is None else pytest.approx(seconds))
    assert tuple((bar.plus, bar.minus) for bar in errors) == bars
    assert {bar.level for bar in errors} <= {"0.95"}
