"""What is replaced in DaCHS, in the server and in the processes that run asynchronous jobs."""

from service.answers import addresses, connections, job_actions, multipart, statuses, upload_tables
from service.answers.adql import execution, frames, scopes, sets, translation
from service.answers.jobs import JOBS, LOCKS
from service.answers.queries import QUERIES
from service.answers.runner import RUNNER_COMMAND
from service.answers.seam import Replacement
from service.answers.streams import job_runner
from service.answers.tables import mivot, truncation

#: Queries run in the server where they are synchronous, and in a process of their own else.
RUNNER: tuple[Replacement, ...] = (
    *QUERIES,
    *LOCKS,
    *truncation.QUERY_REPLACEMENTS,
    *execution.QUERY_REPLACEMENTS,
    *translation.QUERY_REPLACEMENTS,
    *frames.QUERY_REPLACEMENTS,
    *scopes.QUERY_REPLACEMENTS,
    *sets.QUERY_REPLACEMENTS,
    *connections.QUERY_REPLACEMENTS,
    *mivot.QUERY_REPLACEMENTS,
    *upload_tables.QUERY_REPLACEMENTS,
)
SERVER: tuple[Replacement, ...] = (
    *RUNNER,
    *JOBS,
    *truncation.SERVER_REPLACEMENTS,
    *execution.SERVER_REPLACEMENTS,
    *multipart.SERVER_REPLACEMENTS,
    *job_actions.SERVER_REPLACEMENTS,
    *statuses.SERVER_REPLACEMENTS,
    *addresses.SERVER_REPLACEMENTS,
    *job_runner.SERVER_REPLACEMENTS,
    RUNNER_COMMAND,
)
