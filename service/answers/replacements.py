"""What is replaced in DaCHS, in the server and in the processes that run asynchronous jobs."""

from service.answers.jobs import JOBS
from service.answers.queries import QUERIES
from service.answers.runner import RUNNER_COMMAND
from service.answers.seam import Replacement

#: Queries run in the server where they are synchronous, and in a process of their own else.
SERVER: tuple[Replacement, ...] = (*QUERIES, *JOBS, RUNNER_COMMAND)
RUNNER: tuple[Replacement, ...] = QUERIES
