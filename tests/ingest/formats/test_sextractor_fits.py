"""FITS tables that promise more than they hold."""

from io import BytesIO

import numpy as np
import pytest
from astropy.io import fits

from ingest.formats import sextractor_fits
from schemas.errors import FormatError


def table(**columns: list[float] | list[int]) -> bytes:
    made = [
        fits.Column(name=name, format="J", array=cells, null=-1)
        if name == "FLAGS"
        else fits.Column(name=name, format="D", array=cells)
        for name, cells in columns.items()
    ]
    buffer = BytesIO()
    fits.HDUList([fits.PrimaryHDU(), fits.BinTableHDU.from_columns(made)]).writeto(buffer)
    return buffer.getvalue()


def test_broken_off_table_says_how_many_rows_are_there() -> None:
    n_stars = 2000
    places = np.linspace(1, 2, n_stars).tolist()
    data = table(RA=places, DEC=places, MAG=places)
    with pytest.raises(FormatError, match=r"announces 2000 rows, the file holds 1\d\d\d"):
        sextractor_fits.read_sources(data[:-5760], "a.fits")


def test_missing_flags_are_none() -> None:
    data = table(RA=[1.0, 2.0], DEC=[1.0, 2.0], MAG=[15.0, 16.0], FLAGS=[4, -1])
    assert sextractor_fits.read_sources(data, "a.fits").flags.tolist() == [4, 0]


def test_zero_point_of_the_header_is_used_for_fluxes() -> None:
    data = table(RA=[1.0], DEC=[1.0], FLUX_AUTO=[100.0])
    with fits.open(BytesIO(data)) as hdus:
        hdus[0].header["SEXMGZPT"] = 25.0
        buffer = BytesIO()
        hdus.writeto(buffer)
    assert sextractor_fits.read_sources(buffer.getvalue(), "a.fits").mag.tolist() == [20.0]


def test_table_of_words_is_refused() -> None:
    columns = [fits.Column(name=name, format="8A", array=["one"]) for name in ("RA", "DEC", "MAG")]
    buffer = BytesIO()
    fits.HDUList([fits.PrimaryHDU(), fits.BinTableHDU.from_columns(columns)]).writeto(buffer)
    with pytest.raises(FormatError, match="numbers"):
        sextractor_fits.read_sources(buffer.getvalue(), "a.fits")


@pytest.mark.parametrize(
    "data", [b"", b"\x1f\x8bpacked", b"SIMPLE  =", b"SIMPLE  =                    T" + b" " * 3000]
)
def test_no_fits(data: bytes) -> None:
    with pytest.raises(FormatError):
        sextractor_fits.read_sources(data, "a.fits")
