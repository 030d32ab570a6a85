"""Reference stars in ECSV, as astropy writes what it has from VizieR."""

from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from astropy.table import MaskedColumn, Table

from ingest.photometry.reference_tables import read_reference_stars
from schemas.errors import FormatError

FOLDER = "services/23-references-ecsv"
CSV = "services/22-stellarphot-mag-error"


@pytest.mark.parametrize(
    ("survey", "name", "other"),
    [("APASS", "all_apass_ey_uma.ecsv", "apass.csv"), ("ATLAS", "all_refcat2_ey_uma.ecsv", "refcat2.csv")],
)
def test_the_stars_are_those_of_the_same_table_as_csv(cases: Path, survey: str, name: str, other: str) -> None:
    stars, _ = read_reference_stars((cases / FOLDER / name).read_bytes(), name, survey)
    same, _ = read_reference_stars((cases / CSV / other).read_bytes(), other, survey)
    assert type(stars.ra) is np.ndarray
    assert stars.bands == same.bands
    np.testing.assert_allclose(stars.ra, same.ra, atol=1e-9)
    np.testing.assert_allclose(stars.dec, same.dec, atol=1e-9)
    np.testing.assert_allclose(stars.mag, same.mag, atol=1e-5)
    np.testing.assert_allclose(stars.mag_err, same.mag_err, atol=1e-5)


@pytest.mark.parametrize("delimiter", [" ", ","])
def test_empty_cells_are_no_numbers(delimiter: str) -> None:
    table = Table({"RAJ2000": [10.0, 10.1], "DEJ2000": [-5.0, -5.1], "Vmag": [12.5, 13.5]})
    table["Bmag"] = MaskedColumn([13, 14], mask=[False, True])
    table["name"] = ["a star", "b"]
    text = StringIO()
    table.write(text, format="ascii.ecsv", delimiter=delimiter)
    stars, _ = read_reference_stars(text.getvalue().encode(), "a.ecsv", "APASS")
    np.testing.assert_array_equal(stars.mag[stars.bands.index("B")], [13.0, np.nan])
    assert stars.mag[stars.bands.index("V")].tolist() == [12.5, 13.5]


@pytest.mark.parametrize("data", [b"# %ECSV 1.0\n# ---\n# [[[\na\n1\n", b"# %ECSV", b"# %ECSV 1.0\n# ---\na b\n1\n"])
def test_damage_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_reference_stars(data, "a.ecsv", "APASS")
