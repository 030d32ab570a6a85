"""Tables of light curves that are filled anew from the archive are what they were, and nothing is written twice."""

from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from ingest.archive.archive import Archive
from service.ground.clock import now_mjd
from service.ground.dachs import database_dsn, site_address
from service.ground.layout import Layout
from service.publishing.lightcurve_publishing import find_published_batch, publish_lightcurves
from tests.site_fixture import RunningSite, in_account

pytestmark = pytest.mark.site
MOON = "20151219_moon"
ROWS = """
SELECT md5(string_agg(c::text, '|' ORDER BY lightcurve_id)), count(*), sum(n_points) FROM occ.lightcurve AS c
WHERE event_id = %s
"""


def test_a_curve_that_was_lost_is_written_again_as_it_was(site: RunningSite) -> None:
    def lose_and_publish() -> dict[str, Any]:
        with (
            psycopg.connect(make_conninfo("", **database_dsn(site.var))) as connection,
            Archive(Layout(site.var).archive) as archive,
        ):
            shown: list[int] = []

            def publish() -> int:
                return publish_lightcurves(
                    connection, archive, lambda done, _: shown.append(done), now_mjd(), site_address(site.var)
                )

            before = connection.execute(ROWS, (MOON,)).fetchone()
            publish()
            nothing_changed = publish()
            connection.execute("DELETE FROM occ.lightcurve WHERE event_id = %s", (MOON,))
            connection.execute("DELETE FROM umbra.curve WHERE event_id = %s", (MOON,))
            connection.execute("UPDATE umbra.published_curves SET batch = 0")
            lost = find_published_batch(connection, archive.identifier)
            again = publish()
            found = {
                "before": before,
                "after": connection.execute(ROWS, (MOON,)).fetchone(),
                "nothing changed": nothing_changed,
                "again": again,
                "shown": shown[-1],
                "batches": [
                    lost,
                    find_published_batch(connection, "another archive"),
                    find_published_batch(connection, archive.identifier) == archive.index.last_batch() > 0,
                ],
            }
            connection.rollback()
        return found

    found = in_account(lose_and_publish)
    assert found["before"] == found["after"]
    assert found["before"][1:] == [1, 120]
    assert found["nothing changed"] == 0
    # Results and attachments are written with their event, curves only where they changed.
    assert found["again"] >= 1
    assert found["shown"] > 0
    assert found["batches"] == [0, 0, True]


def test_a_curve_that_the_archive_does_not_have_goes(site: RunningSite) -> None:
    def publish_all() -> list[Any]:
        with (
            psycopg.connect(make_conninfo("", **database_dsn(site.var))) as connection,
            Archive(Layout(site.var).archive) as archive,
        ):
            connection.execute("INSERT INTO umbra.curve VALUES ('gone_lc01', %s, 'x')", (MOON,))
            connection.execute("UPDATE umbra.published_curves SET batch = 0")
            publish_lightcurves(connection, archive, lambda done, total: None, now_mjd(), site_address(site.var))
            kept = connection.execute("SELECT lightcurve_id FROM umbra.curve WHERE event_id = %s", (MOON,)).fetchall()
            connection.rollback()
        return kept

    assert in_account(publish_all) == [[f"{MOON}_lc01"]]
