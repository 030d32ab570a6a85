"""Head lines of columns of numbers: scale, place, instant, exposure, zone and unit are obeyed or refused by name."""

from pathlib import Path

import numpy as np
import pytest

from formats import identify
from formats.curves.sora_ascii import read
from schemas.finding import FindingCode, Severity
from schemas.lightcurve import LightCurve, TimeKind
from schemas.reading import Reading

#: 2021-10-18, 19:30:01 UTC.
FIRST = 59505 + 70201 / 86400
FLUX = [1.0021, 0.9987, 0.1021, 0.1003, 0.9979, 1.003]
ROWS = "".join(f"{2459505.5 + (70201 + 11 * i) / 86400:.9f} {flux} 0.0105\n" for i, flux in enumerate(FLUX))


def reading_of(cases: Path, name: str) -> Reading:
    data = (cases / "files/09-sora-portal-csv" / name).read_bytes()
    assert identify(data) == "sora_ascii"
    return read(data, name)


def curve_of(reading: Reading) -> LightCurve:
    (curve,) = reading.lightcurves
    return curve


@pytest.mark.parametrize(
    ("name", "shift_s"),
    [
        ("a_portal.csv", 0),
        ("b_portal_semicolon_comma.csv", 0),
        ("c_three_columns.dat", 0),
        ("d_three_columns_commas.dat", 0),
        ("e_mjd.dat", 0),
        ("h_exptime_negative.dat", 0),
        ("l_iso.csv", 0),
        ("m_iso_zone.csv", -3 * 3600),
        ("p_tt.dat", -69.184),
        ("q_start_of_exposure.dat", 0),
    ],
)
def test_times_are_those_of_utc(cases: Path, name: str, shift_s: float) -> None:
    curve = curve_of(reading_of(cases, name))
    assert curve.mjd is not None
    tolerance_s = 0.06 if name == "e_mjd.dat" else 1e-4  # six decimals of a day
    assert (curve.mjd - FIRST) * 86400 == pytest.approx(11 * np.arange(6) + shift_s, abs=tolerance_s)
    assert curve.flux.tolist() == FLUX
    assert curve.flux_err is not None
    assert curve.flux_err[0] == 0.0105
    assert curve.time_kind is (TimeKind.START if name.startswith("q_") else TimeKind.MID)
    assert curve.exposure == (10.0 if name.startswith("q_") else None)


def test_a_day_count_that_is_half_a_day_off_is_asked(cases: Path) -> None:
    reading = reading_of(cases, "f_jd_minus_2400000.dat")
    assert "JD - 2400000" in reading.findings[0].hint


@pytest.mark.parametrize("name", ["m_iso_zone.csv", "p_tt.dat"])
def test_a_conversion_is_said(cases: Path, name: str) -> None:
    assert FindingCode.TIME_ZONE in {finding.code for finding in reading_of(cases, name).findings}


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("g_tdb_header.dat", FindingCode.TIME_ZONE, "TDB"),
        ("i_bjd.dat", FindingCode.TIME_ZONE, "BJD"),
        ("j_hjd.csv", FindingCode.TIME_ZONE, "HJD"),
        ("o_aij_mag.txt", FindingCode.FLUX_UNIT, "Source_AMag_T1"),
        ("r_gps.dat", FindingCode.TIME_ZONE, "GPS time"),
    ],
)
def test_what_cannot_be_converted_is_refused_by_name(cases: Path, name: str, code: FindingCode, word: str) -> None:
    reading = reading_of(cases, name)
    assert reading.lightcurves == ()
    [finding] = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    assert (finding.code, finding.line) == (code, 1)
    assert word in finding.message


@pytest.mark.parametrize("head", ["JD mag err", "# JD mag err", "# flux in magnitudes", "BJD_TDB rel_flux_T1 err"])
def test_inputs_that_are_not_there(head: str) -> None:
    reading = read(f"{head}\n{ROWS}".encode(), "k.txt")
    assert reading.lightcurves == ()
    assert Severity.ERROR in {finding.severity for finding in reading.findings}


def test_a_negative_exposure_is_said(cases: Path) -> None:
    reading = reading_of(cases, "h_exptime_negative.dat")
    [finding] = [finding for finding in reading.findings if finding.code is FindingCode.UNIT_UNLIKELY]
    assert "-10.0" in finding.message


@pytest.mark.parametrize(("text", "taken"), [("10000", None), ("10 s", 10.0), ("9500 ms", 9.5), ("0", None)])
def test_an_exposure_in_another_unit_is_not_taken(text: str, taken: float | None) -> None:
    reading = read(f"# exposure time: {text}\n{ROWS}".encode(), "x.dat")
    assert curve_of(reading).exposure == taken
    assert (FindingCode.UNIT_UNLIKELY in {finding.code for finding in reading.findings}) == (taken is None)


@pytest.mark.parametrize(
    ("head", "shift_s"),
    [
        ("# JD in UTC", 0),
        ("# JD(TAI) flux err", -37),
        ("# time scale: GPS", -18),
        ("# TIMESYS = GPST", -18),
        ("# Time (MEZ)", -3600),
        ("# All times are given in local time (UT+1)", -3600),
        ("# times in CEST", -7200),
        ("# heures en TU+2", -7200),
        ("# UTC-05:30", 5.5 * 3600),
        ("# timestamps from a GPS receiver", 0),
        ("# observer: TT", 0),
        ("# converted from TT to UTC", 0),
        ("# V magnitude of the star: 12.3", 0),
        ("# barycentric correction not applied", 0),
    ],
)
def test_remarks_on_the_times(head: str, shift_s: float) -> None:
    reading = read(f"{head}\n{ROWS}".encode(), "x.dat")
    curve = curve_of(reading)
    assert curve.mjd is not None
    assert (curve.mjd[0] - FIRST) * 86400 == pytest.approx(shift_s, abs=1e-3)
    assert (FindingCode.TIME_ZONE in {finding.code for finding in reading.findings}) == (shift_s != 0)


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("# local time", "local time"),
        ("# Uhrzeit: Ortszeit", "Ortszeit"),
        ("# time zone: EST", "EST"),
        ("# UT1 times", "UT1"),
        ("# time scale TCB", "TCB"),
        ("# times are heliocentric", "heliocentric"),
        ("# BJD flux err", "BJD"),
    ],
)
def test_remarks_that_no_table_can_convert(head: str, word: str) -> None:
    reading = read(f"{head}\n{ROWS}".encode(), "x.dat")
    assert reading.lightcurves == ()
    assert word in reading.findings[0].message


def test_all_reasons_come_at_once() -> None:
    reading = read(f"BJD mag err\n{ROWS}".encode(), "x.dat")
    assert {finding.code for finding in reading.findings} == {FindingCode.TIME_ZONE, FindingCode.FLUX_UNIT}


def test_days_counted_from_another_day_are_those_of_the_head() -> None:
    rows = "".join(f"{505.5 + (70201 + 11 * i) / 86400:.9f},{flux}\n" for i, flux in enumerate(FLUX))
    for head in ("#JD_UT (+ 2459000)\n#JD_UT,flux\n", "JD-2459000,flux\n", "# JD - 2459000\n"):
        curve = curve_of(read((head + rows).encode(), "x.csv"))
        assert curve.mjd is not None
        assert curve.mjd[0] == pytest.approx(FIRST, abs=1e-8), head


@pytest.mark.parametrize(
    ("title", "unit"), [("time (ms)", 1e3), ("t [min]", 1 / 60), ("time_h", 1 / 3600), ("time", 1)]
)
def test_times_of_day_in_another_unit(title: str, unit: float) -> None:
    step = 11 if unit < 100 else 0.5
    rows = "".join(f"{(70201 + step * i) * unit:.9f},{flux}\n" for i, flux in enumerate(FLUX))
    curve = curve_of(read(f"{title},flux\n{rows}".encode(), "x.csv"))
    assert curve.seconds is not None
    assert curve.seconds.tolist() == pytest.approx([70201 + step * i for i in range(6)], abs=1e-3)


@pytest.mark.parametrize("time", ["19:30:{:02d},5", "2021-10-18T19:30:{:02d},5"])
def test_clocks_with_decimal_commas_between_blanks(time: str) -> None:
    rows = "".join(f"{time.format(11 * i)} {flux}\n".replace(".", ",") for i, flux in enumerate(FLUX[:5]))
    curve = curve_of(read(rows.encode(), "x.dat"))
    assert curve.flux.tolist() == FLUX[:5]
    assert curve.seconds is not None
    assert curve.seconds.tolist() == pytest.approx([70200.5 + 11 * i for i in range(5)], abs=1e-3)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_remarks_in_any_encoding(encoding: str) -> None:
    assert curve_of(read(f"# début de pose\n{ROWS}".encode(encoding), "x.dat")).time_kind is TimeKind.START


def test_reduced_julian_dates_are_those_of_their_name() -> None:
    rows = "".join(f"{59505.5 + (70201 + 11 * i) / 86400:.9f},{flux}\n" for i, flux in enumerate(FLUX))
    curve = curve_of(read(f"RJD,flux\n{rows}".encode(), "x.csv"))
    assert curve.mjd is not None
    assert curve.mjd[0] == pytest.approx(FIRST, abs=1e-8)
