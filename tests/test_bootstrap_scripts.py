"""The scripts of the pages are what the lock says, or are left out."""

import base64
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from bootstrap_steps import scripts
from bootstrap_steps.console import Console
from service.ground.layout import PROJECT


def make_package(content: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        member = tarfile.TarInfo("package/dist/aladin.js")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def make_root(folder: Path, package: bytes) -> Path:
    digest = base64.b64encode(hashlib.sha512(package).digest()).decode()
    script = {
        "name": "aladin.js",
        "version": "Aladin Lite",
        "url": "https://example.invalid/a.tgz",
        "member": "package/dist/aladin.js",
        "integrity": f"sha512-{digest}",
    }
    (folder / "etc").mkdir()
    (folder / "etc/scripts.json").write_text(json.dumps([script]))
    return folder


def test_script_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = make_package(b"export default 1;")
    root = make_root(tmp_path, package)
    monkeypatch.setattr(scripts, "fetch", lambda url: package)
    with Console(tmp_path / "log") as console:
        assert scripts.update_scripts(console, root)
        assert not scripts.update_scripts(console, root)
    assert (root / ".venv" / scripts.FOLDER / "aladin.js").read_bytes() == b"export default 1;"


def test_another_package_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_root(tmp_path, make_package(b"export default 1;"))
    monkeypatch.setattr(scripts, "fetch", lambda url: make_package(b"steal();"))
    with Console(tmp_path / "log") as console:
        assert not scripts.update_scripts(console, root)
    assert not (root / ".venv" / scripts.FOLDER / "aladin.js").exists()
    assert "another checksum" in capsys.readouterr().out


def test_without_a_network_the_set_up_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_root(tmp_path, b"")
    with Console(tmp_path / "log") as console:
        assert not scripts.update_scripts(console, root)
    assert "Aladin Lite is left out" in capsys.readouterr().out


def test_lock_names_https_and_sha512() -> None:
    for script in json.loads((PROJECT / "etc/scripts.json").read_text()):
        assert script["url"].startswith("https://registry.npmjs.org/")
        assert script["integrity"].startswith("sha512-")
