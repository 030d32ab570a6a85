"""The server reads the archive and writes to its own directory, whatever happens in it."""

import subprocess
from pathlib import Path

import pytest

from service.ground.account import WEB_ACCOUNT, find_account, find_web_account, is_root
from service.ground.layout import Layout
from tests.site_fixture import RunningSite, run_umbra

pytestmark = [pytest.mark.site, pytest.mark.skipif(not is_root(), reason="only root has two accounts to run under")]


def as_server(*command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command under the server's account."""
    account = find_web_account()
    if account is None:
        pytest.skip(f"there is no account {WEB_ACCOUNT}; the set-up makes it")
    return subprocess.run(
        command,
        user=account.pw_uid,
        group=find_account().pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_server_runs_under_its_own_account(site: RunningSite) -> None:
    account = find_web_account()
    assert account is not None
    assert Layout(site.var).web.stat().st_uid == account.pw_uid
    assert Layout(site.var).archive.stat().st_uid == find_account().pw_uid
    printed = run_umbra("status", "--var", str(site.var)).stdout
    assert f"the server runs under {WEB_ACCOUNT}" in printed


def test_the_server_writes_nowhere_but_in_its_own_directory(site: RunningSite) -> None:
    found = as_server("find", str(site.var), "-path", str(Layout(site.var).web), "-prune", "-o", "-writable", "-print")
    links = [path for path in found.stdout.splitlines() if not Path(path).is_symlink()]
    assert links == []


def test_the_server_reads_what_it_serves_and_nothing_refused(site: RunningSite) -> None:
    layout = Layout(site.var)
    assert as_server("cat", str(layout.archive / "identifier")).returncode == 0
    assert as_server("cat", str(layout.gavo / "etc/feed")).returncode == 0
    assert as_server("ls", str(layout.cluster / "data")).returncode != 0
    for folder in layout.archive.glob("**/refused"):
        assert as_server("ls", str(folder)).returncode != 0


def test_the_server_is_no_superuser_of_the_database(site: RunningSite) -> None:
    psql = ["psql", "-X", "-h", str(Layout(site.var).cluster / "socket"), "-d", "gavo", "-c", "SELECT 1", "-U"]
    for role in ("umbra", "postgres", WEB_ACCOUNT):
        assert as_server(*psql, role).returncode != 0


def test_nobody_else_sees_anything(site: RunningSite) -> None:
    assert site.var.stat().st_mode & 0o007 == 0
    nobody = subprocess.run(
        ["ls", str(site.var)], user="nobody", group="nogroup", extra_groups=[], capture_output=True, check=False
    )
    assert nobody.returncode != 0
