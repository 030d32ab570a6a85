"""Fetches what comes from npm: scripts of the pages, and programs of the tests, each held to the checksum in a lock.

Scripts (``etc/scripts.json``) are served from the site itself. A site can do without: where one cannot be fetched, its
page says so. Programs (``etc/scripts-test.json``) are fetched for the tests only; each has a lock a machine.
"""

import base64
import hashlib
import http.client
import io
import json
import platform
import shutil
import tarfile
import urllib.request
from pathlib import Path

from bootstrap_steps.console import Console

#: Where the scripts are in the environment ...
FOLDER = "share/umbra"
#: ... and the programs of the tests, a folder each.
TEST_FOLDER = "share/umbra-test"
_TIMEOUT_S = 60


class ScriptError(Exception):
    """A script cannot be fetched, or is not what the lock says."""


def update_scripts(console: Console, root: Path, *, with_tests: bool = False) -> bool:
    """Fetch what a checkout is missing or has of another version; tell whether there was anything.

    ``with_tests`` fetches the programs of the tests as well.
    """
    locked = [(root / ".venv" / FOLDER, script) for script in read_lock(root / "etc/scripts.json")]
    if with_tests:
        programs = read_lock(root / "etc/scripts-test.json")
        mine = [program for program in programs if program["machine"] == platform.machine()]
        locked += [(root / ".venv" / TEST_FOLDER, program) for program in mine]
    fetched = [update_script(console, folder, script) for folder, script in locked]
    return any(fetched)


def read_lock(path: Path) -> list[dict[str, str]]:
    """Return the entries of a lock."""
    entries: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return entries


def update_script(console: Console, folder: Path, script: dict[str, str]) -> bool:
    """Fetch one entry of a lock unless it is in the folder already; tell whether it was fetched."""
    mark = folder / f"{script['name']}.integrity"
    if mark.exists() and mark.read_text(encoding="utf-8") == script["integrity"]:
        return False
    try:
        files = take_out(fetch(script["url"]), script)
    except ScriptError as error:
        console.say(f"{script['version']} is left out: {error}")
        return False
    mark.unlink(missing_ok=True)
    place = folder / script["name"]
    if place.is_dir():
        shutil.rmtree(place)
    for name, (content, mode) in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
    mark.write_text(script["integrity"], encoding="utf-8")
    return True


def fetch(url: str) -> bytes:
    """Return what is at an address.

    Raises
    ------
    ScriptError
        It cannot be had.
    """
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - from our own lock, https
            content: bytes = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise ScriptError(f"{url}: {error}") from error
    return content


def take_out(package: bytes, script: dict[str, str]) -> dict[str, tuple[bytes, int]]:
    """Return what is wanted of a package of npm.

    Parameters
    ----------
    package : bytes
        The archive, tar and gzip.
    script : dict
        Its entry in the lock: ``member`` names one file, ``folder`` a folder of which all files are taken.

    Returns
    -------
    dict
        Content and permissions by the name within the folder; the only file has an empty name.

    Raises
    ------
    ScriptError
        The package is not the one that was locked.
    """
    method, _, wanted = script["integrity"].partition("-")
    if base64.b64encode(hashlib.new(method, package).digest()).decode() != wanted:
        raise ScriptError(f"{script['url']} has another checksum than the lock in etc/.")
    start = script.get("member") or script["folder"] + "/"
    files = {}
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name.startswith(start) else None
            if stream is not None:
                files[member.name.removeprefix(start)] = (stream.read(), 0o755 if member.mode & 0o100 else 0o644)
    if not files:
        raise ScriptError(f"{script['url']} holds no {start}.")
    return files
