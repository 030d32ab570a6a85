"""FITS tables of everything that is published, with arrays of any length.

On the running site: `service.answers.tables.fits`.
"""

import io
import warnings

import numpy as np
import pytest
from astropy.io import fits
from astropy.io.votable import parse
from astropy.table import Table

from tests.cases.tap import ask, ask_rows
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site


def read_fits(content: bytes) -> Table:
    """Return a FITS table as astropy reads it; a warning is an error here."""
    return Table.read(io.BytesIO(content), format="fits")


def read_votable(content: bytes) -> Table:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parse(io.BytesIO(content)).get_first_table().to_table(use_names_over_ids=True)


def plain(value: object) -> object:
    """Return a value with NULL as the FITS standard has it, to compare."""
    if value is np.ma.masked or value is None:
        return ""
    if isinstance(value, np.ndarray):
        filled = np.ma.filled(value.astype(float), np.nan) if value.dtype.kind != "U" else value
        return [plain(item) for item in filled.tolist()]
    if isinstance(value, bytes):
        value = value.decode()
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else float(value)
    if isinstance(value, str):
        return "".join(letter if letter.isascii() else "?" for letter in value).rstrip()
    return value.item() if isinstance(value, np.generic) else value


def check_equal(site: RunningSite, query: str) -> None:
    """Check that FITS holds what the VOTable of a query holds."""
    found = read_fits(ask(site, query, "fits").content)
    expected = read_votable(ask(site, query, "votabletd").content)
    assert found.colnames == expected.colnames
    assert len(found) == len(expected)
    for name in expected.colnames:
        is_flag = found[name].dtype.kind == "b"
        for mine, theirs in zip(found[name], expected[name], strict=True):
            # FITS' logical has a third state that astropy does not read.
            assert plain(mine) == (bool(theirs) if is_flag and theirs is not np.ma.masked else plain(theirs) or
                                   (False if is_flag else plain(theirs))), name  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "SELECT TOP 3 * FROM occ.lightcurve ORDER BY lightcurve_id",
        "SELECT * FROM occ.limb",
        "SELECT TOP 1 mjd FROM occ.lightcurve",
        "SELECT gavo_histogram(ra, 0, 360, 36) AS h FROM occ.event",
        "SELECT lightcurve_id, flux_err FROM occ.lightcurve",
        "SELECT TOP 0 * FROM occ.lightcurve",
        "SELECT TOP 0 * FROM occ.report",
        "SELECT * FROM phot.measurement ORDER BY measurement_id",
        "SELECT NULL AS nothing, event_id FROM occ.event",
        "SELECT POINT(ra, dec) AS p FROM phot.target",
        "SELECT s_region, outline FROM occ.chord",
    ],
)
def test_fits_holds_what_the_votable_holds(site: RunningSite, query: str) -> None:
    check_equal(site, query)


def test_every_table_is_read_without_a_warning(site: RunningSite) -> None:
    names = ask_rows(site, "SELECT table_name FROM TAP_SCHEMA.tables WHERE NOT table_name LIKE 'tap_schema%'")
    assert len(names) > 20
    for row in names:
        check_equal(site, f"SELECT TOP 5 * FROM {row['table_name']}")


def test_arrays_of_many_lengths_have_descriptors(site: RunningSite) -> None:
    content = ask(site, "SELECT lightcurve_id, mjd FROM occ.lightcurve", "fits").content
    with fits.open(io.BytesIO(content)) as file:
        assert file[1].header["TFORM2"].startswith(("PD(", "QD("))
        lengths = {len(row) for row in file[1].data["mjd"]}
    assert len(lengths) > 1
