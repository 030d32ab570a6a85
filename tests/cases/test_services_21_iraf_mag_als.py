"""Lists of stars in pixels: daophot, ASTAP and astrometry.net; what has places on the sky and fluxes is read."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from formats.foreign_files import explain
from formats.sources.sextractor import read_sources
from ingest.photometry.photometry import read_stars
from schemas.errors import FormatError
from schemas.upload import Upload
from tests.desk import Desk

FOLDER = "services/21-iraf-mag-als"
UPLOAD = Upload(target_id="t1", mjd=60000.0)


@pytest.mark.parametrize("name", ["tobs_B.mag", "tobs_B.als"])
def test_both_commands_say_that_it_has_pixels_only(cases: Path, desk: Desk, name: str) -> None:
    path = cases / FOLDER / name
    with pytest.raises(FormatError) as raised:
        read_stars(path.read_bytes(), name, UPLOAD)
    assert "daophot" in raised.value.message
    assert "pixels only" in raised.value.message
    assert "RA, Dec and MAG" in raised.value.hint
    (intake,) = desk.take_files(path)
    assert intake.findings[0].message == raised.value.message


def fits_table(**columns: np.ndarray) -> bytes:
    buffer = BytesIO()
    made = [fits.Column(name=name, format="D", array=values) for name, values in columns.items()]
    fits.HDUList([fits.PrimaryHDU(), fits.BinTableHDU.from_columns(made)]).writeto(buffer)
    return buffer.getvalue()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_matches_of_astrometry_net_are_read_where_the_image_has_them(rng: np.random.Generator) -> None:
    ra, dec, flux = 150.0 + rng.uniform(0, 0.3, 20), rng.uniform(-0.2, 0.2, 20), rng.uniform(100, 1e5, 20)
    data = fits_table(field_x=ra, field_y=dec, field_ra=ra, field_dec=dec, index_ra=ra + 1, index_dec=dec, FLUX=flux)
    stars = read_sources(data, "frame.corr")
    assert stars.columns["ra"] == "field_ra"
    np.testing.assert_allclose(stars.ra, ra)
    np.testing.assert_allclose(stars.mag, -2.5 * np.log10(flux))


def test_lists_of_astrometry_net_say_what_is_missing(rng: np.random.Generator) -> None:
    x, y, flux = rng.uniform(1, 999, (3, 20))
    with pytest.raises(FormatError, match="pixels only") as raised:
        read_sources(fits_table(X=x, Y=y, FLUX=flux), "frame.axy")
    assert "match it to the sky" in raised.value.hint
    with pytest.raises(FormatError, match="no magnitude"):
        read_sources(fits_table(RA=x / 10, DEC=y / 20), "frame.rdls")


@pytest.mark.parametrize("more", ["", "fwhm,"])
def test_a_list_of_astap_is_read_where_the_image_is_solved(rng: np.random.Generator, more: str) -> None:
    ra, dec, flux = 150.0 + rng.uniform(0, 0.3, 20), rng.uniform(-0.2, 0.2, 20), rng.uniform(100, 1e5, 20)
    extra = "3.1," if more else ""
    rows = [
        f"{n}.5,{n}.25,3.2,55.0,{f:.1f},{extra}{a:.6f},{d:.6f}"
        for n, (a, d, f) in enumerate(zip(ra, dec, flux, strict=True))
    ]
    text = "\n".join([f"x,y,hfd,snr,flux,{more}ra[0..360],dec[0..360]", *rows, ""])
    stars = read_stars(text.encode(), "frame.csv", UPLOAD)
    assert len(stars) == 20
    np.testing.assert_allclose(stars.mag, -2.5 * np.log10(flux), atol=1e-3)
    bare = "\n".join(["x,y,hfd,snr,flux", *(row.rsplit(",", 2)[0] for row in rows)])
    with pytest.raises(FormatError, match="ASTAP"):
        read_stars(bare.encode(), "frame.csv", UPLOAD)
    assert "ASTAP" in explain(bare.encode()).message
