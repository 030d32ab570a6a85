"""A server under an account of its own, started by what is still root."""

import os
import pwd
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.ground.account import WEB_ACCOUNT, find_account, find_web_account, is_root
from service.ground.launcher import LaunchedServer, Launcher
from tests.site_fixture import is_alive, wait_until

pytestmark = pytest.mark.skipif(not is_root(), reason="only root starts processes under other accounts")


@pytest.fixture
def web() -> pwd.struct_passwd:
    found = find_web_account()
    if found is None:
        pytest.skip(f"there is no account {WEB_ACCOUNT}")
    return found


@pytest.fixture
def folder(web: pwd.struct_passwd) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="umbra-launcher-", dir="/tmp") as name:
        os.chown(name, web.pw_uid, find_account().pw_gid)
        yield Path(name)


def start(launcher: Launcher, folder: Path, script: str) -> LaunchedServer:
    return launcher.start(["/bin/sh", "-c", script], {"PATH": "/usr/bin:/bin"}, folder, folder / "logs/log")


def test_it_runs_under_its_account_and_the_group_of_the_site_and_says_how_it_ended(
    web: pwd.struct_passwd, folder: Path
) -> None:
    launcher = Launcher(web, find_account().pw_gid)
    server = start(launcher, folder, "id -u; id -g; id -G; umask; exit 7")
    assert server.wait(20) == 7
    assert server.poll() == 7
    gid = find_account().pw_gid
    assert (folder / "logs/log").read_text().split() == [str(web.pw_uid), str(gid), str(gid), "0027"]
    assert (folder / "logs/log").stat().st_uid == web.pw_uid
    launcher.close()


def test_it_is_asked_to_end(web: pwd.struct_passwd, folder: Path) -> None:
    launcher = Launcher(web, find_account().pw_gid)
    server = start(launcher, folder, "exec sleep 60")
    with pytest.raises(subprocess.TimeoutExpired):
        server.wait(0.5)
    assert server.poll() is None
    server.terminate()
    assert server.wait(20) == -15
    launcher.close()


def test_what_does_not_listen_is_killed(web: pwd.struct_passwd, folder: Path) -> None:
    launcher = Launcher(web, find_account().pw_gid)
    server = start(launcher, folder, "trap '' TERM; echo up; while :; do sleep 0.1; done")
    assert wait_until(lambda: (folder / "logs/log").exists() and "up" in (folder / "logs/log").read_text())
    server.terminate()
    with pytest.raises(subprocess.TimeoutExpired):
        server.wait(0.5)
    server.kill()
    assert server.wait(20) == -9
    launcher.close()


def test_it_ends_with_the_site(web: pwd.struct_passwd, folder: Path) -> None:
    launcher = Launcher(web, find_account().pw_gid)
    start(launcher, folder, "echo $$; exec sleep 60")
    assert wait_until(lambda: (folder / "logs/log").exists() and bool((folder / "logs/log").read_text()))
    pid = int((folder / "logs/log").read_text())
    launcher.close()
    assert wait_until(lambda: not is_alive(pid))


def test_a_log_elsewhere_is_opened_under_the_servers_account(web: pwd.struct_passwd, folder: Path) -> None:
    launcher = Launcher(web, find_account().pw_gid)
    secret = folder / "roots"
    secret.write_text("root's")
    secret.chmod(0o600)
    server = launcher.start(["/bin/true"], {"PATH": "/usr/bin:/bin"}, folder, secret)
    assert server.wait(20) != 0
    assert secret.read_text() == "root's"
    launcher.close()


def test_a_launcher_that_is_gone_is_a_server_that_ended(web: pwd.struct_passwd, folder: Path) -> None:
    launcher = Launcher(web, find_account().pw_gid)
    server = start(launcher, folder, "exec sleep 60")
    launcher.close()
    server.terminate()
    time.sleep(0.1)
