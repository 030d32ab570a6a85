"""One process writes in an archive; whoever waits says for whom."""

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ingest.archive import archive_lock
from ingest.archive.archive import Archive, ArchiveBusyError
from ingest.archive.archive_lock import ArchiveLock
from ingest.photometry.photometry_archive import PhotometryArchive

ROOT = Path(__file__).resolve().parents[3]


def test_a_child_does_not_inherit_the_lock(tmp_path: Path) -> None:
    lock = ArchiveLock(tmp_path / "lock")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"1")
        signal.pause()
        os._exit(0)
    try:
        os.read(reader, 1)
        lock.release()
        ArchiveLock(tmp_path / "lock", waits=False).release()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reader)
        os.close(writer)


def test_a_program_that_is_started_does_not_inherit_the_lock(tmp_path: Path) -> None:
    lock = ArchiveLock(tmp_path / "lock")
    with subprocess.Popen(["sleep", "60"], close_fds=False) as child:
        lock.release()
        ArchiveLock(tmp_path / "lock", waits=False).release()
        child.kill()


@pytest.mark.parametrize("kind", [Archive, PhotometryArchive])
def test_who_does_not_wait_is_told(tmp_path: Path, kind: type[Archive] | type[PhotometryArchive]) -> None:
    with kind(tmp_path, writable=True):
        with pytest.raises(ArchiveBusyError, match="Another process writes"):
            kind(tmp_path, writable=True, waits=False)
        with pytest.raises(BlockingIOError):
            ArchiveLock(tmp_path / "lock", waits=False)
    with kind(tmp_path, writable=True, waits=False):
        pass


def test_who_waits_says_for_whom(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_lock, "PATIENCE_S", 0.1)
    code = "import sys; from pathlib import Path; from ingest.archive.archive_lock import ArchiveLock;"
    code += "lock = ArchiveLock(Path(sys.argv[1])); print('held', flush=True); input()"
    command = [sys.executable, "-c", code, str(tmp_path / "lock"), "inbox\n"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdout.readline()
        timer = threading.Timer(1.0, holder.stdin.close)
        timer.start()
        with caplog.at_level(logging.WARNING):
            ArchiveLock(tmp_path / "lock").release()
        timer.join()
    assert f"Waiting for process {holder.pid} (" in caplog.text
    assert "inbox" in caplog.text
    assert str(tmp_path) in caplog.text
