"""Prove on a bare Debian tree that the checkout sets itself up: clone, ``make serve``, answer, Ctrl-C.

Run as root from the top of the checkout, for example ``make fresh`` or
``PYTHONPATH=etc python3 -m tests.container.fresh_machine trixie --bootstrap-only``.
What is tested is the last commit, not the working tree.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from tests.container.debian_tree import copy_settings, fetch_tree, unpack_tree

ROOT = Path(__file__).resolve().parent.parent.parent
BARE = ("git", "make", "python3", "ca-certificates")
#: What a newcomer's clone of the project lies in; closed to others, as on any Debian.
CHECKOUT = "root/umbra"
MOUNTS = (
    'mount --make-rprivate / && mount -t proc proc "$0/proc" && mount -t sysfs -o ro sysfs "$0/sys" '
    '&& mount --rbind /dev "$0/dev" && mount -t tmpfs tmpfs "$0/run" && chroot "$0" /bin/sh -c "$1"; exit $?'
)
#: make itself ends by the signal, in silence, when what it ran ended well.
STOPPED = (0, 128 + signal.SIGINT)
QUERY = "SELECT COUNT(*) AS n FROM occ.event"


def ask(port: int, query: str = QUERY, *, timeout_s: float = 30) -> str:
    """Send one synchronous TAP query and return the answer as CSV text."""
    form = {"REQUEST": "doQuery", "LANG": "ADQL", "RESPONSEFORMAT": "csv", "QUERY": query}
    url = f"http://localhost:{port}/tap/sync"
    with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode(), timeout=timeout_s) as answer:
        return str(answer.read().decode())


def wait_for_answer(port: int, process: subprocess.Popen[bytes], *, timeout_s: float) -> int:
    """Ask until the site answers.

    Returns
    -------
    int
        The number of events it has.

    Raises
    ------
    RuntimeError
        The process ended, or time is up.
    """
    deadline = time.monotonic() + timeout_s
    said = ""
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the site ended with status {process.returncode} before it answered")
        try:
            n_events = int(ask(port).splitlines()[-1])
        except (OSError, ValueError, IndexError) as error:
            said = str(error)
        else:
            if n_events > 0:
                return n_events
            said = "the table is empty"
        time.sleep(0.5)
    raise RuntimeError(f"no answer within {timeout_s:.0f} s; the last one: {said}")


def start(tree: Path, command: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a shell command in a tree, in mount and process namespaces of its own."""
    clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8", **environment}
    unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "/bin/sh", "-c", MOUNTS]
    return subprocess.Popen([*unshare, str(tree), command], env=clean, start_new_session=True)


def run(tree: Path, what: str, command: str, environment: dict[str, str]) -> float:
    """Run a shell command in a tree to its end and report the seconds it took.

    Raises
    ------
    RuntimeError
        It failed.
    """
    begun = time.monotonic()
    status = start(tree, command, environment).wait()
    seconds = time.monotonic() - begun
    print(f"== {what}: {seconds:.2f} s, status {status}", flush=True)
    if status != 0:
        raise RuntimeError(f"{what} failed with status {status}")
    return seconds


def serve_once(tree: Path, what: str, environment: dict[str, str], port: int, *, timeout_s: float) -> None:
    """Run ``make serve`` in a tree until it answers, then press Ctrl-C and see it end well.

    Raises
    ------
    RuntimeError
        No answer, or a bad end.
    """
    begun = time.monotonic()
    process = start(tree, f"cd /{CHECKOUT} && exec make serve", {**environment, "UMBRA_PORT": str(port)})
    try:
        n_events = wait_for_answer(port, process, timeout_s=timeout_s)
        print(f"== {what}: {n_events} events after {time.monotonic() - begun:.1f} s", flush=True)
        begun = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        status = process.wait(timeout=60)
        print(f"== stopped after {time.monotonic() - begun:.1f} s, status {status}", flush=True)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if status not in STOPPED:
        raise RuntimeError(f"{what}: 'make serve' ended with status {status} after Ctrl-C")


def prove(suite: str, options: argparse.Namespace) -> None:
    """Do the whole proof for one Debian release."""
    place = Path(tempfile.mkdtemp(prefix=f"umbra-{suite}-", dir="/var/tmp"))
    tree = place / "tree"
    try:
        unpack_tree(fetch_tree(suite, BARE), tree)
        environment = copy_settings(tree)
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(tree / CHECKOUT)], check=True)
        if options.bootstrap_only:
            mode = " --test" if options.test else ""
            script = f"/usr/bin/python3 /{CHECKOUT}/etc/bootstrap.py{mode}"
            run(tree, f"{suite}: first bootstrap", script, environment)
            run(tree, f"{suite}: second bootstrap", script, environment)
        else:
            for what in ("first make serve", "second make serve"):
                serve_once(tree, f"{suite}: {what}", environment, options.port, timeout_s=options.timeout)
        for command in options.then:
            run(tree, f"{suite}: {command}", f"cd /{CHECKOUT} && {command}", environment)
    finally:
        if options.keep:
            print(f"kept {tree}")
        else:
            shutil.rmtree(place)


def main() -> int:
    """Read the command line and do the proof for each suite named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("suites", nargs="+", choices=["bookworm", "trixie"])
    parser.add_argument("--bootstrap-only", action="store_true", help="only etc/bootstrap.py, twice")
    parser.add_argument("--test", action="store_true", help="with --bootstrap-only: what the tests need too")
    parser.add_argument("--then", action="append", default=[], help="a shell command to run afterwards")
    parser.add_argument("--port", type=int, default=18080)
    parser.add_argument("--timeout", type=float, default=900, help="seconds to wait for an answer")
    parser.add_argument("--keep", action="store_true", help="leave the tree in place")
    options = parser.parse_args()
    for suite in options.suites:
        try:
            prove(suite, options)
        except RuntimeError as error:
            print(f"== {suite}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
