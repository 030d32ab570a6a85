"""The ``umbra`` command in a process of its own that need not import anything anew: a fork of the tests' process.

A command that is started as a program takes most of its time to import what it needs. Tests that need no running site
start it this way, unless the start itself, signals, limits or several commands at once are what they test.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
from importlib import import_module
from typing import IO

from service.cli import COMMANDS, main

#: Longest time that a command may take [s].
LIMIT = 120.0


def fork_umbra(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run an umbra command to its end, as `subprocess.run` would.

    Raises
    ------
    TimeoutExpired
        It takes longer than `LIMIT`; it is killed.
    """
    if arguments and arguments[0] in COMMANDS:
        import_module(f"service.commands.{COMMANDS[arguments[0]].module}")  # here, so that no child needs to
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which the child does not use
            child = os.fork()
        if child == 0:
            _run(arguments, environment, out, err)
        status = _wait(child, arguments)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return subprocess.CompletedProcess(["umbra", *arguments], os.waitstatus_to_exitcode(status), *texts)


def _wait(child: int, arguments: tuple[str, ...]) -> int:
    """Return the status of a child that ends in time."""
    late = threading.Event()

    def kill() -> None:
        late.set()
        os.kill(child, signal.SIGKILL)

    clock = threading.Timer(LIMIT, kill)
    clock.start()
    try:
        _, status = os.waitpid(child, 0)
    finally:
        clock.cancel()
    if late.is_set():
        raise subprocess.TimeoutExpired(["umbra", *arguments], LIMIT)
    return status


def _run(arguments: tuple[str, ...], environment: dict[str, str], out: IO[bytes], err: IO[bytes]) -> None:
    """Be the command and never return."""
    status = 70
    try:
        with open(os.devnull) as nothing:  # noqa: PTH123 - a file descriptor is wanted
            os.dup2(nothing.fileno(), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(number, mode, encoding="utf-8", closefd=False) for number, mode in ((0, "r"), (1, "w"), (2, "w"))
        )
        sys.argv = ["umbra", *arguments]
        os.environ.update(environment)
        _warn_as_programs_do()
        try:
            main()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - whatever it is, the tests must not go on in two processes
        traceback.print_exc(file=sys.stderr)
        sys.stderr.flush()
    finally:
        os._exit(status)


def _warn_as_programs_do() -> None:
    """Take back that a warning is an error."""
    warnings.resetwarnings()
    for kind in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
        warnings.simplefilter("ignore", kind)
