"""Asynchronous jobs run with the replacements, too."""

import sys
from collections.abc import Callable
from typing import Protocol

from service.answers.seam import Replacement


class Job(Protocol):
    """A job of DaCHS."""

    jobId: str


def _make_command(_: object) -> Callable[[object, Job], tuple[str, list[str]]]:
    def find_command(transitions: object, job: Job) -> tuple[str, list[str]]:
        """Return program and arguments of the process that runs a job."""
        # -P: nothing is imported from the directory that the server happens to be in.
        command = [sys.executable, "-P", "-m", "service.answers.program"]
        return sys.executable, [*command, "--ui", "stingy", "taprun", "--", str(job.jobId)]

    return find_command


RUNNER_COMMAND = Replacement(
    module="gavo.protocols.tap",
    name="TAPTransitions.getCommandLine",
    checksum="175a0ec9d2dae177",
    make=_make_command,
)
