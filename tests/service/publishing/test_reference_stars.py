"""Reference stars into the database and out of it: nothing is lost but what real numbers do not hold."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from ingest.photometry.survey_columns import SURVEYS
from schemas.photometry import ReferenceStars
from service.ground.dachs import database_dsn
from service.publishing.binary_copy import copy_binary, row_bytes
from service.publishing.reference_stars import STAR_COLUMNS, select_field, star_blocks
from tests.site_fixture import RunningSite, in_account

BANDS = tuple(SURVEYS["SDSS"].bands)


def made_stars(source_ids: Sequence[str], ra: float = 200.0, dec: float = -80.0) -> ReferenceStars:
    rng = np.random.default_rng(7)
    count = len(source_ids)
    mag = rng.uniform(10, 20, (len(BANDS), count))
    mag[0, ::2] = np.nan
    return ReferenceStars(
        survey="SDSS",
        source_id=np.array(source_ids, dtype=np.str_),
        ra=ra + rng.uniform(0, 0.01, count),
        dec=dec + rng.uniform(0, 0.01, count),
        bands=BANDS,
        mag=mag,
        mag_err=np.full(mag.shape, 0.02),
    )


def test_stars_make_rows_and_one_without_identifier_has_a_dash() -> None:
    stars = made_stars(["1", ""])
    rows = [
        row_bytes(
            STAR_COLUMNS,
            {
                "survey": "SDSS",
                "source_id": name,
                "ra": stars.ra[number],
                "dec": stars.dec[number],
                "mag": stars.mag[:, number],
                "mag_err": stars.mag_err[:, number],
            },
        )
        for number, name in enumerate(["1", "-"])
    ]
    assert b"".join(star_blocks(stars)) == b"".join(rows)


def test_no_stars_make_no_rows() -> None:
    assert list(star_blocks(made_stars([]))) == []


@pytest.mark.site
def test_a_field_has_the_stars_that_were_put_in(site: RunningSite) -> None:
    stars = made_stars(["1237648720", "7", "äö", "1237648721"])

    def put_and_select() -> list[Any]:
        with psycopg.connect(make_conninfo("", **database_dsn(site.var))) as connection:
            count = copy_binary(connection, sql.Identifier("phot", "star"), STAR_COLUMNS, star_blocks(stars))
            (found,) = select_field(connection, 200.0, -80.0, 0.5, "SDSS")
            connection.rollback()
            return [
                count,
                found.survey,
                [found.source_id.tolist(), found.ra.tolist(), found.dec.tolist()],
                np.nan_to_num(found.mag, nan=-1).tolist(),
            ]

    count, survey, (names, ra, dec), mag = in_account(put_and_select)
    assert (count, survey) == (4, "SDSS")
    order = [names.index(name) for name in stars.source_id]
    assert np.array_equal(np.array(ra)[order], stars.ra)
    assert np.array_equal(np.array(dec)[order], stars.dec)
    assert np.array_equal(np.array(mag)[:, order], np.nan_to_num(stars.mag, nan=-1).astype(np.float32))
