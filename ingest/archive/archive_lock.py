"""The lock of an archive: one process writes, and those who wait for it learn which."""

import fcntl
import logging
import os
import sys
import time
import weakref
from pathlib import Path

_log = logging.getLogger(__name__)
#: An intake that waits longer than this prints for which one [s].
PATIENCE_S = 2.0
_LOOK_S = 0.02
_MAX_WORDS = 200
_held: "weakref.WeakSet[ArchiveLock]" = weakref.WeakSet()


class ArchiveLock:
    """The lock in a file of its own, held from the making of this object until `release`.

    It belongs to one process: children that are forked do not inherit it, and it ends with its process however
    that ends. The file names its holder.

    Parameters
    ----------
    path
        The file.
    waits
        Wait until it is free.

    Raises
    ------
    BlockingIOError
        If another process holds it and ``waits`` is false.
    OSError
        If the file cannot be made.
    """

    def __init__(self, path: Path, *, waits: bool = True) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            self._acquire(path, waits=waits)
        except BaseException:
            self.release()
            raise
        _held.add(self)

    def _acquire(self, path: Path, *, waits: bool) -> None:
        give_up = time.monotonic() + PATIENCE_S
        while True:
            try:
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not waits:
                    raise
            if time.monotonic() > give_up:
                _log.warning("Waiting for %s, which writes in %s.", self.holder(), path.parent)
                fcntl.flock(self._fd, fcntl.LOCK_EX)
                break
            time.sleep(_LOOK_S)
        words = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]) if sys.argv else "a program"
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f"process {os.getpid()} ({words[:_MAX_WORDS]})\n".encode("utf-8", "replace"), 0)

    def holder(self) -> str:
        """Return who holds the lock, or held it last."""
        text = os.pread(self._fd, 4 * _MAX_WORDS, 0).decode("utf-8", "replace").strip()
        return "".join(letter for letter in text if letter.isprintable()) or "another process"

    def release(self) -> None:
        """Give the lock back."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
        _held.discard(self)


def _drop_inherited() -> None:
    for lock in list(_held):
        lock.release()


# A lock of flock(2) belongs to the open file, which a forked child shares: a worker that outlives its parent would hold
# the archive shut.
os.register_at_fork(after_in_child=_drop_inherited)
