"""The scripts of the pages are what the lock says, or are left out."""

import base64
import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from bootstrap_steps import scripts
from bootstrap_steps.console import Console
from service.ground.layout import PROJECT


def make_package(files: dict[str, bytes], mode: int = 0o644) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), mode
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def make_root(folder: Path, package: bytes) -> Path:
    digest = base64.b64encode(hashlib.sha512(package).digest()).decode()
    script = {"version": "Aladin Lite", "url": "https://example.invalid/a.tgz", "integrity": f"sha512-{digest}"}
    program = {**script, "name": "compiler", "version": "Compiler", "folder": "package/lib"}
    programs = [{**program, "machine": "pdp11"}, {**program, "machine": platform.machine()}]
    (folder / "etc").mkdir(parents=True)
    locked = [{**script, "name": "aladin.js", "member": "package/dist/aladin.js"}]
    (folder / "etc/scripts.json").write_text(json.dumps(locked))
    (folder / "etc/scripts-test.json").write_text(json.dumps(programs))
    return folder


def test_script_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = make_package({"package/dist/aladin.js": b"export default 1;"})
    root = make_root(tmp_path, package)
    monkeypatch.setattr(scripts, "fetch", lambda url: package)
    with Console(tmp_path / "log") as console:
        assert scripts.update_scripts(console, root)
        assert not scripts.update_scripts(console, root)
    assert (root / ".venv" / scripts.FOLDER / "aladin.js").read_bytes() == b"export default 1;"


def test_another_package_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_root(tmp_path, make_package({"package/dist/aladin.js": b"export default 1;"}))
    monkeypatch.setattr(scripts, "fetch", lambda url: make_package({"package/dist/aladin.js": b"steal();"}))
    with Console(tmp_path / "log") as console:
        assert not scripts.update_scripts(console, root)
    assert not (root / ".venv" / scripts.FOLDER / "aladin.js").exists()
    assert "another checksum" in capsys.readouterr().out


def test_without_a_network_the_set_up_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_root(tmp_path, b"")
    with Console(tmp_path / "log") as console:
        assert not scripts.update_scripts(console, root)
    assert "Aladin Lite is left out" in capsys.readouterr().out


def test_program_of_the_tests_is_a_folder_that_serving_does_not_fetch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "package/dist/aladin.js": b"1;",
        "package/lib/tsc": b"run",
        "package/lib/de/words": b"W",
        "package/NOTE": b"-",
    }
    package = make_package(files, mode=0o755)
    root = make_root(tmp_path, package)
    monkeypatch.setattr(scripts, "fetch", lambda url: package)
    folder = root / ".venv" / scripts.TEST_FOLDER
    with Console(tmp_path / "log") as console:
        scripts.update_scripts(console, root)
        assert not folder.exists()
        assert scripts.update_scripts(console, root, with_tests=True)
        assert not scripts.update_scripts(console, root, with_tests=True)
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found.pop("compiler.integrity")
    assert found == {"compiler/tsc": b"run", "compiler/de/words": b"W"}
    assert os.access(folder / "compiler/tsc", os.X_OK)


def test_new_version_of_a_program_leaves_nothing_of_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version, name in enumerate(("old", "new")):
        package = make_package({f"package/lib/{name}": b"1", "package/dist/aladin.js": b"1;"})
        root = make_root(tmp_path / str(version), package)
        monkeypatch.setattr(scripts, "fetch", lambda url, package=package: package)
        if version:
            (tmp_path / "0/.venv").rename(root / ".venv")
        with Console(tmp_path / "log") as console:
            assert scripts.update_scripts(console, root, with_tests=True)
    assert [path.name for path in (root / ".venv" / scripts.TEST_FOLDER / "compiler").iterdir()] == ["new"]


def test_package_without_what_is_wanted_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = make_package({"package/index.js": b"1;"})
    root = make_root(tmp_path, package)
    monkeypatch.setattr(scripts, "fetch", lambda url: package)
    with Console(tmp_path / "log") as console:
        assert not scripts.update_scripts(console, root)
    assert "holds no package/dist/aladin.js" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["scripts.json", "scripts-test.json"])
def test_lock_names_https_and_sha512(name: str) -> None:
    for script in json.loads((PROJECT / "etc" / name).read_text()):
        assert script["url"].startswith("https://registry.npmjs.org/")
        assert script["integrity"].startswith("sha512-")


def test_types_of_the_pages_are_checked(tmp_path: Path) -> None:
    """The compiler is there, is strict, and refuses what the settings of the pages should make it refuse."""
    shutil.copy(PROJECT / "web/tsconfig.json", tmp_path)
    program = PROJECT / ".venv" / scripts.TEST_FOLDER / "typescript/tsc"
    answers = []
    for line in ('/** @param {number} n */ export const f = (n) => n; f("1");', "export const f = (n) => n;"):
        (tmp_path / "page.js").write_text(line)
        answers.append(subprocess.run([program, "--project", tmp_path], capture_output=True, text=True, check=False))
    assert [answer.returncode != 0 for answer in answers] == [True, True]
    assert "TS2345" in answers[0].stdout
    assert "TS7006" in answers[1].stdout
