"""Uploads that were lost from the tables are published again as they were, with the counts of their points."""

from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from ingest.photometry.photometry_archive import PhotometryArchive
from service.ground.dachs import database_dsn
from service.ground.layout import Layout
from service.publishing.photometry_publishing import publish_photometry
from tests.site_fixture import RunningSite, in_account

pytestmark = pytest.mark.site
TARGET = "demo-supernova"
ROWS = """
SELECT (SELECT md5(string_agg(m::text, '|' ORDER BY measurement_id)) FROM phot.measurement AS m
        WHERE target_id = %(id)s),
    (SELECT md5(string_agg(k::text, '|' ORDER BY catalogue_id, survey, band)) FROM phot.calibration AS k
        JOIN phot.catalogue AS c USING (catalogue_id) WHERE target_id = %(id)s),
    (SELECT n_points FROM phot.target WHERE target_id = %(id)s)
"""


def test_uploads_that_were_lost_are_published_again(site: RunningSite) -> None:
    def lose_and_publish() -> list[Any]:
        with (
            psycopg.connect(make_conninfo("", **database_dsn(site.var))) as connection,
            PhotometryArchive(Layout(site.var).photometry) as archive,
        ):
            before = connection.execute(ROWS, {"id": TARGET}).fetchone()
            lost = "SELECT catalogue_id FROM phot.catalogue WHERE target_id = %s"
            for table in ("measurement", "calibration", "catalogue"):
                connection.execute(f"DELETE FROM phot.{table} WHERE catalogue_id IN ({lost})", (TARGET,))
            connection.execute("UPDATE phot.target SET n_points = 0")
            publish_photometry(connection, archive)
            after = connection.execute(ROWS, {"id": TARGET}).fetchone()
            connection.rollback()
        return [before, after]

    before, after = in_account(lose_and_publish)
    assert before == after
    assert before[2] == 10
