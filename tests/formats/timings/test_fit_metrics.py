"""Fit metrics of PyOTE: empty tables, full ones, D alone."""

from pathlib import Path

import pytest

from formats.timings.fit_metrics import identify, read
from schemas.errors import FormatError
from schemas.finding import FindingCode
from schemas.timing_result import ErrorBar

TITLE = (
    "aperture name,time err +/-secs,DNR,FP metric,magDrop,percent drop,duration (secs),D time,R time,D frame,R frame,"
    "B,A,sigmaB,sigmaA,observed drop,FP drop,FP margin\n"
)
SOURCE = "\nSource file is C:/Users/someone/(216) Kleopatra.csv\n\n"
FIT = (
    "signal-target,0.0042,43.53,6.123,2.1850,86.6,1.8766,[04:05:06.1234],[04:05:08.0000],152.2500,199.1500,"
    "3002.09,401.26,59.74,40.10,2600.8,365.1,2235.7\n"
)


def test_the_shipped_table_holds_no_fit(corpus: Path) -> None:
    data = (corpus / "pyote" / "fit_metrics.txt").read_bytes()
    assert identify(data)
    reading = read(data, "fit_metrics.txt")
    assert reading.timing_results == ()
    assert [finding.code for finding in reading.findings] == [FindingCode.VALUE_MISSING]
    assert "boban" not in repr(reading)


def test_a_fit_reads_to_its_values() -> None:
    (result,) = read((TITLE + SOURCE + FIT).encode(), "fit_metrics.txt").timing_results
    assert result.d is not None
    assert result.r is not None
    assert result.d.seconds == pytest.approx(14706.1234, abs=1e-9)
    assert result.d.errors == (ErrorBar(level="0.95", plus=0.0042, minus=0.0042),)
    assert (result.d.frame, result.r.frame, result.duration) == (152.25, 199.15, 1.8766)
    assert (result.mag_drop, result.dnr, result.baseline, result.bottom_noise) == (2.185, 43.53, 3002.09, 40.1)
    assert dict(result.settings)["fp margin"] == "2235.7"
    assert result.clues.body_name == "Kleopatra"
    assert "someone" not in repr(result)


def test_d_alone_and_a_total_drop_leave_the_rest_empty() -> None:
    fit = FIT.replace("[04:05:08.0000]", "[00:00:0.0000]").replace("199.1500", "0").replace("2.1850", "25.0000")
    (result,) = read((TITLE + fit).encode(), "x").timing_results
    assert (result.r, result.duration, result.mag_drop) == (None, None, None)


def test_several_fits_keep_their_order_and_bad_lines_are_told() -> None:
    reading = read((TITLE + SOURCE + FIT + "signal-target,broken\n" + FIT).encode(), "x")
    assert [result.seq for result in reading.timing_results] == [1, 2]
    assert [(finding.code, finding.line) for finding in reading.findings] == [(FindingCode.VALUE_UNREADABLE, 6)]


def test_a_table_without_its_title_row_is_refused() -> None:
    with pytest.raises(FormatError):
        read(FIT.encode(), "x")
