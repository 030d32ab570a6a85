"""The times of a PyOTE log are what the program stamped that measured the light curve."""

from pathlib import Path

import pytest

from formats.timings.fit_metrics import read as read_metrics
from formats.timings.pyote_log import read
from schemas.finding import FindingCode
from schemas.lightcurve import TimeKind

LOG = """#################### PYOTE 5.4.8  session started: Fri Dec 29 16:03:03 2023  ####################
filename: C:/x/curve.csv
==================== file header lines ====================
{head}
==================== end header lines ====================
D: [08:02:03.4600]
R: [08:02:05.3400]
"""
METRICS = """aperture name,time err +/-secs,DNR,FP metric,magDrop,percent drop,duration (secs),D time,R time,D frame
target,0.02,4,1,2,80,1.88,[08:02:03.4600],[08:02:05.3400],10
"""


def test_times_of_a_log_of_tangra_are_no_starts(cases: Path) -> None:
    path = cases / "files/16-tangra-mid-pymovie-start/d_pyote_of_tangra.pyote_log.txt"
    (result,) = read(path.read_bytes(), path.name).timing_results
    assert result.time_kind is TimeKind.MID


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Tangra v3.7.0.3", TimeKind.MID),
        ("# PYOTE 5.5.1\nTangra v3.7.0.3", TimeKind.MID),
        ("# PyMovie Version 4.1.3", TimeKind.START),
        ("#pymovie format", TimeKind.START),
        ("Limovie File Format (for Ver.0.9.26 later)", TimeKind.UNKNOWN),
        ("# R-OTE 4.5.7", TimeKind.UNKNOWN),
        ("# source: C:/PyMovie Version 4/Tangra v3/x.avi", TimeKind.UNKNOWN),
        ("", TimeKind.UNKNOWN),
    ],
)
def test_the_head_of_the_light_curve_decides(head: str, kind: TimeKind) -> None:
    (result,) = read(LOG.format(head=head).encode(), "x.pyote_log.txt").timing_results
    assert result.time_kind is kind


def test_the_light_curve_that_was_opened_last_decides() -> None:
    first = LOG.format(head="# PyMovie Version 4.1.3").replace("D: [", "X: [").replace("R: [", "X: [")
    second = "\n".join(LOG.format(head="Tangra v3.7.0.3").splitlines()[1:])
    (result,) = read((first + second).encode(), "x.pyote_log.txt").timing_results
    assert result.time_kind is TimeKind.MID


def test_fit_metrics_do_not_say_which_program_measured() -> None:
    (result,) = read_metrics(METRICS.encode(), "fit_metrics.txt").timing_results
    assert result.time_kind is TimeKind.UNKNOWN


def test_the_head_gives_the_day_and_says_that_a_model_is_no_observation() -> None:
    head = "# PyMovie Version 4.1.3\n# date at frame 0: 2024-01-02\n# lightcurve model: disk-on-disk"
    reading = read(LOG.format(head=head).encode(), "20230101_x.pyote_log.txt")
    assert reading.timing_results[0].clues.day == 60311
    assert FindingCode.CURVE_SYNTHETIC in {finding.code for finding in reading.findings}
