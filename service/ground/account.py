"""The account that database and server run under when root starts them."""

import grp
import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import UmbraError

#: System account that ``etc/bootstrap.py`` creates.
ACCOUNT = "umbra"
#: System account of the server, which strangers speak to; ``etc/bootstrap.py`` creates it, too.
WEB_ACCOUNT = "umbra-web"
#: Entries of a fresh file system or volume that do not count as content.
_IGNORED = frozenset({"lost+found"})


class AccountError(UmbraError):
    """The account is missing, or a directory belongs to another account."""


def is_root() -> bool:
    """Tell whether the caller is root, whatever the effective user is now."""
    return os.getresuid()[0] == 0


def find_account() -> pwd.struct_passwd:
    """Return the account that the site runs under: `ACCOUNT` for root, else the caller's own.

    Raises
    ------
    AccountError
        The account does not exist.
    """
    try:
        return pwd.getpwnam(ACCOUNT) if is_root() else pwd.getpwuid(os.geteuid())
    except KeyError:
        if is_root():
            raise AccountError(
                f"There is no account {ACCOUNT} on this machine.", "run 'make serve', which creates it"
            ) from None
        raise AccountError(
            f"User id {os.geteuid()} has no name on this machine; PostgreSQL needs one.",
            "run as a user of the machine's user database",
        ) from None


def find_group() -> str:
    """Return the name of the group that the site's files belong to."""
    return grp.getgrgid(find_account().pw_gid).gr_name


def find_web_account() -> pwd.struct_passwd | None:
    """Return the account that the server runs under, None where it has to be the site's own.

    Only root can start a process under another account.
    """
    if not is_root():
        return None
    try:
        return pwd.getpwnam(WEB_ACCOUNT)
    except KeyError:
        return None


def has_web_account(web: Path) -> bool:
    """Return whether the server's directory belongs to an account of its own."""
    return web.exists() and web.stat().st_uid != find_account().pw_uid


def prepare_web_directory(web: Path) -> None:
    """Make the server's directory for the account that the server will run under, before root is given up.

    Its files are kept for some days only. A directory that belongs to another account is therefore removed by root, and
    renamed by other users.

    Raises
    ------
    AccountError
        If the directory cannot be made.
    """
    server = find_web_account()
    uid, gid = (server or find_account()).pw_uid, find_account().pw_gid
    try:
        if web.is_symlink() or (web.exists() and web.stat().st_uid != uid):
            if is_root() and not web.is_symlink():
                shutil.rmtree(web)
            else:
                web.rename(web.with_name(f"{web.name}.{time.time():.0f}"))
        web.mkdir(mode=0o750, exist_ok=True)
        if is_root():
            os.chown(web, uid, gid)
    except OSError as error:
        raise AccountError(f"{web} cannot be made: {error.strerror}.", "remove it; nothing lasting is in it") from error


def close_files(folders: Iterable[Path], refused: Iterable[Path]) -> None:
    """Take away what the server's account has no need of; sites made earlier, and DaCHS, leave more open.

    Parameters
    ----------
    folders
        Directories in which the group writes nothing.
    refused
        Directories that only their owner enters.
    """
    for folder in folders:
        for place, _, names in os.walk(folder):
            for path in (Path(place), *(Path(place, name) for name in names)):
                status = path.lstat()
                if status.st_mode & 0o022 and not stat.S_ISLNK(status.st_mode) and status.st_uid == os.geteuid():
                    path.chmod(stat.S_IMODE(status.st_mode) & ~0o022)
    for path in refused:
        path.chmod(0o700)


def become_service(*, permanent: bool) -> None:
    """Give up root for the site's account; nothing happens for any other caller.

    Parameters
    ----------
    permanent
        Drop root for good. If false, only the effective ids change, and `as_caller` gets back.

    Raises
    ------
    AccountError
        The account does not exist.
    """
    if not is_root():
        return
    account = find_account()
    if os.geteuid() != 0:
        os.seteuid(0)
    os.initgroups(ACCOUNT, account.pw_gid)
    if permanent:
        os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
        os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
    else:
        os.setegid(account.pw_gid)
        os.seteuid(account.pw_uid)
    os.environ.update(HOME="/nonexistent", USER=ACCOUNT, LOGNAME=ACCOUNT)


@contextmanager
def as_caller() -> Iterator[None]:
    """Be the caller again for a while, to open a file that only the caller may read."""
    if not is_root() or os.geteuid() == 0:
        yield
        return
    groups, gid, uid = os.getgroups(), os.getegid(), os.geteuid()
    os.seteuid(0)
    os.setegid(0)
    os.setgroups(os.getgrouplist("root", 0))
    try:
        yield
    finally:
        os.setgroups(groups)
        os.setegid(gid)
        os.seteuid(uid)


def prepare_directory(path: Path) -> None:
    """Make a directory that belongs to the site's account, before root is given up.

    Raises
    ------
    AccountError
        It cannot be made, or it belongs to another account and is not empty.
    """
    account = find_account()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o750)
        owner = path.stat().st_uid
        is_empty = not {entry.name for entry in path.iterdir()} - _IGNORED
        if is_root() and owner != account.pw_uid and is_empty:
            os.chown(path, account.pw_uid, account.pw_gid)
            owner = account.pw_uid
    except OSError as error:
        raise AccountError(
            f"{path} cannot be used: {error.strerror}.", "name another directory with --var or UMBRA_VAR"
        ) from error
    if is_root():
        open_way(path)
        if find_web_account() is not None:
            open_way(path, WEB_ACCOUNT)
    if owner != account.pw_uid:
        raise AccountError(
            f"{path} belongs to {_name_of(owner)}, but the site would run as {account.pw_name}.",
            f"run umbra as {_name_of(owner)}, or name another directory with --var",
        )


def open_way(path: Path, name: str = ACCOUNT) -> None:
    """Let only an account of the site pass the closed directories above a directory of the site.

    Raises
    ------
    AccountError
        A directory is closed and cannot be opened by an access control list.
    """
    for place in reversed(path.resolve().parents):
        if place.stat().st_mode & 0o001:
            continue
        # Root alone can do this, so it happens before root is given up.
        command = ["setfacl", "-m", f"u:{name}:--x", str(place)]
        try:
            subprocess.run(command, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise AccountError(
                f"{place} is closed to the account {name}, which the site in {path} runs under.",
                f"run 'chmod o+x {place}', or name another directory with --var or UMBRA_VAR",
            ) from error


def check_writable(path: Path) -> None:
    """Make sure that the account now in effect may write in a directory.

    Raises
    ------
    AccountError
        It may not.
    """
    if not os.access(path, os.W_OK | os.X_OK, effective_ids=True):
        raise AccountError(
            f"{path} is not writable for {find_account().pw_name}.",
            "mind the directories above it, too; or name another one with --var or UMBRA_VAR",
        )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
