"""The parts of the bootstrap that can be tried without changing the machine."""

import io
import os
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

import bootstrap
from bootstrap_steps import account, apt, environment, machine
from bootstrap_steps.console import BootstrapError, CommandError, Console, explain

BOOKWORM = machine.DEBIANS[12]
TRIXIE = machine.DEBIANS[13]
OS_RELEASE = """\
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
# a remark with = in it
VERSION_ID="12"
ID=debian
HOME_URL='https://www.debian.org/'
"""


def test_os_release_is_read_without_quotes() -> None:
    fields = machine.parse_os_release(OS_RELEASE)
    assert fields["ID"] == "debian"
    assert fields["VERSION_ID"] == "12"
    assert fields["HOME_URL"] == "https://www.debian.org/"
    assert not any(name.startswith("#") for name in fields)


def test_debian_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "os-release"
    path.write_text(OS_RELEASE)
    assert machine.find_debian(path) == BOOKWORM
    path.write_text(OS_RELEASE.replace("12", "13"))
    assert machine.find_debian(path) == TRIXIE


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('ID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04"\n', "Ubuntu 24.04"),
        ('ID=debian\nVERSION_ID="11"\nPRETTY_NAME="Debian GNU/Linux 11"\n', "Debian GNU/Linux 11"),
        ('ID=debian\nPRETTY_NAME="Debian GNU/Linux forky/sid"\n', "forky/sid"),
        ("", "an unknown system"),
    ],
)
def test_other_systems_get_a_sentence(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "os-release"
    path.write_text(text)
    with pytest.raises(BootstrapError) as caught:
        machine.find_debian(path)
    assert named in caught.value.message
    assert caught.value.hint


def test_package_lists() -> None:
    serving = machine.list_packages(BOOKWORM, with_tests=False)
    assert {"postgresql-15", "postgresql-15-q3c", "python3-gavo", "python3-venv"} <= set(serving)
    assert "stilts" not in serving
    testing = machine.list_packages(TRIXIE, with_tests=True)
    assert {"postgresql-17-pgsphere", "stilts", "openjdk-21-jre", "buildah"} <= set(testing)
    assert not any("15" in name for name in testing)


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("2.11+dfsg-1", (2, 11)), ("1:3.5.2-1", (3, 5, 2)), ("12.060+dfsg-3", (12, 60)), ("unknown", ())],
)
def test_debian_versions(version: str, numbers: tuple[int, ...]) -> None:
    assert machine.parse_version(version) == numbers


def test_only_what_is_fully_installed_counts() -> None:
    lines = "git\tii \t1:2.39\nacl\tun \t\npython3-gavo\tiF \t2.11\nstilts\trc \t3.5\nno line\n"
    assert machine.parse_installed(lines) == {"git": "1:2.39"}


def test_missing_are_the_absent_and_the_too_old() -> None:
    installed = {"python3-gavo": "2.7+dfsg-2", "python3-gavo-stc": "2.11+dfsg-1", "python3-venv": "3.11.2-1"}
    wanted = ["python3-venv", "python3-gavo", "python3-gavo-stc", "postgresql-15"]
    assert machine.find_missing(wanted, installed) == ["python3-gavo", "postgresql-15"]


def test_mirror_is_the_machines_own() -> None:
    targets = (
        "bookworm-updates main http://mirror.example/updates/\n"
        "nodistro main https://other.example/\n"
        "bookworm contrib http://mirror.example/contrib/\n"
        "bookworm main http://mirror.example/debian/\n"
    )
    assert apt.find_mirror(targets, "bookworm") == "http://mirror.example/debian"
    assert apt.find_mirror("", "bookworm") == apt.DEFAULT_MIRROR


def test_pins_hold_debian_13_back() -> None:
    first, second = apt.format_pins().split("\n\n")
    assert first.splitlines() == ["Package: *", "Pin: release n=trixie", "Pin-Priority: -10"]
    assert second.splitlines()[0].split()[1:] == list(machine.DACHS)
    assert "Pin-Priority: 990" in second
    assert apt.format_client_pins().startswith("Package: stilts topcat aladin ")


def test_source_of_debian_13() -> None:
    text = apt.format_sources("http://mirror.example/debian", apt.KEYRING)
    assert "URIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/" in text
    assert "Signed-By" not in apt.format_sources("http://mirror.example/debian", None)


def test_a_user_without_root_is_told_the_commands() -> None:
    script = Path("/srv/umbra/etc/bootstrap.py")
    lines = apt.format_commands(script, ["postgresql-17", "acl"], TRIXIE, with_tests=False)
    assert lines[0] == "    sudo /usr/bin/python3 /srv/umbra/etc/bootstrap.py --packages-only"
    assert lines[-1].endswith("sudo apt-get install -y --no-install-recommends postgresql-17 acl")
    lines = apt.format_commands(script, ["python3-gavo"], BOOKWORM, with_tests=True)
    assert lines[0].endswith("--packages-only --test")
    assert "--sources-only --test" in lines[2]
    assert lines[-1].endswith("python3-gavo")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "policy-rc.d"


def test_policy_is_removed_again(policy: Path, tmp_path: Path) -> None:
    with apt.services_kept_down(policy, tmp_path / "new/cluster.conf"):
        assert policy.read_text() == apt.POLICY_TEXT
        assert policy.stat().st_mode & 0o777 == 0o755
        assert "create_main_cluster = false" in (tmp_path / "new/cluster.conf").read_text()
    assert not policy.exists()
    assert not (tmp_path / "new/cluster.conf").exists()


@pytest.mark.parametrize("trouble", [BootstrapError("apt failed"), KeyboardInterrupt(), SystemExit(143)])
def test_policy_is_restored_after_trouble(policy: Path, tmp_path: Path, trouble: BaseException) -> None:
    policy.write_text("#!/bin/sh\nexit 104\n")
    policy.chmod(0o750)
    with pytest.raises(type(trouble)), apt.services_kept_down(policy, tmp_path / "c"):
        raise trouble
    assert policy.read_text() == "#!/bin/sh\nexit 104\n"
    assert policy.stat().st_mode & 0o777 == 0o750
    assert [path.name for path in tmp_path.iterdir()] == ["policy-rc.d"]


def test_policy_of_a_killed_run_is_not_mistaken_for_the_machines(policy: Path, tmp_path: Path) -> None:
    policy.write_text(apt.POLICY_TEXT)
    saved = policy.with_name("policy-rc.d.umbra-saved")
    saved.write_text("the machine's own")
    with apt.services_kept_down(policy, tmp_path / "c"):
        assert policy.read_text() == apt.POLICY_TEXT
    assert policy.read_text() == "the machine's own"
    policy.write_text(apt.POLICY_TEXT)
    with apt.services_kept_down(policy, tmp_path / "c"):
        pass
    assert not policy.exists()


def test_policy_may_be_a_link(policy: Path, tmp_path: Path) -> None:
    policy.symlink_to("/nowhere/at/all")
    with apt.services_kept_down(policy, tmp_path / "c"):
        assert not policy.is_symlink()
    assert policy.readlink() == Path("/nowhere/at/all")


def test_leftovers_are_given_back_unless_in_use(policy: Path, tmp_path: Path) -> None:
    cluster, lock = tmp_path / "c", tmp_path / "lock"
    assert not apt.give_back_leftovers(policy, cluster, lock)
    cluster.write_text(apt.CLUSTER_TEXT)
    policy.write_text(apt.POLICY_TEXT)
    policy.with_name("policy-rc.d.umbra-saved").write_text("the machine's own")
    with apt.one_at_a_time(lock) as is_held:
        assert is_held
        assert not apt.give_back_leftovers(policy, cluster, lock)
    assert apt.give_back_leftovers(policy, cluster, lock)
    assert policy.read_text() == "the machine's own"
    assert not cluster.exists()


def test_apt_status_lines() -> None:
    assert apt.describe_apt("pmstatus:libpq5:12.5:Installing libpq5 (amd64)\n") == "Installing  12 %  Installing libpq5"
    assert apt.describe_apt("Setting up libpq5 ...\n") is None
    assert apt.describe_apt("pmstatus:a:b:c:d\n") is None


def make_checkout(root: Path) -> None:
    (root / "etc").mkdir()
    for name in ("etc/requirements.lock", "etc/requirements-test.lock", "etc/requirements-uv.lock", "setup.cfg"):
        (root / name).write_text(name)


def test_stamp_notices_what_matters(tmp_path: Path) -> None:
    make_checkout(tmp_path)
    serving = environment.make_stamp(tmp_path, environment.find_locks(tmp_path, with_tests=False))
    testing = environment.make_stamp(tmp_path, environment.find_locks(tmp_path, with_tests=True))
    assert environment.find_changes(serving, serving) == []
    assert environment.find_changes(serving, testing) == ["requirements-test.lock"]
    assert environment.find_changes(testing, serving) == []
    (tmp_path / "etc/requirements.lock").write_text("other versions")
    changed = environment.make_stamp(tmp_path, environment.find_locks(tmp_path, with_tests=False))
    assert environment.find_changes(testing, changed) == ["requirements.lock"]
    assert not environment.must_remake(testing, changed)


def test_unfinished_moved_and_outdated_environments_are_remade(tmp_path: Path) -> None:
    make_checkout(tmp_path)
    wanted = environment.make_stamp(tmp_path, [])
    assert environment.must_remake({}, wanted)
    assert environment.must_remake({**wanted, "root": "/elsewhere"}, wanted)
    assert environment.must_remake({**wanted, "python": "3.9.2"}, wanted)
    assert not environment.must_remake(wanted, wanted)


@pytest.mark.parametrize("text", [None, "", "{half", "[]"])
def test_a_broken_stamp_counts_as_none(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / environment.STAMP).write_text(text)
    assert environment.read_stamp(tmp_path) == {}


def test_an_environment_in_place_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_checkout(tmp_path)
    (tmp_path / ".venv").mkdir()
    done: list[list[str]] = []

    def note_run(self: Console, what: str, argv: list[str], **options: object) -> str:
        done.append(argv)
        python = tmp_path / ".venv/bin/python"
        python.parent.mkdir(parents=True, exist_ok=True)
        if not python.exists():
            python.symlink_to(sys.executable)
        return ""

    monkeypatch.setattr(Console, "run", note_run)
    with Console(tmp_path / "log") as console:
        assert environment.update_environment(console, tmp_path, with_tests=False)
        assert done[0][1:3] == ["-m", "venv"]
        assert all("--require-hashes" in argv for argv in done[1:-1])
        assert [Path(argv[-1]).name for argv in done[1:-1]] == ["requirements-uv.lock", "requirements.lock"]
        done.clear()
        assert not environment.update_environment(console, tmp_path, with_tests=False)
        assert done == []
        assert environment.update_environment(console, tmp_path, with_tests=True)
        names = ["requirements-uv.lock", "requirements-test.lock", tmp_path.name]
        assert [Path(argv[-1]).name for argv in done] == names
        assert not environment.update_environment(console, tmp_path, with_tests=False)


def test_modules_are_compiled_when_they_changed(tmp_path: Path) -> None:
    source = tmp_path / "service/answer.py"
    source.parent.mkdir()
    source.write_text("ANSWER = 42\n")
    environment.compile_packages(tmp_path)
    (compiled,) = (tmp_path / "service/__pycache__").glob("answer.*.pyc")
    first = compiled.stat().st_mtime_ns
    environment.compile_packages(tmp_path)
    assert compiled.stat().st_mtime_ns == first
    # Whether a module changed is seen by its time, in seconds.
    os.utime(source, (0, 0))
    environment.compile_packages(tmp_path)
    assert compiled.stat().st_mtime_ns > first


def test_all_packages_are_compiled() -> None:
    settings = ConfigParser()
    settings.read(bootstrap.ROOT / "setup.cfg")
    assert [name for name in settings["options.packages.find"]["include"].split() if "*" not in name] == [
        *environment.PACKAGES
    ]


def test_uv_goes_where_pip_was_sent() -> None:
    listed = """:env:.index-url='https://mirror.example/simple'
global.cert='/etc/own.crt'
global.index-url='https://other.example/simple'
global.progress-bar='off'
"""
    assert environment.uv_settings(listed) == {
        "SSL_CERT_FILE": "/etc/own.crt",
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
    }
    assert environment.uv_settings("") == {}


def test_a_failed_installation_leaves_no_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_checkout(tmp_path)

    def fail_install(self: Console, what: str, argv: list[str], **options: object) -> str:
        (tmp_path / ".venv").mkdir(exist_ok=True)
        if "--require-hashes" in argv:
            raise CommandError(what, 1, "No space left on device", self.log)
        return ""

    monkeypatch.setattr(Console, "run", fail_install)
    with Console(tmp_path / "log") as console, pytest.raises(CommandError, match="disk is full"):
        environment.update_environment(console, tmp_path, with_tests=False)
    assert environment.read_stamp(tmp_path / ".venv") == {}


def test_lack_of_room_is_said_before_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ROOM", {False: 10**18, True: 10**18})
    with pytest.raises(BootstrapError, match="GB free"):
        environment.check_room(tmp_path, with_tests=False)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("E: You don't have enough free space in /var/cache/apt/archives/.\n", "the disk is full"),
        ("OSError: [Errno 28] No space left on device\n", "the disk is full"),
        ("W: Failed to fetch http://x/InRelease  Temporary failure resolving 'x'\n", "could not be reached"),
        ("NewConnectionError: Failed to establish a new connection\n", "could not be reached"),
        ("ERROR: No matching distribution found for a==1 (from versions: none)", "could not be reached"),
        ("one\nE: dpkg is broken\n\n", "failed with status 100: E: dpkg is broken"),
        ("", "failed with status 100"),
    ],
)
def test_failures_are_explained(output: str, said: str) -> None:
    message, hint = explain("Installing", 100, output)
    assert said in message
    assert hint


def test_console_runs_logs_and_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "bootstrap.log"
    with Console(log) as console:
        assert console.run("Counting", ["/bin/echo", "one two"]) == "one two\n"
        with pytest.raises(CommandError) as caught:
            console.run("Failing", ["/bin/sh", "-c", "echo bad; exit 3"])
    assert str(log) in caught.value.hint
    assert caught.value.output == "bad\n"
    assert log.read_text().splitlines()[:2] == ["$ /bin/echo one two", "one two"]
    assert capsys.readouterr().out.splitlines()[0] == "Counting ..."


def test_console_says_when_a_program_is_not_there(tmp_path: Path) -> None:
    with Console(tmp_path / "log") as console, pytest.raises(BootstrapError, match="no-such-program"):
        console.run("Starting", ["no-such-program"])


def test_closed_directories_are_found(tmp_path: Path) -> None:
    deep = tmp_path / "closed" / "open"
    deep.mkdir(parents=True)
    tmp_path.joinpath("closed").chmod(0o700)
    found = account.find_closed(deep, account.lets_others_in)
    assert tmp_path / "closed" in found
    assert deep not in found
    assert account.find_existing(deep / "not" / "yet") == deep


def test_a_missing_package_stops_a_user_without_root(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(apt, "is_root", lambda: False)
    monkeypatch.setattr(bootstrap, "can_sudo", lambda: False)
    monkeypatch.setattr(bootstrap, "find_missing", lambda debian, with_tests: ["postgresql-17"])
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(machine, "find_debian", lambda: TRIXIE)
    assert bootstrap.main([]) == 1
    said = capsys.readouterr().err
    assert "These Debian packages are missing: postgresql-17." in said
    assert "--packages-only" in said
    assert list(tmp_path.iterdir()) == []


def test_lock_files_have_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-test.lock", "requirements-uv.lock"):
        text = (bootstrap.ROOT / "etc" / name).read_text()
        assert "http" not in text
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pins
        assert all("==" in line and line.endswith("\\") for line in pins)
        assert text.count("--hash=sha256:") >= len(pins)


def test_progress_is_a_live_line_on_a_terminal_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stdout", screen)
    console = Console(tmp_path / "log")
    console._shown = 1e12
    console.progress("never seen in a pipe")
    assert screen.getvalue() == ""
    console.is_terminal = True
    console.progress("halfway")
    assert screen.getvalue() == "\r\x1b[K    halfway"
