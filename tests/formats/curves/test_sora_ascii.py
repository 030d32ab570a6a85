"""SORA's columns: every shipped variant, what is no light curve, and writing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formats.curves.curve_columns import Columns
from formats.curves.sora_ascii import identify, read, write
from schemas.errors import UmbraError
from schemas.finding import FindingCode, Severity
from schemas.lightcurve import LightCurve, ReadingFlag, TimeKind


def curve_of(data: bytes, name: str = "x.dat") -> LightCurve:
    (curve,) = read(data, name).lightcurves
    return curve


def read_file(corpus: Path, name: str) -> LightCurve:
    data = (corpus / "sora" / name).read_bytes()
    assert identify(data[:65536])
    return curve_of(data, name)


def seconds_of(curve: LightCurve) -> np.ndarray:
    assert curve.seconds is not None
    return curve.seconds


def test_julian_dates(corpus: Path) -> None:
    curve = read_file(corpus, "lc_example.dat")
    assert (curve.n_points, curve.n_dropped, curve.time_kind) == (2000, 0, TimeKind.MID)
    assert curve.mjd is not None
    assert curve.mjd[0] == pytest.approx(57926.88888953999, abs=1e-11)
    assert seconds_of(curve)[0] == pytest.approx(76800.056255, abs=2e-6)
    assert curve.flux[0] == 1.2278985499999999
    assert curve.exposure is None


def test_seconds_of_the_day(corpus: Path) -> None:
    trend = read_file(corpus, "lc_example_trend.dat")
    assert trend.mjd is None
    assert seconds_of(trend)[0] == pytest.approx(76800.0562548637390137, abs=1e-10)
    excerpt = read_file(corpus, "lc_example_3.dat")
    assert (excerpt.n_points, excerpt.cadence) == (98, 0.32)


def test_columns_are_found_or_given(corpus: Path) -> None:
    curve = read_file(corpus, "lc_example_columns.dat")
    assert curve.flux[:2].tolist() == [1.22789855, 0.74828255]
    data = (corpus / "sora" / "lc_example_columns.dat").read_bytes()
    reading = read(data, "x.dat", columns=Columns(time=2, flux=4), exposure=0.1)
    (given,) = reading.lightcurves
    assert (given.flux == curve.flux).all()
    assert given.exposure == 0.1
    assert reading.findings == ()


def test_soras_own_output_has_finer_seconds_beside_the_date(corpus: Path) -> None:
    curve = read_file(corpus, "LC_test_1a_fitted.dat")
    assert curve.flux[0] == 1.22789855
    assert seconds_of(curve)[:2].tolist() == pytest.approx([76800.05625486, 76800.15563071], abs=1e-6)


def test_a_placeholder_of_a_negative_observation_is_one(corpus: Path) -> None:
    curve = read_file(corpus, "lc_example_5_hakos_negative.dat")
    assert (curve.n_points, curve.is_placeholder) == (400, True)
    assert curve.cadence == pytest.approx(3.0, abs=1e-3)


@pytest.mark.parametrize(
    "name",
    [
        "sora/example_chi2.dat",
        "sora/ephem_phoebe_ph15_jd.txt",
        "sora/Chariklo_occs.table",
        "bess/alphadra_binarystarsolver_results.txt",
        "bhtom/spectrum_sample.csv",
    ],
)
def test_other_tables_of_numbers_are_not_taken_for_light_curves(corpus: Path, name: str) -> None:
    assert not identify((corpus / name).read_bytes()[:65536])


def test_a_third_column_is_the_error() -> None:
    curve = curve_of(b"10.0 1.0 0.1\n10.5 0.9 0.2\n11.0 1.1 0.1\n")
    assert curve.flux_err is not None
    assert curve.flux_err.tolist() == [0.1, 0.2, 0.1]


def test_a_quoted_table_with_iso_times() -> None:
    data = (
        b'"time","flux"\r\n"2017-06-22 23:59:59.900","1.01"\r\n"2017-06-23T00:00:00.000","0.99"\r\n'
        b'"2017-06-23T00:00:00.1","1.02"\r\n'
    )
    assert identify(data)
    curve = curve_of(data)
    assert curve.mjd is not None
    assert curve.mjd == pytest.approx(np.array([57926.9999988426, 57927.0, 57927.0000011574]), abs=1e-9)
    assert curve.flux.tolist() == [1.01, 0.99, 1.02]


def test_seconds_from_a_reference() -> None:
    (curve,) = read(b"-1.5 1.0\n0.0 0.5\n1.5 1.1\n", "x", time_ref=57926.5).lightcurves
    assert curve.mjd == pytest.approx(57926.5 + np.array([-1.5, 0.0, 1.5]) / 86400, abs=1e-11)


def test_bad_values_are_dropped_readings_and_times_going_back_are_flagged() -> None:
    reading = read(b"1.0 1.0\n2.0 nan\n1.5 1e400\n3.0 x\n4.0 1.0\n", "x")
    (curve,) = reading.lightcurves
    assert np.isnan(curve.flux).tolist() == [False, True, True, True, False]
    assert curve.flags is not None
    assert curve.flags[2] == ReadingFlag.DROPPED | ReadingFlag.TIME_BACKWARDS
    codes = {finding.code for finding in reading.findings}
    assert {FindingCode.READINGS_DROPPED, FindingCode.TIME_ORDER} <= codes


def test_written_julian_dates_come_back_to_the_microsecond(corpus: Path) -> None:
    curve = read_file(corpus, "lc_example.dat")
    again = curve_of(write(curve))
    assert (again.flux == curve.flux).all()
    assert curve.mjd is not None
    assert again.mjd is not None
    assert np.abs(again.mjd - curve.mjd).max() * 86400 < 2e-6


def test_written_seconds_are_exact_and_dropped_readings_left_out(corpus: Path) -> None:
    curve = read_file(corpus, "lc_example.dat")
    flux = curve.flux.copy()
    flux[3] = np.nan
    damaged = replace(curve, flux=flux, flux_err=np.full(flux.size, 0.25))
    (again,) = read(write(damaged, time_ref=57926), "x", time_ref=57926).lightcurves
    keep = np.isfinite(flux)
    assert (again.flux == flux[keep]).all()
    assert seconds_of(again) == pytest.approx(seconds_of(curve)[keep], abs=2e-6)
    assert again.flux_err is not None
    assert set(again.flux_err.tolist()) == {0.25}


def test_a_curve_without_a_date_cannot_be_written(corpus: Path) -> None:
    with pytest.raises(UmbraError):
        write(read_file(corpus, "lc_example_3.dat"))


def test_times_that_repeat_or_go_back_are_told_by_their_lines() -> None:
    rows = [f"{100 + step / 2} {1 + step % 3 / 10}" for step in range(12)]
    rows[2:2] = ["", rows[1], "99.5 1.0"]
    reading = read(("\n".join(rows) + "\n").encode(), "x.dat")
    orders = [finding for finding in reading.findings if finding.code == FindingCode.TIME_ORDER]
    assert [(finding.line, finding.message) for finding in orders] == [
        (5, "One time goes back: flagged, not changed."),
        (
            4,
            "One time is the same as the one before: frames inserted twice, or time stamps coarser than the frames.",
        ),
    ]


def test_modified_julian_dates_are_told_from_seconds() -> None:
    rows = [f"{60433.9999 + step * 1e-5:.8f} {1 + step % 3 / 10}" for step in range(20)]
    reading = read(("\n".join(rows) + "\n").encode(), "x.dat")
    (curve,) = reading.lightcurves
    assert curve.mjd is not None
    assert curve.mjd[0] == pytest.approx(60433.9999)
    assert curve.cadence == pytest.approx(0.864, abs=1e-4)
    assert "Modified Julian Dates" in reading.findings[0].message
    assert reading.findings[0].severity == Severity.WARNING


@pytest.mark.parametrize(
    ("end", "words"), [(-1, "lost digits"), (-4, "lost digits"), (-6, "breaks off"), (-9, "breaks off")]
)
def test_a_table_that_was_cut_off_is_said(end: int, words: str) -> None:
    rows = [f"{100 + step / 2:.2f} {1 + step % 3 / 10:.3f}" for step in range(12)]
    whole = "\n".join(rows) + "\n"
    cut = read(whole[: len(whole) + end].encode(), "x.dat")
    assert [words in finding.message for finding in cut.findings if finding.code == FindingCode.STRUCTURE] == [True]
    assert not [found for found in read(whole.encode(), "x.dat").findings if found.code == FindingCode.STRUCTURE]
