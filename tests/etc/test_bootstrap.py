"""The parts of the bootstrap that can be tried without changing the machine."""

from pathlib import Path

import pytest

import bootstrap
from bootstrap_steps import apt, machine

BOOKWORM = machine.DEBIANS[12]
TRIXIE = machine.DEBIANS[13]


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
