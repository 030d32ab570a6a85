"""How long a job may run and stay, and how many there may be: what clients ask for is kept within the site's limits."""

import math
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from schemas.errors import UmbraError

#: Longest time that a job may run [s].
LONGEST_RUN = 3600.0
#: Longest time that a job and its results are kept.
LONGEST_LIFE = timedelta(days=7)
#: Most jobs that one client may have, and all together.
MOST_JOBS_OF_ONE = 100
MOST_JOBS = 2000
#: Most that all results together may take, and what must be left on the disk for a new job [byte].
MOST_BYTES = 20_000_000_000
LEAST_FREE = 500_000_000
#: Longest file that a job may write [byte].
LONGEST_RESULT = 2_000_000_000
#: When a client that has too many jobs may ask again [s].
RETRY_AFTER = 600


class JobLimitError(UmbraError):
    """A limit that is no limit, or one job too many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Overload:
    """Why no job is made now."""

    status: int
    reason: str


def read_duration(text: str) -> float:
    """Return the time that a job may run [s] from what a client asks for; 0 asks for the longest (UWS 1.1, 2.1.8).

    Raises
    ------
    JobLimitError
        It is no number of seconds.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise JobLimitError(
            f"EXECUTIONDURATION is {text!r}, which is no number of seconds.",
            f"give seconds from 1 to {LONGEST_RUN:.0f}, or 0 for the longest time",
        )
    return min(value, LONGEST_RUN) if value > 0 else LONGEST_RUN


def read_destruction(text: str, now: datetime) -> datetime:
    """Return when a job is deleted (UTC) from what a client asks for, at most `LONGEST_LIFE` from now.

    Raises
    ------
    JobLimitError
        It is no instant, or one that is over.
    """
    hint = f"give a time to come as 2030-01-31T12:00:00Z, at most {LONGEST_LIFE.days} days ahead"
    try:
        value = datetime.fromisoformat(text.strip().upper())
    except ValueError:
        raise JobLimitError(f"DESTRUCTION is {text!r}, which is no time in ISO 8601.", hint) from None
    # UWS 1.1, 2.1.8: times are UTC with and without a Z.
    value = value.replace(tzinfo=None) - (value.utcoffset() or timedelta())
    if value <= now:
        raise JobLimitError(f"DESTRUCTION is {text!r}, which is over.", hint)
    return min(value, now + LONGEST_LIFE)


def find_client(peer: str, forwarded: str | None) -> str:
    """Return who sends a request: the peer, or whom a proxy on this machine names as the one it got it from."""
    try:
        is_proxy = ip_address(peer).is_loopback
    except ValueError:
        return peer
    return forwarded.rpartition(",")[2].strip() if is_proxy and forwarded else peer


class JobCounter:
    """Knows which client made which job since the server started."""

    def __init__(self) -> None:
        self._clients: dict[str, str] = {}

    def remember(self, job_id: str, client: str) -> None:
        """Keep who made a job."""
        self._clients[job_id] = client

    def find_overload(self, client: str, job_ids: Collection[str], folder: Path) -> Overload | None:
        """Return why a client gets no further job, None where it gets one.

        Parameters
        ----------
        client
            Who asks.
        job_ids
            The jobs that there are.
        folder
            Directory of the jobs.
        """
        existing = set(job_ids)
        self._clients = {job: owner for job, owner in self._clients.items() if job in existing}
        if sum(owner == client for owner in self._clients.values()) >= MOST_JOBS_OF_ONE:
            return Overload(
                status=429, reason=f"You have {MOST_JOBS_OF_ONE} jobs here, the most that one client may have."
            )
        if len(existing) >= MOST_JOBS:
            return Overload(status=503, reason="This site has as many jobs as it can keep.")
        if shutil.disk_usage(folder).free < LEAST_FREE or measure(folder) > MOST_BYTES:
            return Overload(status=503, reason="This site has no room for further results.")
        return None


def measure(folder: Path) -> int:
    """Return the space that files below a directory take [byte]."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118 - many files, often
            except OSError:  # jobs come and go while we look
                continue
    return total


def remove_orphans(folder: Path, job_ids: Collection[str], now: float) -> int:
    """Remove directories of jobs that are gone, once they are older than any job; return how many.

    Parameters
    ----------
    folder
        Directory of the jobs.
    job_ids
        The jobs that there are.
    now
        The time [s since 1970].
    """
    count = 0
    for path in folder.iterdir():
        if path.name in job_ids or now - path.stat().st_mtime < LONGEST_LIFE.total_seconds():
            continue
        shutil.rmtree(path, ignore_errors=True)
        count += 1
    return count
