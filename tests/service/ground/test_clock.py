"""The clock counts UTC days."""

from datetime import UTC, datetime

import pytest

from schemas.instant import SECONDS_PER_DAY
from service.ground.clock import now_mjd


def test_the_clock_is_that_of_the_machine() -> None:
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    days = (datetime.now(UTC) - epoch).total_seconds() / SECONDS_PER_DAY
    assert now_mjd() == pytest.approx(51544 + days, abs=600 / SECONDS_PER_DAY)
