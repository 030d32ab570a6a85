"""The command of the process that runs an asynchronous job."""

import subprocess
import sys
from types import SimpleNamespace

from service.answers.runner import RUNNER_COMMAND
from service.ground.layout import PROJECT


def test_the_identifier_of_a_job_is_never_an_option() -> None:
    find_command = RUNNER_COMMAND.make(None)
    program, arguments = find_command(None, SimpleNamespace(jobId="--config=x"))
    assert program == arguments[0] == sys.executable
    assert arguments[-2:] == ["--", "--config=x"]
    assert arguments[arguments.index("-m") + 1] == "service.answers.program"


def test_nothing_is_imported_from_where_the_server_is() -> None:
    _, arguments = RUNNER_COMMAND.make(None)(None, SimpleNamespace(jobId="1"))
    assert "-P" in arguments[: arguments.index("-m")]
    shown = subprocess.run(
        [sys.executable, "-P", "-c", "import sys; print(sys.path[0])"],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT / "etc",
    )
    assert shown.stdout.strip() != str(PROJECT / "etc")
