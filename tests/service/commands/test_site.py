"""The site as a whole: starting, being in the way, being killed, stopping."""

import http.client
import json
import os
import signal
import socket
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from service.commands import site as site_module
from service.commands.site import check_port, check_room
from service.ground.account import find_web_account
from service.ground.dachs import Address, DachsError, database_dsn
from service.ground.layout import Layout
from service.ground.running import SiteError
from tests.forked_command import fork_umbra
from tests.site_fixture import (
    RunningSite,
    account_options,
    find_port,
    run_umbra,
    start_site,
    stop_site,
    wait_until,
)


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=300) as answer:
        return str(answer.read().decode())


@pytest.mark.site
def test_first_start_says_what_it_does_and_ends_with_queries(site: RunningSite) -> None:
    lines = site.printed.splitlines()
    assert lines[0].startswith("Making a PostgreSQL cluster in ")
    assert "Ingesting the sample reports" in lines
    assert f"Umbra is ready:  {site.url}/" in lines
    assert site.printed.count(f"{site.url}/tap") >= 3
    assert lines[-1] == "Stop with Ctrl-C."


@pytest.mark.site
@pytest.mark.client
def test_printed_queries_can_be_pasted(site: RunningSite) -> None:
    paragraphs = [part for part in site.printed.split("\n\n") if "in a shell:" in part]
    answers = [
        subprocess.run(["bash", "-c", part.split(":\n", 1)[1]], capture_output=True, text=True, check=True).stdout
        for part in paragraphs
    ]
    assert "20260217_5301_novobranets" in answers[0]
    assert answers[1].count("20170622_10199_chariklo") == 5


@pytest.mark.site
def test_front_page_and_its_parts_are_served(site: RunningSite) -> None:
    page = fetch(f"{site.url}/")
    assert "<h1>Umbra</h1>" in page
    for part in ("umbra.css", "front.js", "tap.js", "logo.svg", "dachs.css"):
        assert fetch(f"{site.url}/static/umbra/{part}")
    assert "//cdn" not in page
    assert page.count("https://") == page.count("https://creativecommons.org")


@pytest.mark.site
def test_second_server_of_the_same_directory_is_refused(site: RunningSite) -> None:
    done = run_umbra("serve", "--port", str(find_port()), "--var", str(site.var))
    assert done.returncode == 1
    assert f"Another umbra already serves {site.var} at {site.url} (process {site.process.pid})." in done.stderr
    assert "SELECT" not in done.stdout


@pytest.mark.site
def test_port_in_use_is_named(site: RunningSite, var_directory: Path) -> None:
    done = run_umbra("serve", "--port", str(site.port), "--var", str(var_directory / "var"))
    assert done.returncode == 1
    assert f"Port {site.port} is in use by another program." in done.stderr
    assert not (var_directory / "var/pg").exists()


@pytest.mark.site
def test_status_of_a_running_site(site: RunningSite) -> None:
    done = run_umbra("status", "--json", "--var", str(site.var))
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert (found["state"], found["url"], found["pid"]) == ("running", site.url, site.process.pid)
    assert found["is_answering"]
    assert found["is_database_running"]
    assert found["n_events_published"] == found["n_events_archived"] >= 2
    assert found["n_reports_published"] >= 7
    assert found["disk"]["pg"] > 1_000_000
    words = run_umbra("status", UMBRA_VAR=str(site.var)).stdout
    assert f"running at {site.url}/" in words


def test_status_where_nothing_runs(var_directory: Path) -> None:
    done = fork_umbra("status", "--json", "--var", str(var_directory / "none"))
    assert done.returncode == 3
    assert json.loads(done.stdout)["state"] == "stopped"


def test_wrong_use_ends_with_2(tmp_path: Path) -> None:
    assert fork_umbra("serve", "--port", "99999").returncode == 2
    assert fork_umbra("sevre").returncode == 2
    assert fork_umbra("serve", UMBRA_PORT="eighty", UMBRA_VAR=str(tmp_path)).returncode == 2


def test_helps_have_examples() -> None:
    for command in ("serve", "status", "ingest", "check"):
        assert "Examples:" in fork_umbra(command, "--help").stdout


@pytest.mark.site
def test_killed_site_starts_again_and_stops_cleanly(var_directory: Path) -> None:
    var = var_directory / "var"
    first = start_site(var)
    event = fetch(f"{first.url}/tap/sync?LANG=ADQL&FORMAT=csv&QUERY=SELECT+event_id+FROM+occ.event+ORDER+BY+event_id")
    job = start_endless_job(first)
    first.process.send_signal(signal.SIGKILL)
    first.process.communicate()
    assert wait_until(lambda: not is_listening(first.port)), "the server outlives the command"

    second = start_site(var)
    # A job that the server ran has ended with it, and its owner learns so.
    assert wait_until(lambda: fetch(f"{second.url}/tap/async/{job}/phase") == "ERROR")
    assert "The server was stopped while the job ran" in fetch(f"{second.url}/tap/async/{job}/error")
    assert "Making a PostgreSQL cluster" not in second.printed
    assert "Ingesting" not in second.printed
    assert (
        fetch(f"{second.url}/tap/sync?LANG=ADQL&FORMAT=csv&QUERY=SELECT+event_id+FROM+occ.event+ORDER+BY+event_id")
        == event
    )
    assert stop_site(second) == 0
    assert not is_listening(second.port)
    assert not (var / "pg/data/postmaster.pid").exists()
    assert not (var / "serve.json").exists()


@pytest.mark.site
def test_site_stops_when_its_server_ends(var_directory: Path) -> None:
    running = start_site(var_directory / "var")
    with urllib.request.urlopen(f"{running.url}/tap/availability", timeout=300):
        server = find_server(running)
    os.kill(server, signal.SIGKILL)
    output, _ = running.process.communicate(timeout=60)
    assert running.process.returncode == 1
    assert "The DaCHS server ended by itself" in output
    assert "dachs-server.log" in output
    assert not (running.var / "pg/data/postmaster.pid").exists()


def start_endless_job(running: RunningSite) -> str:
    """Start a job that runs for hours and return its identifier."""
    tables = ", ".join(f"occ.sample AS {name}" for name in "abcdef")
    query = f"SELECT a.mjd FROM {tables} WHERE a.mjd+b.mjd+c.mjd+d.mjd+e.mjd+f.mjd < 0"
    body = urllib.parse.urlencode({"LANG": "ADQL", "QUERY": query, "PHASE": "RUN", "FORMAT": "votableb2"}).encode()
    with urllib.request.urlopen(f"{running.url}/tap/async", data=body, timeout=60) as answer:
        job = str(answer.url).rstrip("/").rpartition("/")[2]
    assert wait_until(lambda: fetch(f"{running.url}/tap/async/{job}/phase") == "EXECUTING")
    return job


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def find_server(running: RunningSite) -> int:
    waiting = [running.process.pid]
    while waiting:
        pid = waiting.pop()
        if b"service.answers.program" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
        # Under root, a launcher stands between the site and its server.
        waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    pytest.fail("the site has no server")


@pytest.mark.site
def test_roles_have_no_more_rights_than_they_need(site: RunningSite) -> None:
    rows = fetch(f"{site.url}/tap/availability")
    assert "true" in rows
    # The files with the passwords are for the site's account, and the server's reads them by the group of the site.
    etc = site.var / "gavo/etc"
    closed = 0o027 if find_web_account() is not None else 0o077
    assert {path.stat().st_mode & closed for path in (etc, etc / "feed", etc / "trustedquery")} == {0}


def test_there_is_no_dsn_before_the_first_start(tmp_path: Path) -> None:
    with pytest.raises(DachsError, match="There is no site in"):
        database_dsn(tmp_path)


def test_dsn_is_read_from_the_profiles(tmp_path: Path) -> None:
    etc = Layout(tmp_path).gavo / "etc"
    etc.mkdir(parents=True)
    (etc / "dsn").write_text("database = gavo\nhost = /x/socket\nport = 5432\n")
    (etc / "feed").write_text("include dsn\nuser = gavoadmin\npassword = a/b+c=\n")
    assert database_dsn(tmp_path) == {
        "host": "/x/socket",
        "port": "5432",
        "dbname": "gavo",
        "user": "gavoadmin",
        "password": "a/b+c=",
    }


def test_little_room_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_module, "FIRST_ROOM", 10**18)
    with pytest.raises(SiteError, match=r"The disk is full: .* MB left"):
        check_room(Layout(tmp_path))


def test_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(SiteError, match="no address of this machine"):
        check_port(Address(port=find_port(), bind="192.0.2.1"))


def test_site_names_itself_as_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    address = Address(port=8123, bind="0.0.0.0")
    assert address.url == "http://localhost:8123"
    assert address.probe_host == "127.0.0.1"
    monkeypatch.setenv("UMBRA_URL", "https://occultations.example.org/")
    assert address.url == "https://occultations.example.org"


@pytest.mark.site
def test_other_sites_scripts_may_read_answers(site: RunningSite) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=300)
    connection.request("GET", "/tap/availability", headers={"Origin": "https://aladin.example"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.headers["Access-Control-Allow-Origin"] == "https://aladin.example"


@pytest.mark.site
def test_server_runs_without_root(site: RunningSite) -> None:
    options = account_options()
    if options:
        status = Path(f"/proc/{site.process.pid}/status").read_text()
        assert f"Uid:\t{options['user']}\t{options['user']}\t{options['user']}" in status
