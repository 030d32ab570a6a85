"""B/occ files of other writers: signs on the degrees alone, seconds of 60, counts that are off, lost readings."""

from pathlib import Path

import numpy as np
import pytest

from formats.curves.vizier_occ import identify, read
from schemas.finding import FindingCode, Severity
from schemas.instant import iso_text
from schemas.lightcurve import LightCurve

NAMES = [
    "(778)_20251223_143042_34.dat",
    "a_minus_zero.dat",
    "b_minus_zero_lat.dat",
    "c_dash_number.dat",
    "d_zero_number.dat",
    "e_sec60.dat",
    "f_sec60_mid.dat",
    "g_count_off.dat",
    "h_dropped_ends.dat",
    "i_colon_in_name.dat",
    "j_planet.dat",
    "k_comet.dat",
    "l_alt_decimal_name_utf8.dat",
]


def curve_of(cases: Path, name: str) -> LightCurve:
    data = (cases / "files/10-vizier-third-party" / name).read_bytes()
    assert identify(data)
    (curve,) = read(data, name).lightcurves
    return curve


@pytest.mark.parametrize("name", NAMES)
def test_every_file_has_its_thirteen_readings(cases: Path, name: str) -> None:
    curve = curve_of(cases, name)
    assert (curve.n_points, curve.cadence) == (13, 1.0)
    lost = [0, 3, 9, 10, 12] if name.startswith("h_") else [3, 9, 10]
    assert np.flatnonzero(np.isnan(curve.flux)).tolist() == lost


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("a_minus_zero.dat", -(21 / 60 + 42.1 / 3600), 44 + 55 / 60 + 23.8 / 3600),
        ("b_minus_zero_lat.dat", -(78 + 21 / 60 + 42.1 / 3600), -(12 / 60 + 23.8 / 3600)),
        ("c_dash_number.dat", 144 + 55 / 60 + 0.12 / 3600, -(37 + 48 / 60 + 48.96 / 3600)),
    ],
)
def test_the_sign_of_the_degrees_holds_for_all(cases: Path, name: str, lon: float, lat: float) -> None:
    clues = curve_of(cases, name).clues
    assert [clues.lon, clues.lat] == pytest.approx([lon, lat], abs=1e-9)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("d_zero_number.dat", "2025-12-23T14:30:42.34"),
        ("e_sec60.dat", "2025-12-24T00:00:00.00"),
        ("f_sec60_mid.dat", "2025-12-23T14:31:00.00"),
    ],
)
def test_seconds_rounded_to_sixty_are_the_next_minute(cases: Path, name: str, start: str) -> None:
    curve = curve_of(cases, name)
    assert curve.mjd is not None
    assert iso_text(float(curve.mjd[0])) == start


def test_a_count_that_is_off_is_a_warning(cases: Path) -> None:
    data = (cases / "files/10-vizier-third-party/g_count_off.dat").read_bytes()
    [warning] = [finding for finding in read(data, "g.dat").findings if finding.severity is Severity.WARNING]
    assert (warning.code, "12 values, there are 13" in warning.message) == (FindingCode.STRUCTURE, True)


def test_names_and_heights_are_kept(cases: Path) -> None:
    assert curve_of(cases, "i_colon_in_name.dat").clues.observer == "A Tester: IOTA"
    last = curve_of(cases, "l_alt_decimal_name_utf8.dat").clues
    assert (last.alt, last.observer) == (50.4, "Zażółć Müller")
