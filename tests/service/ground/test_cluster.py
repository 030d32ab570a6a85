"""The private PostgreSQL cluster, with real servers."""

import os
import re
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from service.ground.account import is_root
from service.ground.cluster import (
    SOCKET_NAME,
    SOCKET_PATH_LIMIT,
    Cluster,
    ClusterError,
    explain_failure,
    explain_os_error,
    find_socket_directory,
    list_servers,
    read_from,
    rotate_log,
    write_file,
)
from service.ground.layout import Layout
from tests.site_fixture import ChildError, in_account, wait_until


def open_cluster(var: Path) -> Cluster:
    layout = Layout(var)
    layout.logs.mkdir(exist_ok=True)
    return Cluster(layout)


def start_cluster(var: Path) -> int:
    """Make and start a cluster; return its process."""
    cluster = open_cluster(var)
    cluster.create()
    cluster.start()
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def stop_cluster(var: Path) -> bool:
    cluster = open_cluster(var)
    cluster.stop()
    return cluster.is_running()


@pytest.mark.site
def test_cluster_is_private_and_has_the_extensions(var_directory: Path) -> None:
    def work() -> dict[str, str]:
        start_cluster(var_directory)
        cluster = open_cluster(var_directory)
        cluster.make_database()
        found = {
            name: cluster.run_sql(f"SHOW {name}").strip()
            for name in ("listen_addresses", "server_encoding", "data_checksums", "password_encryption")
        }
        cluster.run_sql("CREATE EXTENSION q3c", "CREATE EXTENSION pg_sphere")
        found["collation"] = cluster.run_sql("SELECT datcollate FROM pg_database WHERE datname='gavo'").strip()
        found["mode"] = stat.filemode(cluster.socket.stat().st_mode)
        found["is_running"] = str(cluster.is_running())
        return found

    found = in_account(work)
    assert found == {
        "listen_addresses": "",
        "server_encoding": "UTF8",
        "data_checksums": "on",
        "password_encryption": "scram-sha-256",
        "collation": "C.UTF-8",
        "mode": "drwx------",
        "is_running": "True",
    }
    assert not in_account(lambda: stop_cluster(var_directory))


@pytest.mark.site
@pytest.mark.skipif(not is_root(), reason="only root can be another user than the cluster's")
def test_another_user_does_not_get_in_as_superuser(var_directory: Path) -> None:
    in_account(lambda: start_cluster(var_directory))
    cluster = open_cluster(var_directory)
    psql = [str(cluster.find_binaries() / "psql"), "-h", str(cluster.socket), "-c", "SELECT 1", "-w"]
    as_superuser = subprocess.run([*psql, "-U", "umbra", "postgres"], capture_output=True, text=True, check=False)
    as_unknown = subprocess.run([*psql, "-U", "postgres", "postgres"], capture_output=True, text=True, check=False)
    in_account(lambda: stop_cluster(var_directory))
    assert "Peer authentication failed" in as_superuser.stderr
    assert "no pg_hba.conf entry" in as_unknown.stderr


@pytest.mark.site
def test_half_made_cluster_is_made_anew(var_directory: Path) -> None:
    def work() -> tuple[bool, bool, bool]:
        cluster = open_cluster(var_directory)
        unfinished = cluster.home / "unfinished"
        unfinished.mkdir(parents=True)
        (unfinished / "PG_VERSION").write_text("15\n")
        was_there = cluster.exists
        start_cluster(var_directory)
        return was_there, open_cluster(var_directory).exists, unfinished.exists()

    assert in_account(work) == [False, True, False]
    assert not in_account(lambda: stop_cluster(var_directory))


@pytest.mark.site
def test_cluster_left_running_is_restarted(var_directory: Path) -> None:
    first = in_account(lambda: start_cluster(var_directory))
    second = in_account(lambda: start_cluster(var_directory))
    assert first != second
    assert wait_until(lambda: not Path(f"/proc/{first}").exists() or is_zombie(first))
    assert not in_account(lambda: stop_cluster(var_directory))


def is_zombie(pid: int) -> bool:
    return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()


@pytest.mark.site
def test_killed_server_and_reused_process_number_do_no_harm(var_directory: Path) -> None:
    first = in_account(lambda: start_cluster(var_directory))
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: not Path(f"/proc/{first}").exists() or is_zombie(first))

    def restart() -> bool:
        cluster = open_cluster(var_directory)
        was_running = cluster.is_running()
        lock = cluster.data / "postmaster.pid"
        lines = lock.read_text().splitlines(keepends=True)
        with subprocess.Popen(["sleep", "60"]) as other:
            lock.write_text("".join([f"{other.pid}\n", *lines[1:]]))
            start_cluster(var_directory)
            other.terminate()
        return was_running

    assert in_account(restart) is False
    assert not in_account(lambda: stop_cluster(var_directory))


@pytest.mark.site
def test_server_starts_where_the_path_is_long_or_odd(var_directory: Path) -> None:
    deep = var_directory / ("Ünusual path, " + "x" * 100)

    def work() -> str:
        deep.mkdir()
        start_cluster(deep)
        cluster = open_cluster(deep)
        answer = cluster.run_sql("SELECT 42", database="postgres").strip()
        cluster.stop()
        cluster.socket.rmdir()
        return answer

    assert in_account(work) == "42"


def test_socket_directory_is_beside_the_data_where_it_fits() -> None:
    assert find_socket_directory(Path("/srv/umbra/pg")) == Path("/srv/umbra/pg/socket")
    long = find_socket_directory(Path("/srv") / ("x" * 90) / "pg")
    assert len(str(long / SOCKET_NAME)) <= SOCKET_PATH_LIMIT
    assert long != find_socket_directory(Path("/srv") / ("x" * 91) / "pg")
    assert re.fullmatch(r"[A-Za-z0-9_./-]+", str(find_socket_directory(Path("/srv/my site/pg"))))


@pytest.mark.site
def test_data_of_another_version_is_left_alone(var_directory: Path) -> None:
    cluster = open_cluster(var_directory)
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ClusterError, match=r"made by PostgreSQL 9; installed here is .* Nothing was touched"):
        cluster.start()
    assert [path.name for path in cluster.data.iterdir()] == ["PG_VERSION"]


@pytest.mark.site
def test_directory_that_is_no_cluster_is_left_alone(var_directory: Path) -> None:
    cluster = open_cluster(var_directory)
    cluster.data.mkdir(parents=True)
    (cluster.data / "thesis.txt").write_text("years of work")
    with pytest.raises(ClusterError, match="not a PostgreSQL cluster"):
        cluster.create()
    assert (cluster.data / "thesis.txt").read_text() == "years of work"


def test_missing_server_is_named(tmp_path: Path) -> None:
    assert list_servers(tmp_path) == {}


@pytest.mark.site
def test_cluster_that_does_not_start_says_why(var_directory: Path) -> None:
    def work() -> None:
        cluster = open_cluster(var_directory)
        cluster.create()
        (cluster.data / "global/pg_control").unlink()
        cluster.start()

    with pytest.raises(ChildError, match=r"ClusterError: PostgreSQL does not start: .*postgresql\.log"):
        in_account(work)


@pytest.mark.parametrize(
    ("log", "message"),
    [
        ("LOG: fine\nFATAL:  could not write: No space left on device\n", "The disk is full."),
        ("LOG: fine\nFATAL:  data directory is odd\nHINT: -\n", "FATAL:  data directory is odd"),
        ("*** Error: While parsing\nsource x:\nNameError\n", "While parsing source x: NameError"),
        ("", "It printed nothing."),
    ],
)
def test_failures_are_put_in_a_sentence(log: str, message: str) -> None:
    assert explain_failure(log)[0] == message


def test_full_disk_is_named() -> None:
    message, hint = explain_os_error(OSError(28, "No space left on device"), Path("/srv/x"))
    assert message == "The disk is full: /srv/x could not be written."
    assert "nothing was lost" in hint


def test_small_files_are_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.conf"
    write_file(path, "one")
    write_file(path, "two")
    assert path.read_text() == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in tmp_path.iterdir()] == ["a.conf"]


def test_logs_are_put_aside_and_read_from_a_place(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("old\nnew\n")
    assert read_from(log, 4) == "new\n"
    assert read_from(log, 99) == "old\nnew\n"
    assert read_from(tmp_path / "none", 0) == ""
    rotate_log(log)
    assert log.exists()
    with log.open("r+b") as stream:
        stream.truncate(30_000_000)
    rotate_log(log)
    assert not log.exists()
    assert (tmp_path / "x.log.1").exists()
