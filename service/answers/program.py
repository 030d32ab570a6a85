"""DaCHS' command with this site's replacements: ``python -m service.answers.program serve start --foreground``.

Server and runner of asynchronous jobs start by it; operators' ``dachs`` commands need no replacements.
"""

import importlib.metadata
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from gavo import base
from gavo.user.cli import main as run_dachs

from schemas.errors import UmbraError
from service.answers.job_limits import LONGEST_RESULT
from service.answers.jobs import keep_clean
from service.answers.queries import close_functions
from service.answers.replacements import RUNNER, SERVER
from service.answers.seam import install
from service.answers.tables.registry import register_formats
from service.ground.vocabularies import seed_vocabularies


def prepare(arguments: Sequence[str]) -> None:
    """Put everything in place that a command of DaCHS needs.

    Raises
    ------
    UmbraError
        DaCHS is not the one that the replacements were written for.
    """
    version = importlib.metadata.version("gavodachs")
    if "serve" in arguments:
        prepare_directories()
        install(SERVER, version)
        # The gate imports DaCHS' server; the processes of jobs do without.
        from service.answers.gate import install_gate  # noqa: PLC0415

        close_functions()
        register_formats()
        keep_clean()
        install_gate()
    elif "taprun" in arguments:
        install(RUNNER, version)
        close_functions()
        register_formats()
        os.umask(0o027)
        # A result that is longer ends its job with an error.
        resource.setrlimit(resource.RLIMIT_FSIZE, (LONGEST_RESULT, LONGEST_RESULT))


def prepare_directories() -> None:
    """Make the directories that the server writes to, in its own directory."""
    for name in ("tempDir", "stateDir", "cacheDir", "logDir", "uwsWD"):
        Path(base.getConfig(name)).mkdir(parents=True, exist_ok=True)
    seed_vocabularies(Path(base.getConfig("cacheDir")))


def main() -> None:
    """Run a command of DaCHS with the replacements that it needs."""
    try:
        prepare(sys.argv[1:])
    except UmbraError as error:
        sys.exit(f"*** Error: {error.message} ({error.hint})")
    run_dachs()


if __name__ == "__main__":
    main()
