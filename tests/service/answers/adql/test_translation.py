"""Queries mean in PostgreSQL what they mean in ADQL."""

import pytest

from tests.cases.tap import ask_rows
from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site


def test_tables_of_with_can_be_asked(site: RunningSite) -> None:
    query = "WITH few AS (SELECT event_id AS e, ra FROM occ.event) SELECT COUNT(*) AS n, MAX(ra) AS m FROM few"
    plain = ask_rows(site, "SELECT COUNT(*) AS n, MAX(ra) AS m FROM occ.event")
    assert ask_rows(site, query) == plain
    assert int(plain[0]["n"]) > 0
