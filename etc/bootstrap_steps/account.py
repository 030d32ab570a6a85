"""The unprivileged accounts that PostgreSQL and DaCHS run under when the site is started by root."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from bootstrap_steps.console import BootstrapError, Console

ACCOUNT = "umbra"
#: The account of the server, which strangers speak to: it reads the archive and writes to its own directory.
WEB_ACCOUNT = "umbra-web"
PURPOSES = {ACCOUNT: "under which archive and database are kept", WEB_ACCOUNT: "under which the server runs"}
USERADD = (
    "useradd",
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir=/nonexistent",
    "--shell=/usr/sbin/nologin",
    "--comment=Umbra data centre",
)


def find_account(name: str = ACCOUNT) -> pwd.struct_passwd | None:
    """Look an account up; None if it does not exist."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def make_account(console: Console, name: str = ACCOUNT) -> pwd.struct_passwd:
    """Create an account unless it exists: a system account without login or home.

    Raises
    ------
    BootstrapError
        useradd failed.
    """
    account = find_account(name)
    if account is None:
        console.run(f"Creating the system account {name}, {PURPOSES[name]}", [*USERADD, name])
        account = find_account(name)
    if account is None:
        raise BootstrapError(f"The system account {name} could not be created.", "Create it with useradd.")
    return account


def may(account: pwd.struct_passwd, flag: str, path: Path) -> bool:
    """Tell whether the account may enter (``-x``) or read (``-r``) a path, by trying as that account."""
    tried = subprocess.run(
        ["/usr/bin/test", flag, str(path)],
        user=account.pw_uid,
        # Both accounts work under the group of the first.
        group=(find_account() or account).pw_gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return tried.returncode == 0


def find_closed(path: Path, is_open: Callable[[Path], bool]) -> list[Path]:
    """List the directories on the way to a path, from the top, that are closed to an account.

    Parameters
    ----------
    path : Path
        An existing directory.
    is_open : callable
        Tells whether a directory may be entered, given that those above it may.

    Returns
    -------
    list of Path
        Closed ones; a directory under a closed one is judged by its own mode.
    """
    return [place for place in [*reversed(path.parents), path] if not is_open(place)]


def lets_others_in(path: Path) -> bool:
    """Tell whether a directory's own mode lets everybody pass."""
    return bool(path.stat().st_mode & 0o001)


def has_entry(path: Path, name: str = ACCOUNT) -> bool:
    """Tell whether an access control list already lets an account pass a directory."""
    shown = subprocess.run(["getfacl", "-cp", str(path)], capture_output=True, text=True, check=False).stdout
    lines = [line.split("#")[0].strip() for line in shown.splitlines()]
    return any(line.startswith(f"user:{name}:") and line.endswith("x") for line in lines)


def open_way(console: Console, root: Path, others: Iterable[Path], install: Callable[[list[str]], None]) -> None:
    """Make sure the accounts reach the checkout and the data, by access control lists where need be.

    Parameters
    ----------
    console : Console
        Where to report.
    root : Path
        The checkout, which becomes readable for both accounts.
    others : iterable of Path
        Further directories that must be reached (the data).
    install : callable
        Installs Debian packages (``acl``, where it is needed and missing).

    Raises
    ------
    BootstrapError
        The way cannot be opened.
    """
    places = list(others)
    for name in (ACCOUNT, WEB_ACCOUNT):
        _open_way(console, root, places, install, name)


def _open_way(
    console: Console, root: Path, others: Iterable[Path], install: Callable[[list[str]], None], name: str
) -> None:
    account = make_account(console, name)
    readable = may(account, "-r", root / "setup.cfg")
    unreachable = [place for place in map(find_existing, others) if not may(account, "-x", place)]
    if readable and not unreachable:
        return
    if shutil.which("setfacl") is None:
        install(["acl"])
    for target in [root, *unreachable]:
        for place in find_closed(target, lambda path: lets_others_in(path) or has_entry(path, name)):
            console.say(f"Letting the account {name} (and no other user) pass through {place}, by an ACL.")
            set_acl(["-m", f"u:{name}:x", str(place)], place)
    if not may(account, "-r", root / "setup.cfg"):
        console.say(f"Letting the account {name} (and no other user) read {root}, by an ACL.")
        grant = ["-R", "-m", f"u:{name}:rX,d:u:{name}:rX"]
        kept = {".git", "var"}
        set_acl([*grant[1:], str(root)], root)
        set_acl([*grant, *(str(item) for item in root.iterdir() if item.name not in kept)], root)
    if not may(account, "-r", root / "setup.cfg"):
        raise BootstrapError(
            f"The account {name} cannot read {root}.",
            "Move the checkout to a place that everybody may enter, such as /srv/umbra, and start there.",
        )


def find_existing(path: Path) -> Path:
    """Go up from a path to the first directory that exists."""
    return next(place for place in [path.absolute(), *path.absolute().parents] if place.is_dir())


def set_acl(arguments: list[str], place: Path) -> None:
    """Run setfacl.

    Raises
    ------
    BootstrapError
        The file system has no access control lists, or setfacl failed otherwise.
    """
    done = subprocess.run(["setfacl", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip()[:200]
        raise BootstrapError(
            f"{place} is closed to the account of the site; setfacl cannot open it: {said}",
            f"Run 'chmod o+x {place}', or move the checkout to an open place such as /srv/umbra.",
        )


def data_places() -> list[Path]:
    """List the directories named by the environment that the account must reach."""
    value = os.environ.get("UMBRA_VAR")
    return [Path(value)] if value else []
