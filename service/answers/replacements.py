"""What is replaced in DaCHS, in the server and in the processes that run asynchronous jobs."""

from service.answers.runner import RUNNER_COMMAND
from service.answers.seam import Replacement

#: Needed where queries are run: in the server for synchronous ones, in a process of its own for each other.
QUERIES: tuple[Replacement, ...] = ()
SERVER: tuple[Replacement, ...] = (*QUERIES, RUNNER_COMMAND)
RUNNER: tuple[Replacement, ...] = QUERIES
