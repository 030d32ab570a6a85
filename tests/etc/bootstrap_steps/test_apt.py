"""Sources, pins and system files of the installation of packages, without changing the machine."""

from pathlib import Path

import pytest

from bootstrap_steps import apt, machine
from bootstrap_steps.console import BootstrapError, CommandError, Console

BOOKWORM = machine.DEBIANS[12]
TRIXIE = machine.DEBIANS[13]


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


def test_a_file_of_the_system_is_written_only_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "new/file.sources"
    assert apt.write_if_changed(path, "text\n")
    assert not apt.write_if_changed(path, "text\n")
    assert apt.write_if_changed(path, "other\n")
    assert path.read_text() == "other\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [item.name for item in path.parent.iterdir()] == ["file.sources"]


@pytest.mark.parametrize(
    ("output", "is_well"),
    [
        ("Hit:1 http://deb.debian.org\\nW: Failed to fetch http://other\\n", True),
        ("W: Failed to fetch http://deb.debian.org\\n", False),
    ],
)
def test_one_server_that_answers_is_enough(tmp_path: Path, output: str, is_well: bool) -> None:
    command = ["/usr/bin/printf", output]
    with Console(tmp_path / "log") as console:
        if is_well:
            apt.update_lists(console, command, {})
        else:
            with pytest.raises(CommandError, match="could not be reached"):
                apt.update_lists(console, command, {})
