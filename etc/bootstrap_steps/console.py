"""What the bootstrap says, and how it runs programs: a line a step, everything else in a log file."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

PIPE_INTERVAL_S = 20.0
TERMINAL_WIDTH = 100

NO_NETWORK = (
    "Temporary failure resolving",
    "Could not resolve",
    "Could not connect",
    "Failed to fetch",
    "Unable to connect",
    "Name or service not known",
    "Temporary failure in name resolution",
    "NewConnectionError",
    "Network is unreachable",
    "Connection timed out",
    "Max retries exceeded",
    "(from versions: none)",
)
DISK_FULL = ("No space left on device", "You don't have enough free space", "Disk quota exceeded")


class BootstrapError(Exception):
    """Something the bootstrap cannot go past: what happened, and what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CommandError(BootstrapError):
    """A program ended with an error; the reason is looked up in what it printed."""

    def __init__(self, what: str, status: int, output: str, log: Path) -> None:
        self.output = output
        message, hint = explain(what, status, output)
        super().__init__(message, f"{hint} The whole output is in {log}.")


def find_sign(output: str, signs: Iterable[str]) -> bool:
    """Tell whether the output of a program has one of some telling phrases."""
    return any(sign in output for sign in signs)


def explain(what: str, status: int, output: str) -> tuple[str, str]:
    """Say in one sentence each why a program failed and what to do.

    Parameters
    ----------
    what : str
        The step, as it was announced.
    status : int
        Exit status of the program.
    output : str
        The end of what it printed.

    Returns
    -------
    tuple of str
        Message and hint.
    """
    if find_sign(output, DISK_FULL):
        return f"{what}: the disk is full.", "Make room, then run the same command again."
    if find_sign(output, NO_NETWORK):
        return (
            f"{what}: a server could not be reached.",
            "Check the network (and the proxy settings of apt and pip), then run the same command again.",
        )
    last = [line.strip() for line in output.splitlines() if line.strip()][-1:]
    said = f": {last[0][:200]}" if last else ""
    return f"{what} failed with status {status}{said}", "Run the same command again once that is mended."


class Console:
    """Prints steps and runs programs, keeping their output in a log file.

    The log file is opened (and locked against a second bootstrap) when the first program runs,
    so a run with nothing to do writes nothing.

    Parameters
    ----------
    log : Path
        The log file.
    """

    def __init__(self, log: Path) -> None:
        self.log = log
        self.is_terminal = sys.stdout.isatty()
        self._file: IO[str] | None = None
        self._shown = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def say(self, line: str) -> None:
        """Print one line."""
        if self.is_terminal:
            sys.stdout.write("\r\x1b[K")
        print(line, flush=True)

    def progress(self, line: str) -> None:
        """Show a passing remark: a live line on a terminal, now and then a plain line in a pipe."""
        now = time.monotonic()
        if self.is_terminal:
            sys.stdout.write(f"\r\x1b[K    {line[:TERMINAL_WIDTH]}")
            sys.stdout.flush()
        elif now - self._shown > PIPE_INTERVAL_S:
            print(f"    {line}", flush=True)
            self._shown = now

    def open_log(self) -> IO[str]:
        """Open the log, waiting for another bootstrap of this checkout to finish."""
        if self._file is None:
            self._file = self.log.open("a", encoding="utf-8", errors="replace")
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.say("Another set-up of this checkout is running; waiting for it to finish.")
                fcntl.flock(self._file, fcntl.LOCK_EX)
            self._file.truncate(0)
        return self._file

    def run(
        self,
        what: str,
        argv: Sequence[str],
        *,
        describe: Callable[[str], str | None] | None = None,
        env: dict[str, str] | None = None,
    ) -> str:
        """Run a program with its output in the log, its current line shown as progress.

        Parameters
        ----------
        what : str
            The step, printed before.
        argv : sequence of str
            Program and arguments.
        describe : callable, optional
            Makes the progress remark out of a line of output, or None where it says nothing.
        env : dict, optional
            Variables set on top of the environment.

        Returns
        -------
        str
            What the program printed (its last 20,000 characters).

        Raises
        ------
        CommandError
            The program's exit status is not 0.
        """
        log = self.open_log()
        self.say(f"{what} ...")
        log.write(f"$ {' '.join(argv)}\n")
        log.flush()
        begun = self._shown = time.monotonic()
        output = ""
        with start(argv, env or {}) as process:
            for line in process.stdout or ():
                log.write(line)
                output = (output + line)[-20_000:]
                remark = describe(line) if describe else None
                if remark:
                    self.progress(remark)
        log.flush()
        if process.returncode != 0:
            raise CommandError(what, process.returncode, output, self.log)
        self.say(f"    done in {time.monotonic() - begun:.0f} s")
        return output


def start(argv: Sequence[str], env: dict[str, str]) -> subprocess.Popen[str]:
    """Start a program whose output is read line by line.

    Raises
    ------
    BootstrapError
        The program is not there or cannot be started.
    """
    try:
        return subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, **env},
        )
    except OSError as error:
        raise BootstrapError(f"{argv[0]} cannot be started: {error.strerror}.", "Is this a complete Debian?") from error
