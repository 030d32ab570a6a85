"""Giving up root, and getting back for a moment."""

import os
import stat
from pathlib import Path

import pytest

from service.ground import account
from service.ground.account import (
    AccountError,
    as_caller,
    become_service,
    check_writable,
    find_account,
    find_group,
    is_root,
    prepare_directory,
)
from tests.site_fixture import ChildError, in_account

needs_root = pytest.mark.skipif(not is_root(), reason="only root has something to give up")


@needs_root
def test_root_is_given_up_for_good() -> None:
    def work() -> tuple[tuple[int, int, int], tuple[int, int, int], list[int], str]:
        with pytest.raises(PermissionError):
            os.seteuid(0)
        return os.getresuid(), os.getresgid(), os.getgroups(), os.environ["HOME"]

    entry = find_account()
    uids, gids, groups, home = in_account(work)
    assert uids == [entry.pw_uid] * 3
    assert gids == [entry.pw_gid] * 3
    assert groups == [entry.pw_gid]
    assert home != os.environ["HOME"]


@needs_root
def test_caller_comes_back_to_open_a_file_and_goes_again(tmp_path: Path) -> None:
    secret = tmp_path / "report.txt"
    secret.write_text("mine")
    secret.chmod(0o600)
    home, before = os.environ["HOME"], os.getgroups()
    try:
        become_service(permanent=False)
        with pytest.raises(PermissionError):
            secret.read_text()
        with as_caller():
            assert os.geteuid() == 0
            assert secret.read_text() == "mine"
        assert os.geteuid() == find_account().pw_uid
        assert os.getegid() == find_account().pw_gid
        with pytest.raises(KeyError), as_caller():
            raise KeyError
        assert os.geteuid() == find_account().pw_uid
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(before)
        os.environ.update(HOME=home, USER="root", LOGNAME="root")


def test_anybody_else_stays_who_he_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "is_root", lambda: False)
    before = os.getresuid()
    become_service(permanent=True)
    with as_caller():
        assert os.getresuid() == before


def test_missing_account_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "ACCOUNT", "umbra-does-not-exist")
    monkeypatch.setattr(account, "is_root", lambda: True)
    with pytest.raises(AccountError, match=r"no account umbra-does-not-exist .*make serve"):
        find_account()


def test_new_directory_belongs_to_the_account(var_directory: Path) -> None:
    path = var_directory / "a/b"
    prepare_directory(path)
    assert path.stat().st_uid == find_account().pw_uid
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert path.group() == find_group()
    prepare_directory(path)


@needs_root
def test_directory_of_somebody_else_is_refused_unless_empty(var_directory: Path) -> None:
    path = var_directory / "theirs"
    path.mkdir()
    (path / "file").touch()
    with pytest.raises(AccountError, match="belongs to root"):
        prepare_directory(path)
    (path / "file").unlink()
    (path / "lost+found").mkdir()
    prepare_directory(path)
    assert path.stat().st_uid == find_account().pw_uid


def test_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AccountError, match=r"cannot be used: Not a directory.*--var"):
        prepare_directory(tmp_path / "file" / "var")


def test_unwritable_directory_is_named(var_directory: Path) -> None:
    closed = var_directory / "closed"
    closed.mkdir()
    closed.chmod(0o500)
    with pytest.raises((ChildError, AccountError), match="closed is not writable for"):
        in_account(lambda: check_writable(closed))
