"""Which Debian this is, which packages the project needs there, and which of them are missing."""

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bootstrap_steps.console import BootstrapError


@dataclass(frozen=True, kw_only=True, slots=True)
class Debian:
    """What differs between the Debian releases we run on."""

    release: int
    codename: str
    postgresql: int
    python: str


DEBIANS: Mapping[int, Debian] = {
    12: Debian(release=12, codename="bookworm", postgresql=15, python="3.11"),
    13: Debian(release=13, codename="trixie", postgresql=17, python="3.13"),
}

#: Packages that Debian 12 takes from Debian 13: DaCHS 2.11 for the site ...
DACHS = ("python3-gavo", "python3-gavo-stc", "python3-gavo-utils", "python3-gavo-votable")
#: ... and clients that know VOTable 1.5 for the tests. apt_preferences(5) allows wildcards.
CLIENT_PINS = (
    "stilts",
    "topcat",
    "aladin",
    "starlink-*-java",
    "libcds-*-java",
    "libjsamp-java",
    "adql-java",
    "libunity-java",
)
#: The oldest version that will do, where Debian 12 has an older one.
OLDEST: Mapping[str, tuple[int, ...]] = {**dict.fromkeys(DACHS, (2, 11)), "stilts": (3, 5), "aladin": (12, 0)}


def parse_os_release(text: str) -> dict[str, str]:
    """Read the assignments of an os-release(5) file.

    Parameters
    ----------
    text : str
        The file's text.

    Returns
    -------
    dict
        Names to values, quotes removed.
    """
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def find_debian(path: Path = Path("/etc/os-release")) -> Debian:
    """Tell which Debian runs here.

    Raises
    ------
    BootstrapError
        It is not Debian 12 or 13.
    """
    fields = parse_os_release(path.read_text(encoding="utf-8")) if path.exists() else {}
    name = fields.get("PRETTY_NAME", "an unknown system")
    version = fields.get("VERSION_ID", "")
    if fields.get("ID") == "debian" and version.isdigit() and int(version) in DEBIANS:
        return DEBIANS[int(version)]
    raise BootstrapError(
        f"Umbra sets itself up on Debian 12 and 13; this is {name}.",
        "Use the container (see Dockerfile), or a Debian machine.",
    )


def list_packages(debian: Debian, *, with_tests: bool) -> list[str]:
    """List the Debian packages that serving, or serving and testing, needs.

    Parameters
    ----------
    debian : Debian
        The release.
    with_tests : bool
        Add what the tests need.

    Returns
    -------
    list of str
        Package names.
    """
    major = debian.postgresql
    names = [
        "acl",
        "python3-venv",
        "proj-data",
        *DACHS,
        f"postgresql-{major}",
        f"postgresql-{major}-q3c",
        f"postgresql-{major}-pgsphere",
    ]
    if with_tests:
        java = {12: "openjdk-17-jre", 13: "openjdk-21-jre"}[debian.release]
        names += ["aladin", "buildah", "chromium", "debootstrap", "gcc", java, "libc6-dev", "stilts"]
        names += ["xauth", "xvfb"]
    return names


def parse_version(version: str) -> tuple[int, ...]:
    """Read the leading numbers of a Debian version, without its epoch (``2.11+dfsg-1`` is 2, 11)."""
    match = re.match(r"(?:\d+:)?(\d+(?:\.\d+)*)", version)
    return tuple(int(part) for part in match[1].split(".")) if match else ()


def parse_installed(text: str) -> dict[str, str]:
    """Read ``dpkg-query`` lines of name, status letters and version; keep what is fully installed."""
    rows = (line.split("\t") for line in text.splitlines())
    return {row[0]: row[2] for row in rows if len(row) == 3 and row[1].strip() == "ii"}


def find_missing(wanted: Iterable[str], installed: Mapping[str, str]) -> list[str]:
    """List the packages that are not installed, or older than needed.

    Parameters
    ----------
    wanted : iterable of str
        Package names.
    installed : mapping
        Names to versions.

    Returns
    -------
    list of str
        The missing ones, in the order given.
    """
    return [name for name in wanted if name not in installed or parse_version(installed[name]) < OLDEST.get(name, ())]


def query_installed(names: Iterable[str]) -> dict[str, str]:
    """Ask dpkg for the versions of those packages that are installed."""
    query = ["dpkg-query", "-W", "-f=${Package}\\t${db:Status-Abbrev}\\t${Version}\\n", *names]
    return parse_installed(subprocess.run(query, capture_output=True, text=True, check=False).stdout)
