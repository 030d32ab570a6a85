"""FITS tables that promise more than they hold."""

from io import BytesIO

import numpy as np
import pytest
from astropy.io import fits

from formats.sources import sextractor_fits
from schemas.errors import FormatError
from schemas.finding import FindingCode


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
    with pytest.raises(FormatError, match=r"states 2000 rows, the file holds 1\d\d\d"):
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


RA = np.array([150.0, 150.1])
DEC = np.array([2.0, -2.1])
MAG = np.array([-9.5, -8.25], dtype=np.float32)


def hdu(**columns: tuple[str, object] | tuple[str, object, str]) -> fits.BinTableHDU:
    """Return a table of RA, DEC, MAG_AUTO and what is given as format, cells and unit; None leaves a column out."""
    given: dict[str, tuple[str, object] | tuple[str, object, str]] = {
        "RA": ("D", RA),
        "DEC": ("D", DEC),
        "MAG_AUTO": ("E", MAG),
    }
    chosen = {name: cells for name, cells in (given | columns).items() if cells[1] is not None}
    made = [
        fits.Column(name=name, format=cells[0], array=cells[1], unit=cells[2] if len(cells) > 2 else None)
        for name, cells in chosen.items()
    ]
    return fits.BinTableHDU.from_columns(made)


def content(*tables: fits.BinTableHDU) -> bytes:
    buffer = BytesIO()
    fits.HDUList([fits.PrimaryHDU(), *tables]).writeto(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("ra", "dec"),
    [(["150.0", "150.1"], ["2.0", "-2.1"]), (["10:00:00", "10:00:24"], ["+02:00:00", "-02:06:00"])],
    ids=["numbers", "angles"],
)
def test_places_as_words(ra: list[str], dec: list[str]) -> None:
    stars = sextractor_fits.read_sources(content(hdu(RA=("12A", ra), DEC=("12A", dec))), "a.fits")
    np.testing.assert_allclose(stars.ra, RA)
    np.testing.assert_allclose(stars.dec, DEC)


@pytest.mark.parametrize(
    ("unit", "factor"), [("Degrees", 1.0), ("deg.", 1.0), ("hours", 15.0), ("rad", np.degrees(1.0))]
)
def test_units(unit: str, factor: float) -> None:
    stars = sextractor_fits.read_sources(content(hdu(RA=("D", RA / factor, unit))), "a.fits")
    np.testing.assert_allclose(stars.ra, RA)


def test_scaled_magnitudes_and_their_nulls() -> None:
    table = hdu(MAG_AUTO=("I", np.array([-9500, -32768], dtype=np.int16)))
    table.header["TSCAL3"], table.header["TNULL3"] = 0.001, -32768
    stars = sextractor_fits.read_sources(content(table), "a.fits")
    np.testing.assert_allclose(stars.mag, [-9.5, np.nan])
    assert FindingCode.VALUE_PLACEHOLDER in {note.code for note in stars.findings}


def test_vectors_of_varying_length() -> None:
    rows = np.array([np.array([99.0, -9.5]), np.array([99.0])], dtype=object)
    table = hdu(MAG_AUTO=("E", None), MAG_APER=("PD()", rows))
    stars = sextractor_fits.read_sources(content(table), "a.fits")
    assert np.isnan(stars.mag).all()


@pytest.mark.parametrize("flags", [("8X", np.zeros((2, 8), dtype=bool)), ("3A", ["a", "b"])], ids=["bits", "words"])
def test_flags_that_are_no_numbers_are_left_out_and_said(flags: tuple[str, object]) -> None:
    stars = sextractor_fits.read_sources(content(hdu(FLAGS=flags)), "a.fits")
    assert stars.flags.tolist() == [0, 0]
    assert "FLAGS" in {note.field for note in stars.findings if note.code is FindingCode.VALUE_MISSING}


def test_chips_with_other_columns() -> None:
    with_flags, without = hdu(FLAGS=("I", [4, 4])), hdu(RA=("D", RA + 1))
    stars = sextractor_fits.read_sources(content(with_flags, without), "a.fits")
    assert stars.flags.tolist() == [4, 4, 0, 0]
    assert any(note.field == "FLAGS" and "table 2" in note.message for note in stars.findings)
    aperture = hdu(MAG_AUTO=("E", None), MAG_APER=("E", MAG))
    with pytest.raises(FormatError, match="MAG_AUTO, table 2 has MAG_APER"):
        sextractor_fits.read_sources(content(with_flags, aperture), "a.fits")
    hours = hdu(RA=("D", RA / 15, "h"))
    with pytest.raises(FormatError, match="unit"):
        sextractor_fits.read_sources(content(with_flags, hours), "a.fits")


def test_empty_chips_and_images_are_passed_over() -> None:
    full = hdu()
    empty = fits.BinTableHDU(data=full.data[:0], header=full.header)
    image = fits.ImageHDU(np.zeros((3, 3)))
    assert len(sextractor_fits.read_sources(content(image, empty, full), "a.fits")) == 2
    with pytest.raises(FormatError, match="0 stars"):
        sextractor_fits.read_sources(content(empty), "a.fits")


def test_table_without_a_known_magnitude_is_found_by_its_places() -> None:
    words = fits.BinTableHDU.from_columns([fits.Column(name="KEY", format="4A", array=["a"])])
    table = hdu(MAG_AUTO=("E", None), counts=("E", [10.0, 11.0]))
    stars = sextractor_fits.read_sources(content(table, words), "a.fits", magnitude="COUNTS")
    assert stars.mag.tolist() == [10.0, 11.0]
