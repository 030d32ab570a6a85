"""B/occ files: the real one to its values, every odd spelling, and back byte for byte."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.curves.vizier_occ import file_name, identify, read, write
from schemas.errors import FormatError, UmbraError
from schemas.finding import FindingCode, Severity
from schemas.instant import iso_text
from schemas.lightcurve import LightCurve, ReadingFlag, Role

NAME = "(92)_20151219_002840-81.dat"


def document(
    date: str = " 2025-2-22 03:04:05.67: 3.96: 100",
    star: str = " 0: 0: 0: 0: 0-0-1: 494-25868",
    observer: str = " +271:0:0.0: -33:51:0.5: 12: A. Person, B. Two",
    target: str = " Asteroid: 9203: Myrtus",
    values: str | None = None,
) -> bytes:
    values = ":".join(str(5000 + i) for i in range(100)) if values is None else values
    lines = [f"Date:{date}", f"Star:{star}", f"Observer:{observer}", f"Object:{target}", f"Values:{values}", ""]
    return "\r\n".join(lines).encode()


def curve_of(data: bytes, name: str = "x.dat") -> LightCurve:
    (curve,) = read(data, name).lightcurves
    return curve


def test_the_real_file_reads_to_its_values(corpus: Path) -> None:
    data = (corpus / "vizier_bocc" / NAME).read_bytes()
    assert identify(data)
    reading = read(data, NAME)
    (curve,) = reading.lightcurves
    assert (curve.n_points, curve.n_dropped, curve.role) == (120, 0, Role.TARGET)
    assert (curve.flux[0], curve.flux.max(), curve.flux[40:].min()) == (7962.0, 9523.0, -676.0)
    assert curve.mjd is not None
    assert iso_text(float(curve.mjd[0])) == "2015-12-19T00:28:40.81"
    assert curve.cadence == pytest.approx(1.99 / 119, abs=1e-9)
    assert iso_text(float(curve.mjd[66])) == "2015-12-19T00:28:41.91"  # the star is gone after value 66
    assert (curve.flux[66], curve.flux[67]) == (5774.0, 1799.0)
    clues = curve.clues
    assert (clues.body_name, clues.body_number, clues.observer) == ("Moon", None, "S. Messner")
    assert (curve.star, clues.star_aliases) == ("TYC 4663-285-1", ("XZ 92",))
    assert clues.lon == pytest.approx(-93.1291944, abs=1e-6)
    assert clues.lat == pytest.approx(44.4993056, abs=1e-6)
    assert clues.alt == 289.0
    assert not curve.is_embargoed
    assert reading.findings == ()


def test_the_real_file_comes_back_byte_for_byte(corpus: Path) -> None:
    data = (corpus / "vizier_bocc" / NAME).read_bytes()
    assert write(curve_of(data, NAME)) == data
    assert file_name(curve_of(data, NAME))[4:] == NAME[5:]


def test_an_embargo_is_in_the_name(corpus: Path) -> None:
    data = (corpus / "vizier_bocc" / NAME).read_bytes()
    assert curve_of(data, NAME + ".embargoed").is_embargoed


def test_an_asteroid_with_odd_spellings() -> None:
    reading = read(document(), "x.dat")
    (curve,) = reading.lightcurves
    assert (curve.clues.body_number, curve.clues.body_name) == (9203, "Myrtus")
    assert (curve.star, curve.clues.star_aliases) == ("UCAC4 494-025868", ())
    assert curve.clues.lon == -89.0
    assert curve.clues.lat == pytest.approx(-33.8501389)
    assert curve.clues.observer == "A. Person, B. Two"
    assert [(finding.code, finding.severity) for finding in reading.findings] == [
        (FindingCode.VALUE_DERIVED, Severity.INFO)
    ]


@pytest.mark.parametrize(
    ("star", "designation"),
    [
        (" 0: 0: 0: 0: 0-0-1: 0-0", None),
        (" 12345: 67890: 0: 0: 0-0-1: 0-0", "HIP 12345"),
        (" 0: 0: 0: 210123456: 0-0-0: 0-0", "EPIC 210123456"),
    ],
)
def test_stars_that_are_given_and_not_given(star: str, designation: str | None) -> None:
    assert curve_of(document(star=star)).star == designation


@pytest.mark.parametrize("blank", ["", " "])
def test_blank_values_keep_their_place(blank: str) -> None:
    items = [str(value) for value in range(5000, 5100)]
    items[10] = items[50] = items[99] = blank
    data = document(values=":".join(items))
    curve = curve_of(data)
    assert np.flatnonzero(np.isnan(curve.flux)).tolist() == [10, 50, 99]
    assert curve.flags is not None
    assert curve.flags[10] == ReadingFlag.DROPPED
    assert curve.n_points == 100
    assert write(curve) == data


@pytest.mark.parametrize("change", [("\r\n", "\n"), ("\r\n", "\r")])
def test_other_line_ends_come_back_as_they_were(change: tuple[str, str]) -> None:
    data = document().replace(change[0].encode(), change[1].encode())
    assert write(curve_of(data)) == data
    assert write(curve_of(data[: -len(change[1])])) == data[: -len(change[1])]


def test_a_long_line_broken_by_a_mail_program_is_joined() -> None:
    data = document().replace(b":5050:", b":5050\r\n:")
    assert curve_of(data).n_points == 100


def test_a_wrong_count_is_told() -> None:
    reading = read(document(values="1:2:3"), "x.dat")
    assert reading.lightcurves[0].n_points == 3
    assert FindingCode.STRUCTURE in {finding.code for finding in reading.findings}


def test_a_concatenation_gives_all_its_curves() -> None:
    reading = read(document() + document(date=" 2025-13-1 0:0:0: 1: 3") + document(), "all.dat")
    assert len(reading.lightcurves) == 2
    errors = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    assert [(finding.code, finding.line) for finding in errors] == [(FindingCode.UNREADABLE, 6)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Date: 2025-2-22 03:04:05.67: 3.96: 100\r\n",
        document(date=" 2025-2-30 03:04:05.67: 3.96: 100"),
        document(date=" 2025-2-22 25:04:05.67: 3.96: 100"),
        document(date=" 2025-2-22: 3.96: 100"),
        document(date=" 2025-2-22 03:04:05.67: 0: 100"),
        document(date=" 2025-2-22 03:04:05.67: 1.2.3: 100"),
        document(values="1:2:x"),
        document(values="1:2:nan"),
        document(values="::"),
        document() + b"something else\r\n",
    ],
)
def test_a_broken_file_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read(data, "x.dat")


def test_an_impossible_place_is_a_finding() -> None:
    reading = read(document(observer=" +10:75:0: +44:29:57: x: Somebody"), "x.dat")
    clues = reading.lightcurves[0].clues
    assert (clues.lon, clues.alt, clues.observer) == (None, None, "Somebody")
    assert FindingCode.COORDINATES_RANGE in {finding.code for finding in reading.findings}


def test_a_curve_of_another_format_is_scaled_and_read_back() -> None:
    source = curve_of(document())
    flux = np.where(np.arange(100) == 7, np.nan, 1.0 - 0.6 * (np.abs(np.arange(100) - 50) < 10))
    other = replace(source, source_format="pymovie_csv", settings=(), flux=flux)
    again = curve_of(write(other))
    assert again.flux[0] == 9524
    assert again.flux[50] == round(0.4 * 9524)
    assert np.isnan(again.flux[7])
    assert again.mjd is not None
    assert source.mjd is not None
    assert np.abs(again.mjd - source.mjd).max() * 86400 < 0.011
    assert (again.star, again.clues.body_number, again.clues.body_name) == (source.star, 9203, "Myrtus")
    assert again.clues.lon == pytest.approx(-89.0)
    assert again.clues.observer == "A. Person, B. Tw"  # sixteen letters
    assert file_name(other) == "(9203)_20250222_030405-67.dat"


@pytest.mark.parametrize("damage", ["uneven", "dark", "undated"])
def test_what_the_format_cannot_hold_is_refused(damage: str) -> None:
    curve = replace(curve_of(document()), source_format="pymovie_csv", settings=())
    assert curve.mjd is not None
    if damage == "uneven":
        curve = replace(curve, mjd=curve.mjd + np.where(np.arange(100) > 50, 1e-4, 0.0))
    elif damage == "dark":
        curve = replace(curve, flux=-np.ones(100))
    else:
        curve = replace(curve, mjd=None)
    with pytest.raises(UmbraError):
        write(curve)


@given(st.lists(st.integers(-9999, 9524) | st.none(), min_size=2, max_size=200).filter(lambda items: any(items)))
def test_any_values_come_back(values: list[int | None]) -> None:
    text = ":".join("" if value is None else str(value) for value in values)
    data = document(values=text)
    assert write(curve_of(data)) == data


def test_the_value_that_is_no_number_is_named() -> None:
    with pytest.raises(FormatError, match=r"Value 3 of the line is '5O00', no number") as caught:
        read(document(values="5000:5001:5O00:5003"), "x.dat")
    assert (caught.value.line, caught.value.field) == (5, "Values")


def test_a_minus_before_zero_degrees_counts() -> None:
    assert curve_of(document(observer=" -0:30:0.0: 51:0:0.5: 12: A. Person")).clues.lon == -0.5
