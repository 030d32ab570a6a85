"""Angles as forms write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.words.sexagesimal import parse_angle

LAT = 48 + 25 / 60 + 52.8 / 3600


@pytest.mark.parametrize(
    "text",
    [
        "+48 25 52.8",
        "48 25 52.8 N",
        "N 48 25 52.8",
        "n48 25 52,8",
        "48°25'52.8\" N",
        "N 48° 25' 52.8''",
        "48º 25′ 52,8″",
        "48:25:52.8",
        "48d25m52.8s",
        "48d 25m 52.8s N",
        "Nord 48 25 52.8",
        "48 25 52.8 north",
        "  48\t25  52.8 ",
        "48 25.88",
    ],
)
def test_spellings(text: str) -> None:
    angle = parse_angle(text)
    assert angle is not None
    assert angle.degrees == pytest.approx(LAT, abs=1e-9)
    assert not angle.is_overflowing


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("-00 21 42.1", -(21 / 60 + 42.1 / 3600)),
        ("\u221200 21 42.1", -(21 / 60 + 42.1 / 3600)),
        ("W 00 21 42.1", -(21 / 60 + 42.1 / 3600)),
        ("W -000 21 42.1", -(21 / 60 + 42.1 / 3600)),
        ("33 52 10 S", -(33 + 52 / 60 + 10 / 3600)),
        ("33 52 10s", -(33 + 52 / 60 + 10 / 3600)),
        ("S33 52 10", -(33 + 52 / 60 + 10 / 3600)),
        ("33d52m10s S", -(33 + 52 / 60 + 10 / 3600)),
        ("-33.5", -33.5),
        ("8 ouest", -8.0),
        ("15° 12' 49\" Ost", 15 + 12 / 60 + 49 / 3600),
    ],
)
def test_signs(text: str, degrees: float) -> None:
    angle = parse_angle(text)
    assert angle is not None
    assert angle.degrees == pytest.approx(degrees, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["", "here", "09 00 51.0 O", "N 48 25 52 E", "48.5 25 52", "48 25 52 10", "+-4", "1e5", "N", "°", "48 25 x"]
)
def test_no_angle(text: str) -> None:
    assert parse_angle(text) is None


def test_minutes_of_sixty_overflow() -> None:
    angle = parse_angle("52 60 00")
    assert angle is not None
    assert angle.is_overflowing


def test_what_was_written() -> None:
    angle = parse_angle("E 13 22.5")
    assert angle is not None
    assert (angle.n_parts, angle.hemisphere, angle.has_sign) == (2, "E", False)
    assert angle.resolution == pytest.approx(0.1 / 60)


@given(
    st.integers(0, 180),
    st.integers(0, 59),
    st.integers(0, 59999),
    st.sampled_from(["{s}{d:03d} {m:02d} {t:06.3f}", "{s}{d}:{m}:{t:.3f}", "{s}{d}°{m}'{t:.3f}\""]),
    st.sampled_from("+-"),
)
def test_round_trip(degree: int, minute: int, milliseconds: int, layout: str, sign: str) -> None:
    angle = parse_angle(layout.format(s=sign, d=degree, m=minute, t=milliseconds / 1000))
    assert angle is not None
    size = degree + minute / 60 + milliseconds / 3.6e6
    assert angle.degrees == pytest.approx(-size if sign == "-" else size, abs=1e-12)


@pytest.mark.parametrize("filling", [" ", "1", "1 ", "°", "N", "- ", ".", "'"])
def test_a_megabyte_is_no_angle(filling: str) -> None:
    start = time.process_time()
    parse_angle(filling * 1_000_000)
    assert time.process_time() - start < 0.5
