"""DaCHS' command with this site's replacements: ``python -m service.answers.program serve start --foreground``.

Server and runner of asynchronous jobs start by it; operators' ``dachs`` commands need no replacements.
"""

import importlib.metadata
import sys
from collections.abc import Sequence

from gavo.user.cli import main as run_dachs

from schemas.errors import UmbraError
from service.answers.replacements import RUNNER, SERVER
from service.answers.seam import Replacement, install


def find_replacements(arguments: Sequence[str]) -> Sequence[Replacement]:
    """Return what a command of DaCHS needs replaced."""
    if "serve" in arguments:
        return SERVER
    return RUNNER if "taprun" in arguments else ()


def main() -> None:
    """Run a command of DaCHS with the replacements that it needs."""
    try:
        install(find_replacements(sys.argv[1:]), importlib.metadata.version("gavodachs"))
    except UmbraError as error:
        sys.exit(f"*** Error: {error.message} ({error.hint})")
    run_dachs()


if __name__ == "__main__":
    main()
