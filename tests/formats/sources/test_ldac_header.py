"""The time of an image from the copy of its header."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from astropy.io import fits

from formats.sources import sextractor_fits
from formats.sources.ldac_header import ImageTime, read_image_time

CARDS = fits.Header(
    [("SIMPLE", True), ("DATE-OBS", "2024-06-27T20:01:52.5", "start"), ("EXPTIME", 15.0, "s"), ("OBSERVER", "it's me")]
)
MID = 60488 + (20 * 3600 + 112.5 + 7.5) / 86400


def test_mid_exposure() -> None:
    found = read_image_time(CARDS.tostring().encode())
    assert found.mjd == pytest.approx(MID, abs=1e-10)
    assert found.exposure == 15.0


@pytest.mark.parametrize(
    ("cards", "mjd", "exposure"),
    [
        ([("MJD-OBS", 60488.5)], 60488.5, None),
        ([("MJD-OBS", 2460488.5), ("DATE-OBS", "2024-06-27T12:00:00")], 60488.5, None),
        ([("DATE-OBS", "2024-06-27T12:00:00Z"), ("EXPOSURE", 60)], 60488.5 + 30 / 86400, 60.0),
        ([("DATE-OBS", "2024-06-27")], None, None),
        ([("DATE-OBS", "2024-13-45T12:00:00")], None, None),
        ([("DATE-OBS", "2024-06-27T12:00:00."), ("EXPTIME", -5)], 60488.5, None),
        ([], None, None),
    ],
)
def test_other_headers(cards: list[tuple[str, object]], mjd: float | None, exposure: float | None) -> None:
    assert read_image_time(fits.Header(cards).tostring().encode()) == ImageTime(mjd=mjd, exposure=exposure)


def test_bytes_that_are_no_header() -> None:
    for data in (b"", b"\xff" * 500, CARDS.tostring().encode()[:90]):
        assert read_image_time(data) == ImageTime()


def as_one_string(text: str) -> fits.Column:
    return fits.Column(name="Field Header Card", format=f"{len(text)}A", array=[text])


def as_cards(text: str) -> fits.Column:
    """Return the header as SExtractor 2.25 shapes it: one string a card."""
    cards = np.array([[text[at : at + 80] for at in range(0, len(text), 80)]])
    return fits.Column(name="Field Header Card", format=f"{len(text)}A", array=cards, dim=f"(80, {cards.shape[1]})")


@pytest.mark.parametrize("make_column", [as_one_string, as_cards])
def test_catalogue(make_column: Callable[[str], fits.Column]) -> None:
    names = ("ALPHA_J2000", "DELTA_J2000", "MAG_AUTO")
    stars = [fits.Column(name=name, format="D", array=[50.0, 50.1]) for name in names]
    tables = [
        fits.BinTableHDU.from_columns([make_column(CARDS.tostring())], name="LDAC_IMHEAD"),
        fits.BinTableHDU.from_columns(stars, name="LDAC_OBJECTS"),
    ]
    buffer = BytesIO()
    fits.HDUList([fits.PrimaryHDU(), *tables]).writeto(buffer)
    found = sextractor_fits.read_sources(buffer.getvalue(), "a.ldac")
    assert found.mjd == pytest.approx(MID, abs=1e-10)
    assert found.exposure == 15.0
