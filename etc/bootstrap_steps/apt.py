"""Installs Debian packages: sources and pins on Debian 12, no service started, nothing left half-done."""

import contextlib
import fcntl
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from bootstrap_steps.console import NO_NETWORK, BootstrapError, CommandError, Console, find_sign
from bootstrap_steps.machine import CLIENT_PINS, DACHS, Debian

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SOURCES = Path("/etc/apt/sources.list.d/umbra-trixie.sources")
PINS = Path("/etc/apt/preferences.d/umbra-trixie")
CLIENTS = Path("/etc/apt/preferences.d/umbra-trixie-clients")
POLICY = Path("/usr/sbin/policy-rc.d")
LOCK = Path("/run/umbra-bootstrap.lock")
DEFAULT_MIRROR = "http://deb.debian.org/debian"
POLICY_TEXT = "#!/bin/sh\n# umbra-bootstrap: no service starts while packages are being installed\nexit 101\n"
CLUSTER = Path("/etc/postgresql-common/createcluster.d/umbra-bootstrap.conf")
CLUSTER_TEXT = "# umbra-bootstrap: the site has a cluster of its own\ncreate_main_cluster = false\n"
UNKNOWN_PACKAGE = ("Unable to locate package", "has no installation candidate", "not going to be installed")
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")


def find_mirror(targets: str, codename: str) -> str:
    """Find the mirror that the machine itself uses for its release.

    Parameters
    ----------
    targets : str
        Lines of ``RELEASE COMPONENT REPO_URI``, as ``apt-get indextargets`` prints them.
    codename : str
        Name of the machine's own release.

    Returns
    -------
    str
        Mirror URI, without a slash at the end.
    """
    suites = (codename, "stable", "oldstable", "oldoldstable")
    rows = [line.split(maxsplit=2) for line in targets.splitlines()]
    for row in rows:
        if len(row) == 3 and row[0] in suites and row[1] == "main":
            return row[2].rstrip("/")
    return DEFAULT_MIRROR


def format_sources(mirror: str, keyring: Path | None) -> str:
    """Write the deb822 source (sources.list(5)) of Debian 13 for a Debian 12 machine."""
    signed = f"Signed-By: {keyring}\n" if keyring else ""
    return (
        "# Debian 13, from which Umbra takes DaCHS; see the pins in /etc/apt/preferences.d\n"
        f"Types: deb\nURIs: {mirror}\nSuites: trixie\nComponents: main\n{signed}"
    )


def format_pin(packages: Sequence[str], priority: int) -> str:
    """Write one stanza of apt_preferences(5) for packages of Debian 13."""
    return f"Package: {' '.join(packages)}\nPin: release n=trixie\nPin-Priority: {priority}\n"


def format_pins() -> str:
    """Write the preferences that take DaCHS, and nothing else, from Debian 13."""
    return format_pin(["*"], -10) + "\n" + format_pin(DACHS, 990)


def format_client_pins() -> str:
    """Write the preferences that take the clients used by the tests from Debian 13."""
    return format_pin(CLIENT_PINS, 990)


def format_commands(script: Path, missing: Sequence[str], debian: Debian, *, with_tests: bool) -> list[str]:
    """List what an administrator has to type where the bootstrap may not install.

    Parameters
    ----------
    script : Path
        The bootstrap script.
    missing : sequence of str
        Packages to be installed.
    debian : Debian
        The release; Debian 12 needs sources and pins before the bare apt-get line.
    with_tests : bool
        Whether the packages of the tests are among them.

    Returns
    -------
    list of str
        Shell lines.
    """
    option = " --test" if with_tests else ""
    lines = [f"    sudo /usr/bin/python3 {script} --packages-only{option}"]
    bare = f"sudo {' '.join(INSTALL)} {' '.join(missing)}"
    if debian.release == 12:
        lines += ["or, step by step,", f"    sudo /usr/bin/python3 {script} --sources-only{option}"]
        return [*lines, "    sudo apt-get update", f"    {bare}"]
    return [*lines, "or, by hand,", f"    {bare}"]


def write_if_changed(path: Path, text: str) -> bool:
    """Write a file of the system unless it says so already; tell whether it was written."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_text(text, encoding="utf-8")
    scratch.chmod(0o644)
    scratch.replace(path)
    return True


def add_sources(console: Console, debian: Debian, *, with_tests: bool) -> None:
    """Add the pinned Debian 13 source on a Debian 12 machine; nothing to do elsewhere."""
    if debian.release != 12:
        return
    wanted = ["apt-get", "indextargets", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)"]
    targets = subprocess.run([*wanted, "Created-By: Packages"], capture_output=True, text=True, check=False)
    mirror = find_mirror(targets.stdout, debian.codename)
    # The pins go first: a source without them would offer all of Debian 13 to the next upgrade.
    changed = [write_if_changed(PINS, format_pins())]
    if with_tests:
        changed.append(write_if_changed(CLIENTS, format_client_pins()))
    changed.append(write_if_changed(SOURCES, format_sources(mirror, KEYRING if KEYRING.exists() else None)))
    if any(changed):
        console.say(f"Added Debian 13 as a pinned source ({SOURCES}, {PINS}); only DaCHS and clients use it.")


@contextlib.contextmanager
def borrowed(path: Path, text: str, mode: int = 0o644) -> Iterator[None]:
    """Put a file of our own in the place of a system file, and the old one back afterwards.

    It is put back after an error or Ctrl-C as well, and on the next run where this one was killed.

    Parameters
    ----------
    path : Path
        The system file; it need not exist.
    text : str
        What it shall say meanwhile.
    mode : int
        Its permissions.
    """
    saved = path.with_name(f"{path.name}.umbra-saved")
    if os.path.lexists(saved) or (path.is_file() and path.read_text(errors="replace") == text):
        path.unlink(missing_ok=True)
    elif os.path.lexists(path):
        path.rename(saved)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        yield
    finally:
        path.unlink(missing_ok=True)
        if os.path.lexists(saved):
            saved.rename(path)


@contextlib.contextmanager
def services_kept_down(policy: Path = POLICY, cluster: Path = CLUSTER) -> Iterator[None]:
    """Keep Debian from starting services and from making a system-wide PostgreSQL cluster.

    Parameters
    ----------
    policy : Path
        The policy script, see invoke-rc.d(8).
    cluster : Path
        A configuration file read by pg_createcluster(1) in the installation of PostgreSQL.
    """
    with borrowed(policy, POLICY_TEXT, 0o755), borrowed(cluster, CLUSTER_TEXT):
        yield


@contextlib.contextmanager
def one_at_a_time(lock: Path = LOCK, *, wait: bool = True) -> Iterator[bool]:
    """Hold the machine's lock on installations; the kernel frees it when the process is killed.

    Parameters
    ----------
    lock : Path
        The lock file.
    wait : bool
        Wait for another set-up to finish, or give up.

    Yields
    ------
    bool
        Whether the lock is held.
    """
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def give_back_leftovers(policy: Path = POLICY, cluster: Path = CLUSTER, lock: Path = LOCK) -> bool:
    """Put back what a killed installation had borrowed; tell whether there was anything."""
    ours = ((policy, POLICY_TEXT), (cluster, CLUSTER_TEXT))
    if not any(path.is_file() and path.read_text(errors="replace") == text for path, text in ours):
        return False
    with one_at_a_time(lock, wait=False) as is_held:
        if is_held:
            with services_kept_down(policy, cluster):
                pass
        return is_held


def describe_apt(line: str) -> str | None:
    """Turn a status line of apt (``pmstatus:package:percent:text``) into a remark."""
    fields = line.rstrip().split(":", 3)
    if len(fields) != 4 or fields[0] not in ("dlstatus", "pmstatus"):
        return None
    try:
        percent = float(fields[2])
    except ValueError:
        return None
    verb = "Downloading" if fields[0] == "dlstatus" else "Installing"
    said = fields[3].split(" (")[0]
    return f"{verb} {percent:3.0f} %  {said}"


def install_packages(console: Console, debian: Debian, missing: Sequence[str], *, with_tests: bool) -> None:
    """Install packages as root, without their recommendations and without starting a service.

    Parameters
    ----------
    console : Console
        Where to report.
    debian : Debian
        The release.
    missing : sequence of str
        What to install.
    with_tests : bool
        Whether the clients' pins are needed.

    Raises
    ------
    BootstrapError
        apt failed; the message says why.
    """
    env = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1", "LC_ALL": "C.UTF-8"}
    options = ["-o", "APT::Status-Fd=1", "-o", "DPkg::Lock::Timeout=600"]
    install = [*INSTALL, *options, *missing]
    with one_at_a_time(), services_kept_down():
        add_sources(console, debian, with_tests=with_tests)
        update_lists(console, ["apt-get", *options, "update"], env)
        if subprocess.run(["dpkg", "--audit"], capture_output=True, check=False).stdout:
            mend = ["dpkg", "--configure", "-a"]
            console.run("Completing an interrupted installation of packages", mend, env=env)
        try:
            console.say(f"Missing: {' '.join(missing)}")
            console.run("Installing Debian packages", install, describe=describe_apt, env=env)
        except CommandError as error:
            if any(sign in error.output for sign in UNKNOWN_PACKAGE):
                raise BootstrapError(
                    "apt does not know some of the packages; its lists are incomplete.",
                    f"See what 'apt-get update' said in {console.log} (network, mirror, sources).",
                ) from error
            raise


def update_lists(console: Console, command: Sequence[str], env: dict[str, str]) -> None:
    """Read the package lists; one source that does not answer is no trouble, none that does is.

    Raises
    ------
    BootstrapError
        No server could be reached (apt-get itself calls that a success).
    """
    what = "Reading the package lists"
    output = console.run(what, command, describe=describe_apt, env=env)
    if not re.search(r"^(Hit|Get):", output, re.MULTILINE) and find_sign(output, NO_NETWORK):
        raise CommandError(what, 0, output, console.log)


def is_root() -> bool:
    """Tell whether this process may install packages."""
    return os.geteuid() == 0
