"""Bare Debian trees by debootstrap, and the settings of this machine that programs inside them need.

Run as root. Trees are kept as archives in a cache directory, so that only the first one is fetched.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from bootstrap_steps.apt import find_mirror

CACHE = Path("/var/tmp/umbra-debian-trees")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LOCAL_CERTIFICATES = Path("/usr/local/share/ca-certificates")
#: Variables by which people tell programs about proxies and certificates; pip's are put in its file.
PASSED_ON = re.compile(r"(?i:(http|https|ftp|all|no)_proxy)|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE")


def select_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Select the variables that a program in a bare tree needs to reach the network as this machine does."""
    return {name: value for name, value in environment.items() if PASSED_ON.fullmatch(name)}


def find_host_mirror() -> str:
    """Find the Debian mirror this machine uses."""
    command = ["apt-get", "indextargets", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)"]
    targets = subprocess.run([*command, "Created-By: Packages"], capture_output=True, text=True, check=True).stdout
    codename = subprocess.run(
        ["sed", "-n", "s/^VERSION_CODENAME=//p", "/etc/os-release"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    return find_mirror(targets, codename)


def format_apt_settings() -> str:
    """Write what this machine's apt knows about fetching (proxies, dates) as an apt.conf(5) file."""
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    wanted = ("Acquire::http", "Acquire::https", "Acquire::Check-", "Acquire::Retries")
    return "".join(f"{line}\n" for line in dump.splitlines() if line.startswith(wanted))


def format_pip_settings(certificates: str) -> str:
    """Write this machine's pip settings as a pip.conf, without what lies on its own disk.

    Parameters
    ----------
    certificates : str
        Where the certificates lie for the reader of the file.

    Returns
    -------
    str
        Text of the file.
    """
    shown = subprocess.run(
        ["/usr/bin/python3", "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    settings: dict[str, str] = {"cert": certificates} if CERTIFICATES.exists() else {}
    for line in shown.splitlines():
        name, _, value = line.partition("=")
        key, words = name.split(".")[-1], value.strip("'\"")
        # A local folder is not there inside the tree, and not needed where the index has everything.
        if key in ("index-url", "extra-index-url", "trusted-host", "proxy", "default-timeout", "timeout"):
            kept = [word for word in words.split() if not word.startswith(("file:", "/"))]
            if kept:
                settings[key] = " ".join(kept)
    return "[global]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items())


def fetch_tree(suite: str, include: tuple[str, ...], *, cache: Path = CACHE) -> Path:
    """Make a minimal Debian tree with a few packages, or find it in the cache.

    Parameters
    ----------
    suite : str
        ``bookworm`` or ``trixie``.
    include : tuple of str
        Packages beyond the minimum.
    cache : Path
        Where archives are kept.

    Returns
    -------
    Path
        A tar archive of the tree.
    """
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    archive = cache / f"{'-'.join([suite, *include])}.tar"
    if archive.exists():
        return archive
    scratch = cache / f"{archive.stem}.new"
    shutil.rmtree(scratch, ignore_errors=True)
    command = ["debootstrap", "--variant=minbase"]
    command += [f"--include={','.join(include)}"] if include else []
    subprocess.run([*command, suite, str(scratch), find_host_mirror()], check=True, stdout=subprocess.DEVNULL)
    half = archive.with_suffix(".half")
    subprocess.run(["tar", "--numeric-owner", "-C", str(scratch), "-cf", str(half), "."], check=True)
    shutil.rmtree(scratch)
    half.replace(archive)
    return archive


def unpack_tree(archive: Path, place: Path) -> None:
    """Unpack an archived tree into a new directory."""
    place.mkdir(parents=True)
    subprocess.run(["tar", "--numeric-owner", "-C", str(place), "-xf", str(archive)], check=True)


def copy_settings(tree: Path) -> dict[str, str]:
    """Give a tree this machine's name servers, certificates, apt and pip settings.

    Returns
    -------
    dict
        Variables for programs that run in the tree.
    """
    for name in ("resolv.conf", "hosts"):
        shutil.copy(Path("/etc") / name, tree / "etc" / name)
    if CERTIFICATES.exists():
        (tree / CERTIFICATES.relative_to("/")).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CERTIFICATES, tree / CERTIFICATES.relative_to("/"))
    if LOCAL_CERTIFICATES.is_dir():
        shutil.copytree(LOCAL_CERTIFICATES, tree / LOCAL_CERTIFICATES.relative_to("/"), dirs_exist_ok=True)
    (tree / "etc/apt/apt.conf.d/99host").write_text(format_apt_settings(), encoding="utf-8")
    (tree / "etc/pip.conf").write_text(format_pip_settings(str(CERTIFICATES)), encoding="utf-8")
    passed = select_environment(os.environ)
    return {name: value for name, value in passed.items() if name not in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL")}
