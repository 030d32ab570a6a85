"""Builds and runs the container image without a daemon: buildah with chroot isolation.

The base image is made by debootstrap, so that no registry is needed; this machine's proxies,
certificates, apt and pip settings are lent to the build and are no part of the image.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.container.debian_tree import (
    CERTIFICATES,
    fetch_tree,
    format_apt_settings,
    format_pip_settings,
    select_environment,
    unpack_tree,
)

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = "localhost/debian:trixie-slim"
IMAGE = "localhost/umbra:test"
LENT_CERTIFICATES = "/run/host-certificates.crt"


class Buildah:
    """buildah with a store of its own.

    Parameters
    ----------
    store : Path
        Directory for images and containers; removed by `close`.
    """

    def __init__(self, store: Path) -> None:
        self.store = store
        self.options = ["--root", str(store / "root"), "--runroot", str(store / "runroot")]
        self.options += ["--storage-driver", "vfs"]

    def command(self, *arguments: str) -> list[str]:
        """Return the command line for some arguments."""
        return ["buildah", *self.options, *arguments]

    def run(self, *arguments: str) -> str:
        """Run buildah and return what it printed.

        Raises
        ------
        RuntimeError
            It failed; the message is the end of its output.
        """
        done = subprocess.run(
            self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"buildah {arguments[0]} failed: {done.stdout[-3000:]}")
        return done.stdout.strip()

    def close(self) -> None:
        """Remove containers, images and the store."""
        with contextlib.suppress(RuntimeError):
            self.run("rm", "--all")
        shutil.rmtree(self.store, ignore_errors=True)


@contextlib.contextmanager
def open_store(folder: Path = Path("/var/tmp")) -> Iterator[Buildah]:
    """Lend a store that is removed afterwards."""
    buildah = Buildah(Path(tempfile.mkdtemp(prefix="umbra-buildah-", dir=folder)))
    try:
        yield buildah
    finally:
        buildah.close()


def build_base(buildah: Buildah) -> None:
    """Make the base image out of a minimal Debian 13 tree."""
    tree = buildah.store / "tree"
    unpack_tree(fetch_tree("trixie", ()), tree)
    container = buildah.run("from", "scratch")
    buildah.run("add", "--quiet", container, str(tree), "/")
    buildah.run("commit", "--quiet", "--rm", container, BASE)
    shutil.rmtree(tree)


def lend_settings(folder: Path) -> list[str]:
    """Write this machine's settings for a build, and return buildah's options that lend them.

    Parameters
    ----------
    folder : Path
        Where to write.

    Returns
    -------
    list of str
        Options of ``buildah bud``: read-only files and proxy arguments, none of which stay in the image.
    """
    apt, pip = folder / "apt.conf", folder / "pip.conf"
    apt.write_text(format_apt_settings(), encoding="utf-8")
    pip.write_text(format_pip_settings(LENT_CERTIFICATES), encoding="utf-8")
    volumes = {apt: "/etc/apt/apt.conf.d/99host", pip: "/etc/pip.conf"}
    if CERTIFICATES.exists():
        volumes[CERTIFICATES] = LENT_CERTIFICATES
    options = [f"--volume={path}:{place}:ro" for path, place in volumes.items()]
    proxies = select_environment(os.environ)
    return options + [f"--build-arg={name}={value}" for name, value in proxies.items() if "proxy" in name.lower()]


def build_image(buildah: Buildah, context: Path = ROOT) -> str:
    """Build the image of the Dockerfile on the base image and return what the build printed."""
    options = ["--isolation=chroot", "--format=docker", f"--build-arg=BASE={BASE}", "--pull-never"]
    return buildah.run("bud", *options, *lend_settings(buildah.store), f"--tag={IMAGE}", str(context))


@contextlib.contextmanager
def run_container(buildah: Buildah, port: int, log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the image's own command in a container on this machine's network, and stop it afterwards.

    Parameters
    ----------
    buildah : Buildah
        The store.
    port : int
        Port of the site.
    log : Path
        Takes what the site prints.

    Yields
    ------
    tuple
        Name of the container and the process that runs it.
    """
    container = buildah.run("from", "--pull-never", IMAGE)
    config = json.loads(buildah.run("inspect", "--type=image", IMAGE))["OCIv1"]["config"]
    data = buildah.store / "data"
    data.mkdir()
    account = buildah.run("run", "--isolation=chroot", container, "--", "id", "-u")
    os.chown(data, int(account), -1)
    options = ["--isolation=chroot", f"--env=UMBRA_PORT={port}", f"--volume={data}:/var/lib/umbra"]
    # A process namespace of its own, so that nothing of it outlives the test.
    fence = ["unshare", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*fence, *buildah.command("run", *options, container, "--", *config["Cmd"])],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield container, process
        finally:
            stop(process)


def find_site(ancestor: int) -> list[int]:
    """Find the processes that run ``umbra serve`` below another process."""
    parents: dict[int, int] = {}
    serving = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may have ended meanwhile
            stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().split(b"\0")
            # buildah's own helper carries the same arguments behind another name
            if len(words) > 2 and b"buildah" not in words[0] and words[1:3] == [b".venv/bin/umbra", b"serve"]:
                serving.append(int(folder.name))
    return [pid for pid in serving if ancestor in walk_up(pid, parents)]


def walk_up(pid: int, parents: dict[int, int]) -> Iterator[int]:
    """Go from a process to its parent, grandparent and so on."""
    while pid in parents:
        pid = parents[pid]
        yield pid


def stop(process: subprocess.Popen[bytes], *, timeout_s: float = 60) -> int:
    """Press Ctrl-C for the site in a container; after a while, end the container by force.

    buildah, unlike the engines that honour STOPSIGNAL, kills the container when it gets a signal itself.
    """
    for pid in find_site(process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
    try:
        return process.wait(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()
