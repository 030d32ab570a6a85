"""Reference stars from the bulk files of the surveys."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pyarrow as arrow
import pytest
from astropy.io import fits
from astropy.table import MaskedColumn, Table
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from ingest.photometry.reference_catalogues import from_columns
from ingest.photometry.reference_tables import read_reference_stars
from ingest.photometry.survey_columns import SURVEYS, find_column
from reduction.photometry.passbands import PASSBANDS
from schemas.errors import FormatError
from schemas.finding import FindingCode

VIZIER = """#
#   VizieR Astronomical Server
RA_ICRS\tDE_ICRS\tGmag\te_Gmag\tgmag\te_gmag\trmag\te_rmag
deg\tdeg\tmag\tmag\tmag\tmag\tmag\tmag
-------\t-------\t-----\t-----\t-----\t-----\t-----\t-----
150.001\t+02.001\t14.9\t0.001\t15.40\t0.010\t15.01\t0.012
150.002\t+02.002\t16.9\t0.001\t     \t     \t17.01\t0.022
150.003\t+02.003\t16.9\t0.001\t     \t     \t     \t-
"""


def table_of_stars() -> Table:
    return Table(
        {
            "object_id": np.array([11, 12, 13]),
            "raj2000": [10.0, 10.1, np.nan],
            "dej2000": [-80.0, -80.1, -80.2],
            "g_psf": MaskedColumn([15.0, 16.0, 17.0], mask=[False, True, False]),
            "e_g_psf": [0.01, 0.02, 0.03],
            "r_psf": [14.5, -999.0, 16.5],
            "e_r_psf": [9.99, 0.02, 0.03],
            "i_psf": [14.0, 15.0, 16.0],
        }
    )


def table(fmt: str) -> bytes:
    buffer = BytesIO()
    table_of_stars().write(buffer, format=fmt)
    return buffer.getvalue()


def check_skymapper(data: bytes) -> None:
    stars, findings = read_reference_stars(data, "field", "skymapper")
    assert (stars.survey, stars.bands) == ("SkyMapper", ("g", "r", "i"))
    assert stars.source_id.tolist() == ["11", "12"]
    np.testing.assert_allclose(stars.mag, [[15.0, np.nan], [14.5, np.nan], [14.0, 15.0]])
    np.testing.assert_allclose(stars.mag_err, [[0.01, np.nan], [np.nan, np.nan], [np.nan, np.nan]])
    assert [finding.code for finding in findings] == [FindingCode.SKY_POSITION]


@pytest.mark.parametrize("fmt", ["fits", "votable"])
def test_binary_files(fmt: str) -> None:
    check_skymapper(table(fmt))


def test_csv() -> None:
    text = (
        "object_id,raj2000,dej2000,g_psf,e_g_psf,r_psf,e_r_psf,i_psf\n11,10.0,-80.0,15.0,0.01,14.5,9.99,14.0\n"
        '12,10.1,-80.1,,0.02,-999,0.02,"15.0"\n13,,-80.2,17.0,0.03,16.5,0.03,16.0\n'
    )
    check_skymapper(text.encode())


def test_parquet() -> None:
    rows = table_of_stars()
    columns = {name: np.ma.asarray(rows[name]) for name in rows.colnames}
    buffer = BytesIO()
    parquet.write_table(
        arrow.table({name: arrow.array(cells.data, mask=np.ma.getmaskarray(cells)) for name, cells in columns.items()}),
        buffer,
    )
    check_skymapper(buffer.getvalue())


def test_vizier_tabs_with_gaia_and_sloan_magnitudes_of_one_name() -> None:
    stars, findings = read_reference_stars(VIZIER.encode(), "refcat2.tsv", "ATLAS")
    assert stars.bands == ("g", "r")
    np.testing.assert_allclose(stars.mag, [[15.40, np.nan], [15.01, 17.01]])
    assert stars.source_id.tolist() == ["1", "2"]
    assert findings == ()


def test_real_table(corpus: Path) -> None:
    [path] = (corpus / "photcal").glob("cpt1m012*.fits")
    stars, findings = read_reference_stars(path.read_bytes(), path.name, "atlas")
    assert (stars.bands, len(stars), findings) == (("g", "r", "i", "z"), 2752, ())
    assert stars.mag[:, 0] == pytest.approx([9.506, 8.822, 8.576, 8.439], abs=1e-3)
    assert stars.mag_err[:, 0] == pytest.approx([0.013, 0.014, 0.014, 0.015])


def test_gaia_errors_come_from_fluxes() -> None:
    columns = {
        "source_id": np.array([2**60]),
        "ra": np.array([1.0]),
        "dec": np.array([2.0]),
        "v_jkc_mag": np.array([15.0]),
        "v_jkc_flux": np.array([2e-17]),
        "v_jkc_flux_error": np.array([2e-19]),
        "g_sdss_mag": np.array([15.2]),
    }
    stars, _ = from_columns(columns, "gspc", "GaiaSP")
    assert dict(zip(stars.bands, stars.mag_err[:, 0].round(4).tolist(), strict=True))["V"] == 0.0109
    assert stars.source_id.tolist() == [str(2**60)]


def test_galaxies_of_the_sloan_survey_are_left_out() -> None:
    columns = {name: np.array([1.0, 2.0]) for name in ("ra", "dec", "psfMag_g", "psfMagErr_g")} | {
        "type": np.array([6, 3])
    }
    stars, _ = from_columns(columns, "sdss", "SDSS")
    assert stars.ra.tolist() == [1.0]


@pytest.mark.parametrize(
    ("data", "survey", "message"),
    [
        (b"ra,dec,gmag\n1,2,3\n", "Hipparcos", "no survey"),
        (b"lon,lat,gmag\n1,2,3\n", "PS1", "sky positions of PS1"),
        (b"ra,dec,Hmag\n1,2,3\n", "PS1", "No column holds magnitudes"),
        (b"ra,dec,gmag\n1,2,-999\n", "PS1", "no star"),
        (b"ra,dec,gmag\n", "PS1", "no rows"),
        (b"<VOTABLE", "PS1", "damaged"),
        (b"SIMPLE  =                    T", "PS1", "damaged"),
    ],
)
def test_refused(data: bytes, survey: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_reference_stars(data, "field", survey)


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    for start in (b"", b"ra,dec,gmag\n1,2,3\n", b"SIMPLE  =                    T"):
        try:
            stars, _ = read_reference_stars(start + data, "any", "PS1")
        except FormatError:
            continue
        assert np.isfinite(stars.ra).all()


def test_every_band_of_a_survey_has_a_passband() -> None:
    for name, survey in SURVEYS.items():
        assert set(survey.bands) <= set(PASSBANDS[name])


def test_column_of_another_case() -> None:
    assert find_column(["Gmag", "gmag"], "gmag") == "gmag"
    assert find_column(["GMAG"], "gmag") == "GMAG"
    assert find_column(["GMAG", "Gmag"], "gmag") is None


def test_cut_off_fits() -> None:
    data = table("fits")
    with pytest.raises(FormatError):
        read_reference_stars(data[: len(data) - 2880], "field.fits", "SkyMapper")
    assert fits.open(BytesIO(data))[1].header["NAXIS2"] == 3
