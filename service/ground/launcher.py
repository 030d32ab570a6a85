"""Starts the server under an account of its own, for a site that has given up root.

The server answers strangers, so it runs under an account that may read the archive and write nothing but its
own directory. Only root can start a process under another account, and the site gives root up at once. A small
process stays root in its place: it starts what it is asked to under that one account, never as root, and ends it
when the site ends.
"""

import contextlib
import json
import os
import pwd
import select
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

#: Time that a server gets to end politely when the site is gone [s].
_GRACE = 8.0
_SIGNALS = {"terminate": signal.SIGTERM, "kill": signal.SIGKILL}
_LINE_LIMIT = 1_000_000


class LaunchedServer:
    """A server that the launcher started; to its users what `subprocess.Popen` is.

    Parameters
    ----------
    launcher
        The launcher's end of the connection.
    """

    def __init__(self, launcher: "Launcher") -> None:
        self._launcher = launcher
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, None while the server runs."""
        return self._look(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit status.

        Raises
        ------
        subprocess.TimeoutExpired
            The server still runs.
        """
        found = self._look(timeout)
        if found is None:
            raise subprocess.TimeoutExpired("server", timeout or 0.0)
        return found

    def terminate(self) -> None:
        """Ask the server to end."""
        self._launcher.send({"do": "terminate"})

    def kill(self) -> None:
        """End the server."""
        self._launcher.send({"do": "kill"})

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            answer = self._launcher.receive(timeout)
            if answer is not None:
                self.returncode = answer
        return self.returncode


class Launcher:
    """The site's end of the connection to the process that is still root.

    Parameters
    ----------
    account
        The account that servers run under.
    gid
        Their group: the one that the site's files belong to.
    """

    def __init__(self, account: pwd.struct_passwd, gid: int) -> None:
        mine, other = socket.socketpair()
        if os.fork() == 0:
            mine.close()
            _serve_launches(other, account.pw_uid, gid)
        other.close()
        self._connection = mine
        self._rest = b""

    def start(self, command: Sequence[str], environment: Mapping[str, str], cwd: Path, log: Path) -> LaunchedServer:
        """Start a server.

        Parameters
        ----------
        command
            Program and arguments.
        environment
            Its whole environment.
        cwd
            Directory that it starts in.
        log
            File that gets what it prints; belongs to the server's account.
        """
        request = {"do": "start", "command": list(command), "environment": dict(environment)}
        self.send({**request, "cwd": str(cwd), "log": str(log)})
        return LaunchedServer(self)

    def send(self, request: Mapping[str, object]) -> None:
        """Send a request; nothing happens if the launcher is gone."""
        with contextlib.suppress(OSError):
            self._connection.sendall(json.dumps(request).encode() + b"\n")

    def receive(self, timeout: float | None) -> int | None:
        """Return the exit status of the server, None if it does not end in time; the launcher's end is the server's."""
        if b"\n" not in self._rest:
            ready, _, _ = select.select([self._connection], [], [], timeout)
            if not ready:
                return None
            found = self._connection.recv(_LINE_LIMIT)
            if not found:
                return -1
            self._rest += found
        line, _, self._rest = self._rest.partition(b"\n")
        return int(json.loads(line)["exit"])

    def close(self) -> None:
        """Let the launcher end, and the server with it."""
        self._connection.close()


def _serve_launches(connection: socket.socket, uid: int, gid: int) -> NoReturn:
    # A signal to the whole group, as Ctrl-C sends it, ends the site; the site ends this. It is not ignored but
    # comes to nothing: what is ignored would be ignored by the server, too.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    server: subprocess.Popen[bytes] | None = None
    rest = b""
    try:
        while True:
            ready, _, _ = select.select([connection], [], [], 0.2)
            if ready:
                found = connection.recv(_LINE_LIMIT)
                if not found:
                    break
                *lines, rest = (rest + found).split(b"\n")
                for line in lines:
                    server = _obey(json.loads(line), server, uid, gid)
            if server is not None and server.poll() is not None:
                connection.sendall(json.dumps({"exit": server.returncode}).encode() + b"\n")
                server = None
    except OSError:
        pass
    finally:
        _end(server)
        os._exit(0)


def _obey(
    request: Mapping[str, object], server: "subprocess.Popen[bytes] | None", uid: int, gid: int
) -> "subprocess.Popen[bytes] | None":
    if request["do"] in _SIGNALS and server is not None:
        server.send_signal(_SIGNALS[str(request["do"])])
    if request["do"] != "start" or server is not None:
        return server
    command, environment = request["command"], request["environment"]
    # The log is opened by the shell, under the server's account: root writes to no file that it is named.
    script = 'log=$1; shift; mkdir -p "${log%/*}"; exec "$@" >>"$log" 2>&1'
    shell = ["/bin/sh", "-c", script, "sh", str(request["log"])]
    return subprocess.Popen(
        [*shell, *map(str, command if isinstance(command, list) else [])],
        env=environment if isinstance(environment, dict) else {},
        cwd=str(request["cwd"]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=uid,
        group=gid,
        extra_groups=[],
        umask=0o027,
        start_new_session=True,
    )


def _end(server: "subprocess.Popen[bytes] | None") -> None:
    if server is None:
        return
    server.terminate()
    begun = time.monotonic()
    while server.poll() is None and time.monotonic() - begun < _GRACE:
        time.sleep(0.1)
    server.kill()
