"""BHTOM's uploads and downloads of calibrated points."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from formats.sources import bhtom_csv
from schemas.errors import FormatError
from schemas.finding import FindingCode, Severity


@pytest.mark.parametrize("name", ["photometry_sample.csv", "sample_for_calibration_only_obs.csv"])
def test_samples(corpus: Path, name: str) -> None:
    data = (corpus / "bhtom" / name).read_bytes()
    assert bhtom_csv.identify(data)
    points = bhtom_csv.read_points(data, name)
    assert points.filter == ("r", "g", "v")
    assert points.mag.tolist() == [15.582, 15.676, 15.591]
    assert points.mag_err.tolist() == [0.005, 0.007, 0.008]
    np.testing.assert_allclose(points.mjd, 55959.07)
    assert not points.is_limit.any()
    assert points.findings == ()


def test_spectrum_is_none(corpus: Path) -> None:
    data = (corpus / "bhtom" / "spectrum_sample.csv").read_bytes()
    assert not bhtom_csv.identify(data)
    with pytest.raises(FormatError, match="time,filter,magnitude,error"):
        bhtom_csv.read_points(data, "spectrum_sample.csv")


def test_limits_and_julian_dates() -> None:
    text = "time,filter,magnitude,error\n2455959.57,GaiaSP/g,18.2,-1\n55959.07,GaiaSP/g,17.0,\n55960.0,g,99,0.1\n"
    points = bhtom_csv.read_points(text.encode(), "a.csv")
    np.testing.assert_allclose(points.mjd, 55959.07)
    assert points.is_limit.tolist() == [True, False]
    assert np.isnan(points.mag_err).all()
    assert {note.code: note.line for note in points.findings} == {
        FindingCode.VALUE_DERIVED: 2,
        FindingCode.ACCURACY_MISSING: 3,
        FindingCode.VALUE_UNREADABLE: 4,
    }


def test_download() -> None:
    text = 'MJD;Magnitude;Error;Facility;Filter;Observer\n55959.07;15.5;0.01;"Ostrowik; 60 cm";GaiaSP/r;A. Kowalska\n'
    points = bhtom_csv.read_points(text.encode(), "a.csv")
    assert bhtom_csv.identify(text.encode())
    assert (points.facility, points.observer) == (("Ostrowik; 60 cm",), ("A. Kowalska",))


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda tail: b"time,filter,magnitude,error\n" + tail.encode()),
    )
)
@example(b"time,filter,magnitude,error\n1e400,g,nan,inf\n1,g,1,1\n")
@example(b'time,filter,magnitude,error\n"1,g,1,1\n')
@example(b"mjd,filter,magnitude,error\n1,g,1,1\n")
def test_any_bytes(data: bytes) -> None:
    bhtom_csv.identify(data)
    try:
        points = bhtom_csv.read_points(data, "any")
    except FormatError:
        return
    assert np.isfinite(points.mjd).all()
    assert np.isfinite(points.mag).all()


ROWS = "60500.25,r,17.25,0.02\n60501.5,r,17.5,0.03\n"
HEAD = "time,filter,magnitude,error\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + ROWS,
        "\n# SN 2024abc\n\n" + HEAD + "# first night\n" + ROWS,
        (HEAD + ROWS).replace(",", "\t"),
        (HEAD + ROWS).replace(",", ";").replace(".", ","),
        (HEAD + ROWS).replace("\n", ",,\n").replace("error,,", "error"),
        (HEAD + ROWS).replace("\n", "\r\n") + ",,,\r\n",
        "Time , FILTER, Magnitude ,Error\n" + ROWS.replace(",", " , "),
        "\ufeff" + HEAD + ROWS.rstrip("\n"),
    ],
    ids="plain remarks tabs german spreadsheet crlf blanks bom".split(),
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_spreadsheets_make_of_it(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert bhtom_csv.identify(data)
    points = bhtom_csv.read_points(data, "a.csv")
    assert points.mjd.tolist() == [60500.25, 60501.5]
    assert (points.mag.tolist(), points.mag_err.tolist()) == ([17.25, 17.5], [0.02, 0.03])
    assert points.filter == ("r", "r")


def test_repeated_points_count_once() -> None:
    points = bhtom_csv.read_points((HEAD + ROWS + ROWS.replace("17.5,", "17.6,")).encode(), "a.csv")
    assert points.mag.tolist() == [17.25, 17.5, 17.6]
    [finding] = [note for note in points.findings if note.code is FindingCode.ROW_REPEATED]
    assert finding.line == 4


@pytest.mark.parametrize("value", ["nan", "1e400", "-99", "55.0", "-40", "bright", ""])
def test_what_is_no_magnitude_is_left_out_and_named(value: str) -> None:
    points = bhtom_csv.read_points(f"{HEAD}{ROWS}60502.0,r,{value},0.01\n".encode(), "a.csv")
    assert len(points) == 2
    assert {note.line for note in points.findings if note.severity is Severity.WARNING} == {4}


@pytest.mark.parametrize("size", range(1, 14))
def test_a_limit_whose_row_breaks_off_is_no_detection(size: int) -> None:
    row = "60502.0,r,18.5,-1"
    points = bhtom_csv.read_points((HEAD + ROWS + row[: len(row) - size + 1]).encode(), "a.csv")
    assert not (~points.is_limit[2:]).any()
    assert size == 1 or points.findings


def test_an_error_of_zero_is_told() -> None:
    points = bhtom_csv.read_points(f"{HEAD}{ROWS}60502.0,r,18.5,0\n".encode(), "a.csv")
    [finding] = points.findings
    assert (finding.code, finding.line) == (FindingCode.ACCURACY_UNLIKELY, 4)
