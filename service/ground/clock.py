"""The clock: commands read it, and hand it to all that needs the time of day."""

import time

from schemas.instant import SECONDS_PER_DAY

_UNIX_EPOCH_MJD = 40587


def now_mjd() -> float:
    """Return the present instant, UTC [MJD]."""
    return _UNIX_EPOCH_MJD + time.time() / SECONDS_PER_DAY
