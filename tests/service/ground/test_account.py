"""Giving up root, and getting back for a moment."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
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
    find_web_account,
    has_web_account,
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


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """Return a directory of the site's account below one that everybody may enter."""
    path = Path(tempfile.mkdtemp(prefix="umbra-account-", dir="/tmp"))
    os.chown(path, find_account().pw_uid, find_account().pw_gid)
    yield path
    shutil.rmtree(path)


@needs_root
def test_the_servers_directory_belongs_to_its_account_and_the_sites_group(shared_folder: Path) -> None:
    web, server = shared_folder / "web", find_web_account()
    assert server is not None, "the set-up makes the account of the server"
    for _ in range(2):
        account.prepare_web_directory(web)
        status = web.stat()
        assert (status.st_uid, status.st_gid) == (server.pw_uid, find_account().pw_gid)
        assert stat.S_IMODE(status.st_mode) == 0o750
    assert has_web_account(web)


@needs_root
def test_a_directory_of_another_account_is_replaced(shared_folder: Path) -> None:
    web = shared_folder / "web"
    web.mkdir()
    (web / "state").mkdir()
    account.prepare_web_directory(web)
    assert list(web.iterdir()) == []


@needs_root
def test_a_link_in_the_place_of_the_servers_directory_is_put_aside(shared_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    owner = tmp_path.stat().st_uid
    (shared_folder / "web").symlink_to(tmp_path)
    account.prepare_web_directory(shared_folder / "web")
    assert (tmp_path / "kept").exists()
    assert tmp_path.stat().st_uid == owner
    assert not (shared_folder / "web").is_symlink()


def test_without_root_the_server_has_the_account_of_the_site(shared_folder: Path) -> None:
    def work() -> bool:
        account.prepare_web_directory(shared_folder / "web")
        return has_web_account(shared_folder / "web")

    assert in_account(work) is False


def test_what_the_group_may_write_is_closed_and_links_are_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    (tmp_path / "refused").mkdir()
    for path, mode in ((folder / "log", 0o664), (folder / "key", 0o600), (outside, 0o666)):
        path.write_text("x")
        path.chmod(mode)
    (folder / "link").symlink_to(outside)
    folder.chmod(0o775)
    account.close_files([folder], [tmp_path / "refused"])
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "log", folder / "key", outside)]
    assert modes == [0o755, 0o644, 0o600, 0o666]
    assert stat.S_IMODE((tmp_path / "refused").stat().st_mode) == 0o700
