"""BHTOM's uploads and downloads of calibrated points."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.formats import bhtom_csv
from schemas.errors import FormatError
from schemas.finding import FindingCode


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
