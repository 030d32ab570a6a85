"""Lets a process sleep whose calendar is moved by faketime: `make later` puts this folder on Python's path.

Only the calendar is to be moved, not the clock that measures durations; else every wait with a limit in a thread lasts
two years. But libfaketime 0.9.10 refuses ``clock_nanosleep`` then, by which Python sleeps from version 3.11 on.
"""

import select
import time
from typing import SupportsIndex


def sleep(seconds: float | SupportsIndex) -> None:
    """Wait for some time [s]."""
    duration = float(seconds)
    if duration < 0:
        raise ValueError("sleep length must be non-negative")
    select.select((), (), (), duration)


time.sleep = sleep
