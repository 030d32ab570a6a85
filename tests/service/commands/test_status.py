"""What is said of a site, seen from outside."""

import socket
from pathlib import Path

from service.commands.status import (
    Status,
    count_archived,
    count_rows,
    find_owner,
    find_status,
    format_status,
    measure_disk,
)
from service.ground.dachs import Address
from service.ground.layout import Layout
from service.ground.running import hold_lock

RUNNING = Status(
    var="/srv/umbra",
    state="running",
    url="http://localhost:8080",
    pid=7,
    account="umbra",
    server_account="umbra-web",
    is_database_running=True,
    is_answering=True,
    n_events_published=3,
    n_reports_published=None,
    n_events_archived=4,
    n_reports_archived=12,
    n_files_archived=20,
    overridden={"r1": "wrong date in the head"},
    set_aside=[],
    disk={"archive": 2_500_000, "pg": 0},
)


def test_a_site_that_was_never_started(tmp_path: Path) -> None:
    found = find_status(Layout(tmp_path / "var"))
    assert (found.state, found.url, found.account, found.is_database_running) == ("stopped", None, None, False)
    assert (found.n_events_archived, found.set_aside) == (None, [])
    assert set(found.disk.values()) == {0}


def test_a_running_site_in_words() -> None:
    lines = format_status(RUNNING).splitlines()
    assert lines[0] == "Site in /srv/umbra: running at http://localhost:8080/ (process 7)"
    assert lines[1] == "PostgreSQL runs."
    assert "the server runs under umbra-web" in lines[2]
    assert lines[3] == "TAP answers."
    assert [line.split() for line in lines[5:8]] == [["events", "3", "4"], ["reports", "-", "12"], ["files", "20"]]
    assert any(line.endswith("r1: wrong date in the head") for line in lines)
    assert lines[-1] == "Disk: archive 2.5 MB, pg 0.0 MB."


def test_a_server_that_is_not_there_gives_no_rows() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert count_rows(Address(port=taken.getsockname()[1]), "event") is None


def test_space_of_files_below_a_directory(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file").write_bytes(b"x" * 100_000)
    (tmp_path / "a/link").symlink_to("/usr")
    assert 100_000 <= measure_disk(tmp_path) < 200_000
    assert measure_disk(tmp_path / "none") == 0


def test_owners_and_archives_that_are_not_there(tmp_path: Path) -> None:
    assert find_owner(tmp_path / "none") is None
    assert find_owner(tmp_path) == tmp_path.owner()
    assert count_archived(tmp_path / "none") == ({}, {})


def test_a_site_that_does_not_serve_yet(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert find_status(layout).state == "stopped"
    with hold_lock(layout):
        found = find_status(layout)
    assert found.state == "starting"
    assert format_status(found).startswith(f"Site in {tmp_path}: starting\n")
