"""Fetches the scripts of the pages that no Python package brings, each held to the checksum in ``scripts.json``.

They are served from the site itself. A site can do without: where one cannot be fetched, its page says so.
"""

import base64
import hashlib
import http.client
import io
import json
import tarfile
import urllib.request
from pathlib import Path

from bootstrap_steps.console import Console

#: Where they lie in the environment.
FOLDER = "share/umbra"
_TIMEOUT_S = 60


class ScriptError(Exception):
    """A script cannot be fetched, or is not what the lock says."""


def update_scripts(console: Console, root: Path) -> bool:
    """Fetch the scripts that are missing or of another version; tell whether there were any."""
    folder = root / ".venv" / FOLDER
    worked = False
    for script in json.loads((root / "etc/scripts.json").read_text(encoding="utf-8")):
        mark = folder / f"{script['name']}.integrity"
        if mark.exists() and mark.read_text(encoding="utf-8") == script["integrity"]:
            continue
        try:
            content = take_out(fetch(script["url"]), script)
        except ScriptError as error:
            console.say(f"{script['version']} is left out: {error}")
            continue
        folder.mkdir(parents=True, exist_ok=True)
        (folder / script["name"]).write_bytes(content)
        mark.write_text(script["integrity"], encoding="utf-8")
        worked = True
    return worked


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


def take_out(package: bytes, script: dict[str, str]) -> bytes:
    """Return the script in a package of npm.

    Raises
    ------
    ScriptError
        The package is not the one that was locked.
    """
    method, _, wanted = script["integrity"].partition("-")
    if base64.b64encode(hashlib.new(method, package).digest()).decode() != wanted:
        raise ScriptError(f"{script['url']} has another checksum than etc/scripts.json.")
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        member = archive.extractfile(script["member"])
        if member is None:
            raise ScriptError(f"{script['url']} holds no {script['member']}.")
        return member.read()
