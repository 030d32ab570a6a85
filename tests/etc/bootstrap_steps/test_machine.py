"""Which Debian this is, which packages are needed there, and which of them are missing."""

from pathlib import Path

import pytest

from bootstrap_steps import machine
from bootstrap_steps.console import BootstrapError

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
