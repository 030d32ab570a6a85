"""A throw-away site for the tests: cluster, DaCHS and server on a free port, with the sample reports."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.ground.account import become_service, find_account, is_root
from service.ground.dachs import Address, Dachs
from service.ground.layout import Layout

#: What JSON can hold.
Json = Any
#: Seconds that a first start may take on a busy machine.
START_TIMEOUT = 900
#: ``umbra serve`` with another interval of looking at embargoed records.
_SERVE_OFTEN = """
import sys
from pathlib import Path
from service.ground.dachs import Address
from service.ground.layout import Layout
from service.commands.serve import serve_site

serve_site(Layout(Path(sys.argv[1])), Address(port=int(sys.argv[2])), release_interval=float(sys.argv[3]))
"""


@dataclass(frozen=True, kw_only=True)
class RunningSite:
    """A site that runs while the tests do."""

    var: Path
    port: int
    process: "subprocess.Popen[str]"
    #: What `umbra serve` printed until it was ready.
    printed: str

    @property
    def url(self) -> str:
        """Address of the site, as this machine reaches it."""
        return f"http://localhost:{self.port}"

    def run_dachs(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a DaCHS command on this site, under its account."""
        dachs = Dachs(Layout(self.var), Address(port=self.port))
        return subprocess.run(
            [str(Path(sys.executable).parent / "gavo"), *arguments],
            env=dachs.make_environment(),
            cwd=self.var,
            capture_output=True,
            text=True,
            check=False,
            **account_options(),
        )


def account_options() -> dict[str, Any]:
    """Return the options of `subprocess.run` that make a child run under the site's account."""
    if not is_root():
        return {}
    account = find_account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def run_umbra(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run an umbra command to its end."""
    return subprocess.run(
        [umbra_program(), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=START_TIMEOUT,
        check=False,
    )


def umbra_program() -> str:
    """Return the path of the command in the environment that runs the tests."""
    return str(Path(sys.executable).parent / "umbra")


def find_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_site(
    var: Path,
    *,
    release_interval: float | None = None,
    options: Sequence[str] = (),
    ignored: Sequence[signal.Signals] = (),
) -> RunningSite:
    """Start a site and wait until it is ready.

    Parameters
    ----------
    var
        Its directory.
    release_interval
        How often it looks at embargoed records [s], where that is not to be the command's own minute.
    options
        Further options of `umbra serve`.
    ignored
        Signals that are ignored where the command starts, as a shell starts commands in the background.
    """
    port = find_port()
    command = [umbra_program(), "serve", "--port", str(port), "--var", str(var), *options]
    if release_interval is not None:
        command = [sys.executable, "-c", _SERVE_OFTEN, str(var), str(port), str(release_interval)]
    if ignored:
        command = ["bash", "-c", f"trap '' {' '.join(one.name for one in ignored)}; exec \"$@\"", "bash", *command]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            return RunningSite(var=var, port=port, process=process, printed="".join(lines))
    pytest.fail(f"The site does not start:\n{''.join(lines)}")


def stop_site(site: RunningSite) -> int:
    """Stop a site as `kill` does and return its exit status."""
    site.process.terminate()
    site.process.communicate(timeout=300)
    return site.process.returncode


def in_account(function: Callable[[], Json]) -> Json:
    """Call a function under the site's account for good, in a child process if we are root.

    Its answer comes back as JSON gives it: tuples as lists.
    """
    if not is_root():
        return json.loads(json.dumps(function()))
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            become_service(permanent=True)
            answer = json.dumps({"value": function()})
        except BaseException as error:  # noqa: BLE001 - everything goes back to the parent
            answer = json.dumps({"error": f"{type(error).__name__}: {error}"})
        os.write(sender, answer.encode())
        os._exit(0)
    os.close(sender)
    with os.fdopen(receiver, "rb") as stream:
        answer = json.loads(stream.read())
    os.waitpid(child, 0)
    if "error" in answer:
        raise ChildError(answer["error"])
    return answer["value"]


class ChildError(Exception):
    """What went wrong in a child process; begins with the name of its class."""


@pytest.fixture
def var_directory() -> Iterator[Path]:
    """Return an empty directory that the site's account owns; pytest's own ones are closed to it."""
    path = Path(tempfile.mkdtemp(prefix="umbra-test-", dir="/tmp"))
    account = find_account()
    os.chown(path, account.pw_uid, account.pw_gid)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that leaves the shared site open."""
    text = "leave the throw-away site open after the tests, until Enter or a signal"
    parser.addoption("--keep-site", action="store_true", help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to keep a site in a process without a terminal of its own."""
    if config.getoption("--keep-site") and config.getoption("numprocesses", None):
        raise pytest.UsageError("--keep-site needs one process: leave -n out")


def hold_site(site: RunningSite) -> None:
    """Leave a site open until somebody presses Enter, or a signal comes where there is no terminal."""
    signals = (signal.SIGINT, signal.SIGTERM)
    # A script starts its background commands with SIGINT ignored.
    previous = {one: signal.signal(one, signal.default_int_handler) for one in signals}
    web = Layout(site.var).web
    try:
        print(f"\nThe site stays open: {site.url}/")
        print(f"  directory  {site.var}")
        print(f"  DaCHS      GAVOSETTINGS={site.var}/gavo/etc/gavo.rc UMBRA_VAR={site.var} .venv/bin/dachs")
        print(f"  logs       {site.var}/logs {web}/logs")
        print("Press Enter or Ctrl-C to end it.", flush=True)
        while not sys.stdin.readline():
            signal.pause()
    except KeyboardInterrupt:
        print("The site is stopped.", flush=True)
    finally:
        for one, handler in previous.items():
            signal.signal(one, handler)


@pytest.fixture(scope="session")
def site(pytestconfig: pytest.Config) -> Iterator[RunningSite]:
    """Return a running site with the sample reports in it. Tests may add to it, and not count on being alone."""
    home = Path(tempfile.mkdtemp(prefix="umbra-site-", dir="/tmp"))
    home.chmod(0o755)
    running = start_site(home / "var")
    yield running
    if pytestconfig.getoption("--keep-site"):
        capture = pytestconfig.pluginmanager.getplugin("capturemanager")
        capture.suspend(in_=True)
        hold_site(running)
        capture.resume()
    status = stop_site(running)
    shutil.rmtree(home, ignore_errors=True)
    assert status == 0


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait for a condition; tell whether it came true."""
    end = time.monotonic() + seconds
    while not (done := condition()) and time.monotonic() < end:
        time.sleep(0.1)
    return done


def is_alive(pid: int) -> bool:
    """Return whether a process runs (one that ended and was not waited for does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
